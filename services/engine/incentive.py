"""The Investment and Impact Fund: what an indicator earns, and what is missing to the next point.

Performance is numerator ÷ (denominator less personalised care adjustments). Points are the maximum
× the way from the lower to the upper threshold, none at or below the lower, all at or above the
upper; mirrored where lower is better; all or nothing where it is binary (Primary Care IT, Doncaster
LMC, one source each). Points are exact: how they are rounded is in no source read.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from pcn_portal.units.money import exact_to_pennies
from pcn_portal.units.wording import shown_text


class BadFigures(ValueError):
    """Figures that cannot be; the message says which and why. `field` names the figure."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class NotValued(LookupError):
    """An indicator that cannot be valued: the message says which input is not known."""


class Order(StrEnum):
    """When a point's value is rounded to pence; no source says which the scheme takes."""

    ONCE = "once"
    POINT_FIRST = "point_first"


ORDER_WORDS: dict[Order, str] = {
    Order.ONCE: "the payment is rounded once, at its end",
    Order.POINT_FIRST: "the adjusted value of a point is rounded to pence first",
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator of a scheme: points at most, and thresholds as shares; None is not known.

    `points_known` and `thresholds_known` say how well. `binary` ones have no thresholds.
    """

    code: str
    description: str
    points: Decimal | None
    points_known: str
    binary: bool = False
    lower: Decimal | None = None
    upper: Decimal | None = None
    thresholds_known: str = "unknown"
    note: str = ""
    sources: tuple[str, ...] = ()

    @property
    def lower_is_better(self) -> bool:
        return self.lower is not None and self.upper is not None and self.upper < self.lower


@dataclass(frozen=True, slots=True)
class Figures:
    """Patients counted: numerator, denominator, and personalised care adjustments of it."""

    numerator: int
    denominator: int
    adjusted: int = 0

    @property
    def counted(self) -> int:
        return self.denominator - self.adjusted


@dataclass(frozen=True, slots=True)
class Step:
    """One step: words with the figures in place, and its value as text."""

    words: str
    value: str


@dataclass(frozen=True, slots=True)
class Earned:
    """Points earned, exactly, with the performance (None where nobody is counted) and the steps.

    `next_point` and `full` are patients more (or fewer, where lower is better) for another whole
    point and for all points; 0 where they are earned, None where it cannot be reached.
    """

    points: Fraction
    performance: Fraction | None
    steps: tuple[Step, ...]
    next_point: int | None
    full: int | None


def check_figures(figures: Figures) -> None:
    """Raise BadFigures for what cannot be counted."""
    for name in ("numerator", "denominator", "adjusted"):
        if getattr(figures, name) < 0:
            raise BadFigures("Patients are counted from 0 up.", name)
    if figures.adjusted > figures.denominator:
        raise BadFigures("More are adjusted for than the denominator has.", "adjusted")
    if figures.numerator > figures.counted:
        raise BadFigures("The numerator has more than the denominator leaves.", "numerator")


def earned(indicator: Indicator, figures: Figures) -> Earned:
    """What an indicator earns. Raises BadFigures, and NotValued where an input is not known."""
    check_figures(figures)
    most = _most(indicator)
    if not figures.counted:
        step = Step("Nobody is counted, so there is no performance and no point", "0")
        return Earned(Fraction(0), None, (step,), None, None)
    performance = Fraction(figures.numerator, figures.counted)
    part = _part(indicator, performance)
    points = most * part
    return Earned(
        points=points,
        performance=performance,
        steps=_steps(indicator, figures, performance, part, points),
        next_point=_patients_to(indicator, figures, min(Fraction(floor(points) + 1), most)),
        full=_patients_to(indicator, figures, most),
    )


def achieved(indicator: Indicator, *, met: bool) -> Earned:
    """A binary indicator: all points or none. Raises NotValued where its points are not known."""
    most = _most(indicator)
    points = most if met else Fraction(0)
    step = Step("Achieved: all points" if met else "Not achieved: no point", shown(points))
    return Earned(points, None, (step,), 0 if met else None, 0 if met else None)


def overridden(indicator: Indicator) -> Earned:
    """All points whatever the figures, as decided for ACC-08 in 2023/24."""
    most = _most(indicator)
    return Earned(most, None, (Step("All points by decision", shown(most)),), 0, 0)


def payment(
    points: Fraction,
    point: Decimal,
    *,
    list_ratio: Fraction = Fraction(1),
    prevalence_ratio: Fraction = Fraction(1),
    order: Order = Order.ONCE,
) -> Decimal:
    """Pounds for points: × value of a point × list-size ratio × prevalence ratio."""
    value = Fraction(point) * list_ratio * prevalence_ratio
    if order == Order.POINT_FIRST:
        value = Fraction(exact_to_pennies(value))
    return exact_to_pennies(points * value)


def shown(value: Fraction) -> str:
    """A figure as plain digits, with as many as are shown."""
    return shown_text(Decimal(value.numerator) / value.denominator)


def _most(indicator: Indicator) -> Fraction:
    if indicator.points is None:
        raise NotValued(f"{indicator.code}: its points are not known.")
    if not indicator.binary and (indicator.lower is None or indicator.upper is None):
        raise NotValued(f"{indicator.code}: its thresholds are not known.")
    return Fraction(indicator.points)


def _part(indicator: Indicator, performance: Fraction) -> Fraction:
    """The share of the points: 0 at the lower threshold, 1 at the upper, a line between."""
    if indicator.lower is None or indicator.upper is None:
        return Fraction(1 if performance == 1 else 0)
    lower, upper = Fraction(indicator.lower), Fraction(indicator.upper)
    way = (performance - lower) / (upper - lower)
    return min(max(way, Fraction(0)), Fraction(1))


def _patients_to(indicator: Indicator, figures: Figures, wanted: Fraction) -> int | None:
    """How many patients the numerator must change by for so many points."""
    if indicator.lower is None or indicator.upper is None:
        return figures.counted - figures.numerator
    lower, upper = Fraction(indicator.lower), Fraction(indicator.upper)
    share = lower + (upper - lower) * wanted / _most(indicator)
    needed = share * figures.counted
    if indicator.lower_is_better:
        change = figures.numerator - floor(needed)
        return max(change, 0) if floor(needed) >= 0 else None
    change = ceil(needed) - figures.numerator
    return max(change, 0) if ceil(needed) <= figures.counted else None


def _steps(
    indicator: Indicator,
    figures: Figures,
    performance: Fraction,
    part: Fraction,
    points: Fraction,
) -> tuple[Step, ...]:
    out = f" − {figures.adjusted:,}" if figures.adjusted else ""
    first = Step(
        f"Performance: {figures.numerator:,} ÷ ({figures.denominator:,}{out})", shown(performance)
    )
    if indicator.lower is None or indicator.upper is None:
        return first, Step("All or nothing", shown(points))
    lower, upper = f"{indicator.lower:f}", f"{indicator.upper:f}"
    way = Step(f"Way from {lower} to {upper}, from 0 to 1", shown(part))
    return first, way, Step(f"{indicator.points} points × that", shown(points))
