"""Database to frozen facts: everything one ICB's month is calculated from, in a few queries."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from funding.engine.facts import Figure, NetworkFacts, PracticeFacts
from funding.engine.periods import Month
from funding.engine.streams import MONTHLY_STREAMS
from funding.models import Rounding, RoundingSetting
from networks.models import NetworkCommissioner, NetworkMembership
from pcn_portal.audit.dated import holds_on
from practices.models import OrganisationKind, OrganisationLink, PopulationFigure
from services.models import BedCount

_Figures = dict[tuple[int, str], Figure]


@dataclass(frozen=True, slots=True)
class IcbFacts:
    """What one ICB's month is calculated from; `rounding` has a convention for every stream.

    `known_on` is the day up to which published rates count.
    """

    icb_code: str
    month: Month
    known_on: date
    networks: tuple[NetworkFacts, ...]
    rounding: dict[str, str]


@dataclass(frozen=True, slots=True)
class Commissioner:
    """An ICB and how many networks it commissions on a day."""

    code: str
    name: str
    networks: int


def gather(*, icb_code: str, month: date, known_at: datetime) -> IcbFacts:
    """Freeze the facts of an ICB's networks in a month, as known at `known_at`.

    Members are the core network practices on the month's first day. Populations are those of
    the 1 January before the contract year; a practice that moved takes its own with it (rule
    `membership_change`). Figures and beds received after `known_at` are left out; memberships
    carry no time of receipt and count as they stand.
    """
    networks = _networks(icb_code, month)
    members = _members(month, networks)
    listed = Month.of(month).contract_year.list_date
    figures = _figures({practice for _, practice, _, _ in members}, listed, known_at)
    beds = _beds(networks, month, known_at)
    practices: dict[int, list[PracticeFacts]] = {network: [] for network in networks}
    for network, practice, code, name in members:
        practices[network].append(_practice_facts(practice, code, name, figures))
    facts = tuple(
        NetworkFacts(code, name, tuple(practices[network]), beds.get(network))
        for network, (code, name) in networks.items()
    )
    return IcbFacts(
        icb_code=icb_code,
        month=Month.of(month),
        known_on=known_on(known_at),
        networks=facts,
        rounding=rounding_in_force(icb_code=icb_code, month=month, known_at=known_at),
    )


def known_on(known_at: datetime) -> date:
    """The day in England at that moment: rates published up to it count."""
    return known_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def commissioners(day: date) -> list[Commissioner]:
    """The ICBs that commission networks on `day`, by code."""
    icbs = {
        link.child_id: link.parent
        for link in OrganisationLink.objects.filter(_in_an_icb(day)).select_related("parent")
    }
    spells = NetworkCommissioner.objects.filter(_existing(day), sub_icb__in=icbs)
    counts = Counter(icbs[sub_icb] for sub_icb in spells.values_list("sub_icb_id", flat=True))
    found = [Commissioner(icb.code, icb.name, number) for icb, number in counts.items()]
    return sorted(found, key=lambda commissioner: commissioner.code)


def networks_outside_icbs(day: date) -> list[str]:
    """Codes of networks whose sub-ICB location is in no ICB on `day`: no run reaches them."""
    inside = OrganisationLink.objects.filter(_in_an_icb(day)).values("child")
    outside = NetworkCommissioner.objects.filter(_existing(day)).exclude(sub_icb__in=inside)
    return list(outside.order_by("network__code").values_list("network__code", flat=True))


def rounding_in_force(*, icb_code: str, month: date, known_at: datetime) -> dict[str, str]:
    """Convention by stream for an ICB's month: annual rate ÷ 12 where it set nothing else.

    Of the settings that start by then, the one with the latest start counts; of two with the
    same start, the one entered last.
    """
    settings_made = RoundingSetting.objects.filter(
        icb_code=icb_code, from_month__lte=month, set_at__lte=known_at
    ).order_by("from_month", "id")
    chosen = dict(settings_made.values_list("stream", "convention"))
    return {stream: chosen.get(stream, Rounding.ANNUAL_TWELFTH.value) for stream in MONTHLY_STREAMS}


def _in_an_icb(day: date) -> Q:
    kinds = Q(child__kind=OrganisationKind.SUB_ICB, parent__kind=OrganisationKind.ICB)
    return holds_on(day) & kinds


def _existing(day: date) -> Q:
    """Commissioning spells that hold on `day`, of networks that are open on it."""
    opened = Q(network__opened__isnull=True) | Q(network__opened__lte=day)
    closed = Q(network__closed__isnull=False) & Q(network__closed__lte=day)
    return holds_on(day) & opened & ~closed


def _networks(icb_code: str, day: date) -> dict[int, tuple[str, str]]:
    """Network key to code and name, in order of code."""
    sub_icbs = OrganisationLink.objects.filter(_in_an_icb(day), parent__code=icb_code)
    spells = NetworkCommissioner.objects.filter(
        _existing(day), sub_icb__in=sub_icbs.values("child")
    )
    rows = spells.order_by("network__code").values_list(
        "network_id", "network__code", "network__name"
    )
    return {network: (code, name) for network, code, name in rows}


def _members(day: date, networks: Collection[int]) -> list[tuple[int, int, str, str]]:
    """Network key, practice key, code and name of every core network practice on `day`."""
    spells = NetworkMembership.objects.filter(holds_on(day), network__in=networks)
    return list(
        spells.order_by("practice__code").values_list(
            "network_id", "practice_id", "practice__code", "practice__name"
        )
    )


def _figures(practices: Collection[int], reference_date: date, known_at: datetime) -> _Figures:
    """The newest version, of those received by then, of each practice's figure on each basis."""
    newest = (
        PopulationFigure.objects.filter(
            practice__in=practices, reference_date=reference_date, received_at__lte=known_at
        )
        .order_by("practice_id", "basis", "-version")
        .distinct("practice_id", "basis")
        .values_list("practice_id", "basis", "value", "source__name", "source_row")
    )
    return {
        (practice, basis): Figure(value, reference_date, source or "", row)
        for practice, basis, value, source, row in newest
    }


def _beds(networks: Collection[int], month: date, known_at: datetime) -> dict[int, Figure]:
    newest = (
        BedCount.objects.filter(network__in=networks, month=month, received_at__lte=known_at)
        .order_by("network_id", "-version")
        .distinct("network_id")
        .values_list("network_id", "beds", "source__name", "source_row")
    )
    return {
        network: Figure(Decimal(beds), month, source or "", row)
        for network, beds, source, row in newest
    }


def _practice_facts(practice: int, code: str, name: str, figures: _Figures) -> PracticeFacts:
    return PracticeFacts(
        code,
        name,
        registered=figures.get((practice, "registered")),
        adjusted=figures.get((practice, "adjusted")),
        weighted=figures.get((practice, "weighted")),
    )
