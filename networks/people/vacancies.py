"""Required roles that nobody fills, today or soon."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from networks.models import Appointment, Network, NetworkRole
from networks.names import names_on
from networks.people.queries import real_appointments
from practices.queries import open_on

WITHIN_DAYS = 60

Key = tuple[int, int]
"""A network's and a role's number."""


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A required role of a network with nobody in it from `vacant_from`.

    `vacant_from` is None where the register has nobody up to today: whether somebody holds the
    role is then not known. `filled_from` is the day a successor starts, None if there is none.
    `held_by` are those who leave the role empty.
    """

    network_id: int
    code: str
    name: str
    role_id: int
    role: str
    role_code: str
    vacant_from: date | None
    filled_from: date | None
    held_by: tuple[str, ...]
    today: date

    @property
    def unrecorded(self) -> bool:
        return self.vacant_from is None

    @property
    def days_away(self) -> int:
        """Days until the post is vacant; none or fewer where it is, or where nobody is recorded."""
        return (self.vacant_from - self.today).days if self.vacant_from else 0

    @property
    def coming(self) -> bool:
        """Whether somebody is in the role today, and nobody will be soon."""
        return self.vacant_from is not None and self.vacant_from > self.today


def vacancies(
    networks: QuerySet[Network], *, today: date, within_days: int = WITHIN_DAYS
) -> list[Vacancy]:
    """Return the vacancies of those of `networks` that exist on a day, now or `within_days`.

    A role is coming vacant if those in it end without anybody following at once. What happens
    after a network has closed is no vacancy. In order of network and role; four queries.
    """
    required = list(NetworkRole.objects.filter(required=True, active=True))
    existing = list(networks.filter(open_on(today)).order_by("code"))
    names = names_on(existing, today)
    held = _held(networks, required)
    found = [
        _vacancy(network, names[network.pk], role, held[network.pk, role.pk], today)
        for network in existing
        for role in required
    ]
    return [v for v in found if v is not None and v.days_away <= within_days]


def _held(
    networks: QuerySet[Network], roles: Iterable[NetworkRole]
) -> defaultdict[Key, list[Appointment]]:
    rows = real_appointments().filter(role__in=list(roles), network__in=networks.order_by())
    held: defaultdict[Key, list[Appointment]] = defaultdict(list)
    for appointment in rows.order_by("starts"):
        held[appointment.network_id, appointment.role_id].append(appointment)
    return held


def _vacancy(
    network: Network, name: str, role: NetworkRole, held: list[Appointment], today: date
) -> Vacancy | None:
    """The next vacancy of one role, however far away; None if there is none to come."""
    begun = [a for a in held if a.starts <= today]
    empty_from = _empty_from(held, today)
    if empty_from is None:
        return None
    if empty_from == today and begun:
        empty_from = max(a.ends for a in begun if a.ends is not None)
    if network.closed is not None and network.closed <= empty_from:
        return None
    return Vacancy(
        network_id=network.pk,
        code=network.code,
        name=name,
        role_id=role.pk,
        role=role.title,
        role_code=role.code,
        vacant_from=empty_from if begun else None,
        filled_from=min((a.starts for a in held if a.starts > empty_from), default=None),
        held_by=tuple(a.person for a in held if a.ends == empty_from),
        today=today,
    )


def _empty_from(held: list[Appointment], today: date) -> date | None:
    """The first day from today on with nobody in post; None if somebody stays for good."""
    day = today
    for appointment in held:  # in order of their first days
        if appointment.starts > day:
            break
        if appointment.ends is None:
            return None
        day = max(day, appointment.ends)
    return day
