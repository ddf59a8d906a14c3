"""A network through time: drawn, as a table, and who changed what, for whom it may concern."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pghistory
import pytest

from networks.models import (
    Agreement,
    Appointment,
    Network,
    NetworkMembership,
    NetworkRole,
    NominatedPayee,
    PaymentHold,
    Proposal,
)
from networks.past import january_lists
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import Actor, record
from practices.models import PopulationFigure, Practice
from tests.api import england as made_up
from tests.web.pages import links, text

pytestmark = pytest.mark.usefixtures("england")
ADDRESS = "/networks/U90001/history/?on=2025-06-01"
APRIL = date(2025, 4, 1)
AT = datetime(2025, 5, 2, 9, tzinfo=UTC)


def harbour() -> Network:
    return Network.objects.get(code="U90001")


def changed_by(user: User | None, **values: object) -> None:
    """Change Alder's spell in Harbour as a signed-in person, or as an import."""
    spell = NetworkMembership.objects.get(practice__code="Z90001")
    with pghistory.context(user=user.pk if user else None):
        for name, value in values.items():
            setattr(spell, name, value)
        spell.save()


def test_the_timeline_and_its_table_say_the_same(signed_in, people: dict[str, User]):
    network = harbour()
    director = NetworkRole.objects.get_or_create(
        code="clinical_director", defaults={"title": "Clinical director"}
    )[0]
    Appointment.objects.create(
        network=network, role=director, person="Dr Made Up", starts=APRIL, ends=date(2026, 4, 1)
    )
    NominatedPayee.objects.create(network=network, name="Alder", ods_code="Z90001", starts=APRIL)
    Agreement.objects.create(network=network, version=2, starts=APRIL)
    PaymentHold.objects.create(
        network=network, from_month=APRIL, reason="Agreement is not signed",
        placed_at=AT, placed_by=people["commissioner"],
    )  # fmt: skip
    answer = signed_in("commissioner").get(ADDRESS)
    shown, body = text(answer), answer.content.decode()

    assert "2 core network practices since 1 April 2023, 2 of them on 1 June 2025." in shown
    assert 'role="img"' in body
    for words in (
        "Core network practices Alder Surgery (Z90001) From 1 April 2023",
        "Clinical directors Dr Made Up 1 April 2025 to 31 March 2026",
        "Nominated payee Alder (Z90001) From 1 April 2025",
        "Network agreement Version 2 From 1 April 2025",
        "Payments held From April 2025: Agreement is not signed From 1 April 2025",
        "Commissioned by Saltmarsh Fictional ICB QZ1 (Z1A) From 1 April 2023",
        "1 January 2025 20,000 2 of 2",
    ):
        assert words in shown, words


def test_many_practices_that_left_fold_away(signed_in):
    for number in range(20):
        practice = Practice.objects.create(code=f"Z91{number:03}", name=f"Surgery {number}")
        NetworkMembership.objects.create(
            practice=practice, network=harbour(), starts=made_up.START, ends=APRIL
        )

    assert "20 practices that left earlier" in text(signed_in("commissioner").get(ADDRESS))


def test_a_list_counts_the_members_of_its_own_january():
    alder = Practice.objects.get(code="Z90001")
    for year, value in ((2023, 8_000), (2024, 9_000)):
        PopulationFigure.objects.create(
            practice=alder, basis="registered", reference_date=date(year, 1, 1), version=1,
            value=value, vintage="made up", received_at=made_up.RECEIVED,
        )  # fmt: skip
    found = {january.on.year: january for january in january_lists(harbour())}

    assert set(found) == {2024, 2025}, "nobody was a member on 1 January 2023"
    assert (found[2024].patients, found[2024].known, found[2024].members) == (Decimal(9000), 1, 2)
    assert not found[2024].whole and found[2025].whole


def test_decisions_are_listed_with_their_reasons(signed_in, people: dict[str, User]):
    proposal = Proposal.objects.create(
        kind="leave", effective=APRIL, reason="The partners wish it", details={}, fingerprint="x",
        proposed_at=AT, proposed_by=people["commissioner"], state="refused",
        decided_at=AT, decided_by=people["commissioner"], decision_reason="No cover was found",
    )  # fmt: skip
    proposal.networks.add(harbour())
    shown = text(signed_in("manager").get(ADDRESS))

    assert "Practice leaves its network 1 April 2025 Refused The partners wish it" in shown
    assert "Decided on 2 May 2025: No cover was found" in shown


