"""What stands on a statement and on a month beside the payments: one part a concern.

A part is a function that gives its template's words, or None where there is nothing to show.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from funding.models import Calculation, Statement
from pcn_portal.accounts.doors import PortalRequest

Words = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A template of a page, included with `part` and the part's own words."""

    template: str
    words: Words


StatementPart = Callable[[PortalRequest, Statement], Part | None]
MonthPart = Callable[[PortalRequest, Calculation], Part | None]

STATEMENT_PARTS: tuple[StatementPart, ...] = ()
"""Parts of a statement, below its payments."""

MONTH_PARTS: tuple[MonthPart, ...] = ()
"""Parts of an ICB's month, below what is missing."""

DECIDE_PARTS: tuple[MonthPart, ...] = ()
"""Parts of the page on which a month is decided, above the decision."""


def parts_of(
    parts: Sequence[Callable[[PortalRequest, Any], Part | None]], request: PortalRequest, of: Any
) -> list[Part]:
    """The parts that have something to show, in their order."""
    return [found for part in parts if (found := part(request, of)) is not None]
