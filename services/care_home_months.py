"""A month's aligned homes of many networks, judged, beside what is counted. Few queries."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pcn_portal.audit.dated import holds_on, meets
from pcn_portal.units.periods import Month
from services.engine.care_homes import HomeFacts, Judged, is_stale, judge, total
from services.models import (
    Alignment,
    CareDirectory,
    CareHome,
    CodingStatement,
    CountedHome,
    HomeFact,
)
from services.queries import KnownBeds, beds_known


class MonthStanding(StrEnum):
    """How a network's count of a month stands, the worst first."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    DIFFERENT = "different"
    TOTAL_ONLY = "total_only"
    COUNTED = "counted"
    NONE = "none"


STANDING_WORDS = {
    MonthStanding.MISSING: "Not counted",
    MonthStanding.DIFFERENT: "Counted otherwise",
    MonthStanding.UNKNOWN: "A home’s beds are not known",
    MonthStanding.TOTAL_ONLY: "Only a total is counted",
    MonthStanding.COUNTED: "Counted",
    MonthStanding.NONE: "No home is aligned",
}


@dataclass(frozen=True, slots=True)
class HomesOfMonth:
    """A network's month: its homes as judged, their beds, and the count that stands (or None).

    `proposed` is None while a home's beds are not known; `counted` lists the homes of the count,
    by their number, with the beds each brings (empty for a total without homes).
    """

    network: int
    month: Month
    homes: tuple[Judged, ...]
    proposed: int | None
    count: KnownBeds | None
    counted: dict[int, int]

    @property
    def standing(self) -> MonthStanding:
        if not self.homes:
            return MonthStanding.NONE if self.count is None else MonthStanding.TOTAL_ONLY
        if self.proposed is None:
            return MonthStanding.UNKNOWN
        if self.count is None:
            return MonthStanding.MISSING
        if self.count.beds != self.proposed:
            return MonthStanding.DIFFERENT
        return MonthStanding.COUNTED if self.counted else MonthStanding.TOTAL_ONLY

    @property
    def difference(self) -> int | None:
        """Beds more (or fewer) than the count has; all of them where nothing is counted."""
        if self.proposed is None:
            return None
        return self.proposed - (self.count.beds if self.count else 0)


def homes_of_month(
    *, network_ids: Collection[int], month: Month, known_at: datetime
) -> dict[int, HomesOfMonth]:
    """Judge the homes of networks in a month as known at a moment; five queries."""
    judged = _judged(network_ids, month, known_at)
    counts = beds_known(network_ids=network_ids, month=month.first, known_at=known_at)
    details = _details({count.count_id for count in counts.values()})
    found = {}
    for network in network_ids:
        homes = tuple(judged.get(network, ()))
        count = counts.get(network)
        found[network] = HomesOfMonth(
            network,
            month,
            homes,
            total(list(homes)),
            count,
            details.get(count.count_id, {}) if count else {},
        )
    return found


def newest_directory(known_at: datetime) -> CareDirectory | None:
    """The newest directory known at a moment."""
    return CareDirectory.objects.filter(received_at__lte=known_at).order_by("-published").first()


def directory_is_stale(directory: CareDirectory | None, month: Month) -> bool:
    """Whether a month would be counted by a directory that is too old, or by none."""
    return directory is None or is_stale(directory.published, month)


def facts_of(homes: Collection[int], known_at: datetime) -> dict[int, HomeFact]:
    """What the newest directory that speaks of each home says; one query."""
    rows = HomeFact.objects.filter(home__in=list(homes), directory__received_at__lte=known_at)
    newest = rows.order_by("home_id", "-directory__published").distinct("home_id")
    return {fact.home_id: fact for fact in newest.select_related("directory")}


def coding_of(network_ids: Collection[int], month: date) -> dict[int, CodingStatement]:
    """What each network says of its coding for a month; who said nothing is not there."""
    rows = CodingStatement.objects.filter(network__in=list(network_ids), from_month__lte=month)
    newest = rows.order_by("network_id", "-from_month", "-id").distinct("network_id")
    return {one.network_id: one for one in newest.select_related("stated_by")}


def _judged(
    network_ids: Collection[int], month: Month, known_at: datetime
) -> dict[int, list[Judged]]:
    alignments = list(
        Alignment.objects.filter(
            meets(month.first, month.next.first),
            network__in=list(network_ids),
            decided_at__lte=known_at,
        )
        .select_related("home")
        .order_by("home__name", "home__location_id")
    )
    facts = facts_of([one.home_id for one in alignments], known_at)
    primaries = _primaries([one.home for one in alignments], month)
    found: dict[int, list[Judged]] = defaultdict(list)
    for one in alignments:
        facts_now = _home_facts(one, facts.get(one.home_id), primaries)
        found[one.network_id].append(judge(facts_now, month))
    return found


def _primaries(homes: Collection[CareHome], month: Month) -> dict[str, str]:
    """Names of the homes that count in the place of others in a month, by Location ID.

    One that is aligned to nobody then counts nowhere, and stands in nobody's place.
    """
    wanted = {home.primary_id for home in homes if home.primary_id}
    rows = Alignment.objects.filter(holds_on(month.first), home__location_id__in=wanted)
    return dict(rows.values_list("home__location_id", "home__name")) if wanted else {}


def _home_facts(one: Alignment, fact: HomeFact | None, primaries: dict[str, str]) -> HomeFacts:
    home = one.home
    return HomeFacts(
        home=home.pk,
        name=home.name,
        beds=fact.beds if fact else None,
        listed=fact.listed if fact else True,
        dormant=fact.dormant if fact else False,
        starts=one.starts,
        ends=one.ends,
        closed=home.closed,
        primary=primaries.get(home.primary_id, ""),
    )


def _details(counts: Collection[int]) -> dict[int, dict[int, int]]:
    rows = CountedHome.objects.filter(count__in=list(counts), counts=True)
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for count, home, beds in rows.values_list("count_id", "home_id", "beds"):
        found[count][home] = beds
    return found
