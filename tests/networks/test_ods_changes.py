"""Later ODS files: addresses change directly, who belongs where and what exists is proposed."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from networks.models import Network, NetworkMembership, Proposal
from networks.proposals.actions import decide
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import Actor, AuditEvent
from practices.models import Practice
from tests.intake.files import (
    as_csv,
    changes,
    detail,
    errors,
    partner,
    small_register,
    stage,
    take_in,
    warnings,
    workbook,
)

pytestmark = pytest.mark.django_db
APRIL, OCTOBER_2019 = date(2025, 4, 1), date(2019, 10, 1)
AT = datetime(2025, 4, 9, 10, tzinfo=UTC)
DETAILS = [detail("U90001"), detail("U90002")]
PARTNERS = [partner("Z00001", "U90001"), partner("Z00002", "U90001"), partner("Z00003", "U90002")]
MOVED = [partner("Z00001", "U90001", ends="20250331"), partner("Z00001", "U90002", "20250401")]


@pytest.fixture(autouse=True)
def register() -> None:
    small_register()


@pytest.fixture
def alice() -> Actor:
    return User.objects.create_user("alice@example.org", name="Alice Example").actor


def spells(practice: str) -> list[tuple[str, date, date | None]]:
    found = NetworkMembership.objects.filter(practice__code=practice).order_by("starts", "ends")
    return list(found.values_list("network__code", "starts", "ends"))


def proposed(state: str = "proposed") -> list[tuple[str, date, dict[str, Any]]]:
    found = Proposal.objects.filter(state=state).order_by("kind", "pk")
    return list(found.values_list("kind", "effective", "details"))


def accept(by: Actor, effective: date | None = None, accept: bool = True) -> None:
    """Decide everything that is proposed."""
    decide(
        proposal_ids=Proposal.objects.filter(state="proposed").values_list("pk", flat=True),
        accept=accept, reason="Agreed with the practices", by=by, at=AT, today=APRIL,
        effective=effective,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "kind", "details"),
    [
        (MOVED, "move", {"practice": "Z00001", "from": "U90001", "to": "U90002"}),
        ([partner("Z00001", "U90001", ends="20250331")], "leave",
         {"practice": "Z00001", "network": "U90001"}),
        ([partner("Z00007", "U90001", "20250401")], "join",
         {"practice": "Z00007", "network": "U90001"}),
    ],
)  # fmt: skip
def test_one_step_from_the_first_of_a_month_is_proposed_as_that_step(
    rows: list[list[str]], kind: str, details: dict[str, str]
) -> None:
    before = list(NetworkMembership.objects.order_by("pk").values())
    batch = take_in("ods_pcn_partners", as_csv(*rows))
    assert proposed() == [(kind, APRIL, details)]
    assert list(NetworkMembership.objects.order_by("pk").values()) == before
    proposal = Proposal.objects.get()
    assert (proposal.source, proposal.source_row) == (batch.source, len(rows))
    assert proposal.proposed_by is None
    assert proposal.sightings.get().source == batch.source
    assert f"ods_pcn_partners.csv of 1 April 2025 has {details['practice']}" in proposal.reason


@pytest.mark.parametrize(
    "rows",
    [
        [partner("Z00001", "U90001", ends="20250315"), partner("Z00001", "U90002", "20250316")],
        [partner("Z00001", "U90001", "20200101")],
        [partner("Z00001", "U90002", ends="20200331"), partner("Z00001", "U90001", "20200401")],
        [partner("Z00001", "U90001", ends="20250315")],
    ],
    ids=["not the first of a month", "another first day", "another past", "left within a month"],
)
def test_any_other_history_is_proposed_with_the_files_spells(rows: list[list[str]]) -> None:
    take_in("ods_pcn_partners", as_csv(*rows))
    ((kind, _, details),) = proposed()
    assert kind == "history_corrected"
    assert [(s[0], s[3]) for s in details["spells"]] == [
        (row[4], number) for number, row in enumerate(rows, 1)
    ]
    assert spells("Z00001") == [("U90001", OCTOBER_2019, None)]


def test_an_accepted_correction_makes_the_register_say_what_the_file_says(alice: Actor) -> None:
    rows = [partner("Z00001", "U90001", ends="20250315"), partner("Z00001", "U90002", "20250316")]
    take_in("ods_pcn_partners", as_csv(*rows))
    accept(alice)
    day = date(2025, 3, 16)
    assert spells("Z00001") == [("U90001", OCTOBER_2019, day), ("U90002", day, None)]
    assert stage("ods_pcn_partners", as_csv(*rows)).state == "unchanged"


def test_the_same_file_proposes_once_and_a_later_one_is_noted() -> None:
    take_in("ods_pcn_partners", as_csv(*MOVED))
    again = stage("ods_pcn_partners", as_csv(*MOVED))
    assert again.state == "unchanged"
    assert any("1 proposed before" in sentence for sentence in again.summary)
    later = take_in("ods_pcn_partners", as_csv(*MOVED, PARTNERS[1]), reference_date="2025-05-01")
    assert changes(later) == [("changed", "Proposal: practice moves to another network", "Z00001")]
    assert [s.on for s in Proposal.objects.get().sightings.all()] == [APRIL, date(2025, 5, 1)]


def test_what_was_refused_is_not_proposed_again(alice: Actor) -> None:
    take_in("ods_pcn_partners", as_csv(*MOVED))
    accept(alice, accept=False)
    later = stage("ods_pcn_partners", as_csv(*MOVED, PARTNERS[1]), reference_date="2025-05-01")
    assert later.state == "unchanged"
    assert any("1 decided before" in sentence for sentence in later.summary)


def test_a_newer_file_that_says_otherwise_withdraws_what_the_older_one_proposed() -> None:
    take_in("ods_pcn_partners", as_csv(*MOVED))
    other = [partner("Z00001", "U90001", ends="20250430"), partner("Z00001", "U90002", "20250501")]
    take_in("ods_pcn_partners", as_csv(*other), reference_date="2025-05-01")
    assert [(kind, day) for kind, day, _ in proposed()] == [("move", date(2025, 5, 1))]
    withdrawn = Proposal.objects.get(state="withdrawn")
    assert withdrawn.effective == APRIL
    assert withdrawn.decision_reason.startswith("ods_pcn_partners.csv of 1 May 2025 has Z00001")
    event = AuditEvent.objects.get(action="proposal.withdrawn")
    assert (event.object_key, event.reason) == (str(withdrawn.pk), withdrawn.decision_reason)
    take_in("ods_pcn_partners", as_csv(*PARTNERS), reference_date="2025-06-01")
    assert proposed() == []
    assert "has what the register has" in Proposal.objects.latest("pk").decision_reason


def test_an_older_file_neither_proposes_nor_withdraws() -> None:
    take_in("ods_pcn_partners", as_csv(*MOVED), reference_date="2025-05-01")
    older = stage("ods_pcn_partners", as_csv(*PARTNERS), reference_date="2025-03-01")
    assert older.state == "unchanged"
    assert any("A newer ODS file than that of 1 March 2025" in said for said in older.summary)


# What people decided and ODS does not show yet.


def test_a_decision_that_ods_does_not_show_yet_holds(alice: Actor) -> None:
    take_in("ods_pcn_partners", as_csv(*MOVED, partner("Z00002", "U90001", ends="20250331")))
    accept(alice)
    before = spells("Z00001"), spells("Z00002")
    batch = stage("ods_pcn_partners", as_csv(*PARTNERS))
    assert batch.state == "unchanged"
    assert (spells("Z00001"), spells("Z00002")) == before
    said = warnings(batch)
    assert any("a person decided on U90002 from 1 April 2025" in message for message in said)
    assert any("a person decided on no network from 1 April 2025" in message for message in said)


def test_ods_is_compared_again_once_it_shows_the_move(alice: Actor) -> None:
    take_in("ods_pcn_partners", as_csv(*MOVED))
    accept(alice)
    caught_up = as_csv(
        partner("Z00001", "U90001", ends="20250228"), partner("Z00001", "U90002", "20250301")
    )
    take_in("ods_pcn_partners", caught_up)
    assert [kind for kind, _, _ in proposed()] == ["history_corrected"]


# Networks.


def test_addresses_change_directly_and_are_shown_first() -> None:
    moved = [*detail("U90001")[:11], "ZZ9 9ZZ"]
    batch = stage("ods_pcn_details", as_csv(moved))
    assert changes(batch) == [("changed", "Network", "U90001")]
    take_in("ods_pcn_details", as_csv(moved))
    assert Network.objects.get(code="U90001").postcode == "ZZ9 9ZZ"
    assert proposed() == []


def test_another_name_and_a_closing_are_proposed() -> None:
    content = as_csv(detail("U90001", name="NEW NAME PCN"), detail("U90002", closed="20250415"))
    take_in("ods_pcn_details", content)
    assert proposed() == [
        ("network_ended", date(2025, 5, 1), {"network": "U90002"}),
        ("network_renamed", APRIL, {"network": "U90001", "name": "NEW NAME PCN"}),
    ]
    assert Network.objects.get(code="U90001").name == "U90001 TEST PCN"
    assert Network.objects.get(code="U90002").closed is None


def test_a_decided_name_and_end_hold_while_ods_does_not_show_them(alice: Actor) -> None:
    take_in(
        "ods_pcn_details",
        as_csv(detail("U90001", name="NEW NAME PCN"), detail("U90002", closed="20250331")),
    )
    accept(alice)
    assert stage("ods_pcn_details", as_csv(*DETAILS)).state == "unchanged"


def test_a_new_network_is_proposed_with_the_practices_that_begin_it(alice: Actor) -> None:
    rows = [*MOVED, partner("Z00002", "U90001")]
    rows[1] = partner("Z00001", "U90005", "20250401")
    rows.append(partner("Z00007", "U90005", "20250501"))
    new = detail("U90005", opened="20250401", name="NEW PCN")
    take_in("ods_pcn_workbook", workbook([*DETAILS, new], rows))
    formed = {"code": "U90005", "name": "NEW PCN", "sub_icb": "Z1A", "practices": ["Z00001"]}
    assert proposed() == [
        ("join", date(2025, 5, 1), {"practice": "Z00007", "network": "U90005"}),
        ("network_formed", APRIL, formed),
    ]
    assert not Network.objects.filter(code="U90005").exists()
    accept(alice)
    assert spells("Z00001")[-1] == ("U90005", APRIL, None)
    assert spells("Z00007") == [("U90005", date(2025, 5, 1), None)]
    again = stage("ods_pcn_workbook", workbook([*DETAILS, new], rows))
    assert changes(again) == [("changed", "Network", "U90005")]
    assert again.changes.get().after == "address 1 HIGH STREET, TESTTOWN; postcode ZZ1 1ZZ"


def test_a_file_of_one_kind_says_nothing_of_what_only_the_other_can_show() -> None:
    take_in("ods_pcn_details", as_csv(detail("U90001", name="NEW NAME PCN")))
    later = [MOVED[0], partner("Z00001", "U90005", "20250401")]
    take_in("ods_pcn_partners", as_csv(*later), reference_date="2025-05-01")
    new = detail("U90001", name="NEW NAME PCN"), detail("U90005", opened="20250401")
    take_in("ods_pcn_details", as_csv(*new), reference_date="2025-06-01")
    assert [kind for kind, _, _ in proposed()] == ["network_formed", "network_renamed"]


def test_core_partners_alone_describe_a_new_network_too() -> None:
    rows = [MOVED[0], partner("Z00001", "U90005", "20250401")]
    take_in("ods_pcn_partners", as_csv(*rows))
    ((kind, _, details),) = proposed()
    assert (kind, details["name"], details["sub_icb"]) == (
        "network_formed", "U90005 TEST PCN", "Z1A",
    )  # fmt: skip


def test_a_new_network_without_a_practice_waits_for_one() -> None:
    batch = stage("ods_pcn_details", as_csv(detail("U90005")))
    assert batch.state == "unchanged"
    assert any("has no practice in it" in message for message in warnings(batch))


def test_a_network_that_is_not_described_is_an_error() -> None:
    row = partner("Z00001", "U90005")
    row[5] = row[6] = ""
    ((number, column, message),) = errors(stage("ods_pcn_partners", as_csv(row)))
    assert (number, column) == (1, "PCN Code")
    assert "does not know" in message


def test_practices_that_only_the_file_names_are_added_and_those_it_does_not_name_stay() -> None:
    take_in("ods_pcn_partners", as_csv(partner("Z00007", "U90001", "20250401")))
    assert Practice.objects.get(code="Z00007").status == "unknown"
    assert [details["practice"] for _, _, details in proposed()] == ["Z00007"]


def test_the_preview_counts_what_is_proposed_and_what_is_the_same() -> None:
    batch = stage("ods_pcn_partners", as_csv(*MOVED, *PARTNERS[1:]))
    assert changes(batch) == [("new", "Proposal: practice moves to another network", "Z00001")]
    assert batch.counts["entities"]["Practice with its memberships"]["untouched"] == 2
    change = batch.changes.get()
    assert (change.row, change.before, change.after) == (
        2, "in U90001", "in U90002 from 1 April 2025",
    )  # fmt: skip
