"""Confirming a month's count of beds, home by home. It writes a version of the network's count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from networks.models import Network
from pcn_portal.audit.models import Actor
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import day_in_words, month_in_words
from services.care_home_months import HomesOfMonth, homes_of_month
from services.engine.care_homes import Judged, total
from services.keeping import (
    LONGEST_TEXT,
    ServicesRefused,
    day_of,
    lock_for,
    note_service,
    read_line,
    who,
)
from services.models import BedCount, CountedHome


@dataclass(frozen=True, slots=True)
class Choice:
    """The commissioner counts a home otherwise than the rule would, and says why."""

    counts: bool
    why: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one network's count: the count, or why it was refused."""

    network: Network
    count: BedCount | None
    refusal: str = ""


@transaction.atomic
def confirm_count(
    *,
    network: Network,
    month: Month,
    expected: int,
    reason: str,
    by: Actor,
    at: datetime,
    choices: Mapping[int, Choice] | None = None,
) -> BedCount:
    """Confirm the beds of a month: `expected` is their number as the person saw it.

    `choices` are by a home's number. Counts of a month are confirmed one at a time, so that no
    two take the same home in. Raises ServicesRefused where a home's beds are not known, where
    something changed since, or where another network's count has one of the homes.
    """
    lock_for(f"bed counts of {month}")
    said = read_line(reason, "reason", "Say what the count rests on.", LONGEST_TEXT)
    _check_begun(month, at)
    now = homes_of_month(network_ids=[network.pk], month=month, known_at=at)[network.pk]
    homes = [_chosen(one, choices or {}) for one in now.homes]
    beds = _check_beds(homes, expected)
    _check_new(now, homes, beds)
    _check_counted_elsewhere(network, month, homes)
    count = BedCount.objects.create(
        network=network,
        month=month.first,
        version=_last_version(network, month) + 1,
        beds=beds,
        received_at=at,
        counted_by_id=who(by),
        reason=said,
    )
    CountedHome.objects.bulk_create(
        CountedHome(
            count=count,
            home_id=one.facts.home,
            counts=one.counts,
            beds=(one.beds or 0) if one.counts else 0,
            why=one.why,
        )
        for one in homes
    )
    data = {"month": str(month), "beds": beds, "version": count.version}
    note_service("care_home.counted", network, by, at, data, said)
    return count


def confirm_counts(
    *,
    wanted: Sequence[tuple[Network, int]],
    month: Month,
    reason: str,
    by: Actor,
    at: datetime,
) -> list[Outcome]:
    """Confirm several networks' counts, each by itself; who gives up beds comes first.

    So a home that moved from one network to another is out of the first count when the second
    takes it in. One that is refused leaves the others.
    """
    now = homes_of_month(network_ids=[n.pk for n, _ in wanted], month=month, known_at=at)
    ordered = sorted(wanted, key=lambda pair: now[pair[0].pk].difference or 0)
    return [_one(network, month, expected, reason, by, at) for network, expected in ordered]


def _one(
    network: Network, month: Month, expected: int, reason: str, by: Actor, at: datetime
) -> Outcome:
    try:
        count = confirm_count(
            network=network, month=month, expected=expected, reason=reason, by=by, at=at
        )
    except ServicesRefused as refusal:
        return Outcome(network, None, str(refusal))
    return Outcome(network, count)


def _check_begun(month: Month, at: datetime) -> None:
    if month.first > day_of(at):
        begins = day_in_words(month.first)
        raise ServicesRefused(f"{month_in_words(month)} begins on {begins}. Count it then.")


def _chosen(one: Judged, choices: Mapping[int, Choice]) -> Judged:
    choice = choices.get(one.facts.home)
    if choice is None or choice.counts == one.counts:
        return one
    why = read_line(
        choice.why, "why", f"Say why {one.facts.name} is counted otherwise.", LONGEST_TEXT
    )
    beds = one.facts.beds if choice.counts else 0
    return replace(one, counts=choice.counts, beds=beds, why=f"By decision: {why}")


def _check_beds(homes: Sequence[Judged], expected: int) -> int:
    if not homes:
        raise ServicesRefused("No care home is aligned to this network. Align its homes first.")
    beds = total(list(homes))
    if beds is None:
        unknown = next(one.facts.name for one in homes if one.counts and one.beds is None)
        raise ServicesRefused(
            f"No directory says how many beds {unknown} has. Take in the newest one, or leave the "
            "home out with a reason."
        )
    if beds != expected:
        raise ServicesRefused(
            f"You saw {expected:,} beds, and now there are {beds:,}. Look at the homes again."
        )
    return beds


def _check_new(now: HomesOfMonth, homes: Sequence[Judged], beds: int) -> None:
    counted = {one.facts.home: one.beds for one in homes if one.counts}
    if now.count is not None and now.count.beds == beds and now.counted == counted:
        raise ServicesRefused(f"These {beds:,} beds are counted already.")


def _check_counted_elsewhere(network: Network, month: Month, homes: Sequence[Judged]) -> None:
    """Refuse a home that another network's count of the month has: it would be paid twice."""
    newest = (
        BedCount.objects.filter(month=month.first)
        .order_by("network_id", "-version")
        .distinct("network_id")
    )
    mine = [one.facts.home for one in homes if one.counts]
    twice = (
        CountedHome.objects.filter(count__in=newest.values("pk"), counts=True, home__in=mine)
        .exclude(count__network=network)
        .select_related("home", "count__network")
        .first()
    )
    if twice is not None:
        raise ServicesRefused(
            f"{twice.home.name} is in the count of {twice.count.network.name} for "
            f"{month_in_words(month)}. Count that network again first."
        )


def _last_version(network: Network, month: Month) -> int:
    rows = BedCount.objects.filter(network=network, month=month.first)
    return int(rows.aggregate(last=Max("version"))["last"] or 0)
