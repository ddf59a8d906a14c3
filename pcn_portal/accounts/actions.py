"""Entering people, their roles, and closing accounts. Only here are people changed."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction

from networks.models import Network
from pcn_portal.accounts.models import Level, Membership, User
from pcn_portal.accounts.permissions import Role
from pcn_portal.audit.models import Actor, record
from practices.models import Organisation, OrganisationKind


class PersonRefused(Exception):
    """The change to a person cannot be made; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class RoleAt:
    """A role at the organisation with this ODS code; empty for all of England."""

    role: Role
    code: str = ""

    @property
    def level(self) -> Level:
        """The kind of organisation that the role is held at."""
        if self.role in (Role.PCN_MANAGER, Role.CLINICAL_DIRECTOR):
            return Level.NETWORK
        if self.role == Role.NATIONAL_ADMINISTRATOR or (
            self.role == Role.AUDITOR and not self.code
        ):
            return Level.ENGLAND
        return Level.ICB


@transaction.atomic
def add_person(*, email: str, name: str, role_at: RoleAt, by: Actor, at: datetime) -> User:
    """Enter a person with a first role. They have no password until they set it by a link."""
    address = email.strip().lower()
    if User.objects.filter(email=address).exists():
        raise PersonRefused(f"{address} is already entered. Open that person and add the role.")
    _check_organisation(role_at)
    user = User.objects.create_user(address, name=name.strip())
    EmailAddress.objects.create(user=user, email=address, primary=True, verified=True)
    _record("person.entered", user, by=by, at=at, data={"name": user.name})
    give_role(user_id=user.pk, role_at=role_at, by=by, at=at)
    return user


@transaction.atomic
def give_role(*, user_id: int, role_at: RoleAt, by: Actor, at: datetime) -> Membership:
    """Give a person a role at an organisation."""
    user = _other_person(user_id, by, "give yourself a role")
    _check_organisation(role_at)
    held, new = Membership.objects.get_or_create(
        user=user, role=role_at.role.value, level=role_at.level.value, code=role_at.code
    )
    if not new:
        raise PersonRefused(f"{user} already holds this role there.")
    _record("person.role_given", user, by=by, at=at, data=_as_data(held))
    return held


@transaction.atomic
def take_role(*, membership_id: int, by: Actor, at: datetime) -> None:
    """Take a role away from a person; it stops at once."""
    held = Membership.objects.select_for_update().filter(pk=membership_id).first()
    if held is None:
        raise PersonRefused("The role is already gone.")
    user = _other_person(held.user_id, by, "take a role from yourself")
    held.delete()
    _record("person.role_taken", user, by=by, at=at, data=_as_data(held))


@transaction.atomic
def set_active(*, user_id: int, active: bool, reason: str, by: Actor, at: datetime) -> User:
    """Close a person's account, which signs them out everywhere, or open it again."""
    user = _other_person(user_id, by, "close your own account")
    if not reason.strip():
        raise PersonRefused("Give a reason, so that it can be understood later.")
    if user.is_active != active:
        user.is_active = active
        user.save(update_fields=["is_active"])
        action = "person.opened" if active else "person.closed"
        _record(action, user, by=by, at=at, reason=reason.strip())
    return user


@transaction.atomic
def reset_second_factor(*, user_id: int, by: Actor, at: datetime) -> int:
    """Remove a lost second factor with its recovery codes; return how many devices went.

    A person whose role needs one is asked to set up a new one at the next sign-in.
    """
    user = _other_person(user_id, by, "reset your own second factor here")
    devices: int = Authenticator.objects.filter(user=user).delete()[0]
    if not devices:
        raise PersonRefused(f"{user} has no second factor.")
    _record("person.second_factor_reset", user, by=by, at=at)
    return devices


@transaction.atomic
def record_link(*, user_id: int, by: Actor, at: datetime) -> User:
    """Record that a one-time link to set a password was made for a person."""
    user = _other_person(user_id, by, "make a link for yourself")
    if not user.is_active:
        raise PersonRefused(f"The account of {user} is closed. Open it first.")
    _record("person.link_made", user, by=by, at=at)
    return user


def _other_person(user_id: int, by: Actor, what: str) -> User:
    """Lock and return the person; nobody changes their own rights."""
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise PersonRefused("This person is not entered.")
    if user.pk == by.id:
        raise PersonRefused(f"You cannot {what}. Ask another national administrator.")
    return user


def _check_organisation(role_at: RoleAt) -> None:
    code = role_at.code
    if role_at.level == Level.ENGLAND:
        if code:
            raise PersonRefused(
                f"{role_at.role.label} is for all of England. Leave the code empty."
            )
    elif role_at.level == Level.NETWORK:
        if not Network.objects.filter(code=code).exists():
            raise PersonRefused(f"There is no network “{code}”. Give its code, like U12345.")
    elif not Organisation.objects.filter(kind=OrganisationKind.ICB, code=code).exists():
        raise PersonRefused(f"There is no integrated care board “{code}”. Give its code, like QSL.")


def _as_data(held: Membership) -> dict[str, str]:
    return {"role": held.role, "level": held.level, "code": held.code}


def _record(
    action: str,
    user: User,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    data: dict[str, str] | None = None,
) -> None:
    record(
        action=action,
        by=by,
        at=at,
        object_kind="person",
        object_key=user.email[:80],
        reason=reason,
        data=data,
    )
