"""What a part of capacity and access improvement comes to in a month, with its steps."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from funding.engine.facts import Figure, ImprovementFact, NetworkFacts, PracticeFacts
from funding.engine.lines import Entitlement
from funding.engine.rates import national_rates
from funding.engine.statement import entitlement
from funding.engine.streams import IMPROVEMENT
from pcn_portal.units.periods import ContractYear, Month
from services.improvement_files import improvement_years

ACCESS = improvement_years()[ContractYear(2025)].parts["modern-access"]
RISK = improvement_years()[ContractYear(2025)].parts["risk-stratification"]
APRIL = Month(2025, 4)
POPULATION = Figure(Decimal(50_000), date(2025, 1, 1), "made-up.csv", 2)


def fact(**more: Any) -> ImprovementFact:
    usual: dict[str, Any] = {
        "part": ACCESS.key, "title": ACCESS.title, "due": True, "why": "declared on 20 June 2025",
        "row": "caip-2025-26", "component": ACCESS.component, "share": ACCESS.share,
    }  # fmt: skip
    return ImprovementFact(**usual | more)


def risk(**more: Any) -> ImprovementFact:
    return fact(part=RISK.key, title=RISK.title, component=RISK.component, share=RISK.share, **more)


def month(
    *parts: ImprovementFact, adjusted: Figure | None = POPULATION, of: Month = APRIL
) -> Entitlement:
    practice = PracticeFacts("Z90001", "Alder Surgery", adjusted=adjusted)
    return entitlement(
        network=NetworkFacts("U90001", "Harbour PCN", (practice,), improvement=parts),
        month=of,
        book=national_rates(),
        known_on=None,
        rounding={},
    )


def amounts(found: Entitlement) -> dict[str, Decimal]:
    return {line.component: line.amount for line in found.lines if line.stream == IMPROVEMENT}


def test_a_year_of_both_parts_for_50_000_adjusted_patients() -> None:
    """£45,833.33 and £22,916.67 a year at most; each month is rounded, and twelve added up."""
    monthly = amounts(month(fact(), risk()))
    assert monthly == {
        "modern-access": Decimal("3819.44"),
        "risk-stratification": Decimal("1909.72"),
    }
    assert 12 * monthly["modern-access"] == Decimal("45833.28")
    assert 12 * monthly["risk-stratification"] == Decimal("22916.64")
    assert Fraction(50_000) * Fraction("1.375") * Fraction(2, 3) == Fraction(137_500, 3)


def test_thirds_of_2024_25_come_to_46_4_pence_each() -> None:
    parts = improvement_years()[ContractYear(2024)].parts.values()
    facts = [
        fact(part=p.key, title=p.title, component=p.component, share=p.share, row="caip-2024-25")
        for p in parts
    ]
    found = amounts(month(*facts, of=Month(2024, 4)))
    assert set(found.values()) == {Decimal("1933.33")}
    assert len(found) == 3


def test_the_steps_say_how_and_carry_rate_source_and_confidence() -> None:
    (line,) = [one for one in month(fact()).lines if one.stream == IMPROVEMENT]
    assert [step.formula for step in line.steps] == [
        "50,000",
        "50,000 × £1.375 × 2/3 ÷ 12",
        "£3819.4444444444…",
    ]
    assert "declared on 20 June 2025" in line.steps[1].label
    assert "worked out from sourced figures" in line.steps[1].citation
    assert (line.rate_id, line.status) == ("caip-2025-26", "provisional")
    assert any("pulsetoday" in source for source in line.citations)


def test_a_part_that_is_not_due_is_a_note_and_neither_zero_nor_a_gap() -> None:
    without = month()
    found = month(fact(due=False, why="not declared, so nothing is paid"))
    assert amounts(found) == {}
    assert found.gaps == without.gaps
    (note,) = found.notes
    assert note.text.startswith("Supporting modern general practice access: not declared")


def test_a_missing_population_is_a_gap_for_what_is_due_only() -> None:
    gaps = [gap for gap in month(fact(), adjusted=None).gaps if gap.stream == IMPROVEMENT]
    assert [gap.missing for gap in gaps] == [
        "Adjusted population on 1 January 2025 of practice Z90001 (Alder Surgery): "
        "no figure is recorded"
    ]
    undeclared = month(fact(due=False), adjusted=None).gaps
    assert not [gap for gap in undeclared if gap.stream == IMPROVEMENT]


def test_an_area_that_is_judged_is_paid_once_as_judged() -> None:
    area = fact(
        row="caip-2023-24", component="", share=Fraction(1, 3), percent=Fraction(60, 100), months=1
    )
    adjusted = Figure(Decimal("50000.5"), date(2023, 1, 1))
    (line,) = [
        one
        for one in month(area, adjusted=adjusted, of=Month(2024, 3)).lines
        if one.stream == IMPROVEMENT
    ]
    assert line.amount == Decimal("11850.12")  # 50,000.5 × £1.185 × 1/3 × 0.6 = 11,850.1185
    assert line.steps[1].formula == "50,000.5 × £1.185 × 1/3 × 60 ÷ 100"
    assert line.status == "confirmed"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"share": None}, "which share of the rate it is, is not known"),
        ({"component": "something else"}, "its rate is not recorded"),
    ],
)
def test_what_is_not_known_of_a_part_is_a_gap(wrong: dict[str, Any], said: str) -> None:
    gaps = [gap for gap in month(fact(**wrong)).gaps if gap.stream == IMPROVEMENT]
    assert len(gaps) == 1 and said in gaps[0].missing


def test_shares_of_the_file_agree_with_the_rates() -> None:
    for year, of in improvement_years().items():
        rates = {
            one.component: one for one in national_rates().rates(year) if one.stream == IMPROVEMENT
        }
        assert {one.row for one in rates.values()} == {of.rate}
        assert {part.component for part in of.parts.values()} == set(rates)
        for part in of.parts.values():
            rate = rates[part.component]
            if part.share is None:
                continue
            assert rate.share.split()[0] == f"{part.share}"
            assert rate.total is not None and rate.value is not None
            assert abs(part.share * Fraction(rate.total) - Fraction(rate.value)) < Fraction(1, 2000)
        shares = [part.share for part in of.parts.values() if part.share is not None]
        assert not shares or sum(shares) == 1
