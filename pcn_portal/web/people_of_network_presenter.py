"""What the page of a network's people says, worked out from its appointments on a day."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from django.conf import settings

from networks.models import CLINICAL_DIRECTOR, Appointment, Network, NominatedPayee
from networks.names import name_on
from networks.people.queries import (
    Contribution,
    appointments_of,
    contribution,
    outside_core,
    roles_in_use,
)
from networks.people.vacancies import vacancies
from networks.queries import members_on
from networks.sizes import Size
from pcn_portal.audit.models import AuditEvent
from pcn_portal.web.formats import counted, day, joined
from pcn_portal.web.vacancy_words import vacancy_sentence
from practices.models import Basis

EVENTS_SHOWN = 20
EVENT_WORDS = {
    "appointment.made": "recorded",
    "appointment.corrected": "corrected",
    "appointment.ended": "ended",
}
THOUSANDTH = Decimal("0.001")


@dataclass
class PeopleOfNetwork:
    """The people of a network on a day, with what is missing and what the contract assumes."""

    network: Network
    on: date
    size: Size
    members: int

    def __post_init__(self) -> None:
        self.name = name_on(self.network, self.on)
        every = list(appointments_of(self.network))
        self.now = [a for a in every if a.starts <= self.on and not self._over(a)]
        self.past = [a for a in every if self._over(a)]
        self.to_come = [a for a in every if a.starts > self.on]
        self.directors = [a for a in self.now if a.role.code == CLINICAL_DIRECTOR]
        self.others = [a for a in self.now if a.role.code != CLINICAL_DIRECTOR]
        one = Network.objects.filter(pk=self.network.pk)
        self.vacancies = vacancies(one, today=self.on)

    def _over(self, appointment: Appointment) -> bool:
        return appointment.ends is not None and appointment.ends <= self.on

    @property
    def answer(self) -> str:
        """Who leads the network, or that nobody does, and what comes."""
        vacancy = next((v for v in self.vacancies if v.role_code == CLINICAL_DIRECTOR), None)
        said = vacancy_sentence(vacancy) if vacancy else ""
        if not self.directors:
            return said or f"{self.name} has no clinical director on {day(self.on)}."
        names = joined([director.person for director in self.directors])
        verb = "is" if len(self.directors) == 1 else "share the post of"
        return f"{names} {verb} clinical director of {self.name}. {said}".strip()

    @property
    def other_vacancies(self) -> list[str]:
        """A sentence for every vacancy of another required role."""
        found = [v for v in self.vacancies if v.role_code != CLINICAL_DIRECTOR]
        return [vacancy_sentence(v) for v in found]

    @property
    def nobody_in(self) -> list[str]:
        """Roles in use, not required, of which nobody is recorded on the day."""
        held = {a.role_id for a in self.now}
        return [r.title for r in roles_in_use() if not r.required and r.pk not in held]

    @cached_property
    def outside(self) -> list[Appointment]:
        core = members_on(self.network, self.on).values_list("practice_id", flat=True)
        return outside_core(self.directors, core)

    @cached_property
    def registered(self) -> Decimal | None:
        """The registered list, None while a core network practice's is missing."""
        known = self.size.known.get(Basis.REGISTERED, 0)
        return self.size.registered if known >= self.members else None

    @cached_property
    def contribution(self) -> Contribution:
        return contribution(self.directors, self.registered)

    @property
    def assumed(self) -> Decimal | None:
        """The assumed WTE to the third place, for reading."""
        exact = self.contribution.assumed
        return None if exact is None else exact.quantize(THOUSANDTH, rounding=ROUND_HALF_UP)

    @property
    def given(self) -> str:
        """What is recorded, WTE and sessions apart."""
        known = self.contribution
        parts = [f"{known.wte.normalize():f} WTE"] if known.wte is not None else []
        if known.sessions is not None:
            parts.append(sessions_words(known.sessions))
        if known.unrecorded and self.directors:
            said = counted(known.unrecorded, "person,people")
            parts.append(f"nothing recorded for {said}")
        said = joined(parts) or "nothing"
        return said[:1].upper() + said[1:]

    @property
    def compared(self) -> str:
        """How far what is given is from what is assumed; empty where they cannot be compared."""
        known = self.contribution
        if self.assumed is None or known.wte is None or known.sessions or known.unrecorded:
            return ""
        apart = known.wte - self.assumed
        if not apart:
            return "As much as assumed"
        return f"{abs(apart).normalize():f} WTE {'more' if apart > 0 else 'less'} than assumed"

    @property
    def events(self) -> list[dict[str, Any]]:
        """What was done to the people of this network lately, newest first."""
        found = AuditEvent.objects.filter(
            object_kind="network", object_key=self.network.code, action__in=EVENT_WORDS
        )
        return [
            {
                "at": e.at,
                "who": e.actor_label,
                "words": f"{e.data['after']['person']}: {EVENT_WORDS[e.action]}",
                "reason": e.reason,
            }
            for e in found[:EVENTS_SHOWN]
        ]


def sessions_words(sessions: Decimal) -> str:
    """ "1 session a week", "1.5 sessions a week"."""
    return f"{sessions.normalize():f} {'session' if sessions == 1 else 'sessions'} a week"


def payees_on(network: Network, on: date) -> dict[str, Any]:
    """The nominated payee of a day, those before and after, and the days a change waits."""
    rows = NominatedPayee.objects.filter(network=network).select_related("source")
    every = [p for p in rows.defer("source__content") if p.ends is None or p.ends > p.starts]
    now = [p for p in every if p.starts <= on and (p.ends is None or p.ends > on)]
    return {
        "now": now[0] if now else None,
        "others": [p for p in every if p not in now],
        "waiting_days": settings.PAYEE_WAITING_DAYS,
    }
