"""Supervision, training, desks and equipment: what is recorded, what lacks, and exposures."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from networks.models import Network
from pcn_portal.audit.models import Actor
from practices.models import Practice
from workforce.guidance import supervision_asked
from workforce.keeping_checks import StaffRefused, read_line, who
from workforce.models import (
    Engagement,
    Equipment,
    EquipmentKind,
    Room,
    Supervision,
    Training,
)
from workforce.register import note_staff
from workforce.staff_lists import StaffRow, staff_rows

WEEKS_A_YEAR = 52
QUALIFIES_AFTER = 2
"""Years of service from which redundancy pay is due: general employment law, not the contract."""
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Lacking:
    """What somebody lacks: words about supervision, training and equipment, each possibly none."""

    row: StaffRow
    supervision: str
    training: str
    equipment: tuple[str, ...]


@dataclass(frozen=True)
class Desks:
    """A practice's half days a week: desks there are, and sessions staff work there."""

    practice: Practice
    there: int
    needed: Decimal

    @property
    def gap(self) -> Decimal:
        """Sessions without a desk."""
        return max(self.needed - self.there, Decimal(0))


@dataclass(frozen=True)
class Exposure:
    """Sums that a network's practices should know of, in pounds a year.

    `lent` is the cost of staff a practice employs in so far as they work at other practices (VAT
    on supplying staff). `redundancy` is pay of a week × full years of everybody with two years and
    more, before any cap and factor of age; `people` are they.
    """

    lent: Decimal
    redundancy: Decimal
    people: int


@transaction.atomic
def supervise(
    *,
    engagement: Engagement,
    supervisor: str,
    times_a_year: int,
    starts: date,
    practice_code: str,
    by: Actor,
    at: datetime,
) -> Supervision:
    """Record who supervises somebody from a day on; who did before ends then."""
    who(by)
    said = read_line(supervisor, "supervisor", "Say who supervises: a job, not a name.", 150)
    if not 1 <= times_a_year <= 366:
        raise StaffRefused("Times a year are from 1 to 366.", "times_a_year")
    practice = _practice(practice_code)
    for before in engagement.supervision.filter(ends__isnull=True):
        if before.starts > starts:
            raise StaffRefused("An entry from a later day is recorded. Give a later day.", "starts")
        before.ends = starts
        before.save(update_fields=["ends"])
    made = Supervision.objects.create(
        engagement=engagement,
        supervisor=said,
        times_a_year=times_a_year,
        starts=starts,
        at=practice,
    )
    note_staff("supervision.set", engagement.post.network, by, at, {"engagement": engagement.pk})
    return made


@transaction.atomic
def set_training(
    *,
    engagement: Engagement,
    pathway: str,
    days: Mapping[str, date | None],
    by: Actor,
    at: datetime,
) -> Training:
    """Record a pathway with its days (starts, due, finished); the same pathway is put right."""
    who(by)
    said = read_line(pathway, "pathway", "Name the training pathway.")
    starts, finished = days.get("starts"), days.get("finished")
    if starts and finished and finished < starts:
        raise StaffRefused("It was finished before it began. Check both days.", "finished")
    made, _ = Training.objects.update_or_create(
        engagement=engagement, pathway=said, defaults=dict(days)
    )
    note_staff("training.set", engagement.post.network, by, at, {"engagement": engagement.pk})
    return made


@transaction.atomic
def set_equipment(
    *,
    engagement: Engagement,
    kind: str,
    held: bool,
    owner: str,
    funder: str,
    by: Actor,
    at: datetime,
) -> Equipment:
    """Record whether somebody has a thing they need, whose it is, and who pays."""
    who(by)
    if len(owner) > 100:
        raise StaffRefused("The owner is longer than 100 characters.", "owner")
    made, _ = Equipment.objects.update_or_create(
        engagement=engagement,
        kind=kind,
        defaults={"held": held, "owner": owner.strip(), "funder": funder},
    )
    data = {"engagement": engagement.pk, "kind": kind, "held": held}
    note_staff("equipment.set", engagement.post.network, by, at, data)
    return made


@transaction.atomic
def set_room(
    *,
    network: Network,
    practice_code: str,
    site: str,
    day: int,
    half: str,
    desks: int,
    by: Actor,
    at: datetime,
) -> Room | None:
    """Record the desks of a site in a half day; none takes the entry out."""
    who(by)
    practice = _practice(practice_code)
    if practice is None:
        raise StaffRefused("Choose a practice.", "practice")
    said = read_line(site, "site", "Name the site.", 100)
    if not 0 <= desks <= 200:
        raise StaffRefused("Desks are from 0 to 200.", "desks")
    place: dict[str, Any] = {
        "network": network,
        "practice": practice,
        "site": said,
        "day": day,
        "half": half,
    }
    note_staff("room.set", network, by, at, {"practice": practice.code, "desks": desks})
    if not desks:
        Room.objects.filter(**place).delete()
        return None
    made, _ = Room.objects.update_or_create(**place, defaults={"desks": desks})
    return made


