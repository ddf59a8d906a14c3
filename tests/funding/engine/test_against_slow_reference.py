"""Never a penny off: the engine beside a slow second implementation in fractions.

1,000 made-up cases in the ordinary run, 100,000 in the long run.
"""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from funding.engine.rates import national_rates
from funding.reckoner import reckon
from tests.funding.engine import slow_reference as slow

MONTHS = [f"{year}-{month:02d}" for year in range(2019, 2028) for month in range(1, 13)]
CONVENTIONS = ["annual_twelfth", "printed_monthly"]
DAYS = ["2019-03-31", "2021-06-01", "2024-07-15", "2024-09-25", "2024-09-26", "2025-03-28"]
FAST = settings(deadline=None, database=None, suppress_health_check=list(HealthCheck))
ORDINARY = settings(FAST, max_examples=1_000)
LONG = settings(FAST, max_examples=100_000)


def figure_of(number: int) -> str | None:
    """A figure from one number, so that it costs one draw.

    A count, a population to fourteen decimals, a number of eighths (in which half pennies are
    common), or one in eight missing.
    """
    kind, rest = number % 8, number // 8
    if kind == 0:
        return None
    if kind <= 3:
        return str(rest % 250_001)
    if kind <= 5:
        return f"{Decimal(rest % 10**19).scaleb(-14):f}"
    return f"{Decimal(rest % 800_000) / 8:f}"


figures = st.integers(min_value=0, max_value=10**20).map(figure_of)
beds = st.integers(min_value=0, max_value=2_000).map(lambda n: None if n == 13 else str(n))
NO_SPELL: list[dict[str, str]] = [{}] * 2_000
spells = st.sampled_from(
    NO_SPELL
    + [{"from": start} for start in MONTHS]
    + [{"to": end} for end in MONTHS]
    + [{"from": a, "to": b} for a in MONTHS[::5] for b in MONTHS[::5] if a < b]
)
practices = st.lists(st.tuples(figures, figures, figures, spells), max_size=4).map(
    lambda found: [
        {
            "code": f"Z{number:05d}",
            "registered_list": registered,
            "adjusted_population": adjusted,
            "weighted_list": weighted,
            **spell,
        }
        for number, (registered, adjusted, weighted, spell) in enumerate(found)
    ]
)
rounding = st.one_of(
    st.sampled_from([None, *CONVENTIONS]),
    st.dictionaries(st.sampled_from(slow.STREAMS), st.sampled_from(CONVENTIONS), max_size=4),
)


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    months = draw(st.lists(st.sampled_from(MONTHS), min_size=1, max_size=2, unique=True))
    return {
        "id": "made up",
        "months": months,
        "known_on": draw(st.sampled_from([None, None, *DAYS])),
        "rounding": draw(rounding),
        "practices": draw(practices),
        "care_home_beds": draw(st.one_of(beds, st.dictionaries(st.sampled_from(months), beds))),
    }


def in_pennies(amount: str) -> int:
    pounds, pence = amount.split(".")
    assert len(pence) == 2
    return int(pounds) * 100 + int(pence)


def run(case: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = reckon({"cases": [case]}, national_rates())["results"][0]
    return result


def check(case: dict[str, Any]) -> None:
    result = run(case)
    expected_lines, expected_gaps = slow.reckon_slowly(case)

    lines = Counter(
        (line["month"], line["stream"], line["payee"], in_pennies(line["amount"]))
        for line in result["lines"]
    )
    gaps = Counter((gap["month"], gap["stream"]) for gap in result["gaps"])
    assert lines == expected_lines
    assert gaps == expected_gaps

    totals: Counter[str] = Counter()
    for line in result["lines"]:
        totals[line["stream"]] += in_pennies(line["amount"])
    assert {name: in_pennies(total) for name, total in result["totals"].items()} == dict(totals)

    backwards = case | {"practices": case["practices"][::-1]}
    assert run(backwards) == result


@ORDINARY
@given(case=cases())
def test_totals_are_sums_order_is_nothing_and_no_penny_is_off(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.long
@LONG
@given(case=cases())
def test_the_same_a_hundred_thousand_times(case: dict[str, Any]) -> None:
    check(case)


@st.composite
def ties(draw: st.DrawFn) -> tuple[dict[str, Any], str]:
    """A case in which one stream's month is an exact half penny, and that stream.

    A half penny is an odd number of two-hundredths of a pound, so the figure is that over the
    rate; the odd part of the rate's numerator is multiplied in, that the figure has an end.
    """
    month = draw(st.sampled_from([m for m in MONTHS if "2019-04" <= m < "2027-04"]))
    convention = draw(st.sampled_from(CONVENTIONS))
    choices = [
        (stream, rate)
        for stream in slow.STREAMS
        if stream != "care_home_premium"
        for row in slow.rows_in_force(stream, month, None, [])[1]
        if "components" not in row and (rate := slow.monthly_rate(row, convention)) is not None
    ]
    stream, rate = draw(st.sampled_from(choices))
    odd = draw(st.integers(min_value=0, max_value=400_000)) * 2 + 1
    numerator_odd = rate.numerator
    while numerator_odd % 2 == 0:
        numerator_odd //= 2
    figure = Fraction(odd * numerator_odd, 200) / rate
    share = draw(st.fractions(min_value=0, max_value=1, max_denominator=8).map(eighths))
    first = figure * share
    return {
        "id": "tie",
        "months": [month],
        "known_on": None,
        "rounding": convention,
        "practices": [practice("Z00001", first), practice("Z00002", figure - first)]
        if stream != "network_participation_payment"
        else [practice("Z00001", figure)],
    }, stream


def eighths(share: Fraction) -> Fraction:
    return Fraction(round(share * 8), 8)


def practice(code: str, figure: Fraction) -> dict[str, Any]:
    text = terminating(figure)
    return {
        "code": code,
        "registered_list": text,
        "adjusted_population": text,
        "weighted_list": text,
    }


def terminating(figure: Fraction) -> str:
    text = f"{Decimal(figure.numerator) / Decimal(figure.denominator):f}"
    assert Fraction(text) == figure
    return text


def check_tie(case: dict[str, Any], stream: str) -> None:
    check(case)
    (line,) = [line for line in run(case)["lines"] if line["stream"] == stream]
    unrounded = Decimal(line["steps"][1]["value"])
    assert (unrounded * 200) % 2 == 1, "not a half penny: the test is wrong"
    assert Decimal(line["amount"]) - unrounded == Decimal("0.005")


@ORDINARY
@given(tie=ties())
def test_a_half_penny_is_always_rounded_up(tie: tuple[dict[str, Any], str]) -> None:
    check_tie(*tie)


@pytest.mark.long
@LONG
@given(tie=ties())
def test_a_half_penny_a_hundred_thousand_times(tie: tuple[dict[str, Any], str]) -> None:
    check_tie(*tie)
