"""Pages on the incentive fund: who opens them, and the words in their addresses."""

from collections.abc import Callable

PAGES: tuple[tuple[str, str], ...] = (
    ("commissioner", "/services/{icb}/incentive-fund/?year=2023-24"),
    ("manager", "/networks/{network}/incentive-fund/?year=2023-24"),
    ("director", "/networks/{network}/incentive-fund/?year=2023-24"),
    ("auditor", "/rates/incentive/2023-24/decisions/"),
    ("administrator", "/rates/incentive/2023-24/decisions/points/"),
    ("administrator", "/rates/incentive/2023-24/decisions/national/"),
    ("administrator", "/rates/incentive/2023-24/decisions/rounding/"),
)
NOT_PAGES: set[str] = set()
WORDS: dict[str, Callable[[], object]] = {}