def lacking(network: Network, on: date) -> list[Lacking]:
    """Everybody in post on a day with what they lack; people who lack nothing are left out."""
    rows = [row for row in staff_rows(network, on) if row.standing == "in post"]
    ids = [row.engagement.pk for row in rows]
    supervised = _by_engagement(Supervision.objects.filter(engagement__in=ids))
    trained = _by_engagement(Training.objects.filter(engagement__in=ids))
    held = _by_engagement(Equipment.objects.filter(engagement__in=ids))
    found = [
        Lacking(
            row,
            _supervision(row, supervised[row.engagement.pk], on),
            _training(trained[row.engagement.pk], on),
            _equipment(held[row.engagement.pk]),
        )
        for row in rows
    ]
    return [one for one in found if one.supervision or one.training or one.equipment]


def desks_of(network: Network, on: date) -> list[Desks]:
    """Every practice with desks or with sessions of staff, the largest gap first."""
    there: dict[Practice, int] = defaultdict(int)
    for room in Room.objects.filter(network=network).select_related("practice"):
        there[room.practice] += room.desks
    needed: dict[Practice, Decimal] = defaultdict(Decimal)
    for row in staff_rows(network, on):
        if row.standing == "in post" and row.terms is not None:
            for part in row.terms.spread.all():
                needed[part.practice] += part.sessions
    practices = there.keys() | needed.keys()
    found = [Desks(one, there.get(one, 0), needed.get(one, Decimal(0))) for one in practices]
    return sorted(found, key=lambda desks: (-desks.gap, desks.practice.code))


def exposure_of(network: Network, on: date) -> Exposure:
    """What lending staff and ending posts would touch, by the register of a day."""
    lent, redundancy, people = NOTHING, NOTHING, 0
    for row in staff_rows(network, on):
        if row.standing != "in post" or row.terms is None or row.cost is None:
            continue
        if row.engagement.employer_kind == "practice":
            lent += row.cost * 12 * _elsewhere([p.sessions for p in row.terms.spread.all()])
        years = _full_years(row.engagement.starts, on)
        if years >= QUALIFIES_AFTER:
            people += 1
            redundancy += row.terms.salary * 12 / WEEKS_A_YEAR * years
    return Exposure(round(lent, 2), round(redundancy, 2), people)


def _elsewhere(sessions: Sequence[Decimal]) -> Decimal:
    """The share of sessions that are not at the practice with most of them."""
    total = sum(sessions, Decimal(0))
    return (total - max(sessions)) / total if total else Decimal(0)


def _full_years(starts: date, on: date) -> int:
    return on.year - starts.year - ((on.month, on.day) < (starts.month, starts.day))


def _by_engagement(rows: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.engagement_id].append(row)
    return found


def _supervision(row: StaffRow, held: list[Supervision], on: date) -> str:
    now = [one for one in held if one.starts <= on and (one.ends is None or one.ends > on)]
    asked = supervision_asked().get(row.engagement.post.role)
    if not now:
        wanted = f" Guidance asks for one: {asked.by}." if asked else ""
        return f"No supervisor is recorded.{wanted}"
    times = sum(one.times_a_year for one in now)
    if asked and times < asked.times_a_year:
        return f"Supervised {times} times a year; guidance asks for {asked.times_a_year}."
    return ""


def _training(held: list[Training], on: date) -> str:
    late = [one for one in held if one.due and one.due < on and not one.finished]
    return f"{late[0].pathway} was due and is not finished." if late else ""


def _equipment(held: list[Equipment]) -> tuple[str, ...]:
    """What is recorded as missing; what nobody recorded is said once."""
    if not held:
        return ("Nothing is recorded about equipment.",)
    return tuple(
        f"No {EquipmentKind(one.kind).label.lower()}, to be paid by: {one.get_funder_display()}."
        for one in held
        if not one.held
    )


def _practice(code: str) -> Practice | None:
    if not code.strip():
        return None
    found = Practice.objects.filter(code=code.strip().upper()).first()
    if found is None:
        raise StaffRefused(
            f"There is no practice “{code.strip()[:20]}”. Give its code.", "practice"
        )
    return found
