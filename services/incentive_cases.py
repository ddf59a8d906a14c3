"""What one indicator earns for figures that somebody gives: points, pounds, and the steps."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from services.engine.incentive import (
    BadFigures,
    Earned,
    Figures,
    Indicator,
    Order,
    achieved,
    earned,
    payment,
)
from services.incentive_files import Scheme, schemes


@dataclass(frozen=True, slots=True)
class Case:
    """An indicator of a scheme with its figures; `met` is for a binary one.

    The ratios are of list size and of prevalence to the national ones: 1 where nobody gives them.
    """

    scheme: str
    indicator: str
    figures: Figures = Figures(0, 0)
    met: bool = False
    list_ratio: Decimal = Decimal(1)
    prevalence_ratio: Decimal = Decimal(1)
    order: Order = Order.ONCE


@dataclass(frozen=True, slots=True)
class Worked:
    """What it earns. `pounds` and `missed` are None where the value of a point is not known."""

    scheme: Scheme
    indicator: Indicator
    earned: Earned
    pounds: Decimal | None
    missed: Decimal | None


def work_out(case: Case) -> Worked:
    """Work one case out. Raises BadFigures, and NotValued where an input is not known."""
    scheme = schemes().get(case.scheme)
    if scheme is None:
        raise BadFigures("There is no such scheme. Choose one of the list.", "scheme")
    one = scheme.indicators.get(case.indicator)
    if one is None:
        raise BadFigures(
            f"{scheme.title} has no indicator “{case.indicator[:20]}” that is known.", "indicator"
        )
    for name in ("list_ratio", "prevalence_ratio"):
        ratio = getattr(case, name)
        if not ratio.is_finite() or not 0 <= ratio <= 100:
            raise BadFigures("A ratio is from 0 to 100; 1 is the national figure.", name)
    found = achieved(one, met=case.met) if one.binary else earned(one, case.figures)
    if scheme.point is None or one.points is None:
        return Worked(scheme, one, found, None, None)
    pounds = _pounds(found.points, scheme.point, case)
    missed = _pounds(Fraction(one.points), scheme.point, case) - pounds
    return Worked(scheme, one, found, pounds, missed)


def _pounds(points: Fraction, point: Decimal, case: Case) -> Decimal:
    return payment(
        points,
        point,
        list_ratio=Fraction(case.list_ratio),
        prevalence_ratio=Fraction(case.prevalence_ratio),
        order=case.order,
    )
