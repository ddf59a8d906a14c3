"""What a network is paid for a month: each payment, to whom, and how it is rounded."""

from decimal import localcontext

import pytest

from funding.engine.statement import BadRounding
from tests.funding.engine.months import amounts, month_of, practice


def test_core_on_two_populations_is_two_lines_each_rounded_once() -> None:
    answer = month_of("2025-04", practice("Z00001", registered="10001", adjusted="10001"))

    core = [line for line in answer.lines if line.stream == "core_pcn_funding"]
    assert [(line.component, str(line.amount)) for line in core] == [
        ("registered", "1888.52"),
        ("adjusted", "610.89"),
    ]


def test_practices_are_added_up_before_anything_is_rounded() -> None:
    three = [practice(f"Z0000{n}", adjusted="1000.4") for n in range(3)]

    answer = month_of("2025-04", *three)

    assert amounts(answer, "enhanced_access") == ["2107.59"]  # 3,001.2 × 8.427 ÷ 12 = 2107.5927


def test_an_adjusted_population_is_never_rounded_first() -> None:
    answer = month_of("2022-10", practice("Z00001", adjusted="50423.4661587552"))

    assert amounts(answer, "enhanced_access") == ["31632.32"]  # rounded first: 31632.03


@pytest.mark.parametrize(
    ("registered", "monthly"),
    [("55819", "6977.38"), ("1", "0.13"), ("3", "0.38"), ("5", "0.63"), ("0", "0.00")],
)
def test_half_a_penny_is_rounded_up(registered: str, monthly: str) -> None:
    answer = month_of("2022-04", practice("Z00001", registered=registered))

    assert amounts(answer, "core_pcn_funding") == [monthly]


def test_the_hair_that_a_half_penny_lacks_is_still_seen() -> None:
    large = practice("Z00001", registered="123456789012344")
    almost = practice("Z00002", registered="0.99999999999999999999")
    hair = practice("Z00003", registered="0.00000000000000000001")

    below = month_of("2022-04", large, almost)
    tie = month_of("2022-04", large, almost, hair)

    assert amounts(below, "core_pcn_funding") == ["15432098626543.12"]
    assert amounts(tie, "core_pcn_funding") == ["15432098626543.13"]


def test_the_caller_s_decimal_context_makes_no_difference() -> None:
    with localcontext() as context:
        context.prec = 5
        answer = month_of("2022-10", practice("Z00001", adjusted="50423.4661587552"))

    assert amounts(answer, "enhanced_access") == ["31632.32"]


def test_a_rate_for_a_period_is_divided_by_its_months() -> None:
    one = practice("Z00001", registered="50000", adjusted="50000", weighted="50000")

    assert amounts(month_of("2019-07", one), "clinical_director") == ["2855.56"]
    assert amounts(month_of("2020-04", one), "pcn_support_payment") == ["2250.00"]
    assert amounts(month_of("2021-10", one), "leadership_and_management") == ["5891.67"]
    assert amounts(month_of("2022-04", one), "extended_hours_access") == ["6000.00"]
    assert amounts(month_of("2020-08", one, beds="552"), "care_home_premium") == ["4140.00"]


def test_the_participation_payment_is_a_line_to_each_practice() -> None:
    answer = month_of(
        "2025-04", practice("Z00002", weighted="8000.5"), practice("Z00001", weighted="100")
    )

    lines = [line for line in answer.lines if line.stream == "network_participation_payment"]
    assert [(line.payee, str(line.amount)) for line in lines] == [
        ("Z00001", "14.68"),
        ("Z00002", "1174.07"),
    ]


def test_everything_else_is_paid_to_the_network() -> None:
    answer = month_of("2025-04", practice("Z00001", "100", "100", "100"), beds="10")

    payees = {line.stream: line.payee for line in answer.lines}
    assert payees.pop("network_participation_payment") == "Z00001"
    assert set(payees.values()) == {"U99999"}


def test_the_total_is_the_sum_of_the_lines() -> None:
    answer = month_of("2025-04", practice("Z00001", "100", "100", "100"), beds="10")

    assert answer.total == sum(line.amount for line in answer.lines)
    assert len(answer.lines) == 6


def test_the_order_of_the_practices_makes_no_difference() -> None:
    one, two = practice("Z00001", "101", "99.7", "98"), practice("Z00002", "205", None, None)

    assert month_of("2025-04", one, two) == month_of("2025-04", two, one)


def test_the_printed_monthly_rate_is_used_where_the_icb_chose_it() -> None:
    one = practice("Z00001", registered="42281")

    by_year = month_of("2021-04", one)
    printed = month_of("2021-04", one, clinical_director="printed_monthly")

    assert amounts(by_year, "clinical_director") == ["2593.23"]
    assert amounts(printed, "clinical_director") == ["2579.14"]
    assert amounts(printed, "core_pcn_funding") == amounts(by_year, "core_pcn_funding")


def test_a_convention_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadRounding, match="“daily” is not one of: annual_twelfth, printed_monthly"):
        month_of("2025-04", enhanced_access="daily")
