"""The additional roles reimbursement sum: weighted since 2020/21, flat before, never invented."""

from datetime import date
from decimal import Decimal

import pytest

from funding.engine.arrs import ArrsSum, arrs_sum
from funding.engine.facts import Figure, NetworkFacts, PracticeFacts
from funding.engine.rates import national_rates
from pcn_portal.units.periods import Month


def network(*weighted: str, registered: str = "9000") -> NetworkFacts:
    practices = tuple(
        PracticeFacts(
            f"Z0000{number}",
            f"Fictional surgery {number}",
            registered=Figure(Decimal(registered)) if registered else None,
            weighted=Figure(Decimal(value)) if value else None,
        )
        for number, value in enumerate(weighted, start=1)
    )
    return NetworkFacts("U00001", "Fictional network", practices)


def found(month: str, facts: NetworkFacts, known_on: date | None = None) -> ArrsSum:
    return arrs_sum(
        network=facts, month=Month.parse(month), book=national_rates(), known_on=known_on
    )


@pytest.mark.parametrize(
    ("month", "amount"),
    [
        ("2020-04", "213930.00"),  # 30,000 × £7.131
        ("2022-04", "500880.00"),  # GPonline: £834,800 for 50,000
        ("2025-04", "798930.00"),  # MiP: £798,930 for 30,000
        ("2026-04", "830040.00"),  # 30,000 × £27.668
    ],
)
def test_the_sum_is_the_weighted_population_times_the_years_rate(month: str, amount: str) -> None:
    assert found(month, network("10000.5", "19999.5")).amount == Decimal(amount)


def test_the_sum_of_practices_is_not_rounded_and_the_product_once() -> None:
    assert found("2025-04", network("0.005", "0.005")).amount == Decimal("0.27")


def test_it_is_the_same_for_every_network_in_2019_20() -> None:
    answer = found("2019-08", network("", ""))
    assert answer == ArrsSum(
        Decimal("53942.00"), "The same for every network, July 2019 to March 2020."
    )


@pytest.mark.parametrize(
    ("registered", "note"),
    [
        ("50000", "The sum for 100,000 patients and more is not known."),
        ("", "Not known whether it has fewer than 100,000 patients."),
    ],
)
def test_the_flat_sum_is_for_networks_that_are_known_to_be_small(
    registered: str, note: str
) -> None:
    assert found("2019-08", network("", "", registered=registered)) == ArrsSum(None, note)


def test_the_ring_fence_for_newly_qualified_gps_is_noted_apart() -> None:
    answer = found("2024-11", network("30000"))
    assert answer.amount == Decimal("686820.00")
    assert answer.note == (
        "£22.894 a weighted patient, April 2024 to March 2025. Besides it £39,090.00 ring-fenced "
        "for newly qualified GPs, October 2024 to March 2025."
    )
    assert "ring-fenced" not in found("2024-09", network("30000")).note


def test_a_provisional_rate_says_so() -> None:
    assert found("2020-04", network("1")).note.endswith("The rate is provisional.")
    assert "provisional" not in found("2025-04", network("1")).note


def test_a_practice_without_a_figure_leaves_the_sum_unknown() -> None:
    assert found("2025-04", network("30000", "")) == ArrsSum(
        None, "Contractor weighted population missing: Fictional surgery 2."
    )
    assert found("2025-04", network()) == ArrsSum(None, "No core network practice is recorded.")


def test_without_a_rate_there_is_no_sum() -> None:
    unpublished = found("2025-04", network("1"), known_on=date(2025, 3, 1))
    assert unpublished.amount is None
    assert "known on 1 March 2025" in unpublished.note
    assert found("2030-04", network("1")).amount is None
