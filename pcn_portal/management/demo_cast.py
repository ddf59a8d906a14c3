"""The made-up people of the demo, one for each role, and the fixed secrets they sign in with.

All of it is public and good for nothing but a demo: the commands that use it refuse to work
unless the portal was started as one.
"""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction

from pcn_portal.accounts.models import Level, Membership, User
from pcn_portal.accounts.permissions import ROLE_TITLES, Role
from pcn_portal.audit.models import SYSTEM, record

PASSWORD = "made-up-demo-password"  # noqa: S105
TOTP_SECRET = "MADEUPDEMOSECRETMADEUPDEMOSECRET"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up, with the one role they hold."""

    email: str
    name: str
    role: Role
    level: Level
    code: str = ""


def check_demo() -> None:
    """Raise CommandError unless the portal was started as a demo."""
    if not settings.DEMO:
        raise CommandError(
            "This is not a demo: the command would let anybody in with a published password. "
            "Start one with ./portal demo."
        )


def cast(*, icb: str, other_icb: str, network: str) -> tuple[Person, ...]:
    """One person for each role at the first ICB, and a commissioner of the second."""
    return (
        Person("commissioner@demo.example", "Casey Fictional", Role.COMMISSIONER, Level.ICB, icb),
        Person("approver@demo.example", "Avery Invented", Role.APPROVER, Level.ICB, icb),
        Person("manager@demo.example", "Morgan Pretend", Role.PCN_MANAGER, Level.NETWORK, network),
        Person(
            "director@demo.example",
            "Dilys Daydream",
            Role.CLINICAL_DIRECTOR,
            Level.NETWORK,
            network,
        ),
        Person("auditor@demo.example", "Robin Imaginary", Role.AUDITOR, Level.ENGLAND),
        Person(
            "administrator@demo.example",
            "Sam Storybook",
            Role.NATIONAL_ADMINISTRATOR,
            Level.ENGLAND,
        ),
        Person("other@demo.example", "Drew Make-Believe", Role.COMMISSIONER, Level.ICB, other_icb),
    )


@transaction.atomic
def enter(person: Person, *, at: datetime) -> User:
    """Return the person's account; make it, with the role and the second factor it asks for."""
    known = User.objects.filter(email=person.email).first()
    if known:
        return known
    user = User.objects.create_user(person.email, PASSWORD, name=person.name)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    Membership.objects.create(user=user, role=person.role, level=person.level, code=person.code)
    if person.role == Role.APPROVER:
        TOTP.activate(user, TOTP_SECRET)
        RecoveryCodes.activate(user)
    record(
        action="person.entered",
        by=SYSTEM,
        at=at,
        object_kind="person",
        object_key=person.email,
        data={"role": person.role, "level": person.level, "code": person.code},
    )
    return user


def current_code() -> str:
    """The six digits that the demo approver's authenticator shows at this moment."""
    counters = list(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(TOTP_SECRET, counters[len(counters) // 2])))


def recovery_codes(user: User) -> list[str]:
    """Codes, each good once, that the person may give in place of the six digits."""
    held = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return list(RecoveryCodes(held).get_unused_codes())


def sign_ins(people: tuple[Person, ...], places: dict[str, str]) -> list[str]:
    """A line for each person: role, address to sign in with, name and organisation."""
    return [
        f"  {ROLE_TITLES[person.role]:<24}{person.email:<28}"
        f"{person.name}, {places.get(person.code, 'England')}"
        for person in people
    ]
