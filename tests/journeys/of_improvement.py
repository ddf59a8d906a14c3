"""Pages on capacity and access improvement: who opens them, and the words in their addresses."""

from collections.abc import Callable

PAGES: tuple[tuple[str, str], ...] = ()
NOT_PAGES: set[str] = set()
WORDS: dict[str, Callable[[], object]] = {}
