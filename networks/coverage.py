"""Whether every registered patient of an ICB is served by a network, and who is not.

A practice's patients are covered on a day if it is a core network practice then, or if an
arrangement (networks/cover.py) says by whom they are served. The lists are those of the latest
date, not after the day, of which most practices of the ICB have one; no figure stands in for one
that is missing.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from networks.models import Cover, Network
from networks.names import name_expression
from networks.queries import icb_codes_of_networks, memberships_on
from pcn_portal.audit.dated import holds_on
from practices.models import (
    Basis,
    Organisation,
    OrganisationKind,
    PopulationFigure,
    Practice,
)
from practices.practice_register import GP_PRACTICE
from practices.queries import open_on

HUNDRED, CENT = Decimal(100), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation by its code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Served:
    """A practice on the day. `patients` is None where its list is not known.

    `network` is where it is core, `elsewhere` the ICB of that network if it is another one.
    `cover` is the arrangement of that day, `void` whether the network it names no longer exists.
    """

    code: str
    name: str
    patients: Decimal | None
    network: Named | None
    elsewhere: Named | None
    cover: Cover | None
    void: bool

    @property
    def arranged(self) -> bool:
        return self.network is None and self.cover is not None and not self.void

    @property
    def covered(self) -> bool:
        return self.network is not None or self.arranged


@dataclass(frozen=True, slots=True)
class Group:
    """Some of an ICB's practices and their patients, as far as known."""

    practices: tuple[Served, ...]

    @property
    def patients(self) -> Decimal:
        return sum((p.patients for p in self.practices if p.patients is not None), Decimal(0))

    def __len__(self) -> int:
        return len(self.practices)


@dataclass(frozen=True, slots=True)
class IcbCoverage:
    """One ICB's practices on a day. `vintage` is the date of the lists, None if none is held.

    `others` counts places that are no GP practices and have no list: they are left out.
    """

    icb: Named
    on: date
    vintage: date | None
    practices: tuple[Served, ...]
    others: int

    @property
    def known(self) -> Group:
        return Group(tuple(p for p in self.practices if p.patients is not None))

    @property
    def in_network(self) -> Group:
        return Group(tuple(p for p in self.known.practices if p.network))

    @property
    def arranged(self) -> Group:
        return Group(tuple(p for p in self.known.practices if p.arranged))

    @property
    def not_covered(self) -> Group:
        return Group(tuple(p for p in self.known.practices if not p.covered))

    @property
    def unknown(self) -> Group:
        """Practices without a list of that date."""
        return Group(tuple(p for p in self.practices if p.patients is None))

    @property
    def unknown_outside(self) -> Group:
        """Those among them that nobody serves, if they have patients at all."""
        return Group(tuple(p for p in self.unknown.practices if not p.covered))

    @property
    def elsewhere(self) -> Group:
        """Practices in a network that another ICB commissions."""
        return Group(tuple(p for p in self.practices if p.elsewhere))

    @property
    def idle(self) -> Group:
        """Practices in a network with an arrangement that has not been ended."""
        return Group(tuple(p for p in self.practices if p.network and p.cover))

    @property
    def covered_patients(self) -> Decimal:
        return self.in_network.patients + self.arranged.patients

    @property
    def percent(self) -> Decimal | None:
        """Covered patients of those known, to two decimals, rounded down; None of none."""
        return percent_of(self.covered_patients, self.known.patients)

    @property
    def missing_percent(self) -> Decimal | None:
        return None if self.percent is None else HUNDRED - self.percent

    @property
    def proven(self) -> bool:
        """Whether everybody is covered, whatever the lists that are not known."""
        return bool(len(self.known)) and not len(self.not_covered) and not len(self.unknown_outside)


