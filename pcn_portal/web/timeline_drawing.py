"""A timeline as shapes: dated facts on one axis, in bands, with the line of the day looked at.

Pure: facts and the day in, points of an SVG out. What holds on the day is solid, the rest is
hatched, and every bar carries its words, so that nothing rests on colour.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

WIDTH = 640.0
EDGE = 10.0
TOP = 26.0
TITLE, ROW, GAP = 28.0, 30.0, 10.0
BAR = 9.0
COLUMNS = 76.0
LETTERS = 60
LETTER_WIDTH = 7.0


@dataclass(frozen=True, slots=True)
class Span:
    """A fact that holds in [starts, ends), in words; `ends` empty means still."""

    starts: date
    ends: date | None
    words: str

    def holds_on(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure of a day; `whole` is false where some of it is not known."""

    on: date
    value: Decimal
    words: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Band:
    """Facts of one kind under a title: rows of spans, or amounts as columns."""

    title: str
    kind: str
    rows: tuple[tuple[Span, ...], ...] = ()
    amounts: tuple[Amount, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """Words at a point; `anchor` is start, middle or end."""

    x: float
    y: float
    words: str
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Bar:
    """A span, or a column: `held` on the day or not; `going` beyond the right edge."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    held: bool
    going: bool
    words: str

    @property
    def right(self) -> float:
        return round(self.x + self.width, 1)

    @property
    def arrow(self) -> str:
        """The head of a bar that goes on, as corners of a polygon."""
        middle, low = self.y + self.height / 2, self.y + self.height + 3
        return f"{self.right},{self.y - 3} {self.right + 8},{middle} {self.right},{low}"


@dataclass(frozen=True, slots=True)
class Timeline:
    """What a template draws; `day` is the line of the day looked at."""

    width: float
    height: float
    titles: tuple[Text, ...]
    labels: tuple[Text, ...]
    bars: tuple[Bar, ...]
    years: tuple[Text, ...]
    day: Text


@dataclass(frozen=True, slots=True)
class Axis:
    """Whole years from left to right."""

    first: date
    after: date

    def x(self, day: date) -> float:
        """Where a day stands; what lies outside stands at the edge."""
        share = (day - self.first).days / (self.after - self.first).days
        return round(EDGE + min(max(share, 0.0), 1.0) * (WIDTH - 2 * EDGE), 1)

    @property
    def years(self) -> list[date]:
        return [date(year, 1, 1) for year in range(self.first.year, self.after.year)]


def axis_of(bands: Iterable[Band], day: date) -> Axis:
    """Years that hold every known date and the day looked at."""
    spans = [span for band in bands for row in band.rows for span in row]
    days = [day, *(amount.on for band in bands for amount in band.amounts)]
    days += [span.starts for span in spans] + [span.ends for span in spans if span.ends]
    return Axis(date(min(days).year, 1, 1), date(max(days).year + 1, 1, 1))


def draw_timeline(bands: Sequence[Band], *, day: date, words: str) -> Timeline | None:
    """Draw the bands that have facts, one below the other; None if none has any.

    `words` stand at the line of `day`.
    """
    drawn = [band for band in bands if band.rows or band.amounts]
    if not drawn:
        return None
    axis, sketch, y = axis_of(drawn, day), _Sketch(day), TOP
    for band in drawn:
        y = _draw_band(sketch, band, axis, y)
    line = axis.x(day)
    return Timeline(
        width=WIDTH,
        height=y + 8,
        titles=tuple(sketch.titles),
        labels=tuple(sketch.labels),
        bars=tuple(sketch.bars),
        years=tuple(Text(axis.x(year), TOP - 10, str(year.year)) for year in axis.years),
        day=Text(line, y + 4, words, "end" if line > WIDTH / 2 else "start"),
    )


class _Sketch:
    """Shapes as they are drawn."""

    def __init__(self, day: date) -> None:
        self.day = day
        self.titles: list[Text] = []
        self.labels: list[Text] = []
        self.bars: list[Bar] = []


def _draw_band(sketch: _Sketch, band: Band, axis: Axis, top: float) -> float:
    """Draw one band and return where the next begins."""
    sketch.titles.append(Text(EDGE, top + 18, band.title))
    y = top + TITLE
    if band.amounts:
        _draw_columns(sketch, band, axis, y)
        return y + COLUMNS + GAP + BAR
    for row in band.rows:
        _draw_row(sketch, band, row, axis, y)
        y += ROW
    return y + GAP


def _draw_row(sketch: _Sketch, band: Band, row: Sequence[Span], axis: Axis, y: float) -> None:
    sketch.labels.append(_label(row, axis, y + 11))
    for span in row:
        x, right = axis.x(span.starts), axis.x(span.ends or axis.after)
        held = span.holds_on(sketch.day)
        width = max(round(right - x, 1), 2.0)
        sketch.bars.append(
            Bar(x, y + 16, width, BAR, band.kind, held, span.ends is None, span.words)
        )


def _label(row: Sequence[Span], axis: Axis, y: float) -> Text:
    """The words of a row: from where its first bar begins if they fit, else up to the edge."""
    words, x = shortened(row[-1].words), axis.x(row[0].starts)
    if x + len(words) * LETTER_WIDTH <= WIDTH - EDGE:
        return Text(x, y, words)
    return Text(WIDTH - EDGE, y, words, "end")


def _draw_columns(sketch: _Sketch, band: Band, axis: Axis, y: float) -> None:
    most = max(amount.value for amount in band.amounts) or Decimal(1)
    latest = max((a.on for a in band.amounts if a.on <= sketch.day), default=None)
    room = COLUMNS - 16
    for amount in band.amounts:
        x = axis.x(amount.on)
        width = round(min((WIDTH - 2 * EDGE) / len(axis.years) * 0.6, 60.0), 1)
        height = round(max(float(amount.value / most) * room, 1.0), 1)
        top = round(y + 16 + room - height, 1)
        held = amount.on == latest and amount.whole
        sketch.bars.append(Bar(x, top, width, height, band.kind, held, False, amount.words))
        sketch.labels.append(Text(x, top - 4, amount.words))


def shortened(words: str) -> str:
    """Words that fit on a row; the table beside the drawing has them whole."""
    return words if len(words) <= LETTERS else f"{words[: LETTERS - 1].rstrip()}…"
