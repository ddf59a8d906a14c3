"""The practice register: status, days, and which sub-ICB commissions a practice."""

from datetime import date

import pytest

from practices.models import OrganisationLink, Practice, PracticeCommissioner
from tests.intake.files import (
    MAP_TITLES,
    as_csv,
    changes,
    map_row,
    register_row,
    stage,
    take_in,
    warnings,
    zipped,
)

pytestmark = pytest.mark.django_db
KIND = "practice_register"


@pytest.mark.parametrize(
    ("printed", "status"),
    [("A", "active"), ("ACTIVE", "active"), ("D", "dormant"), ("DORMANT", "dormant"),
     ("P", "proposed")],
)  # fmt: skip
def test_status_is_read_as_a_letter_or_as_a_word(printed: str, status: str) -> None:
    take_in(KIND, as_csv(register_row("Z00001", status=printed)))
    assert Practice.objects.get().status == status


@pytest.mark.parametrize("printed", ["C", "INACTIVE"])
def test_a_practice_no_longer_exists_on_the_day_after_its_last_day(printed: str) -> None:
    take_in(KIND, as_csv(register_row("Z00001", status=printed, closed="20250331")))
    practice = Practice.objects.get()
    assert (practice.status, practice.closed) == ("closed", date(2025, 4, 1))


def test_both_codes_of_a_gp_practice_mean_the_same() -> None:
    take_in(KIND, as_csv(register_row("Z00001", **{"as": "4"})))
    batch = stage(KIND, as_csv(register_row("Z00001", status="ACTIVE", **{"as": "RO76"})))
    assert batch.state == "unchanged"


def test_a_telephone_number_may_start_with_its_country() -> None:
    take_in(KIND, as_csv(register_row("Z00001", phone="+44 1632 960001")))
    assert Practice.objects.get().phone == "+44 1632 960001"


def test_a_zipped_register_is_read() -> None:
    take_in(KIND, zipped(as_csv(register_row("Z00001"))))
    assert Practice.objects.get().name == "Z00001 TEST SURGERY"


def test_the_preview_tells_new_changed_and_closed_practices_apart() -> None:
    take_in(KIND, as_csv(*(register_row(code) for code in ("Z00001", "Z00002", "Z00003"))))
    batch = stage(
        KIND,
        as_csv(
            register_row("Z00001"),
            register_row("Z00002", name="NEW NAME"),
            register_row("Z00003", status="C", closed="20250331"),
            register_row("Z00004"),
        ),
    )
    entity = "Practice"
    assert [change for change in changes(batch) if change[1] == entity] == [
        ("changed", entity, "Z00002"),
        ("ended", entity, "Z00003"),
        ("new", entity, "Z00004"),
    ]
    assert batch.counts["entities"][entity]["untouched"] == 1
    change = batch.changes.get(key="Z00002")
    assert (change.row, change.before, change.after) == (
        2,
        "name Z00002 TEST SURGERY",
        "name NEW NAME",
    )


def test_a_practice_is_commissioned_from_the_first_contract_year_or_from_its_opening() -> None:
    take_in(KIND, as_csv(register_row("Z00001"), register_row("Z00002", opened="20230701")))
    starts = dict(PracticeCommissioner.objects.values_list("practice__code", "starts"))
    assert starts == {"Z00001": date(2019, 4, 1), "Z00002": date(2023, 7, 1)}


def test_a_stray_row_does_not_move_a_sub_icb_to_another_icb() -> None:
    rows = [register_row(f"Z0000{n}") for n in range(1, 4)]
    batch = take_in(KIND, as_csv(register_row("Z00009", icb="ZQ2"), *rows))
    link = OrganisationLink.objects.get(child__kind="sub_icb")
    assert (link.parent.code, link.starts) == ("ZQ1", date(2019, 4, 1))
    assert warnings(batch) == ["This row has Z1A in ZQ2; most rows have it in ZQ1, which is taken."]


def test_the_register_does_not_overrule_the_map_on_where_a_practice_belongs() -> None:
    take_in("list_size_map", as_csv(MAP_TITLES, map_row("Z00001")))
    batch = take_in(KIND, as_csv(register_row("Z00001", sub_icb="Z2B")))
    assert PracticeCommissioner.objects.get().sub_icb.code == "Z1A"
    assert any("Z00001 is in Z2B here" in message for message in warnings(batch))