def test_earlier_rows_tell_who_changed_what_from_what_to_what(signed_in, people: dict[str, User]):
    changed_by(people["commissioner"], ends=date(2025, 9, 1))
    shown = text(signed_in("commissioner").get(ADDRESS))

    assert "Core network practice: Alder Surgery (Z90001)" in shown
    assert "first day after it: was blank, became 1 September 2025" in shown
    assert "commissioner" in shown


@pytest.mark.parametrize(
    ("who", "seen"),
    [("commissioner", True), ("auditor", True), ("national", True), ("manager", False)],
)
def test_earlier_rows_are_for_who_works_for_the_board(signed_in, who: str, seen: bool):
    changed_by(None, ends=date(2025, 9, 1))
    answer = signed_in(who).get(ADDRESS)

    assert answer.status_code == 200
    assert ("was blank, became 1 September 2025" in text(answer)) == seen


@pytest.mark.parametrize(
    ("reader", "by", "said"),
    [
        ("commissioner", "approver", "approver"),
        ("commissioner", "manager", "manager"),
        ("commissioner", "national", "Somebody at NHS England"),
        ("commissioner", "other_commissioner", "Somebody at an integrated care board"),
        ("commissioner", None, "The portal"),
        ("national", "other_commissioner", "other_commissioner"),
    ],
)
def test_people_are_named_within_ones_own_organisations_only(
    signed_in, people: dict[str, User], reader: str, by: str | None, said: str
):
    changed_by(people[by] if by else None, ends=date(2025, 9, 1))
    answer = signed_in(reader).get(ADDRESS)
    rows = text(answer).split("Earlier rows")[1]

    assert f", {said} Core network practice" in rows
    assert made_up.email("national") not in answer.content.decode()


def test_what_was_done_is_told_without_a_strangers_address(signed_in, people: dict[str, User]):
    person = people["commissioner"]
    record(
        action="hold.placed", by=Actor(person.pk, person.email), at=AT, object_kind="network",
        object_key="U90001", reason="Agreement is not signed",
    )  # fmt: skip
    answer = signed_in("manager").get(ADDRESS)

    assert "Somebody at an integrated care board Hold placed: Agreement is not signed" in text(
        answer
    )
    assert person.email not in answer.content.decode()


def test_how_to_reach_a_person_is_not_kept_alive_in_the_history(signed_in):
    role = NetworkRole.objects.get_or_create(code="manager", defaults={"title": "Manager"})[0]
    held = Appointment.objects.create(
        network=harbour(), role=role, person="Ms Made Up", starts=APRIL, email="old@made-up.example"
    )
    held.email = "new@made-up.example"
    held.save()
    answer = signed_in("commissioner").get(ADDRESS)

    assert "Appointment: Ms Made Up" in text(answer)
    assert "email: changed" in text(answer)
    assert "old@made-up.example" not in answer.content.decode()


def test_another_boards_network_has_no_history_here(signed_in):
    assert signed_in("other_commissioner").get(ADDRESS).status_code == 404


def test_lineage_leads_to_parents_and_children(signed_in, people: dict[str, User]):
    proposal = Proposal.objects.create(
        kind="network_merger", effective=APRIL, reason="One town", details={}, fingerprint="y",
        proposed_at=AT, proposed_by=people["commissioner"], state="accepted", decided_at=AT,
        decided_by=people["commissioner"], decision_reason="Agreed",
    )  # fmt: skip
    quay = Network.objects.get(code="U90002")
    quay.children.create(child=harbour(), on=APRIL, proposal=proposal)
    parent = signed_in("commissioner").get("/networks/U90002/history/?on=2025-06-01")
    child = signed_in("commissioner").get(ADDRESS)

    assert "1 April 2025: came from Quay PCN (U90002)" in text(child)
    assert "1 April 2025: became Harbour PCN (U90001)" in text(parent)
    assert "/networks/U90001/?on=2025-06-01" in links(parent)
