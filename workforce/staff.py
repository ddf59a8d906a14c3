"""The staff register as the engine is told of it: everybody in post, as known at a moment."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum

from workforce.engine.claims import Cost, DayCount
from workforce.engine.engaged import Engaged, Period, TermsFact
from workforce.engine.roles import Area
from workforce.models import (
    Baseline,
    ClaimLine,
    CountingChoice,
    Engagement,
    Leave,
    LineStep,
    MonthCost,
    Terms,
)

PARTS = ("salary", "employer_ni", "employer_pension", "fees")
ENGAGED = (
    "post__network_id",
    "pk",
    "person__reference",
    "post__role",
    "post__area",
    "starts",
    "ends",
    "post__later",
    "before",
    "contracted_until",
    "covers_id",
)


def people_in_post(
    *, network_ids: Collection[int], month: date | None, known_at: datetime
) -> dict[int, list[Engaged]]:
    """Everybody ever in post in the networks, by network id, with the month's own cost if entered.

    Four queries, whatever the number. Terms and costs recorded after `known_at` are left out.
    """
    rows = Engagement.objects.filter(post__network__in=list(network_ids)).values_list(*ENGAGED)
    mine = Q(engagement__post__network__in=list(network_ids))
    terms = _terms(mine, known_at)
    actual = costs_of_month(network_ids=network_ids, month=month, known_at=known_at)
    leave = _leave(mine)
    found: dict[int, list[Engaged]] = defaultdict(list)
    for network, key, reference, role, area, starts, ends, later, before, until, covers in rows:
        found[network].append(
            Engaged(
                key=key,
                reference=reference,
                role=role,
                area=Area(area),
                starts=starts,
                ends=ends,
                terms=tuple(terms.get(key, {}).values()),
                later=later,
                before=before,
                contracted_until=until,
                covers=covers,
                actual=actual.get(key),
                leave=tuple(leave.get(key, ())),
            )
        )
    return found


def claimed_before(*, network_ids: Collection[int], month: date) -> dict[int, Decimal]:
    """Pounds that claims of a month have by engagement: approved or waiting, not rejected."""
    rows = standing_lines().filter(claim__network__in=list(network_ids), claim__month=month)
    sums = rows.order_by().values_list("engagement_id").annotate(sum=Sum("amount"))
    return dict(sums)


def claimed_of_pots(
    *, network_ids: Collection[int], starts: date, ends: date
) -> dict[tuple[int, str], Decimal]:
    """Pounds claimed and not rejected for the months of [starts, ends), by network and pot."""
    rows = standing_lines().filter(
        claim__network__in=list(network_ids), claim__month__gte=starts, claim__month__lt=ends
    )
    sums = rows.order_by().values_list("claim__network_id", "pot").annotate(sum=Sum("amount"))
    return {(network, pot): total for network, pot, total in sums}


def approved_of_pots(
    *, network_ids: Collection[int], starts: date, ends: date
) -> dict[tuple[int, str], Decimal]:
    """Pounds approved for the months of [starts, ends), by network and pot."""
    rows = ClaimLine.objects.filter(
        claim__network__in=list(network_ids),
        claim__month__gte=starts,
        claim__month__lt=ends,
        decisions__step=LineStep.APPROVED,
    )
    sums = rows.order_by().values_list("claim__network_id", "pot").annotate(sum=Sum("amount"))
    return {(network, pot): total for network, pot, total in sums}


def standing_lines() -> QuerySet[ClaimLine]:
    """Lines that are not rejected."""
    return ClaimLine.objects.exclude(decisions__step=LineStep.REJECTED)


def vacant_baselines(network_ids: Collection[int]) -> dict[int, dict[str, date]]:
    """Roles with a baseline post that is not filled, and since when, by network."""
    found: dict[int, dict[str, date]] = defaultdict(dict)
    rows = Baseline.objects.filter(network__in=list(network_ids), vacant_since__isnull=False)
    for network, role, since in rows.values_list("network_id", "role", "vacant_since"):
        if since is not None:
            found[network][role] = min(since, found[network].get(role, since))
    return found


def counting_of(*, icb_code: str, month: date, known_at: datetime) -> DayCount:
    """How a board counts part of a month: days of the month, where it chose nothing else."""
    chosen = CountingChoice.objects.filter(
        icb_code=icb_code, from_month__lte=month, set_at__lte=known_at
    ).order_by("-from_month", "-id")
    found = chosen.values_list("counting", flat=True).first()
    return DayCount(found) if found else DayCount.OF_MONTH


def _terms(mine: Q, known_at: datetime) -> Mapping[int, dict[date, TermsFact]]:
    """Terms by engagement and first day, in order of days; the one recorded last stands."""
    rows = Terms.objects.filter(mine, recorded_at__lte=known_at).order_by(
        "engagement_id", "from_day", "recorded_at", "id"
    )
    found: dict[int, dict[date, TermsFact]] = defaultdict(dict)
    for key, from_day, hours, *pounds in rows.values_list(
        "engagement_id", "from_day", "hours", *PARTS
    ):
        found[key][from_day] = TermsFact(from_day, hours, Cost(*pounds))
    return found


def costs_of_month(
    *, network_ids: Collection[int], month: date | None, known_at: datetime
) -> dict[int, Cost]:
    """What a month really cost, by engagement, where somebody entered it."""
    if month is None:
        return {}
    rows = MonthCost.objects.filter(
        engagement__post__network__in=list(network_ids), month=month, recorded_at__lte=known_at
    )
    return {
        key: Cost(*pounds)
        for key, *pounds in rows.order_by("recorded_at", "id").values_list("engagement_id", *PARTS)
    }


def _leave(mine: Q) -> Mapping[int, list[Period]]:
    found: dict[int, list[Period]] = defaultdict(list)
    for key, starts, ends in Leave.objects.filter(mine).values_list(
        "engagement_id", "starts", "ends"
    ):
        found[key].append((starts, ends))
    return found
