"""Database to frozen facts: everything one ICB's month is calculated from, in a few queries."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings

from funding.achievement import achieved_to_pay
from funding.claims.payable import lines_to_pay
from funding.engine.facts import Figure, NetworkFacts, PracticeFacts
from funding.engine.streams import MONTHLY_STREAMS
from funding.improvement_facts import improvement_facts
from funding.models import Rounding, RoundingSetting, VintageOverride
from funding.rate_books import RateBooks, rate_books
from networks.holds import KnownHold, holds_known
from networks.names import name_expression
from networks.queries import (
    Member,
    icb_codes_of_networks,
    icbs_on,
    members_by_network,
    networks_of_icb,
    networks_open_on,
)
from pcn_portal.units.periods import ContractYear, Month
from practices.queries import newest_figures
from services.queries import KnownBeds, beds_known

Figures = dict[tuple[int, str], Figure]
"""Figures by practice (its id) and basis."""


@dataclass(frozen=True, slots=True)
class IcbFacts:
    """What one ICB's month is calculated from; `rounding` has a convention for every stream.

    `known_on` is the day up to which published rates count, `books` the rates. `holds` are the
    payment holds in force, by network code: they change what is paid, not the entitlement.
    """

    icb_code: str
    month: Month
    known_on: date
    networks: tuple[NetworkFacts, ...]
    rounding: dict[str, str]
    books: RateBooks
    holds: Mapping[str, KnownHold] = field(default_factory=dict)


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
    `membership_change`). Figures and beds received after `known_at` are left out, as are claims
    approved, improvement declared or checked and holds placed after it; memberships carry no time
    of receipt and count as they stand. Where the board chose figures of another day, they stand in
    for those that are missing.
    """
    networks = list(
        networks_of_icb(icb_code, month)
        .order_by("code")
        .values_list("pk", "code", name_expression(month))
    )
    keys = [key for key, _, _ in networks]
    members = members_by_network(network_ids=keys, day=month)
    practices = {member.practice_id for found in members.values() for member in found}
    year = Month.of(month).contract_year
    figures = figures_to_use(icb_code=icb_code, year=year, practices=practices, known_at=known_at)
    beds = beds_known(network_ids=keys, month=month, known_at=known_at)
    claims = lines_to_pay(network_ids=keys, month=month, known_at=known_at)
    achieved = achieved_to_pay(network_ids=keys, month=month, known_at=known_at)
    holds = holds_known(network_ids=keys, month=month, known_at=known_at)
    improvement = improvement_facts(
        network_ids=keys, icb_code=icb_code, month=month, known_at=known_at
    )
    return IcbFacts(
        icb_code=icb_code,
        month=Month.of(month),
        known_on=known_on(known_at),
        networks=tuple(
            NetworkFacts(
                code,
                name,
                tuple(_practice(member, figures) for member in members.get(key, ())),
                beds_figure(beds.get(key)),
                claims.get(key, ()),
                improvement.get(key, ()),
                achieved.get(key, ()),
            )
            for key, code, name in networks
        ),
        rounding=rounding_in_force(icb_code=icb_code, month=month, known_at=known_at),
        books=rate_books(icb_code=icb_code, known_at=known_at),
        holds={code: holds[key] for key, code, _ in networks if key in holds},
    )


def known_on(known_at: datetime) -> date:
    """The day in England at that moment: rates published up to it count."""
    return known_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()


def commissioners(day: date) -> list[Commissioner]:
    """The ICBs that commission networks on `day`, by code."""
    keys = networks_open_on(day).values_list("pk", flat=True)
    counts = Counter(icb_codes_of_networks(network_ids=list(keys), on=day).values())
    return [Commissioner(icb.code, icb.name, counts[icb.code]) for icb in icbs_on(day)]


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


def figures_to_use(
    *, icb_code: str, year: ContractYear, practices: Collection[int], known_at: datetime
) -> Figures:
    """The figures of 1 January before the year, and where the board chose so, of another day.

    A figure of another day is only used for what is missing, and carries the reason.
    """
    found: Figures = {}
    for chosen in vintages_chosen(icb_code=icb_code, year=year, known_at=known_at):
        if chosen.reference_date is None:
            continue
        others = figures_of(practices, chosen.reference_date, known_at)
        found |= {
            key: replace(figure, override=chosen.reason)
            for key, figure in others.items()
            if key[1] == chosen.basis
        }
    return found | figures_of(practices, year.list_date, known_at)


def vintages_chosen(
    *, icb_code: str, year: ContractYear, known_at: datetime
) -> list[VintageOverride]:
    """What a board chose last in place of 1 January, one for each basis; one query."""
    made = VintageOverride.objects.filter(
        icb_code=icb_code, year=year.start_year, set_at__lte=known_at
    )
    return list(made.order_by("basis", "-id").distinct("basis"))


def figures_of(practices: Collection[int], listed: date, known_at: datetime) -> Figures:
    """The figures of practices (their ids) for a 1 January as known at a moment, in one query."""
    newest = newest_figures(practice_ids=practices, reference_date=listed, known_at=known_at)
    rows = newest.values_list("practice_id", "basis", "value", "source__name", "source_row")
    return {
        (practice, basis): Figure(value, listed, source or "", row)
        for practice, basis, value, source, row in rows
    }


def _practice(member: Member, figures: Figures) -> PracticeFacts:
    return practice_facts(member.practice_id, member.code, member.name, figures)


def practice_facts(key: int, code: str, name: str, figures: Figures) -> PracticeFacts:
    """A practice by id, code and name with its figures; what is not there is missing."""
    return PracticeFacts(
        code,
        name,
        figures.get((key, "registered")),
        figures.get((key, "adjusted")),
        figures.get((key, "weighted")),
    )


def beds_figure(known: KnownBeds | None) -> Figure | None:
    """A network's beds with their source; None where they are not counted."""
    if known is None:
        return None
    return Figure(Decimal(known.beds), known.month, known.source_name, known.source_row)
