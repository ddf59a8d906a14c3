"""The list-size map: where practices belong, since when, and what it does not change."""

from datetime import UTC, date, datetime

import pytest

from networks.comparison import findings
from networks.models import Network, NetworkCommissioner, NetworkMembership, Proposal
from networks.proposals.actions import decide, propose
from networks.proposals.from_files import propose_findings
from networks.queries import (
    icb_codes_of_networks,
    icbs_on,
    memberships_on,
    networks_of_icb,
    networks_without_icb,
)
from pcn_portal.audit.models import SYSTEM
from practices.import_actions import ImportRefused
from practices.models import (
    Organisation,
    OrganisationLink,
    Practice,
    PracticeCommissioner,
    SourceFile,
)
from practices.plans import Receipt
from tests.intake.files import (
    MAP_TITLES,
    as_csv,
    map_row,
    small_register,
    stage,
    take_in,
    warnings,
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


def commissioned(code: str, by: str) -> None:
    """A network of a sub-ICB location of which no map has told yet."""
    sub_icb = Organisation.objects.create(kind="sub_icb", code=by, name=by)
    network = Network.objects.create(code=code, name="TEST PCN")
    NetworkCommissioner.objects.create(network=network, sub_icb=sub_icb, starts=date(2019, 4, 1))


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
    commissioned("U90009", by="Z9Z")
    on = date(2025, 4, 1)
    assert [network.code for network in networks_without_icb(on)] == ["U90009"]
    assert "U90009" not in networks_of_icb("ZQ1", on).values_list("code", flat=True)


def test_a_sub_icb_that_a_national_map_no_longer_has_is_pointed_out() -> None:
    commissioned("U90003", by="Z3C")
    batch = stage("list_size_map", a_map(map_row("Z00001", day="01May2025")))
    assert any("Z3C commissions 1 networks" in message for message in warnings(batch))


# Who is core where: see tests/networks/comparison for every kind of difference.

ALL = (("Z00001", "U90001"), ("Z00002", "U90001"), ("Z00003", "U90002"))


def may(*changed: tuple[str, str], day: str = "01May2025") -> bytes:
    """A map of all three practices, some of them elsewhere."""
    return a_map(*(map_row(code, at, day=day) for code, at in (dict(ALL) | dict(changed)).items()))


def proposed() -> list[tuple[str, str, date]]:
    found = Proposal.objects.order_by("pk").values_list("kind", "state", "effective")
    return list(found)


def test_another_network_in_the_map_is_proposed_and_the_register_stays() -> None:
    before = list(NetworkMembership.objects.order_by("pk").values())
    batch = take_in("list_size_map", may(("Z00001", "U90002"), day="15May2025"))
    assert proposed() == [("move", "proposed", date(2025, 5, 1))]
    assert list(NetworkMembership.objects.order_by("pk").values()) == before
    proposal = Proposal.objects.get()
    assert (proposal.source, proposal.source_row) == (batch.source, 2)
    assert proposal.reason == (
        "list_size_map.csv of 15 May 2025 has Z00001 in U90002; the register has it in U90001."
    )
    assert set(proposal.networks.values_list("code", flat=True)) == {"U90001", "U90002"}
    assert batch.summary[1:] == [
        "Practices in the file: 3 = 2 as in the register, 1 moved.",
        "Core practices in the register on 15 May 2025: 3 = 2 as in the register, 1 moved.",
        "Proposals: 1 new. The register stays as it is until you decide.",
    ]


def test_the_same_map_twice_proposes_nothing_new_and_a_later_one_is_noted() -> None:
    take_in("list_size_map", may(("Z00001", "U90002")))
    assert stage("list_size_map", may(("Z00001", "U90002"))).state == "unchanged"
    later = take_in("list_size_map", may(("Z00001", "U90002"), day="01Jun2025"))
    assert proposed() == [("move", "proposed", date(2025, 5, 1))]
    sightings = Proposal.objects.get().sightings.all()
    assert [(seen.on.month, seen.source_row) for seen in sightings] == [(5, 2), (6, 2)]
    assert later.counts["entities"]["Proposal: practice moves to another network"]["changed"] == 1


def test_a_newer_map_withdraws_what_it_does_not_show_and_an_older_one_does_nothing() -> None:
    take_in("list_size_map", may(("Z00001", "U90002")))
    take_in("list_size_map", may(("Z00001", "U"), day="01Jul2025"))
    assert proposed() == [
        ("move", "withdrawn", date(2025, 5, 1)),
        ("leave", "proposed", date(2025, 7, 1)),
    ]
    older = stage("list_size_map", may(("Z00001", "U90002"), day="01Jun2025"))
    assert older.state == "unchanged"
    assert any("A newer map than that of 1 June 2025" in said for said in older.summary)


def test_a_network_and_its_practices_can_be_decided_together() -> None:
    take_in("list_size_map", may(("Z00001", "U90005"), ("Z00002", "U90002")))
    assert [kind for kind, _, _ in proposed()] == ["network_formed", "move", "network_ended"]
    decide(
        proposal_ids=Proposal.objects.values_list("pk", flat=True), accept=True, reason="Agreed.",
        by=SYSTEM, at=JULY, today=date(2025, 6, 1),
    )  # fmt: skip
    networks = dict(memberships_on(date(2025, 5, 1)).values_list("practice__code", "network__code"))
    assert networks == {"Z00001": "U90005", "Z00002": "U90002", "Z00003": "U90002"}
    assert Network.objects.get(code="U90001").closed == date(2025, 5, 1)
    again = stage("list_size_map", may(("Z00001", "U90005"), ("Z00002", "U90002")))
    assert again.state == "unchanged"


def test_before_there_are_memberships_a_map_proposes_nothing() -> None:
    NetworkMembership.objects.all().delete()
    batch = stage("list_size_map", may(("Z00001", "U90002")))
    assert batch.state == "unchanged"
    assert warnings(batch) == [
        "The register has no core network practices yet. Import the ODS PCN workbook."
    ]


def test_what_somebody_proposed_in_the_meantime_refuses_the_import() -> None:
    receipt = Receipt(SourceFile.objects.earliest("pk"), SYSTEM, JULY)
    move = findings.move("Z00001", "U90001", "U90002", date(2025, 5, 1), 2)
    propose(
        kind=move.kind, effective=move.effective, reason="Agreed.", details=move.details,
        by=SYSTEM, at=JULY,
    )  # fmt: skip
    with pytest.raises(ImportRefused, match="in the meantime"):
        propose_findings(findings=[move], day=date(2025, 5, 1), receipt=receipt)
    assert Proposal.objects.count() == 1
