"""The list-size map: where practices belong, since when, and what it does not change."""

from datetime import UTC, date, datetime

import pytest

from networks.models import Network, NetworkMembership
from networks.queries import icb_codes_of_networks, icbs_on, networks_of_icb, networks_without_icb
from practices.models import Organisation, OrganisationLink, Practice, PracticeCommissioner
from tests.intake.files import (
    MAP_TITLES,
    as_csv,
    detail,
    map_row,
    partner,
    small_register,
    stage,
    take_in,
    warnings,
    workbook,
)

pytestmark = pytest.mark.django_db
JULY = datetime(2026, 7, 9, 9, tzinfo=UTC)
NEW_NAME = "Fictional Coast and Hills Integrated Care Board"


@pytest.fixture(autouse=True)
def register() -> None:
    small_register()


def a_map(*rows: list[str]) -> bytes:
    return as_csv(MAP_TITLES, *rows)


def merged(day: str = "01Jul2026") -> bytes:
    """The same practices in a new ICB."""
    codes = ("Z00001", "Z00002", "Z00003")
    return a_map(*(map_row(code, icb="Z9X8Y", name=NEW_NAME, day=day) for code in codes))


def links(child: str) -> list[tuple[str, date, date | None]]:
    found = OrganisationLink.objects.filter(child__code=child).order_by("starts")
    return list(found.values_list("parent__code", "starts", "ends"))


def test_past_months_find_the_icb_of_a_network() -> None:
    assert links("Z1A") == [("ZQ1", date(2019, 4, 1), None)]
    codes = networks_of_icb("ZQ1", date(2022, 4, 1)).values_list("code", flat=True)
    assert list(codes) == ["U90001", "U90002"]
    assert [icb.code for icb in icbs_on(date(2022, 4, 1))] == ["ZQ1"]


def test_a_merger_of_icbs_is_a_dated_change_and_not_an_overwrite() -> None:
    take_in("list_size_map", merged(), at=JULY)
    assert links("Z1A") == [
        ("ZQ1", date(2019, 4, 1), date(2026, 7, 1)),
        ("Z9X8Y", date(2026, 7, 1), None),
    ]
    assert [icb.code for icb in icbs_on(date(2026, 6, 30))] == ["ZQ1"]
    assert [icb.code for icb in icbs_on(date(2026, 7, 1))] == ["Z9X8Y"]
    assert stage("list_size_map", merged(), at=JULY).state == "unchanged"


def test_whoever_knows_the_day_of_the_merger_may_give_it() -> None:
    take_in("list_size_map", merged(), at=JULY, reference_date="2026-04-01")
    assert links("Z1A")[1] == ("Z9X8Y", date(2026, 4, 1), None)
    ids = list(Network.objects.values_list("id", flat=True))
    assert set(icb_codes_of_networks(network_ids=ids, on=date(2026, 3, 31)).values()) == {"ZQ1"}
    assert set(icb_codes_of_networks(network_ids=ids, on=date(2026, 4, 1)).values()) == {"Z9X8Y"}


def test_an_older_map_changes_nothing_that_a_newer_one_said() -> None:
    take_in("list_size_map", merged(), at=JULY)
    before = links("Z1A")
    older = a_map(map_row("Z00001", icb="ZQ7", day="01Dec2025", name="Fictional Other Board"))
    batch = take_in("list_size_map", older, at=JULY)
    assert links("Z1A") == before
    assert any("Z1A is in ZQ7 here" in message for message in warnings(batch))


def test_most_rows_decide_where_a_sub_icb_is() -> None:
    rows = [map_row("Z00001", icb="ZQ2", day="01May2025")]
    rows += [map_row(code, day="01May2025") for code in ("Z00002", "Z00003")]
    batch = take_in("list_size_map", a_map(*rows))
    assert links("Z1A") == [("ZQ1", date(2019, 4, 1), None)]
    assert "This row has Z1A in ZQ2; most rows have it in ZQ1, which is taken." in warnings(batch)


def test_a_practice_that_changes_sub_icb_has_two_dated_links() -> None:
    take_in("list_size_map", a_map(map_row("Z00001", sub_icb="Z2B", day="01May2025")))
    found = PracticeCommissioner.objects.filter(practice__code="Z00001").order_by("starts")
    assert list(found.values_list("sub_icb__code", "starts", "ends")) == [
        ("Z1A", date(2019, 4, 1), date(2025, 5, 1)),
        ("Z2B", date(2025, 5, 1), None),
    ]


def test_the_map_shows_other_memberships_and_changes_none() -> None:
    before = list(NetworkMembership.objects.values())
    rows = [map_row("Z00001", "U90002", day="01May2025")]
    rows += [map_row("Z00002", "U", day="01May2025"), map_row("Z00003", "U90002", day="01May2025")]
    batch = stage("list_size_map", a_map(*rows))
    assert warnings(batch) == [
        "Z00001 is in U90002 here and in U90001 in the register on 1 May 2025.",
        "Z00002 is in no network here and in U90001 in the register on 1 May 2025.",
    ]
    assert batch.state == "unchanged"
    assert list(NetworkMembership.objects.values()) == before


def test_the_map_names_organisations_and_adds_practices_but_renames_no_practice() -> None:
    renamed = map_row("Z00001", name="Fictional Seaside Board", day="01May2025")
    renamed[3] = "ANOTHER NAME"
    take_in("list_size_map", a_map(renamed, map_row("Z00008", "U", day="01May2025")))
    assert Organisation.objects.get(code="ZQ1").name == "Fictional Seaside Board"
    assert Practice.objects.get(code="Z00001").name == "Z00001 TEST SURGERY"
    assert Practice.objects.get(code="Z00008").postcode == "ZZ1 1ZZ"


def test_one_map_is_one_month() -> None:
    rows = [map_row("Z00001"), map_row("Z00002", day="01May2025")]
    batch = stage("list_size_map", a_map(*rows))
    assert batch.state == "refused"
    assert "different extract dates" in batch.problems.get().message


def test_networks_that_no_icb_is_known_to_commission_are_told_apart() -> None:
    take_in(
        "ods_pcn_workbook",
        workbook([detail("U90009", sub_icb="Z9Z")], [partner("Z00009", "U90009")]),
    )
    on = date(2025, 4, 1)
    assert [network.code for network in networks_without_icb(on)] == ["U90009"]
    assert "U90009" not in networks_of_icb("ZQ1", on).values_list("code", flat=True)


def test_a_sub_icb_that_a_national_map_no_longer_has_is_pointed_out() -> None:
    take_in("ods_pcn_details", as_csv(detail("U90003", sub_icb="Z3C")))
    batch = stage("list_size_map", a_map(map_row("Z00001", day="01May2025")))
    assert any("Z3C commissions 1 networks" in message for message in warnings(batch))
