"""A network's patients by age and its deprivation on a day. Few queries, however many networks."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet, Sum

from networks.models import Network
from networks.queries import Member, members_by_network, memberships_on
from services.engine.age_bands import BANDS, Ages, total
from services.engine.deprivation import patients_by_tenth, tenths, weighted
from services.models import AgeCount, DeprivationScore


@dataclass(frozen=True, slots=True)
class Score:
    """A practice's score, and which tenth of all practices of its year it is in."""

    given: DeprivationScore
    tenth: int


@dataclass(frozen=True, slots=True)
class PracticePopulation:
    """A core network practice on the day. `count` is None where its age count is missing."""

    member: Member
    count: AgeCount | None
    older: date | None
    score: Score | None


@dataclass(frozen=True, slots=True)
class Population:
    """A network's practices on a day: ages of those known on `day`, the newest of its counts."""

    network: Network
    practices: tuple[PracticePopulation, ...]
    day: date | None

    @property
    def known(self) -> list[tuple[PracticePopulation, AgeCount]]:
        return [(one, one.count) for one in self.practices if one.count is not None]

    @property
    def missing(self) -> list[PracticePopulation]:
        """Practices without a count on `day`: nobody knows their patients' ages."""
        return [one for one in self.practices if one.count is None]

    @property
    def ages(self) -> Ages | None:
        known = self.known
        return total([ages_of(count) for _, count in known]) if known else None

    @property
    def without_score(self) -> list[PracticePopulation]:
        return [one for one in self.practices if one.score is None]

    @property
    def score(self) -> Fraction | None:
        """The average score, by registered patients, of practices with both."""
        return weighted(
            [(count.patients, one.score.given.score) for one, count in self.known if one.score]
        )

    @property
    def tenths(self) -> dict[int, int]:
        """Patients by the tenth that their practice is in."""
        return patients_by_tenth(
            [(one.score.tenth, count.patients) for one, count in self.known if one.score]
        )


def ages_of(count: AgeCount) -> Ages:
    return Ages(tuple(count.female), tuple(count.male))


def populations_of(networks: Sequence[Network], on: date) -> list[Population]:
    """Each network's core network practices on a day with the latest counts on or before it."""
    members = members_by_network(network_ids=[one.pk for one in networks], day=on)
    ids = {member.practice_id for found in members.values() for member in found}
    counts = {one.practice_id: one for one in latest_counts(on).filter(practice__in=ids)}
    scores = _scores(ids, on)
    return [_population(one, members.get(one.pk, ()), counts, scores) for one in networks]


def population_of(network: Network, on: date) -> Population:
    (found,) = populations_of([network], on)
    return found


def latest_counts(on: date) -> QuerySet[AgeCount]:
    """Each practice's newest count of a day on or before `on`, with its file but not its bytes."""
    return (
        AgeCount.objects.filter(reference_date__lte=on)
        .order_by("practice_id", "-reference_date", "-version")
        .distinct("practice_id")
        .select_related("source")
        .defer("source__content")
    )


def ages_of_england(on: date) -> Ages | None:
    """Patients by age of every core network practice of the register with a count."""
    core = memberships_on(on).values("practice_id")
    newest = latest_counts(on).filter(practice__in=core).values("pk")
    names = [f"{sex}__{place}" for sex in ("female", "male") for place in range(len(BANDS))]
    found = AgeCount.objects.filter(pk__in=newest).aggregate(
        **{name.replace("__", "_"): Sum(name) for name in names}
    )
    numbers = [found[name.replace("__", "_")] for name in names]
    if None in numbers:
        return None
    return Ages(tuple(numbers[: len(BANDS)]), tuple(numbers[len(BANDS) :]))


def deprivation_year(on: date) -> int | None:
    """The newest year of the index that is not after the day's."""
    years = DeprivationScore.objects.filter(year__lte=on.year).order_by("-year")
    return years.values_list("year", flat=True).first()


def _population(
    network: Network,
    members: Collection[Member],
    counts: dict[int, AgeCount],
    scores: dict[int, Score],
) -> Population:
    held = [counts[one.practice_id] for one in members if one.practice_id in counts]
    day = max((count.reference_date for count in held), default=None)
    return Population(network, tuple(_practice(one, counts, scores, day) for one in members), day)


def _practice(
    member: Member, counts: dict[int, AgeCount], scores: dict[int, Score], day: date | None
) -> PracticePopulation:
    count = counts.get(member.practice_id)
    older = count.reference_date if count and count.reference_date != day else None
    score = scores.get(member.practice_id)
    return PracticePopulation(member, None if older else count, older, score)


def _scores(practice_ids: Collection[int], on: date) -> dict[int, Score]:
    year = deprivation_year(on)
    if year is None:
        return {}
    newest = (
        DeprivationScore.objects.filter(year=year)
        .order_by("practice_id", "-version")
        .distinct("practice_id")
    )
    every: dict[int, Decimal] = dict(newest.values_list("practice_id", "score"))
    place = tenths(every)
    own = newest.filter(practice__in=practice_ids).select_related("source")
    return {
        one.practice_id: Score(one, place[one.practice_id]) for one in own.defer("source__content")
    }