def percent_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return a share in per cent to two decimals, rounded down: 100 means all of them."""
    return (part * HUNDRED / whole).quantize(CENT, ROUND_DOWN) if whole else None


def coverage_on(icb_codes: Collection[str], on: date) -> list[IcbCoverage]:
    """Return the coverage of ICBs on a day, in order of code, in a fixed number of queries."""
    icbs = Organisation.objects.filter(kind=OrganisationKind.ICB, code__in=list(icb_codes))
    practices = _practices(icb_codes, on)
    vintages = _vintages(practices, on)
    facts = _Facts.of([row.pk for rows in practices.values() for row in rows], vintages, on)
    return [
        _coverage(Named(icb.code, icb.name), on, practices[icb.code], vintages.get(icb.code), facts)
        for icb in icbs.order_by("code")
    ]


@dataclass(frozen=True, slots=True)
class _Row:
    pk: int
    code: str
    name: str
    setting: str

    @property
    def has_patients(self) -> bool:
        """Whether a list is expected: the register prints a role that is not a GP practice's."""
        return not self.setting or GP_PRACTICE in self.setting.split("|")


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of many practices, by their ids."""

    networks: dict[int, tuple[Named, Named | None]]
    covers: dict[int, tuple[Cover, bool]]
    lists: dict[tuple[int, date], Decimal]

    @classmethod
    def of(cls, ids: list[int], vintages: dict[str, date], on: date) -> "_Facts":
        return cls(_networks(ids, on), _covers(ids, on), _lists(ids, set(vintages.values())))


def _practices(icb_codes: Collection[str], on: date) -> dict[str, list[_Row]]:
    above = "commissioners__sub_icb__parent_links__"
    rows = Practice.objects.filter(
        open_on(on),
        holds_on(on, "commissioners__"),
        holds_on(on, above),
        **{f"{above}parent__code__in": list(icb_codes)},
        **{f"{above}parent__kind": OrganisationKind.ICB},
    ).order_by("code")
    found: dict[str, list[_Row]] = defaultdict(list)
    for icb, *row in rows.values_list(f"{above}parent__code", "id", "code", "name", "setting"):
        found[icb].append(_Row(*row))
    return found


def _vintages(practices: dict[str, list[_Row]], on: date) -> dict[str, date]:
    """For each ICB the latest date of which most of its practices have a list."""
    icb_of = {row.pk: icb for icb, rows in practices.items() for row in rows if row.has_patients}
    held = PopulationFigure.objects.filter(
        basis=Basis.REGISTERED, reference_date__lte=on, practice__in=list(icb_of)
    )
    have: Counter[tuple[str, date]] = Counter(
        (icb_of[practice], day)
        for practice, day in held.order_by().values_list("practice", "reference_date").distinct()
    )
    expected = Counter(icb_of.values())
    dates: dict[str, date] = {}
    for (icb, day), number in have.items():
        if 2 * number > expected[icb] and day > dates.get(icb, date.min):
            dates[icb] = day
    return dates


def _networks(ids: list[int], on: date) -> dict[int, tuple[Named, Named | None]]:
    """The network of each practice, and the ICB that commissions it."""
    spells = memberships_on(on).filter(practice__in=ids)
    rows = list(
        spells.values_list("practice", "network", "network__code", name_expression(on, "network__"))
    )
    icbs = icb_codes_of_networks(network_ids={row[1] for row in rows}, on=on)
    names = dict(Organisation.objects.filter(kind=OrganisationKind.ICB).values_list("code", "name"))
    return {
        practice: (
            Named(code, name),
            Named(icb, names[icb]) if (icb := icbs.get(network)) else None,
        )
        for practice, network, code, name in rows
    }


def _covers(ids: list[int], on: date) -> dict[int, tuple[Cover, bool]]:
    """The arrangement for each practice, and whether the network it names has closed."""
    found = Cover.objects.filter(holds_on(on), practice__in=ids).select_related("network")
    return {c.practice_id: (c, bool(c.network and closed_by(c.network, on))) for c in found}


def closed_by(network: Network, on: date) -> bool:
    return network.closed is not None and network.closed <= on


def _lists(ids: list[int], dates: set[date]) -> dict[tuple[int, date], Decimal]:
    newest = (
        PopulationFigure.objects.filter(
            basis=Basis.REGISTERED, reference_date__in=dates, practice__in=ids
        )
        .order_by("practice_id", "reference_date", "-version")
        .distinct("practice_id", "reference_date")
    )
    rows = newest.values_list("practice", "reference_date", "value")
    return {(practice, day): value for practice, day, value in rows}


def _coverage(
    icb: Named, on: date, rows: list[_Row], vintage: date | None, facts: _Facts
) -> IcbCoverage:
    served = [(row, _served(row, icb, vintage, facts)) for row in rows]
    kept = [s for row, s in served if row.has_patients or s.patients is not None or s.covered]
    return IcbCoverage(icb, on, vintage, tuple(kept), len(served) - len(kept))


def _served(row: _Row, icb: Named, vintage: date | None, facts: _Facts) -> Served:
    network, commissioner = facts.networks.get(row.pk, (None, None))
    cover, void = facts.covers.get(row.pk, (None, False))
    return Served(
        code=row.code,
        name=row.name,
        patients=facts.lists.get((row.pk, vintage)) if vintage else None,
        network=network,
        elsewhere=commissioner if commissioner and commissioner.code != icb.code else None,
        cover=cover,
        void=void,
    )
