"""Members besides core network practices: entered, corrected and ended, and never core as well."""

from datetime import UTC, date, datetime
from threading import Thread
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from networks.models import Network, NetworkMembership, Partner
from networks.partners import (
    PartnerFacts,
    PartnerRefused,
    add_partner,
    correct_partner,
    end_partner,
)
from networks.proposals.actions import ProposalRefused, decide, propose
from pcn_portal.audit.models import Actor, AuditEvent
from practices.models import Practice
from tests.api.england import build_england

pytestmark = pytest.mark.django_db
AT = datetime(2025, 4, 2, 9, tzinfo=UTC)
APRIL, JULY = date(2025, 4, 1), date(2025, 7, 1)
PHARMACY = PartnerFacts(kind="pharmacy", name="Made-up Pharmacy", ods_code="fz001", starts=APRIL)
MEMBER = PartnerFacts(kind="practice", ods_code="Z90003", starts=APRIL)


@pytest.fixture
def enter(harbour: Network, clerk: Actor) -> Any:
    def entered(facts: PartnerFacts, network: Network = harbour) -> Partner:
        return add_partner(network=network, facts=facts, reason="Signed.", by=clerk, at=AT)

    return entered


@pytest.mark.parametrize(
    "kind",
    ["pharmacy", "community_services", "mental_health", "federation", "voluntary",
     "local_authority", "hospital", "other"],
)  # fmt: skip
def test_other_organisations_are_members_with_who_when_and_why(enter, clerk: Actor, kind: str):
    partner = enter(PartnerFacts(kind=kind, name=" Made-up Trust ", starts=APRIL, note="Ask Jo."))

    assert (partner.kind, partner.name, partner.ods_code) == (kind, "Made-up Trust", "")
    assert (partner.starts, partner.ends, partner.note) == (APRIL, None, "Ask Jo.")
    event = AuditEvent.objects.get()
    assert (event.action, event.object_key, event.reason) == ("partner.added", "U90001", "Signed.")
    assert (event.actor_id, event.at) == (clerk.id, AT)


def test_a_member_practice_is_named_by_the_register(enter, cedar: Practice):
    partner = enter(PartnerFacts(kind="practice", ods_code="z90003", name="Typed", starts=APRIL))

    assert (partner.practice, partner.name, partner.ods_code) == (cedar, "Cedar Surgery", "Z90003")


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        (PartnerFacts(kind="", starts=APRIL), "kind", "Choose what kind"),
        (PartnerFacts(kind="pharmacy", starts=APRIL, name=" "), "name", "Give the organisation"),
        (PartnerFacts(kind="pharmacy", starts=APRIL, name="=A1"), "name", "as a formula"),
        (PartnerFacts(kind="pharmacy", starts=APRIL, name="x" * 201), "name", "too long"),
        (
            PartnerFacts(kind="pharmacy", starts=APRIL, name="A", ods_code="A-1"),
            "ods_code",
            "3 to 8 letters and digits",
        ),
        (
            PartnerFacts(kind="practice", starts=APRIL, ods_code="Z99999"),
            "ods_code",
            "no practice with this code",
        ),
        (
            PartnerFacts(kind="practice", starts=APRIL, ods_code="Z90001"),
            "ods_code",
            "Alder Surgery (Z90001) is a core network practice of Harbour PCN (U90001) from "
            "1 April 2023.",
        ),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(enter, facts, field: str, sentence: str):
    with pytest.raises(PartnerRefused) as refused:
        enter(facts)

    assert refused.value.field == field
    assert sentence in str(refused.value)
    assert not Partner.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_membership_has_a_reason_and_lies_within_the_networks_life(harbour, clerk):
    with pytest.raises(PartnerRefused, match="Give a reason"):
        add_partner(network=harbour, facts=PHARMACY, reason=" ", by=clerk, at=AT)
    harbour.opened, harbour.closed = date(2025, 5, 1), JULY
    for starts, said in ((APRIL, "opened on 1 May 2025"), (JULY, "closed on 1 July 2025")):
        facts = PartnerFacts(kind="other", name="A", starts=starts)
        with pytest.raises(PartnerRefused, match=said):
            add_partner(network=harbour, facts=facts, reason="x", by=clerk, at=AT)


def test_a_closed_practice_becomes_no_member(enter):
    Practice.objects.filter(code="Z90003").update(closed=APRIL)

    with pytest.raises(PartnerRefused, match="closed on 1 April 2025"):
        enter(MEMBER)


def test_nobody_is_a_member_twice_at_once_whatever_the_capitals(enter):
    enter(PHARMACY)
    again = PartnerFacts(kind="other", name="MADE-UP PHARMACY", starts=JULY)

    with pytest.raises(PartnerRefused, match="already is a member"):
        enter(again)


def test_a_member_that_left_may_come_back(enter, clerk):
    first = enter(PHARMACY)
    end_partner(partner_id=first.pk, ends=date(2025, 6, 1), reason="Left.", by=clerk, at=AT)

    enter(PartnerFacts(kind="pharmacy", name="Made-up Pharmacy", starts=JULY))

    with pytest.raises(PartnerRefused, match="already is a member"):
        end_partner(partner_id=first.pk, ends=date(2025, 8, 1), reason="No.", by=clerk, at=AT)


