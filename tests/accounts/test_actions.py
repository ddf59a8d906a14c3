"""Entering people and changing their rights: recorded, refused with a reason, never one's own."""

from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from pcn_portal.accounts.actions import (
    PersonRefused,
    RoleAt,
    add_person,
    give_role,
    record_link,
    reset_second_factor,
    set_active,
    take_role,
)
from pcn_portal.accounts.models import Level, Membership, User
from pcn_portal.accounts.permissions import Role
from pcn_portal.audit.models import AuditEvent

AT = datetime(2025, 5, 6, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("england")


def recorded() -> list[tuple[str, str, str]]:
    events = AuditEvent.objects.order_by("id")
    return [(e.action, e.object_key, e.actor_label) for e in events]


def add(people: dict[str, User], role_at: RoleAt, email: str = "New.Person@portal.example") -> User:
    by = people["national"].actor
    return add_person(email=email, name=" New Person ", role_at=role_at, by=by, at=AT)


def test_a_person_is_entered_with_a_role_and_no_password(people: dict[str, User]):
    person = add(people, RoleAt(Role.COMMISSIONER, "QZ1"))

    assert (person.email, person.name) == ("new.person@portal.example", "New Person")
    assert not person.has_usable_password()
    assert EmailAddress.objects.get(user=person).verified
    held = person.memberships.get()
    assert (held.role, held.level, held.code) == ("commissioner", "icb", "QZ1")
    assert recorded() == [
        ("person.entered", "new.person@portal.example", "national@portal.example"),
        ("person.role_given", "new.person@portal.example", "national@portal.example"),
    ]


@pytest.mark.parametrize(
    ("role", "code", "level"),
    [
        (Role.PCN_MANAGER, "U90001", Level.NETWORK),
        (Role.APPROVER, "QZ2", Level.ICB),
        (Role.AUDITOR, "QZ1", Level.ICB),
        (Role.AUDITOR, "", Level.ENGLAND),
        (Role.NATIONAL_ADMINISTRATOR, "", Level.ENGLAND),
    ],
)
def test_a_role_is_held_at_the_kind_of_organisation_that_fits_it(
    people: dict[str, User], role: Role, code: str, level: Level
):
    assert add(people, RoleAt(role, code)).memberships.get().level == level


@pytest.mark.parametrize(
    ("role_at", "said"),
    [
        (RoleAt(Role.COMMISSIONER, "U90001"), "There is no integrated care board “U90001”."),
        (RoleAt(Role.COMMISSIONER), "There is no integrated care board “”."),
        (RoleAt(Role.PCN_MANAGER, "QZ1"), "There is no network “QZ1”."),
        (RoleAt(Role.NATIONAL_ADMINISTRATOR, "QZ1"), "is for all of England."),
    ],
)
def test_a_role_at_an_organisation_that_does_not_fit_is_refused_whole(
    people: dict[str, User], role_at: RoleAt, said: str
):
    with pytest.raises(PersonRefused, match=said):
        add(people, role_at)

    assert not User.objects.filter(email="new.person@portal.example").exists()
    assert recorded() == []


def test_an_address_is_entered_once(people: dict[str, User]):
    with pytest.raises(PersonRefused, match="is already entered"):
        add(people, RoleAt(Role.AUDITOR), email="MANAGER@portal.example ")


def test_the_same_role_is_not_given_twice(people: dict[str, User]):
    with pytest.raises(PersonRefused, match="already holds this role"):
        give_role(
            user_id=people["manager"].pk,
            role_at=RoleAt(Role.PCN_MANAGER, "U90001"),
            by=people["national"].actor,
            at=AT,
        )


def test_a_role_is_taken_away_and_what_it_was_stays_on_record(people: dict[str, User]):
    held = people["manager"].memberships.get()

    take_role(membership_id=held.pk, by=people["national"].actor, at=AT)

    assert not people["manager"].memberships.exists()
    event = AuditEvent.objects.get()
    assert event.data == {"role": "pcn_manager", "level": "network", "code": "U90001"}


def test_an_account_is_closed_and_opened_with_a_reason(people: dict[str, User]):
    by = people["national"].actor
    for active, reason in ((False, "Left the board"), (True, "Came back")):
        person = set_active(
            user_id=people["manager"].pk, active=active, reason=reason, by=by, at=AT
        )
        assert person.is_active is active

    assert list(AuditEvent.objects.order_by("id").values_list("action", "reason")) == [
        ("person.closed", "Left the board"),
        ("person.opened", "Came back"),
    ]


def test_closing_without_a_reason_is_refused(people: dict[str, User]):
    with pytest.raises(PersonRefused, match="Give a reason"):
        set_active(
            user_id=people["manager"].pk,
            active=False,
            reason=" ",
            by=people["national"].actor,
            at=AT,
        )

    assert User.objects.get(pk=people["manager"].pk).is_active


def test_a_lost_second_factor_goes_with_its_recovery_codes(people: dict[str, User]):
    TOTP.activate(people["approver"], generate_totp_secret())
    RecoveryCodes.activate(people["approver"])

    reset_second_factor(user_id=people["approver"].pk, by=people["national"].actor, at=AT)

    assert not Authenticator.objects.filter(user=people["approver"]).exists()
    assert [action for action, *_ in recorded()] == ["person.second_factor_reset"]


def test_nobody_changes_their_own_rights(people: dict[str, User]):
    me = people["national"]
    mine: dict[str, Any] = {"by": me.actor, "at": AT}
    with pytest.raises(PersonRefused, match="Ask another national administrator"):
        give_role(user_id=me.pk, role_at=RoleAt(Role.APPROVER, "QZ1"), **mine)
    with pytest.raises(PersonRefused, match="Ask another national administrator"):
        take_role(membership_id=me.memberships.get().pk, **mine)
    with pytest.raises(PersonRefused, match="Ask another national administrator"):
        set_active(user_id=me.pk, active=False, reason="tired", **mine)
    with pytest.raises(PersonRefused, match="Ask another national administrator"):
        reset_second_factor(user_id=me.pk, **mine)
    with pytest.raises(PersonRefused, match="Ask another national administrator"):
        record_link(user_id=me.pk, **mine)

    assert Membership.objects.filter(user=me).count() == 1
    assert recorded() == []


def test_a_closed_account_gets_no_link(people: dict[str, User]):
    User.objects.filter(pk=people["manager"].pk).update(is_active=False)

    with pytest.raises(PersonRefused, match="Open it first"):
        record_link(user_id=people["manager"].pk, by=people["national"].actor, at=AT)
