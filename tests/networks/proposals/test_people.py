"""The nominated payee and the clinical director change by proposal."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from networks.models import Appointment, Network, NetworkRole, NominatedPayee, Proposal
from networks.proposals.actions import ProposalRefused
from pcn_portal.audit.models import SYSTEM, Actor
from tests.networks.proposals.words import AT, JULY, SINCE, TODAY, accept, put, state

pytestmark = pytest.mark.usefixtures("england")


@pytest.fixture
def payee(england: None) -> NominatedPayee:
    harbour = Network.objects.get(code="U90001")
    return NominatedPayee.objects.create(
        network=harbour, name="Made Up Ltd", ods_code="ZX1", starts=SINCE
    )


@pytest.fixture
def director(england: None) -> Appointment:
    return Appointment.objects.create(
        network=Network.objects.get(code="U90001"),
        role=NetworkRole.objects.get(code="clinical_director"),
        person="Dr Made Up",
        profession="GP",
        starts=SINCE,
    )


def put_payee(by: Actor, effective: date = JULY, **other: Any) -> Proposal:
    said = {"network": "U90001", "name": "Nova Ltd", "ods_code": "zx2", **other}
    return put(by, "payee_changed", effective, **said)


def payees() -> list[tuple[str, date, date | None]]:
    rows = NominatedPayee.objects.filter(network__code="U90001").order_by("starts")
    return list(rows.values_list("ods_code", "starts", "ends"))


@pytest.mark.usefixtures("payee")
def test_a_payee_follows_the_other_on_the_day(asha: Actor, ben: Actor):
    proposal = put_payee(asha)
    accept(ben, proposal)
    assert payees() == [("ZX1", SINCE, JULY), ("ZX2", JULY, None)]
    assert NominatedPayee.objects.get(ods_code="ZX2").proposal == proposal


def test_who_proposed_a_payee_does_not_decide_it(asha: Actor, ben: Actor):
    proposal = put_payee(asha)
    with pytest.raises(ProposalRefused, match="two people"):
        accept(asha, proposal)
    assert (state(proposal), payees()) == ("proposed", [])
    with pytest.raises(ProposalRefused, match="two people"):
        accept(SYSTEM, proposal)
    accept(ben, proposal)
    assert payees() == [("ZX2", JULY, None)]


def test_the_database_too_refuses_one_person_for_both(asha: Actor):
    proposal = put_payee(asha)
    said = {"state": "accepted", "decided_at": AT, "decision_reason": "By hand"}
    with pytest.raises(IntegrityError, match="payee_change_takes_two_people"), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(decided_by_id=asha.id, **said)


def test_a_payee_waits_two_weeks_from_the_decision(asha: Actor, ben: Actor):
    with pytest.raises(ProposalRefused, match="Choose 18 May 2026 or a later day") as refusal:
        accept(ben, put_payee(asha, date(2026, 5, 17)))
    assert refusal.value.field == "effective"
    accept(ben, put_payee(asha, date(2026, 5, 18), name="Later Ltd"))
    assert payees() == [("ZX2", date(2026, 5, 18), None)]


def test_the_day_that_the_decider_chooses_waits_too(asha: Actor, ben: Actor):
    with pytest.raises(ProposalRefused, match="14 days after the decision"):
        accept(ben, put_payee(asha), effective=TODAY)


@pytest.mark.usefixtures("payee")
@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"name": "Made Up Ltd", "ods_code": "ZX1"}, "name", "already the nominated payee"),
        ({"ods_code": "12-34-56"}, "ods_code", "not the ODS code of an organisation"),
        ({"network": "U99999"}, "network", "no network U99999"),
        ({"account": "12345678"}, "details", "“account” is not part of this change"),
    ],
)
def test_a_payee_that_cannot_be(asha: Actor, said: Any, field: str, sentence: str):
    with pytest.raises(ProposalRefused, match=sentence) as refusal:
        put_payee(asha, **said)
    assert refusal.value.field == field


def test_a_later_payee_is_not_overwritten(asha: Actor, ben: Actor):
    accept(ben, put_payee(asha, date(2026, 9, 1)))
    with pytest.raises(ProposalRefused, match="later payee .* from 1 September 2026"):
        put_payee(asha, name="Between Ltd")


def put_director(by: Actor, effective: date = JULY, **other: Any) -> Proposal:
    said = {"network": "U90001", "person": "Sister Invented", "profession": "Nurse", **other}
    return put(by, "director_changed", effective, **said)


def test_a_director_follows_another(asha: Actor, ben: Actor, director: Appointment):
    proposal = put_director(
        asha,
        date(2026, 7, 15),
        outgoing=[director.pk],
        practice="Z90001",
        wte="0.250",
        sessions="2",
        email="invented@practice.example",
        phone="01632 960001",
    )
    assert proposal.details["wte"] == "0.25"
    accept(ben, proposal)
    director.refresh_from_db()
    assert director.ends == date(2026, 7, 15)
    new = Appointment.objects.get(person="Sister Invented")
    assert (new.starts, new.ends, new.wte, new.sessions) == (
        date(2026, 7, 15), None, Decimal("0.25"), Decimal("2"),
    )  # fmt: skip
    assert (new.role.code, new.proposal_id) == ("clinical_director", proposal.pk)
    assert new.practice is not None and new.practice.code == "Z90001"


def test_a_post_may_be_shared(asha: Actor, ben: Actor, director: Appointment):
    accept(ben, put_director(asha, wte=""))
    director.refresh_from_db()
    assert director.ends is None
    assert Appointment.objects.get(person="Sister Invented").wte is None


def test_a_director_may_go_on_with_other_hours(asha: Actor, ben: Actor, director: Appointment):
    accept(ben, put_director(asha, person="Dr Made Up", wte="0.5", outgoing=[director.pk]))
    rows = Appointment.objects.filter(person="Dr Made Up").order_by("starts")
    assert list(rows.values_list("starts", "ends")) == [(SINCE, JULY), (JULY, None)]


@pytest.mark.usefixtures("director")
@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"person": ""}, "person", "Give the person"),
        ({"profession": ""}, "profession", "Give the profession"),
        ({"person": "Dr Made Up"}, "person", "already appointed from 1 April 2023"),
        ({"outgoing": [0]}, "outgoing", "not in post on 1 July 2026"),
        ({"outgoing": ["x"]}, "outgoing", "not a number"),
        ({"wte": "1.2"}, "wte", "at most 1"),
        ({"wte": "0.1234"}, "wte", "at most 3 decimals"),
        ({"wte": "a quarter"}, "wte", "as a number"),
        ({"sessions": "0"}, "sessions", "above 0"),
        ({"sessions": "NaN"}, "sessions", "as a number"),
        ({"email": "nobody"}, "email", "e-mail address"),
        ({"phone": "call me"}, "phone", "phone number"),
        ({"practice": "Z99999"}, "practice", "no practice Z99999"),
        ({"person": "Dr\x00Nul"}, "person", "cannot be printed"),
    ],
)
def test_a_director_that_cannot_be(asha: Actor, said: Any, field: str, sentence: str):
    with pytest.raises(ProposalRefused, match=sentence) as refusal:
        put_director(asha, **said)
    assert refusal.value.field == field


def test_an_outgoing_director_is_one_of_this_network(asha: Actor, director: Appointment):
    with pytest.raises(ProposalRefused, match="not in post"):
        put_director(asha, network="U90002", outgoing=[director.pk])
