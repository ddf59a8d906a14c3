"""A part of a page: its template, and the words it is filled with."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Part:
    """A template that the page includes with `words`."""

    template: str
    words: dict[str, Any]
