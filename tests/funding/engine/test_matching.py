"""What was due against what came: every line lands once, nothing is guessed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.engine.matching import (
    Found,
    Key,
    Matching,
    Money,
    OddYear,
    Stray,
    YearFound,
    match,
    odd_years,
    year_found,
)

APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)
CORE, HOMES = "core_pcn_funding", "care_home_premium"
STREAMS = (CORE, HOMES)
PAYEE = "8A001"
DUES = {
    Key(PAYEE, CORE, APRIL): Decimal("100.00"),
    Key(PAYEE, HOMES, APRIL): Decimal("40.00"),
    Key(PAYEE, CORE, MAY): Decimal("100.00"),
}


def pounds(text: str) -> Decimal:
    return Decimal(text)


def line(amount: str, ref: int = 1, **more) -> Money:
    return Money(ref=ref, payee=more.pop("payee", PAYEE), amount=pounds(amount), **more)


def matched(*lines: Money) -> Matching:
    return match(DUES, lines, streams=STREAMS)


def found(matching: Matching, stream: str = CORE, month: date = APRIL) -> Found:
    return next(o.found for o in matching.outcomes if o.key == Key(PAYEE, stream, month))


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ((), Found.NOT_PAID),
        (("100.00",), Found.EXACT),
        (("60.00", "40.00"), Found.EXACT),
        (("60.00",), Found.PART),
        (("100.01",), Found.OVER),
        (("100.00", "100.00"), Found.DOUBLE),
        (("100.00", "90.00"), Found.OVER),
        (("-5.00",), Found.OVER),
    ],
)
def test_a_due_sum_is_paid_exactly_in_part_over_twice_or_not(amounts, expected):
    lines = [line(a, ref=n, stream=CORE, month=APRIL) for n, a in enumerate(amounts)]

    assert found(matched(*lines)) == expected


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (line("5.00", payee="8Z999", stream=CORE, month=APRIL), Stray.PAYEE),
        (line("5.00", stream="arrs_sum", month=APRIL), Stray.STREAM),
        (line("5.00", stream=CORE, month=date(2025, 9, 1)), Stray.MONTH),
        (line("5.00", stream=HOMES, month=MAY), Stray.NOT_DUE),
        (line("5.00"), Stray.SUM),
    ],
)
def test_a_line_that_fits_nothing_has_the_likely_reason(one, why):
    assert matched(one).strays == ((one, why),)


def test_a_bank_credit_of_all_that_a_month_brings_pays_each_part():
    matching = matched(line("140.00", on=date(2025, 5, 6)))

    assert (found(matching), found(matching, HOMES)) == (Found.EXACT, Found.EXACT)
    assert found(matching, CORE, MAY) == Found.NOT_PAID


def test_a_bank_credit_of_exactly_one_part_pays_that_part():
    assert found(matched(line("40.00", on=date(2025, 4, 30))), HOMES) == Found.EXACT


def test_a_credit_before_the_month_begins_does_not_pay_it():
    matching = matched(line("140.00", on=date(2025, 3, 31)))

    assert [why for _, why in matching.strays] == [Stray.SUM]


def test_two_credits_without_a_month_pay_one_month_after_the_other():
    lines = [line("100.00", ref=n, stream=CORE, on=date(2025, 5, n)) for n in (1, 2)]
    matching = matched(*lines)

    assert (found(matching), found(matching, CORE, MAY)) == (Found.EXACT, Found.EXACT)


def test_a_year_with_one_instalment_too_few_or_too_many_is_named():
    dues = {Key(PAYEE, CORE, date(2025, n, 1)): pounds("100.00") for n in range(4, 13)}
    lines = [line("100.00", ref=n, stream=CORE, month=date(2025, n, 1)) for n in range(4, 12)]

    assert odd_years(match(dues, lines, streams=STREAMS)) == [OddYear(PAYEE, CORE, 9, 8)]
    lines += [line("100.00", ref=20 + n, stream=CORE, month=date(2025, 12, 1)) for n in (1, 2)]
    assert odd_years(match(dues, lines, streams=STREAMS)) == [OddYear(PAYEE, CORE, 9, 10)]


@pytest.mark.parametrize(
    ("posted", "expected"),
    [
        (None, YearFound.NOT_HERE),
        ("10.00", YearFound.EXACT),
        ("10.01", YearFound.LESS),
        ("9.99", YearFound.MORE),
    ],
)
def test_a_years_cash_is_compared_with_what_was_posted(posted, expected):
    assert year_found(pounds("10.00"), posted and pounds(posted)) == expected


amounts = st.integers(-30000, 30000).filter(bool).map(lambda p: Decimal(p) / 100)
months = st.sampled_from([APRIL, MAY, date(2025, 6, 1)])
payees = st.sampled_from([PAYEE, "8B002", "8C003"])
keys = st.builds(Key, payees, st.sampled_from(STREAMS), months)
lines_of = st.lists(
    st.builds(
        Money,
        ref=st.just(0),
        payee=payees,
        amount=amounts,
        stream=st.sampled_from(["", *STREAMS, "arrs_sum"]),
        month=st.none() | months,
        on=st.none() | st.dates(date(2025, 3, 1), date(2025, 8, 1)),
    ),
    max_size=12,
)


@given(st.dictionaries(keys, amounts, max_size=8), lines_of, st.randoms())
def test_every_line_lands_once_sums_are_kept_and_order_makes_no_difference(dues, lines, random):
    numbered = [
        Money(n, one.payee, one.amount, one.stream, one.month, one.on)
        for n, one in enumerate(lines)
    ]
    matching = match(dues, numbered, streams=STREAMS)
    shuffled = numbered[:]
    random.shuffle(shuffled)

    assert match(dues, shuffled, streams=STREAMS) == matching
    placed = {ref for outcome in matching.outcomes for ref, _ in outcome.lines}
    apart = {one.ref for one, _ in matching.strays}
    assert placed | apart == set(range(len(lines)))
    assert not placed & apart
    for outcome in matching.outcomes:
        assert outcome.got == sum(amount for _, amount in outcome.lines)
        assert (outcome.found == Found.EXACT) == (outcome.got == outcome.due)
    total = sum(outcome.got for outcome in matching.outcomes)
    assert total + sum(one.amount for one, _ in matching.strays) == sum(o.amount for o in numbered)
