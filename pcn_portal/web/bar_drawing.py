"""Bars as shapes: a few series side by side for each label, with the sums in words.

Pure: amounts in, rectangles and words of an SVG out. Every bar carries its number, and the table
with the same figures always stands beside it, so that nothing rests on colour or length.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH = 640.0
LEFT = 8.0
LABEL, BAR, SPACE = 20.0, 16.0, 12.0
WORDS = 170.0
PATTERNS = ("one", "two", "three", "four", "five")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: where it is, which series (a pattern's name), and its number in words."""

    x: float
    y: float
    width: float
    height: float
    series: str
    words: str
    words_x: float
    words_y: float


@dataclass(frozen=True, slots=True)
class Label:
    """The words above a group of bars."""

    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A whole drawing."""

    width: float
    height: float
    labels: tuple[Label, ...]
    bars: tuple[Bar, ...]


def draw_bars(
    labels: Sequence[str], series: Sequence[Sequence[Decimal]], words: Sequence[Sequence[str]]
) -> Bars:
    """Draw for each label a bar of each series; `words` are the numbers as they are read.

    Amounts below zero are drawn by their size: their words say the sign.
    """
    largest = max((abs(amount) for one in series for amount in one), default=Decimal(0))
    scale = (Decimal(str(WIDTH - LEFT - WORDS)) / largest) if largest else Decimal(0)
    found: list[Bar] = []
    titles: list[Label] = []
    y = 0.0
    for place, label in enumerate(labels):
        titles.append(Label(LEFT, y + LABEL - 6, label))
        y += LABEL
        for number, one in enumerate(series):
            width = max(1.0, float(abs(one[place]) * scale))
            found.append(
                Bar(
                    x=LEFT,
                    y=y,
                    width=round(width, 1),
                    height=BAR - 3,
                    series=PATTERNS[number % len(PATTERNS)],
                    words=words[number][place],
                    words_x=round(LEFT + width + 6, 1),
                    words_y=y + BAR - 6,
                )
            )
            y += BAR
        y += SPACE
    return Bars(WIDTH, y, tuple(titles), tuple(found))
