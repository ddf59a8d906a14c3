"""Who has done it, by kind: a reader asks the facts of many networks and months at once.

To add a kind: its words in services/deadlines/kinds.py, and a reader here. A kind without a
reader is ticked by people.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime, time

from django.db.models import Min
from django.utils import timezone

from networks.agreements.queries import standings as agreement_standings
from networks.models import CLINICAL_DIRECTOR, Network
from networks.participation.standing import standings as participation_standings
from networks.participation.years import first_day
from networks.people.queries import real_appointments
from networks.queries import members_by_network
from practices.models import Practice
from services.deadlines.year import Due
from services.keeping import day_of
from services.models import BedCount
from workforce.models import Claim, ClaimKind, PlanDecision, WorkforcePlan, WorkforceReturn

Done = dict[tuple[str, int], datetime]
"""When what is due was done, by its key and the network's id; who has not done it is not there."""
Reader = Callable[[Collection[int], Sequence[Due], datetime], Done]
OneReader = Callable[[Collection[int], Due, datetime], dict[int, datetime]]


def each(read: OneReader) -> Reader:
    """A reader from one that answers for a single deadline; it asks once for each of them."""

    def reader(network_ids: Collection[int], dues: Sequence[Due], known_at: datetime) -> Done:
        return {
            (due.key, network): at
            for due in dues
            for network, at in read(network_ids, due, known_at).items()
        }

    return reader


def claims(network_ids: Collection[int], dues: Sequence[Due], known_at: datetime) -> Done:
    """When the month was first claimed for. One query."""
    rows = Claim.objects.filter(
        network__in=list(network_ids),
        month__in=_months(dues),
        kind=ClaimKind.MONTHLY,
        submitted_at__lte=known_at,
    )
    firsts = rows.order_by().values_list("network_id", "month").annotate(at=Min("submitted_at"))
    return _by_month(dues, firsts)


def bed_counts(network_ids: Collection[int], dues: Sequence[Due], known_at: datetime) -> Done:
    """When the month's beds were first counted. One query."""
    rows = BedCount.objects.filter(
        network__in=list(network_ids), month__in=_months(dues), received_at__lte=known_at
    )
    firsts = rows.order_by().values_list("network_id", "month").annotate(at=Min("received_at"))
    return _by_month(dues, firsts)


def workforce_returns(
    network_ids: Collection[int], dues: Sequence[Due], known_at: datetime
) -> Done:
    """When the publication with the month's return came; when it was made is not known."""
    rows = WorkforceReturn.objects.filter(
        network__in=list(network_ids), month__in=_months(dues), received_at__lte=known_at
    )
    firsts = rows.order_by().values_list("network_id", "month").annotate(at=Min("received_at"))
    return _by_month(dues, firsts)


def plans_submitted(network_ids: Collection[int], dues: Sequence[Due], known_at: datetime) -> Done:
    """When the year's plan was first submitted, of those that the board did not return."""
    rows = WorkforcePlan.objects.filter(
        network__in=list(network_ids), year__in=_years(dues), submitted_at__lte=known_at
    ).exclude(decision__agreed=False, decision__decided_at__lte=known_at)
    firsts = rows.order_by().values_list("network_id", "year").annotate(at=Min("submitted_at"))
    return _by_year(dues, firsts)


def plans_agreed(network_ids: Collection[int], dues: Sequence[Due], known_at: datetime) -> Done:
    """When the board first agreed to a plan of the year."""
    rows = PlanDecision.objects.filter(
        agreed=True,
        plan__network__in=list(network_ids),
        plan__year__in=_years(dues),
        decided_at__lte=known_at,
    )
    firsts = rows.order_by().values_list("plan__network_id", "plan__year")
    return _by_year(dues, firsts.annotate(at=Min("decided_at")))


def directors(network_ids: Collection[int], dues: Sequence[Due], known_at: datetime) -> Done:
    """Since when somebody was clinical director on the last day, or came into post after it."""
    today = day_of(known_at)
    rows = real_appointments().filter(
        network__in=list(network_ids), role__code=CLINICAL_DIRECTOR, starts__lte=today
    )
    held = list(rows.values_list("network_id", "starts", "ends"))
    found: Done = {}
    for due in dues:
        day = min(due.day or today, today)
        for network, starts, ends in sorted(held, key=lambda one: one[1]):
            if ends is None or ends > day:
                found.setdefault((due.key, network), _moment(starts))
    return found


def agreements(network_ids: Collection[int], dues: Sequence[Due], known_at: datetime) -> Done:
    """When the last member signed the version now in force, if every one has."""
    networks = Network.objects.filter(pk__in=list(network_ids))
    signed: dict[int, datetime] = {}
    for one in agreement_standings(networks, day_of(known_at)).values():
        if one.complete and one.signed:
            last = max(signature.signed_on for _, signature in one.signed)
            signed[one.network.pk] = _moment(last)
    return {(due.key, network): at for due in dues for network, at in signed.items()}


def sign_ups(network_ids: Collection[int], due: Due, known_at: datetime) -> dict[int, datetime]:
    """When the last core network practice's part in the year was settled, if every one's is.

    Without a notice a practice that was core before is enrolled on the year's first day.
    """
    today = day_of(known_at)
    members = members_by_network(network_ids=network_ids, day=today)
    practices = Practice.objects.filter(
        pk__in={member.practice_id for found in members.values() for member in found}
    )
    settled: defaultdict[int, list[date | None]] = defaultdict(list)
    for one in participation_standings(practices, year=due.year, on=today):
        if one.network is not None:
            day = one.notice.received_on if one.notice else first_day(due.year)
            good = one.takes_part and not one.trouble
            settled[one.network.network_id].append(day if good else None)
    return {
        network: _moment(max(day for day in days if day))
        for network, days in settled.items()
        if all(days)
    }


READERS: dict[str, Reader] = {
    "sign_up": each(sign_ups),
    "network_agreement": agreements,
    "clinical_director": directors,
    "workforce_plan": plans_submitted,
    "workforce_plan_agreed": plans_agreed,
    "arrs_claim": claims,
    "bed_count": bed_counts,
    "workforce_return": workforce_returns,
}
"""The reader of each kind whose facts the portal has."""


def _months(dues: Sequence[Due]) -> set[date]:
    return {due.month for due in dues if due.month is not None}


def _years(dues: Sequence[Due]) -> set[int]:
    return {due.year for due in dues}


def _by_month(dues: Sequence[Due], rows: Iterable[tuple[int, date, datetime]]) -> Done:
    keys: defaultdict[date, list[str]] = defaultdict(list)
    for due in dues:
        if due.month is not None:
            keys[due.month].append(due.key)
    return {(key, network): at for network, month, at in rows for key in keys[month]}


def _by_year(dues: Sequence[Due], rows: Iterable[tuple[int, int, datetime]]) -> Done:
    keys: defaultdict[int, list[str]] = defaultdict(list)
    for due in dues:
        keys[due.year].append(due.key)
    return {(key, network): at for network, year, at in rows for key in keys[year]}


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