def test_a_membership_ends_with_a_reason_and_not_before_it_starts(enter, clerk):
    partner = enter(PHARMACY)
    with pytest.raises(PartnerRefused, match="became a member on 1 April 2025"):
        end_partner(partner_id=partner.pk, ends=date(2025, 3, 31), reason="x", by=clerk, at=AT)

    end_partner(partner_id=partner.pk, ends=JULY, reason="It closed.", by=clerk, at=AT)

    partner.refresh_from_db()
    assert partner.ends == JULY
    event = AuditEvent.objects.get(action="partner.ended")
    assert event.reason == "It closed."
    assert (event.data["before"]["ends"], event.data["after"]["ends"]) == ("", "2025-07-01")


def test_a_correction_keeps_what_was_there_before(enter, clerk):
    partner = enter(PHARMACY)
    facts = PartnerFacts(kind="pharmacy", name="Real Pharmacy", ods_code="FZ001", starts=APRIL)

    correct_partner(partner_id=partner.pk, facts=facts, reason="Typing.", by=clerk, at=AT)

    partner.refresh_from_db()
    assert partner.name == "Real Pharmacy"
    assert apps.get_model("networks", "PartnerEvent").objects.get().name == "Made-up Pharmacy"
    with pytest.raises(PartnerRefused, match="Nothing is different"):
        correct_partner(partner_id=partner.pk, facts=facts, reason="Again.", by=clerk, at=AT)


def test_a_correction_is_checked_as_an_entry_is(enter, clerk):
    partner = enter(PHARMACY)
    end_partner(partner_id=partner.pk, ends=JULY, reason="Left.", by=clerk, at=AT)
    for facts, said in (
        (PartnerFacts(kind="practice", ods_code="Z90001", starts=APRIL), "is a core network"),
        (PartnerFacts(kind="other", name="A", starts=date(2025, 8, 1)), "ended on 1 July 2025"),
    ):
        with pytest.raises(PartnerRefused, match=said):
            correct_partner(partner_id=partner.pk, facts=facts, reason="x", by=clerk, at=AT)


def test_what_is_not_there_is_refused(england, clerk):
    with pytest.raises(PartnerRefused, match="no such member"):
        end_partner(partner_id=1, ends=JULY, reason="x", by=clerk, at=AT)


def test_a_member_practice_becomes_core_by_a_change_once_its_membership_ends(enter, clerk):
    NetworkMembership.objects.filter(practice__code="Z90003").update(ends=APRIL)
    partner = enter(MEMBER)
    details = {"practice": "Z90003", "network": "U90001"}
    join = propose(kind="join", effective=JULY, reason="x", details=details, by=clerk, at=AT)

    def accept() -> None:
        decide(proposal_ids=[join.pk], accept=True, reason="x", by=clerk, at=AT, today=AT.date())

    with pytest.raises(ProposalRefused, match="a member of Harbour PCN .U90001. by the network"):
        accept()
    end_partner(partner_id=partner.pk, ends=JULY, reason="It signs up.", by=clerk, at=AT)
    accept()

    assert NetworkMembership.objects.filter(practice__code="Z90003", starts=JULY).exists()


def partner_by_sql(starts: str, ends: str = "NULL", practice: str = "Z90001") -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO networks_partner "
            "(network_id, practice_id, kind, name, ods_code, note, starts, ends) "
            f"SELECT n.id, p.id, 'practice', p.name, p.code, '', {starts}, {ends} "
            "FROM networks_network n, practices_practice p "
            f"WHERE n.code = 'U90001' AND p.code = '{practice}'"
        )


@pytest.mark.usefixtures("england")
def test_the_database_refuses_a_core_practice_as_member_of_its_own_network():
    with pytest.raises(IntegrityError, match="partner_never_core"), transaction.atomic():
        partner_by_sql("'2025-04-01'")

    partner_by_sql("'2022-04-01'", "'2023-04-01'")
    with pytest.raises(IntegrityError, match="partner_never_core"), transaction.atomic():
        Partner.objects.update(ends=date(2023, 4, 2))


@pytest.mark.usefixtures("england")
def test_the_database_refuses_a_member_practice_as_core_the_other_way_round():
    partner_by_sql("'2025-04-01'", practice="Z90003")
    cedar = NetworkMembership.objects.get(practice__code="Z90003")

    with pytest.raises(IntegrityError, match="partner_never_core"), transaction.atomic():
        NetworkMembership.objects.update(network=Network.objects.get(code="U90001"))
    NetworkMembership.objects.filter(pk=cedar.pk).update(ends=APRIL)
    with pytest.raises(IntegrityError, match="partner_never_core"), transaction.atomic():
        NetworkMembership.objects.bulk_create(
            [
                NetworkMembership(
                    practice=cedar.practice, network=Network.objects.get(code="U90001"), starts=JULY
                )
            ]
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_that_write_at_once_the_second_sees_the_first():
    """One transaction makes the practice core and waits; the other makes it a member meanwhile."""
    build_england()
    NetworkMembership.objects.filter(practice__code="Z90003").update(ends=APRIL)
    cedar, harbour = Practice.objects.get(code="Z90003"), Network.objects.get(code="U90001")
    said: list[str] = []

    def become_a_member() -> None:
        try:
            partner_by_sql("'2025-07-01'", practice="Z90003")
        except IntegrityError as refusal:
            said.append(str(refusal))
        finally:
            connection.close()

    other = Thread(target=become_a_member)
    with transaction.atomic():
        NetworkMembership.objects.create(practice=cedar, network=harbour, starts=JULY)
        other.start()
        other.join(timeout=0.5)
        assert other.is_alive()
    other.join(timeout=10)

    assert "partner_never_core" in said[0]
    assert not Partner.objects.exists()
