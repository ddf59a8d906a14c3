"""What cannot be calculated is a gap that names what is missing, never a zero."""

from datetime import date

from tests.funding.engine.months import JULY_2024, amounts, gaps, month_of, practice


def test_no_printed_monthly_rate_is_a_gap_that_names_it() -> None:
    answer = month_of(
        "2025-04", practice("Z00001", adjusted="100"), enhanced_access="printed_monthly"
    )

    assert amounts(answer, "enhanced_access") == []
    assert gaps(answer, "enhanced_access") == [
        "Enhanced access: no printed monthly rate is recorded (ea-2025-26)"
    ]


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
