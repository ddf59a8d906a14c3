"""Core membership as dated spells, from the ODS PCN file."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from networks.models import Network, NetworkCommissioner, NetworkMembership, Partner
from networks.queries import members_by_network, members_on
from practices.import_actions import ImportRefused
from practices.models import Practice
from tests.intake.files import (
    DETAIL_TITLES,
    PARTNER_TITLES,
    as_csv,
    detail,
    partner,
    register_row,
    small_register,
    stage,
    take_in,
    warnings,
    workbook,
    zipped,
)

pytestmark = pytest.mark.django_db


def spells(practice: str) -> list[tuple[str, date, date | None]]:
    found = NetworkMembership.objects.filter(practice__code=practice).order_by("starts", "ends")
    return list(found.values_list("network__code", "starts", "ends"))


def members(network: str, day: date) -> list[str]:
    found = members_on(Network.objects.get(code=network), day)
    return [spell.practice.code for spell in found]


@pytest.fixture
def networks() -> None:
    take_in("ods_pcn_details", as_csv(detail("U90001"), detail("U90002")))


@pytest.fixture
def register() -> None:
    small_register()


@pytest.mark.usefixtures("networks")
def test_the_last_day_that_ods_prints_still_counts() -> None:
    take_in("ods_pcn_partners", as_csv(partner("Z00001", "U90001", ends="20240331")))
    assert spells("Z00001") == [("U90001", date(2019, 10, 1), date(2024, 4, 1))]
    assert members("U90001", date(2024, 3, 31)) == ["Z00001"]
    assert members("U90001", date(2024, 4, 1)) == []


@pytest.mark.usefixtures("networks")
def test_a_spell_ends_where_the_next_begins_and_a_warning_says_so() -> None:
    batch = take_in(
        "ods_pcn_partners",
        as_csv(
            partner("Z00001", "U90001", "20191001", "20220701"),
            partner("Z00001", "U90002", "20220701"),
        ),
    )
    assert spells("Z00001") == [
        ("U90001", date(2019, 10, 1), date(2022, 7, 1)),
        ("U90002", date(2022, 7, 1), None),
    ]
    assert warnings(batch) == [
        "Z00001 is in U90001 until after it starts in U90002 on 1 July 2022 (row 2). "
        "The earlier spell ends on that day."
    ]


@pytest.mark.usefixtures("networks")
def test_a_spell_replaced_from_its_first_day_stays_readable_and_never_counts() -> None:
    take_in(
        "ods_pcn_partners",
        as_csv(
            partner("Z00001", "U90001", "20240701", "20240702"),
            partner("Z00001", "U90002", "20240701"),
        ),
    )
    first = date(2024, 7, 1)
    assert spells("Z00001") == [("U90001", first, first), ("U90002", first, None)]
    assert members("U90001", first) == []
    assert members("U90002", first) == ["Z00001"]


@pytest.mark.usefixtures("register")
def test_the_database_refuses_a_practice_core_in_two_networks() -> None:
    with (
        pytest.raises(IntegrityError, match="practice_core_in_one_network"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO networks_networkmembership (practice_id, network_id, starts) "
            "SELECT p.id, n.id, '2025-01-01' FROM practices_practice p, networks_network n "
            "WHERE p.code = 'Z00001' AND n.code = 'U90002'"
        )


@pytest.mark.usefixtures("register")
def test_practices_that_a_file_does_not_name_stay() -> None:
    batch = stage("ods_pcn_partners", as_csv(partner("Z00001", "U90001")))
    assert batch.state == "unchanged"


@pytest.mark.usefixtures("register")
def test_neither_a_closed_practice_nor_a_closed_network_has_members() -> None:
    Practice.objects.filter(code="Z00001").update(closed=date(2025, 4, 1))
    assert members("U90001", date(2025, 3, 31)) == ["Z00001", "Z00002"]
    assert members("U90001", date(2025, 4, 1)) == ["Z00002"]
    Network.objects.filter(code="U90001").update(closed=date(2025, 5, 1))
    assert members("U90001", date(2025, 4, 30)) == ["Z00002"]
    assert members("U90001", date(2025, 5, 1)) == []


@pytest.mark.usefixtures("register")
def test_members_of_many_networks_are_read_in_one_query(
    django_assert_num_queries: pytest.FixtureRequest,
) -> None:
    ids = dict(Network.objects.values_list("code", "id"))
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = members_by_network(network_ids=ids.values(), day=date(2025, 4, 1))
    codes = {network: [member.code for member in of] for network, of in found.items()}
    assert codes == {ids["U90001"]: ["Z00001", "Z00002"], ids["U90002"]: ["Z00003"]}


def test_the_reports_are_read_zipped_and_with_or_without_titles() -> None:
    take_in("ods_pcn_details", zipped(as_csv(DETAIL_TITLES, detail("U90001"))))
    take_in("ods_pcn_partners", zipped(as_csv(partner("Z00001", "U90001"))))
    again = as_csv(PARTNER_TITLES, partner("Z00001", "U90001"))
    assert stage("ods_pcn_partners", again).state == "unchanged"
    assert NetworkMembership.objects.get().source_row == 1


def test_the_workbook_and_the_two_reports_say_the_same() -> None:
    details = [detail("U90001"), detail("U90002", closed="20240331")]
    partners = [partner("Z00001", "U90001"), partner("Z00002", "U90002", ends="20240331")]
    take_in("ods_pcn_workbook", workbook(details, partners))
    assert stage("ods_pcn_details", as_csv(*details)).state == "unchanged"
    assert stage("ods_pcn_partners", as_csv(*partners)).state == "unchanged"


def test_a_network_is_commissioned_from_its_opening_and_a_change_has_its_day() -> None:
    take_in("ods_pcn_details", as_csv(detail("U90001")))
    take_in(
        "ods_pcn_details",
        as_csv(detail("U90001", sub_icb="Z2B")),
        reference_date="2025-07-01",
    )
    found = NetworkCommissioner.objects.order_by("starts")
    assert list(found.values_list("sub_icb__code", "starts", "ends")) == [
        ("Z1A", date(2019, 10, 1), date(2025, 7, 1)),
        ("Z2B", date(2025, 7, 1), None),
    ]


def test_an_older_file_does_not_rewrite_what_a_newer_one_said() -> None:
    take_in("ods_pcn_details", as_csv(detail("U90001", sub_icb="Z2B")), reference_date="2025-07-01")
    older = as_csv(detail("U90001", sub_icb="Z1A", name="OLD NAME"))
    batch = take_in("ods_pcn_details", older, reference_date="2025-03-01")
    assert NetworkCommissioner.objects.get().sub_icb.code == "Z2B"
    assert any("The register is kept" in message for message in warnings(batch))


@pytest.mark.usefixtures("networks")
def test_a_practice_that_only_the_ods_file_names_is_added() -> None:
    take_in("ods_pcn_partners", as_csv(partner("Z00007", "U90001")))
    practice = Practice.objects.get(code="Z00007")
    assert (practice.name, practice.status) == ("Z00007 TEST SURGERY", "unknown")


@pytest.mark.usefixtures("networks")
def test_a_first_file_that_contradicts_what_people_entered_is_refused_whole() -> None:
    take_in("practice_register", as_csv(register_row("Z00001")))
    Partner.objects.create(
        network=Network.objects.get(code="U90001"),
        kind="practice",
        name="Made-up Surgery",
        practice=Practice.objects.get(code="Z00001"),
        starts=date(2024, 4, 1),
    )

    with pytest.raises(ImportRefused, match="contradicts what people have entered"):
        take_in("ods_pcn_partners", as_csv(partner("Z00001", "U90001")))

    assert not NetworkMembership.objects.exists()
