"""What a network is entitled to for a month: each payment, each rounding, each gap."""

import subprocess
import sys
from datetime import date
from decimal import Decimal, localcontext

import pytest

from funding.engine.facts import Figure, NetworkFacts, PracticeFacts
from funding.engine.lines import Entitlement, Line
from funding.engine.periods import Month
from funding.engine.rates import national_rates
from funding.engine.statement import BadRounding, entitlement

JULY_2024 = date(2024, 7, 15)


def figure(value: str | None) -> Figure | None:
    return None if value is None else Figure(Decimal(value))


def practice(
    code: str,
    registered: str | None = None,
    adjusted: str | None = None,
    weighted: str | None = None,
    name: str = "",
) -> PracticeFacts:
    return PracticeFacts(code, name, figure(registered), figure(adjusted), figure(weighted))


def month_of(
    month: str,
    *practices: PracticeFacts,
    beds: str | None = None,
    known_on: date | None = None,
    **rounding: str,
) -> Entitlement:
    return entitlement(
        network=NetworkFacts("U99999", "Fictional PCN", practices, figure(beds)),
        month=Month.parse(month),
        book=national_rates(),
        known_on=known_on,
        rounding=rounding,
    )


def amounts(answer: Entitlement, stream: str) -> list[str]:
    return [str(line.amount) for line in answer.lines if line.stream == stream]


def the_line(answer: Entitlement, stream: str) -> Line:
    (line,) = [line for line in answer.lines if line.stream == stream]
    return line


def gaps(answer: Entitlement, stream: str) -> list[str]:
    return [gap.missing for gap in answer.gaps if gap.stream == stream]


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


def test_a_monthly_rate_not_seen_in_print_makes_the_line_provisional_and_says_so() -> None:
    one = practice("Z00001", registered="42281")

    line = the_line(
        month_of("2021-04", one, clinical_director="printed_monthly"), "clinical_director"
    )
    seen = the_line(
        month_of("2020-04", one, clinical_director="printed_monthly"), "clinical_director"
    )

    assert line.status == "provisional"
    assert "not seen in print" in line.steps[1].label
    assert (seen.status, seen.steps[1].label) == ("confirmed", "Printed monthly rate")


def test_no_printed_monthly_rate_is_a_gap_that_names_it() -> None:
    answer = month_of(
        "2025-04", practice("Z00001", adjusted="100"), enhanced_access="printed_monthly"
    )

    assert amounts(answer, "enhanced_access") == []
    assert gaps(answer, "enhanced_access") == [
        "Enhanced access: no printed monthly rate is recorded (ea-2025-26)"
    ]


def test_a_convention_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadRounding, match="“daily” is not one of: annual_twelfth, printed_monthly"):
        month_of("2025-04", enhanced_access="daily")


def test_each_missing_figure_is_a_gap_that_names_figure_day_and_practice() -> None:
    answer = month_of(
        "2025-04",
        practice("Z00001", registered="100"),
        practice("Z00002", adjusted="50"),
        practice("Z00003", name="Fictional Surgery"),
    )

    assert gaps(answer, "enhanced_access") == [
        "Adjusted population on 1 January 2025 of practice Z00001: no figure is recorded",
        "Adjusted population on 1 January 2025 of practice Z00003 (Fictional Surgery): no figure"
        " is recorded",
    ]
    assert amounts(answer, "enhanced_access") == []


def test_a_payment_is_not_paid_in_part_when_one_of_its_populations_is_missing() -> None:
    answer = month_of("2025-04", practice("Z00001", registered="100"))

    assert amounts(answer, "core_pcn_funding") == []
    assert gaps(answer, "core_pcn_funding") == [
        "Adjusted population on 1 January 2025 of practice Z00001: no figure is recorded"
    ]


def test_a_practice_without_weighted_population_does_not_hold_up_the_others() -> None:
    answer = month_of("2025-04", practice("Z00001"), practice("Z00002", weighted="100"))

    assert amounts(answer, "network_participation_payment") == ["14.68"]
    (gap,) = [g for g in answer.gaps if g.stream == "network_participation_payment"]
    assert gap.payee == "Z00001"
    assert gap.missing == (
        "Contractor weighted population on 1 January 2025 of practice Z00001: no figure is recorded"
    )


def test_a_figure_of_zero_is_not_missing() -> None:
    answer = month_of("2025-04", practice("Z00001", "0", "0", "0"), beds="0")

    assert answer.gaps == ()
    assert {str(line.amount) for line in answer.lines} == {"0.00"}


def test_missing_beds_are_a_gap_that_names_the_month() -> None:
    answer = month_of("2025-04", practice("Z00001", "1", "1", "1"))

    assert gaps(answer, "care_home_premium") == [
        "Beds in aligned care homes in April 2025: no number is recorded"
    ]


