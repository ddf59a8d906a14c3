"""The adjusted populations: figures of 1 January, and networks compared, never overwritten."""

from datetime import date
from decimal import Decimal

import pytest

from networks.models import Network, NetworkMembership, Proposal
from practices.models import PopulationFigure, Practice
from tests.intake.files import (
    ADJUSTED_TITLES,
    MAP_TITLES,
    adjusted_row,
    as_csv,
    errors,
    map_row,
    small_register,
    stage,
    take_in,
    warnings,
)

pytestmark = pytest.mark.django_db
KIND = "adjusted_populations"
APRIL = date(2025, 4, 1)
ALIKE = (
    adjusted_row("Z00001", "U90001", 9000, "9100.25"),
    adjusted_row("Z00002", "U90001", 8000, 8200),
    adjusted_row("Z00003", "U90002", 7000, 6900),
)


@pytest.fixture(autouse=True)
def register() -> None:
    small_register()


def a_file(*rows: list[object], titles: tuple[str, ...] = ADJUSTED_TITLES) -> bytes:
    return as_csv(titles, *rows)


def proposed() -> list[tuple[str, dict[str, object]]]:
    found = Proposal.objects.filter(state="proposed").order_by("pk")
    return list(found.values_list("kind", "details"))


def test_the_summary_says_what_the_file_holds() -> None:
    none = adjusted_row("Z00008", "", 500, 510, member="No")
    batch = take_in(KIND, a_file(*ALIKE, none))
    assert batch.summary[:2] == [
        "3 core member practices in 2 networks on 1 April 2025, registered 24,000, "
        "adjusted 24,200.25.",
        "1 practices are in no network.",
    ]
    assert proposed() == []


def test_raw_lists_and_adjusted_populations_are_those_of_the_date_in_the_title() -> None:
    take_in(KIND, a_file(*ALIKE))
    found = PopulationFigure.objects.filter(practice__code="Z00001").order_by("basis")
    assert list(found.values_list("basis", "value", "reference_date", "vintage")) == [
        ("adjusted", Decimal("9100.25"), date(2025, 1, 1),
         "PCN adjusted populations 2025/26 (1 January 2025)"),
        ("registered", Decimal(9000), date(2025, 1, 1),
         "PCN adjusted populations 2025/26 (1 January 2025)"),
    ]  # fmt: skip


def test_without_a_date_in_the_title_the_date_must_be_given() -> None:
    content = a_file(*ALIKE, titles=(*ADJUSTED_TITLES[:-1], "PCN member"))
    assert "Give the reference date" in errors(stage(KIND, content))[0][2]
    take_in(KIND, content, reference_date="2026-01-01")
    assert PopulationFigure.objects.filter(reference_date=date(2026, 1, 1)).count() == 6


def test_the_grand_total_is_left_out_and_compared_with_the_rows() -> None:
    total = [""] * 8 + [24000, "24200.25", ""]
    batch = take_in(KIND, a_file(*ALIKE, total))
    assert (
        "The grand-total row (row 5, no practice code) was left out, "
        "and agrees with the sum of the rows." in batch.summary
    )
    assert batch.rows_read == 3
    assert PopulationFigure.objects.count() == 6


def test_a_grand_total_that_does_not_agree_is_pointed_out() -> None:
    batch = stage(KIND, a_file(*ALIKE, [""] * 8 + [99999, "24200.25", ""]))
    assert any("does not agree" in message for message in warnings(batch))


def test_a_practice_in_another_network_is_put_up_for_decision() -> None:
    before = list(NetworkMembership.objects.values())
    batch = take_in(KIND, a_file(adjusted_row("Z00001", "U90002", 9000, 9100), *ALIKE[1:]))
    assert list(NetworkMembership.objects.values()) == before
    proposal = Proposal.objects.get()
    assert proposed() == [("move", {"practice": "Z00001", "from": "U90001", "to": "U90002"})]
    assert (proposal.effective, proposal.source, proposal.source_row) == (APRIL, batch.source, 2)
    assert (
        "1 practice is in another network in the register on 1 April 2025: Z00001. "
        "The register stays as it is until you decide." in batch.summary
    )


def test_a_core_practice_the_file_does_not_count_is_listed_apart() -> None:
    none = adjusted_row("Z00002", "", 8000, 8200, member="No")
    batch = take_in(KIND, a_file(ALIKE[0], none, ALIKE[2]))
    assert proposed() == [("leave", {"practice": "Z00002", "network": "U90001"})]
    assert any(
        sentence.startswith("The register has 1 more core practices on 1 April 2025")
        for sentence in batch.summary
    )


def test_a_file_of_some_networks_says_nothing_about_those_of_other_icbs() -> None:
    row = adjusted_row("Z00003", "U90002", 7000, 6900)
    row[4:6] = ["ZQ5", "Fictional Other Board"]
    take_in(KIND, a_file(row))
    assert proposed() == []


def test_a_closed_practice_is_not_a_member_on_either_side() -> None:
    Practice.objects.filter(code="Z00001").update(closed=date(2025, 3, 1))
    batch = take_in(KIND, a_file(*ALIKE))
    assert proposed() == []
    assert any("Z00001 has closed" in message for message in warnings(batch))
    batch = stage(KIND, a_file(*ALIKE[1:]))
    assert not any("more core practices" in sentence for sentence in batch.summary)


def test_a_difference_is_asked_about_once() -> None:
    moved = adjusted_row("Z00001", "U90002", 9000, 9100)
    take_in(KIND, a_file(moved, *ALIKE[1:]))
    restated = adjusted_row("Z00001", "U90002", 9000, 9111)
    take_in(KIND, a_file(restated, *ALIKE[1:]))
    assert [kind for kind, _ in proposed()] == ["move"]


def test_a_network_that_the_register_does_not_know_is_proposed_with_its_practices() -> None:
    take_in(KIND, a_file(adjusted_row("Z00001", "U90005", 9000, 9100), *ALIKE[1:]))
    formed = {
        "code": "U90005", "name": "U90005 TEST PCN", "sub_icb": "Z1A", "practices": ["Z00001"],
    }  # fmt: skip
    assert proposed() == [("network_formed", formed)]
    assert not Network.objects.filter(code="U90005").exists()


def test_it_does_not_withdraw_what_a_map_proposed() -> None:
    moved = [map_row("Z00001", "U90002"), map_row("Z00002"), map_row("Z00003", "U90002")]
    take_in("list_size_map", as_csv(MAP_TITLES, *moved))
    take_in(KIND, a_file(*ALIKE))
    assert [kind for kind, _ in proposed()] == ["move"]


def test_a_practice_without_figures_is_a_gap_and_not_a_zero() -> None:
    take_in(KIND, a_file(adjusted_row("Z00001", "U90001", 9000, "no_data"), *ALIKE[1:]))
    found = PopulationFigure.objects.filter(practice__code="Z00001")
    assert list(found.values_list("basis", flat=True)) == ["registered"]
