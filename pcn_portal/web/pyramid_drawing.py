"""A population pyramid as shapes: women to the left, men to the right, the oldest on top.

Pure: numbers by band in, rectangles and words of an SVG out. Every bar carries its number, the
sides have words and patterns, and the table with the same figures stands beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, TOP, BAR, SPACE = 640.0, 28.0, 15.0, 4.0
MIDDLE, LABEL, NUMBER = 320.0, 44.0, 62.0
LENGTH = MIDDLE - LABEL - NUMBER


@dataclass(frozen=True, slots=True)
class Side:
    """One bar and its number; `anchor` is where the number's text hangs."""

    x: float
    width: float
    words: str
    words_x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Step:
    """One band: its words in the middle, and both bars."""

    words: str
    y: float
    words_y: float
    female: Side
    male: Side


@dataclass(frozen=True, slots=True)
class Pyramid:
    """A whole drawing."""

    width: float
    height: float
    bar: float
    middle: float
    left: float
    right: float
    steps: tuple[Step, ...]


def draw_pyramid(bands: Sequence[str], female: Sequence[int], male: Sequence[int]) -> Pyramid:
    """Draw bands given from the youngest up; both sides have one scale."""
    largest = max((*female, *male), default=0)
    steps = []
    for place, (words, women, men) in enumerate(
        reversed(list(zip(bands, female, male, strict=True)))
    ):
        y = TOP + place * (BAR + SPACE)
        steps.append(Step(words, y, y + BAR - 3, _left(women, largest), _right(men, largest)))
    height = TOP + len(steps) * (BAR + SPACE)
    return Pyramid(WIDTH, height, BAR, MIDDLE, MIDDLE - LABEL, MIDDLE + LABEL, tuple(steps))


def _left(number: int, largest: int) -> Side:
    width = _width(number, largest)
    x = round(MIDDLE - LABEL - width, 1)
    return Side(x, width, f"{number:,}", round(x - 5, 1), "end")


def _right(number: int, largest: int) -> Side:
    width, x = _width(number, largest), MIDDLE + LABEL
    return Side(x, width, f"{number:,}", round(x + width + 5, 1), "start")


def _width(number: int, largest: int) -> float:
    return round(LENGTH * number / largest, 1) if largest else 0.0
