"""The roles of networks are configured: added, renamed, put in order, required, retired."""

from dataclasses import replace

import pytest

from networks.models import CLINICAL_DIRECTOR, NetworkRole
from networks.people.actions import PeopleRefused
from networks.people.queries import roles_in_use
from networks.people.roles import RoleFacts, add_role, change_role
from pcn_portal.audit.models import AuditEvent
from tests.networks.people.cast import AT, CASEY

pytestmark = pytest.mark.django_db
LEAD = RoleFacts(title="Population health lead", order=25)


def add(facts: RoleFacts = LEAD, reason: str = "Asked for by the ICBs") -> NetworkRole:
    return add_role(facts=facts, reason=reason, by=CASEY, at=AT)


def change(code: str, facts: RoleFacts, reason: str = "Better words") -> NetworkRole:
    return change_role(code=code, facts=facts, reason=reason, by=CASEY, at=AT)


def test_a_new_role_stands_where_its_order_puts_it():
    add()

    assert [role.code for role in roles_in_use()][:4] == [
        "clinical_director", "network_manager", "population_health_lead", "digital_lead",
    ]  # fmt: skip


def test_a_role_keeps_its_code_when_it_is_renamed_and_the_change_is_recorded():
    code = add().code
    change(code, replace(LEAD, title="Health inequalities lead", required=True))

    role = NetworkRole.objects.get(code="population_health_lead")
    event = AuditEvent.objects.get(action="role.changed")
    assert (role.title, role.required) == ("Health inequalities lead", True)
    assert event.data["before"]["title"] == "Population health lead"
    assert event.data["after"]["required"] is True


def test_a_retired_role_is_no_longer_offered_and_may_come_back():
    code = add().code
    change(code, replace(LEAD, active=False))
    assert code not in [role.code for role in roles_in_use()]
    change(code, LEAD)
    assert code in [role.code for role in roles_in_use()]


@pytest.mark.parametrize(
    "facts",
    [
        RoleFacts(title="Clinical director", required=False),
        RoleFacts(title="Clinical director", required=True, active=False),
    ],
)
def test_the_clinical_director_stays_required_and_in_use(facts: RoleFacts):
    with pytest.raises(PeopleRefused, match="requires every network to have"):
        change(CLINICAL_DIRECTOR, facts)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (RoleFacts(title=" "), "title"),
        (RoleFacts(title="x" * 81), "title"),
        (RoleFacts(title="network  MANAGER"), "title"),
        (RoleFacts(title="Digital-lead"), "title"),
        (RoleFacts(title="…"), "title"),
        (RoleFacts(title="New", order=-1), "order"),
        (RoleFacts(title="New", order=40_000), "order"),
    ],
)
def test_what_cannot_be_a_role_is_refused(facts: RoleFacts, field: str):
    with pytest.raises(PeopleRefused) as refusal:
        add(facts)

    assert refusal.value.field == field


def test_a_reason_is_asked_for():
    with pytest.raises(PeopleRefused, match="reason"):
        add(reason=" ")


def test_what_is_not_there_cannot_be_changed():
    with pytest.raises(PeopleRefused, match="no such role"):
        change("none_such", LEAD)
