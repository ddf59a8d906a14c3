"""What one indicator is worth to one network: points, pounds, and what is lacking to say so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.engine.incentive import (
    ORDER_WORDS,
    BadFigures,
    Earned,
    Figures,
    Indicator,
    NotValued,
    Order,
    Step,
    earned,
    overridden,
    payment,
    shown,
)

SURE = frozenset({"two_sources"})


@dataclass(frozen=True, slots=True)
class Counted:
    """Numerator, denominator and personalised care adjustments, in patients."""

    numerator: int
    denominator: int
    adjusted: int


@dataclass(frozen=True, slots=True)
class National:
    """National values: average list of a network, and prevalence by indicator; None is unknown."""

    list_size: Decimal | None = None
    prevalence: Mapping[str, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """The value of a point in pounds, when it is rounded, and national values."""

    point: Decimal | None
    order: Order
    order_decided: bool
    national: National


@dataclass(frozen=True, slots=True)
class Result:
    """Points (exact) and pounds of an indicator; None is unknown, which is never zero.

    `pounds` and `missed` are before adjustments unless `complete`; `lacks` says what is missing
    to value it at all, `open` what is missing to be sure of it. `full` is by decision.
    """

    indicator: Indicator
    counted: Counted | None
    full: bool
    earned: Earned | None
    pounds: Decimal | None
    missed: Decimal | None
    complete: bool
    lacks: tuple[str, ...]
    open: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def points(self) -> Fraction | None:
        return None if self.earned is None else self.earned.points

    @property
    def status(self) -> str:
        return "provisional" if self.open else "confirmed"


def result_of(
    indicator: Indicator,
    counted: Counted | None,
    rules: Rules,
    *,
    full: bool = False,
    patients: Decimal | None = None,
    lacks: Sequence[str] = (),
) -> Result:
    """Value one indicator. `patients` is the network's registered list of 1 January."""
    found, missing = _earned(indicator, counted, full, lacks)
    if rules.point is None:
        missing = [*missing, "The value of a point is not known."]
    ratios, unknown = _ratios(indicator, counted, rules.national, patients)
    opened = [*unknown, *_marks(indicator, full, rules)]
    pounds = missed = None
    steps = found.steps if found else ()
    if found and rules.point is not None and indicator.points is not None:
        used = (Fraction(1), Fraction(1)) if unknown else ratios
        pounds = _pay(found.points, rules, used)
        missed = _pay(Fraction(indicator.points), rules, used) - pounds
        steps = (*steps, _pay_step(found.points, rules, used, bool(unknown), pounds))
    return Result(
        indicator, counted, full, found, pounds, missed, not unknown, tuple(missing),
        tuple(opened), steps,
    )  # fmt: skip


def _earned(
    indicator: Indicator, counted: Counted | None, full: bool, lacks: Sequence[str]
) -> tuple[Earned | None, list[str]]:
    try:
        if full:
            return overridden(indicator), []
        if counted is None:
            return None, list(lacks) or ["No figures are published."]
        return earned(
            indicator, Figures(counted.numerator, counted.denominator, counted.adjusted)
        ), []
    except (BadFigures, NotValued) as why:
        return None, [str(why)]


def _ratios(
    indicator: Indicator, counted: Counted | None, national: National, patients: Decimal | None
) -> tuple[tuple[Fraction, Fraction], list[str]]:
    """List-size and prevalence ratios, and what is missing for them."""
    prevalence = (national.prevalence or {}).get(indicator.code)
    unknown = []
    if national.list_size is None:
        unknown.append("The national average list of a network is not known.")
    if prevalence is None:
        unknown.append("The national prevalence is not known.")
    if not patients:
        unknown.append("The network’s registered list of 1 January is not known.")
    if counted is None:
        unknown.append("The network’s denominator is not known.")
    if unknown or not (national.list_size and prevalence and patients and counted):
        return (Fraction(1), Fraction(1)), unknown
    size = Fraction(patients) / Fraction(national.list_size)
    return (size, Fraction(counted.denominator) / Fraction(patients) / Fraction(prevalence)), []


def _marks(indicator: Indicator, full: bool, rules: Rules) -> list[str]:
    found = []
    if indicator.points_known not in SURE:
        found.append(f"Points: {indicator.points_known.replace('_', ' ')}.")
    if not indicator.binary and not full and indicator.thresholds_known not in SURE:
        found.append(f"Thresholds: {indicator.thresholds_known.replace('_', ' ')}.")
    if not rules.order_decided:
        found.append("When the payment is rounded is not decided.")
    return found


def _pay(points: Fraction, rules: Rules, ratios: tuple[Fraction, Fraction]) -> Decimal:
    assert rules.point is not None
    size, prevalence = ratios
    return payment(
        points, rules.point, list_ratio=size, prevalence_ratio=prevalence, order=rules.order
    )


def _pay_step(
    points: Fraction,
    rules: Rules,
    ratios: tuple[Fraction, Fraction],
    before: bool,
    pounds: Decimal,
) -> Step:
    how = "before adjustments" if before else " × ".join(shown(one) for one in ratios)
    words = f"{shown(points)} points × £{rules.point} × {how}; {ORDER_WORDS[rules.order]}"
    if before:
        words = f"{shown(points)} points × £{rules.point}, {how}; {ORDER_WORDS[rules.order]}"
    return Step(words, str(pounds))
