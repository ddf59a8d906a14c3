"""What an indicator of the incentive fund earns: by hand, by example, and by brute force."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from services.engine.incentive import (
    BadFigures,
    Figures,
    Indicator,
    NotValued,
    Order,
    achieved,
    earned,
    overridden,
    payment,
)
from services.incentive_files import schemes

DOMAIN = Path(__file__).resolve().parents[4] / "shared" / "domain"
beside = pytest.mark.skipif(not DOMAIN.is_dir(), reason="../shared is not beside this checkout")


def indicator(**more: Any) -> Indicator:
    """72 points from 70 to 77 %: the flu indicator of 2020/21."""
    usual: dict[str, Any] = {
        "code": "VI-01", "description": "Flu", "points": Decimal(72), "points_known": "x",
        "lower": Decimal("0.70"), "upper": Decimal("0.77"), "thresholds_known": "x",
    }  # fmt: skip
    return Indicator(**usual | more)


FEWER = {"points": Decimal(32), "lower": Decimal("0.43"), "upper": Decimal("0.30")}


@pytest.mark.parametrize(
    ("numerator", "points"),
    [(69, "0"), (70, "0"), (77, "72"), (78, "72"), (75, "360/7"), (71, "72/7")],
)
def test_points_run_in_a_line_between_the_thresholds(numerator: int, points: str) -> None:
    assert earned(indicator(), Figures(numerator, 100)).points == Fraction(points)


@pytest.mark.parametrize(("numerator", "points"), [(43, "0"), (44, "0"), (30, "32"), (29, "32")])
def test_where_lower_is_better_the_line_is_mirrored(numerator: int, points: str) -> None:
    assert earned(indicator(**FEWER), Figures(numerator, 100)).points == Fraction(points)
    assert indicator(**FEWER).lower_is_better


def test_who_was_adjusted_for_is_not_counted() -> None:
    found = earned(indicator(), Figures(600, 1000, 200))
    assert found.performance == Fraction(3, 4)
    assert found.steps[0].words == "Performance: 600 ÷ (1,000 − 200)"
    assert found.steps[-1].words == "72 points × that"


def test_nobody_counted_is_no_performance_and_no_point() -> None:
    for figures in (Figures(0, 0), Figures(0, 20, 20)):
        found = earned(indicator(), figures)
        assert found.points == 0 and found.performance is None and found.full is None


def test_the_patients_missing_to_the_next_point_and_to_all() -> None:
    found = earned(indicator(), Figures(700, 1000))
    assert (found.next_point, found.full) == (1, 70)
    done = earned(indicator(), Figures(770, 1000))
    assert (done.next_point, done.full) == (0, 0)
    fewer = earned(indicator(**FEWER), Figures(400, 1000))
    assert fewer.full == 100


def test_binary_indicators_are_all_or_nothing_and_a_decision_gives_all() -> None:
    binary = indicator(binary=True, lower=None, upper=None)
    assert achieved(binary, met=True).points == 72
    assert achieved(binary, met=False).points == 0
    assert overridden(indicator()).points == 72


@pytest.mark.parametrize(
    ("figures", "field"),
    [
        (Figures(-1, 10), "numerator"),
        (Figures(1, -10), "denominator"),
        (Figures(1, 10, -1), "adjusted"),
        (Figures(1, 10, 11), "adjusted"),
        (Figures(9, 10, 2), "numerator"),
    ],
)
def test_figures_that_cannot_be_are_refused(figures: Figures, field: str) -> None:
    with pytest.raises(BadFigures) as refused:
        earned(indicator(), figures)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("more", "said"),
    [({"points": None}, "its points are not known"), ({"lower": None}, "its thresholds are not")],
)
def test_what_is_not_known_is_not_valued(more: dict[str, Any], said: str) -> None:
    with pytest.raises(NotValued, match=said):
        earned(indicator(**more), Figures(1, 10))


def slow_points(one: Indicator, numerator: int, counted: int) -> Fraction:
    """The same by cases, in words of the scheme."""
    assert one.points is not None and one.lower is not None and one.upper is not None
    performance = Fraction(numerator, counted)
    lower, upper, most = Fraction(one.lower), Fraction(one.upper), Fraction(one.points)
    if upper > lower:
        if performance >= upper:
            return most
        if performance <= lower:
            return Fraction(0)
        return most * (performance - lower) / (upper - lower)
    if performance <= upper:
        return most
    if performance >= lower:
        return Fraction(0)
    return most * (lower - performance) / (lower - upper)


def slow_patients(one: Indicator, numerator: int, counted: int, wanted: Fraction) -> int | None:
    """Try one patient more (or fewer) after another."""
    step = -1 if one.lower_is_better else 1
    for changed in range(counted + 1):
        then = numerator + step * changed
        if not 0 <= then <= counted:
            return None
        if slow_points(one, then, counted) >= wanted:
            return changed
    return None


shares = st.integers(0, 100).map(lambda whole: Decimal(whole) / 100)


@given(st.data(), shares, shares, st.integers(1, 120), st.integers(1, 60))
def test_points_and_patients_agree_with_the_slow_way(
    data: Any, lower: Decimal, upper: Decimal, points: int, counted: int
) -> None:
    if lower == upper:
        return
    one = indicator(points=Decimal(points), lower=lower, upper=upper)
    numerator = data.draw(st.integers(0, counted))
    adjusted = data.draw(st.integers(0, 5))
    found = earned(one, Figures(numerator, counted + adjusted, adjusted))
    assert found.points == slow_points(one, numerator, counted)
    assert found.full == slow_patients(one, numerator, counted, Fraction(points))
    target = min(Fraction(int(found.points) + 1), Fraction(points))
    assert found.next_point == slow_patients(one, numerator, counted, target)


def example(key: str) -> dict[str, Any]:
    cases = yaml.safe_load((DOMAIN / "worked-examples.yaml").read_text(encoding="utf-8"))
    found: dict[str, Any] = next(case for case in cases if case["id"] == key)
    return found


@beside
def test_the_published_maximum_of_a_flu_indicator() -> None:
    case = example("IIF-2021-FLU65")
    given = case["inputs"]
    scheme = schemes()["2020-21"]
    one = scheme.indicators["VI-01"]
    assert one.points == given["points"] and scheme.point == given["point_value"]
    found = earned(one, Figures(77, 100))
    assert payment(found.points, scheme.point) == Decimal(str(case["expected"]["value"]))


@beside
def test_the_published_performance_after_adjustments() -> None:
    case = example("IIF-2122-PCA")
    given = case["inputs"]
    adjusted = given["declined_pca"] + given["unsuitable_pca"]
    figures = Figures(given["vaccinated"], given["eligible"], adjusted)
    found = earned(schemes()["2021-22a"].indicators["VI-01"], figures)
    assert found.performance == Fraction(str(case["expected"]["value"]))
    assert found.points == 0
    before = earned(schemes()["2020-21"].indicators["VI-01"], figures)
    assert round(float(before.points), 2) == 51.43


@beside
def test_every_network_had_all_points_of_acc_08() -> None:
    case = example("IIF-2324-ACC08-OVERRIDE")
    one = schemes()["2023-24"].indicators["ACC-08"]
    assert overridden(one).points == case["expected"]["value"]
    assert payment(overridden(one).points, Decimal("198.00")) == Decimal("14058.00")


@beside
def test_an_analogue_with_prevalence_rounds_the_value_of_a_point_first() -> None:
    case = example("QOF-DEM-LOWPREV")
    given = case["inputs"]
    ratio = Fraction(str(given["prev_ratio"]))
    point = Decimal(str(given["point"]))
    first = payment(
        Fraction(given["points"]), point, prevalence_ratio=ratio, order=Order.POINT_FIRST
    )
    assert first == Decimal(str(case["expected"]["value"]))
    assert payment(Fraction(given["points"]), point, prevalence_ratio=ratio) == Decimal("3541.51")


@beside
def test_an_analogue_with_list_size() -> None:
    case = example("QOF-QI-HALF")
    given = case["inputs"]
    ratio = Fraction(given["list"], given["national_average_list"])
    paid = payment(Fraction(given["points"]), Decimal(str(given["point"])), list_ratio=ratio)
    assert abs(paid - Decimal(case["expected"]["value"])) <= case["tolerance"]


def test_every_scheme_is_read_and_what_is_not_known_is_marked() -> None:
    found = schemes()
    assert len(found) == 9
    assert found["2026-27"].point is None
    assert not found["2021-22b"].indicators
    unknown = found["2022-23"].indicators["ACC-02"]
    assert unknown.lower is None and unknown.thresholds_known == "unknown"
    assert unknown.points == 18
    assert found["2023-24"].indicators["ACC-08"].thresholds_known == "memory_only"
    for scheme in found.values():
        for one in scheme.indicators.values():
            assert one.binary or (one.lower is None) == (one.thresholds_known == "unknown")
