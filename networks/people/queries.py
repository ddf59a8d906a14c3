"""Reads about the people of networks: who is in which role, and what the directors give."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from networks.models import Appointment, Network, NetworkRole
from pcn_portal.audit.dated import holds_on

DIRECTOR_WTE, DIRECTOR_PATIENTS = Decimal("0.25"), Decimal(50_000)
"""What the contract assumes: 0.25 WTE of clinical director for 50,000 registered patients.

So reported by bw-medical, Kent LMC and Capsticks; the contract's own text was not read. Since
April 2024 the money for it is part of core PCN funding.
"""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What the contract assumes of a network's clinical directors, beside what is recorded.

    `assumed` is in WTE, None while the registered list is not fully known. `wte` and `sessions`
    are sums of what is recorded, None where nothing is: sessions are never converted to WTE.
    `unrecorded` counts directors with neither.
    """

    assumed: Decimal | None
    wte: Decimal | None
    sessions: Decimal | None
    unrecorded: int


def real_appointments() -> QuerySet[Appointment]:
    """Every appointment that ever counts: one called off before its day is empty and does not."""
    found = Appointment.objects.filter(Q(ends__isnull=True) | Q(ends__gt=F("starts")))
    return found.select_related("role", "practice", "source").defer("source__content")


def appointments_of(network: Network) -> QuerySet[Appointment]:
    """All appointments of a network, in the order of roles, the latest first in each."""
    order = ("role__order", "role__code", "-starts", "person")
    return real_appointments().filter(network=network).order_by(*order)


def holders_by_network(
    networks: QuerySet[Network], role_code: str, on: date
) -> dict[str, list[Appointment]]:
    """Return who is in a role on a day, by network code; a network without anybody is absent."""
    found: dict[str, list[Appointment]] = {}
    rows = real_appointments().filter(
        holds_on(on), role__code=role_code, network__in=networks.order_by()
    )
    for appointment in rows.select_related("network").order_by("starts", "person"):
        found.setdefault(appointment.network.code, []).append(appointment)
    return found


def roles_in_use() -> QuerySet[NetworkRole]:
    """The roles that people may be put into, in their order."""
    return NetworkRole.objects.filter(active=True)


def contribution(directors: Iterable[Appointment], registered: Decimal | None) -> Contribution:
    """Weigh what `directors` give against the network's registered list, in patients.

    `registered` is None while a core network practice's list is missing.
    """
    known = list(directors)
    return Contribution(
        assumed=None if registered is None else DIRECTOR_WTE * registered / DIRECTOR_PATIENTS,
        wte=_sum([director.wte for director in known]),
        sessions=_sum([director.sessions for director in known]),
        unrecorded=sum(director.wte is None and director.sessions is None for director in known),
    )


def outside_core(
    directors: Sequence[Appointment], core_practice_ids: Iterable[int]
) -> list[Appointment]:
    """Directors who are not recorded at a core network practice of the network.

    The contract wants a practising clinician from a member practice, who need not be a GP.
    """
    core = set(core_practice_ids)
    return [director for director in directors if director.practice_id not in core]


def _sum(values: list[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None
