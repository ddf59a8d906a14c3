"""How people are named to a reader: by name within the reader's organisations, else by where."""

from collections.abc import Iterable
from datetime import date

from pcn_portal.accounts.models import Level, Membership, User
from pcn_portal.accounts.scope import Scope, networks_in

NOBODY = "The portal"
ENGLAND = "Somebody at NHS England"
BOARD = "Somebody at an integrated care board"
ELSEWHERE = "Somebody at another organisation"


def names_of(user_ids: Iterable[int | None], scope: Scope, on: date) -> dict[int | None, str]:
    """Say who did something, for a reader with `scope`: see docs/adr/0090. Three queries."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    networks = set() if scope.england else _networks(scope, on)
    people = User.objects.filter(pk__in=wanted).prefetch_related("memberships")
    found: dict[int | None, str] = dict.fromkeys(wanted, ELSEWHERE)
    found |= {person.pk: _name(person, scope, networks) for person in people}
    return found | {None: NOBODY}


def _networks(scope: Scope, on: date) -> set[str]:
    return set(networks_in(scope, on).values_list("code", flat=True))


def _name(person: User, scope: Scope, networks: set[str]) -> str:
    held = list(person.memberships.all())
    if scope.england or any(_within(membership, scope, networks) for membership in held):
        return str(person.name or person.email)
    levels = {membership.level for membership in held}
    if Level.ENGLAND in levels:
        return ENGLAND
    return BOARD if Level.ICB in levels else ELSEWHERE


def _within(held: Membership, scope: Scope, networks: set[str]) -> bool:
    if held.level == Level.ICB:
        return held.code in scope.icbs
    return held.level == Level.NETWORK and held.code in networks
