"""What networks achieve in a scheme of the incentive fund, in a few queries for a whole board."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

from django.db.models import Q

from networks.queries import Member, members_by_network
from pcn_portal.units.periods import ContractYear, Month
from practices.queries import newest_figures
from services.achievement_fields import PUBLISHED, adjustments_of
from services.engine.achievement import Counted, National, Result, Rules, result_of
from services.engine.incentive import Indicator, Order
from services.incentive_files import Scheme, schemes
from services.models import (
    AchievementFigure,
    AchievementOverride,
    Measure,
    NationalKind,
    NationalValue,
    PointOrder,
)

NAMES = ("network_id", "practice_id", "indicator", "measure", "field", "value")
Figures = dict[tuple[str, int, str], dict[str, dict[str, int]]]
"""Values by measure and field, of (“network” or “practice”, its id, the indicator)."""


@dataclass(frozen=True, slots=True)
class OfPractice:
    """A practice behind a network's figure, and what is counted there; None is no figure."""

    member: Member
    counted: Counted | None


@dataclass(frozen=True, slots=True)
class OfNetwork:
    """One indicator of one network: the result, whether practices were added up, and who."""

    result: Result
    from_practices: bool
    practices: tuple[OfPractice, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A scheme on an achievement date (None where there is no figure of the year)."""

    scheme: Scheme
    achieved_on: date | None
    networks: Mapping[int, Mapping[str, OfNetwork]]
    fingerprints: Mapping[int, str]


def schemes_of_year(year: ContractYear) -> list[Scheme]:
    """The schemes that start in a contract year."""
    return [one for one in schemes().values() if Month.of(one.starts).contract_year == year]


def year_of(scheme: Scheme) -> ContractYear:
    return Month.of(scheme.starts).contract_year


def dates_of(year: ContractYear, known_at: datetime) -> list[date]:
    """The achievement dates of a year for which there is any figure, the latest first."""
    found = AchievementFigure.objects.filter(year=year.start_year, received_at__lte=known_at)
    return list(
        found.order_by("-achieved_on").values_list("achieved_on", flat=True).distinct("achieved_on")
    )


def picture(
    *,
    scheme: Scheme,
    network_ids: Collection[int],
    known_at: datetime,
    achieved_on: date | None = None,
) -> Picture:
    """Every indicator of a scheme for networks, on a date or the latest there is."""
    year = year_of(scheme)
    dates = dates_of(year, known_at)
    day = achieved_on or (dates[0] if dates else None)
    members = members_by_network(network_ids=network_ids, day=day or scheme.starts)
    found = _figures(year, day, members, network_ids, known_at)
    rules = _rules(scheme, known_at)
    full = _overrides(scheme, known_at)
    lists = _lists(members, year, known_at)
    networks = {
        key: {
            code: _one(one, key, members.get(key, ()), found, rules, full, lists.get(key))
            for code, one in scheme.indicators.items()
        }
        for key in network_ids
    }
    marks = {key: _fingerprint(day, members.get(key, ()), networks[key]) for key in network_ids}
    return Picture(scheme, day, networks, marks)


def _one(
    indicator: Indicator,
    network: int,
    members: tuple[Member, ...],
    found: Figures,
    rules: Rules,
    full: Mapping[tuple[str, int | None], bool],
    patients: Decimal | None,
) -> OfNetwork:
    own = _counted(indicator.code, found.get(("network", network, indicator.code)))
    behind = tuple(
        OfPractice(
            m, _counted(indicator.code, found.get(("practice", m.practice_id, indicator.code)))
        )
        for m in members
    )
    lacks: list[str] = []
    counted = own or _sum(behind, lacks)
    decided = full.get((indicator.code, network), full.get((indicator.code, None), False))
    result = result_of(indicator, counted, rules, full=decided, patients=patients, lacks=lacks)
    return OfNetwork(result, own is None and counted is not None, behind)


def _counted(indicator: str, values: Mapping[str, Mapping[str, int]] | None) -> Counted | None:
    """Numerator and denominator with adjustments; None unless all are there.

    The publication has no adjustments; an extract has a field for each, and one that is left out
    is unknown, never none.
    """
    if not values or Measure.NUMERATOR not in values or Measure.DENOMINATOR not in values:
        return None
    adjusted = values.get(Measure.ADJUSTED, {})
    published = PUBLISHED in values[Measure.NUMERATOR]
    if not published and not adjustments_of(indicator) <= adjusted.keys():
        return None
    return Counted(
        sum(values[Measure.NUMERATOR].values()),
        sum(values[Measure.DENOMINATOR].values()),
        sum(adjusted.values()),
    )


def _sum(behind: Iterable[OfPractice], lacks: list[str]) -> Counted | None:
    """The practices' figures added up; a practice without one leaves the sum unknown."""
    there = [(one.member, one.counted) for one in behind]
    known = [counted for _, counted in there if counted]
    if not known:
        lacks.append("No figures are published.")
        return None
    missing = [member.code for member, counted in there if counted is None]
    if missing:
        lacks.append(f"No figures of practice {', '.join(missing)}.")
        return None
    return Counted(*(sum(getattr(one, name) for one in known) for name in Counted.__slots__))


def _figures(
    year: ContractYear,
    day: date | None,
    members: Mapping[int, tuple[Member, ...]],
    network_ids: Collection[int],
    known_at: datetime,
) -> Figures:
    if day is None:
        return {}
    practices = {m.practice_id for these in members.values() for m in these}
    rows = AchievementFigure.objects.filter(
        Q(network__in=list(network_ids)) | Q(practice__in=practices),
        year=year.start_year,
        achieved_on=day,
        received_at__lte=known_at,
    )
    latest = {(*key,): value for *key, value in rows.order_by("version").values_list(*NAMES)}
    found: Figures = defaultdict(lambda: defaultdict(dict))
    for (network, practice, indicator, measure, field), value in latest.items():
        whose = ("network", network) if network else ("practice", practice)
        found[*whose, indicator][measure][field] = value
    return found


def _rules(scheme: Scheme, known_at: datetime) -> Rules:
    values = NationalValue.objects.filter(scheme=scheme.id, entered_at__lte=known_at)
    known = {(one.kind, one.indicator): one.value for one in values.order_by("id")}
    list_size = known.get((NationalKind.LIST_SIZE, ""))
    prevalence = {code: value for (kind, code), value in known.items() if kind != "list_size"}
    made = PointOrder.objects.filter(scheme=scheme.id, decided_at__lte=known_at).first()
    order = Order(made.order) if made else Order.ONCE
    return Rules(scheme.point, order, bool(made), National(list_size, prevalence))


def _overrides(scheme: Scheme, known_at: datetime) -> dict[tuple[str, int | None], bool]:
    """Whether all points are given, by indicator and network (None is all); the last counts."""
    made = AchievementOverride.objects.filter(scheme=scheme.id, decided_at__lte=known_at)
    return {(one.indicator, one.network_id): one.full for one in made.order_by("id")}


def _lists(
    members: Mapping[int, tuple[Member, ...]], year: ContractYear, known_at: datetime
) -> dict[int, Decimal]:
    """Registered lists of networks on 1 January before the year, where all are known."""
    ids = {m.practice_id for these in members.values() for m in these}
    rows = newest_figures(practice_ids=ids, reference_date=year.list_date, known_at=known_at)
    known = dict(rows.filter(basis="registered").values_list("practice_id", "value"))
    return {
        key: sum((known[m.practice_id] for m in these), Decimal(0))
        for key, these in members.items()
        if all(m.practice_id in known for m in these)
    }


def _fingerprint(
    day: date | None, members: tuple[Member, ...], results: Mapping[str, OfNetwork]
) -> str:
    """What a declaration rests on: date, members, figures, decisions, points and pounds."""
    facts = [
        (code, one.result.counted, one.result.full, one.result.points, one.result.pounds)
        for code, one in sorted(results.items())
    ]
    return sha256(repr((day, [m.code for m in members], facts)).encode()).hexdigest()


def performance_of(counted: Counted | None) -> Fraction | None:
    """Numerator ÷ (denominator less adjustments), also where points are given by decision."""
    if counted is None or counted.denominator <= counted.adjusted:
        return None
    return Fraction(counted.numerator, counted.denominator - counted.adjusted)


def share(value: Fraction | None) -> str:
    """A performance in per cent with one decimal."""
    return "" if value is None else f"{Decimal(value.numerator) * 100 / value.denominator:.1f} %"
