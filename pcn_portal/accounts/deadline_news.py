"""Who hears of which deadlines: what is late, what comes, and what is escalated to them."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from networks.models import Network
from networks.queries import icb_codes_of_networks, networks_open_on
from pcn_portal.accounts.models import Membership, User
from pcn_portal.accounts.permissions import Role
from pcn_portal.due.ahead import dues_between
from pcn_portal.due.standing import Stand, stands
from services.engine.deadlines import Standing
from services.models import DeadlineEscalation

LOOKED_BACK = timedelta(days=90)
"""What is late for longer is no longer in e-mails; the portal still says it."""
LOOKED_AHEAD = timedelta(days=90)
OF_NETWORK = (Role.PCN_MANAGER, Role.CLINICAL_DIRECTOR)


@dataclass
class News:
    """What is due for one person today. `boards`: the board of each network they commission."""

    person: User
    boards: dict[int, str] = field(default_factory=dict)
    late: list[Stand] = field(default_factory=list)
    soon: list[Stand] = field(default_factory=list)
    escalated: list[Stand] = field(default_factory=list)


def news_of_day(today: date, at: datetime) -> Iterator[News]:
    """Everybody who keeps or commissions networks, with what is due there."""
    found: dict[User, News] = {}
    told = _told(today)
    for icb, networks in _boards(today).items():
        stood = _stands(icb, networks, today, at)
        for person, codes in _keepers([network.code for network in networks]).items():
            _add(found, person, [one for one in stood if one.network.code in codes])
        commissioners = _commissioners(icb)
        for person in commissioners:
            _add(found, person, stood).boards.update({one.network.pk: icb for one in stood})
        for person, escalated in _escalated(stood, commissioners).items():
            new = [one for one in escalated if _key(person, one) not in told]
            found[person].escalated.extend(new)
    yield from sorted(found.values(), key=lambda news: news.person.pk)


def _boards(today: date) -> dict[str, list[Network]]:
    """The open networks of each board, and below "" those that none is known to commission."""
    networks = {network.pk: network for network in networks_open_on(today).order_by("name")}
    icbs = icb_codes_of_networks(network_ids=list(networks), on=today)
    found: defaultdict[str, list[Network]] = defaultdict(list)
    for key, network in networks.items():
        found[icbs.get(key, "")].append(network)
    return dict(found)


def _stands(icb: str, networks: list[Network], today: date, at: datetime) -> list[Stand]:
    """What is late, and what comes within the days of its reminder."""
    dues = dues_between(icb, today - LOOKED_BACK, today + LOOKED_AHEAD, at)
    found = stands(networks, dues, today=today, known_at=at)
    return [one for one in found if one.standing in (Standing.LATE, Standing.SOON)]


def _keepers(codes: list[str]) -> dict[User, set[str]]:
    held = Membership.objects.filter(role__in=OF_NETWORK, code__in=codes, user__is_active=True)
    found: defaultdict[User, set[str]] = defaultdict(set)
    for one in held.select_related("user"):
        found[one.user].add(one.code)
    return dict(found)


def _commissioners(icb: str) -> list[User]:
    held = Membership.objects.filter(role=Role.COMMISSIONER, code=icb, user__is_active=True)
    return [one.user for one in held.select_related("user").order_by("user_id")] if icb else []


def _add(found: dict[User, News], person: User, stood: list[Stand]) -> News:
    news = found.setdefault(person, News(person))
    known = {(one.due.key, one.network.pk) for one in (*news.late, *news.soon)}
    for one in stood:
        if (one.due.key, one.network.pk) not in known:
            (news.late if one.standing == Standing.LATE else news.soon).append(one)
    return news


def _escalated(stood: list[Stand], commissioners: list[User]) -> dict[User, list[Stand]]:
    """What is late by the set number of days: to whom it names, else to every commissioner.

    Somebody who no longer commissions for the board is passed over, and every one hears of it.
    """
    found: defaultdict[User, list[Stand]] = defaultdict(list)
    for one in stood:
        if one.escalated:
            named = [person for person in commissioners if person.pk == one.due.escalate_to]
            for person in named or commissioners:
                found[person].append(one)
    return dict(found)


Key = tuple[int, int, str, date | None]


def _key(person: User, one: Stand) -> Key:
    return person.pk, one.network.pk, one.due.key, one.due.day


def _told(today: date) -> set[Key]:
    """What was escalated to whom already, for days that are still looked at."""
    rows = DeadlineEscalation.objects.filter(day__gte=today - LOOKED_BACK)
    return set(rows.values_list("person_id", "network_id", "due_key", "day"))