def test_a_network_without_members_has_gaps_but_its_beds_still_count() -> None:
    answer = month_of("2025-04", beds="10")

    assert amounts(answer, "care_home_premium") == ["108.54"]
    for stream in ("core_pcn_funding", "enhanced_access", "network_participation_payment"):
        assert gaps(answer, stream) == ["Core network practices in April 2025: none are recorded"]


def test_an_unknown_split_is_a_gap_and_the_first_rates_are_not_used_instead() -> None:
    one = practice("Z00001", registered="48765", adjusted="47123.456789")

    then = month_of("2024-07", one, known_on=JULY_2024)
    now = month_of("2024-07", one)

    assert amounts(then, "core_pcn_funding") == ["9013.40", "2741.01"]
    assert amounts(now, "core_pcn_funding") == []
    assert any("core-2024-25-final-registered" in gap for gap in gaps(now, "core_pcn_funding"))


def test_a_rate_published_later_is_a_gap_until_then() -> None:
    answer = month_of("2026-04", practice("Z00001", "1", "1"), known_on=date(2026, 3, 25))

    assert gaps(answer, "core_pcn_funding") == [
        "Core PCN funding: no rate for April 2026 known on 25 March 2026"
    ]


def test_the_winter_support_payment_is_a_gap_that_says_when_is_unknown() -> None:
    answer = month_of("2022-01", practice("Z00001", weighted="100"))

    assert gaps(answer, "pcn_support_payment_winter") == [
        "PCN support payment, winter 2021/22: when it was paid, at once or in instalments,"
        " is not known"
    ]


def test_a_month_without_loaded_rates_is_gaps_not_an_empty_statement() -> None:
    answer = month_of("2031-04", practice("Z00001", "1", "1", "1"), beds="1")

    assert answer.lines == ()
    assert gaps(answer, "core_pcn_funding") == [
        "Rates of the contract year 2031/32: none are loaded"
    ]


def test_a_payment_not_in_force_gives_neither_line_nor_gap() -> None:
    answer = month_of("2026-04", practice("Z00001"))

    streams = {line.stream for line in answer.lines} | {gap.stream for gap in answer.gaps}
    assert "capacity_and_access_support" not in streams
    assert "clinical_director" not in streams


def test_a_line_tells_each_step_with_figures_rate_and_source() -> None:
    answer = month_of(
        "2025-04", practice("Z00001", adjusted="20000"), practice("Z00002", adjusted="32083.2")
    )

    line = the_line(answer, "enhanced_access")
    figures, rate, rounded = line.steps
    assert figures.as_dict() == {
        "label": "Adjusted population on 1 January 2025: 2 practices",
        "formula": "20,000 + 32,083.2",
        "value": "52083.2",
        "rate": "",
        "citation": "",
    }
    assert rate.label == "One twelfth of the annual rate"
    assert rate.formula == "52,083.2 × £8.427 ÷ 12"
    assert rate.value == "36575.4272"
    assert rate.rate == line.rate_id == "ea-2025-26"
    assert "Published 28 March 2025. Two sources agree." in rate.citation
    assert (rounded.label, rounded.value) == ("Rounded half up to pence", "36575.43")
    assert len(line.citations) == 3
    assert line.status == "confirmed"


def test_a_result_that_goes_on_is_cut_and_marked_never_rounded_in_a_step() -> None:
    line = the_line(month_of("2025-04", practice("Z00001", adjusted="10000")), "enhanced_access")

    assert line.steps[1].value == "7022.5"
    line = the_line(month_of("2025-05", practice("Z00001", adjusted="10001")), "enhanced_access")
    assert line.steps[1].value == "7023.20225"
    line = the_line(month_of("2022-10", practice("Z00001", adjusted="10001")), "enhanced_access")
    assert line.steps[1].value == "6273.9606666666…"


def test_many_practices_are_summed_without_listing_each() -> None:
    many = [practice(f"Z{n:05d}", adjusted="1000") for n in range(20)]

    step = the_line(month_of("2025-04", *many), "enhanced_access").steps[0]

    assert step.label == "Adjusted population on 1 January 2025: 20 practices"
    assert step.formula == "sum of the figures of 20 practices, not rounded"
    assert step.value == "20000"


def test_a_rate_from_one_source_makes_the_line_provisional() -> None:
    one = practice("Z00001", "1", "1", "1")

    assert the_line(month_of("2025-04", one), "capacity_and_access_support").status == "provisional"
    assert the_line(month_of("2025-04", one), "enhanced_access").status == "confirmed"


def test_the_engine_does_not_need_django() -> None:
    program = (
        "import sys; import funding.engine.statement;"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in ('django', 'celery')))"
    )

    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == "[]"
