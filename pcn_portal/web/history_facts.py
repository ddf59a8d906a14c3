"""A network's dated facts, as bands of a timeline and as the rows of its table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from networks.models import CLINICAL_DIRECTOR, Network
from networks.past import JanuaryList, january_lists, spells_of
from pcn_portal.web.formats import month, patients
from pcn_portal.web.timeline_drawing import Amount, Band, Span

MOST_ROWS = 16
KINDS = {
    "name": "Name",
    "member": "Core network practices",
    "director": "Clinical directors",
    "payee": "Nominated payee",
    "agreement": "Network agreement",
    "hold": "Payments held",
    "commissioner": "Commissioned by",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of the table: what, in [starts, ends), and where it came from."""

    kind: str
    words: str
    starts: date
    ends: date | None
    source: Any = None
    source_row: int | None = None

    @property
    def title(self) -> str:
        return KINDS[self.kind]


@dataclass(frozen=True, slots=True)
class Past:
    """Facts as bands and as rows; `earlier` are members of long ago, who fold away."""

    bands: tuple[Band, ...]
    earlier: Band
    facts: tuple[Fact, ...]
    lists: tuple[JanuaryList, ...]


def past_of(network: Network, on: date) -> Past:
    """Gather all that the timeline of a network shows, seen from a day."""
    facts = [_until(network.closed, fact) for fact in _facts(network)]
    lists = january_lists(network)
    bands = {kind: _band(kind, [f for f in facts if f.kind == kind]) for kind in KINDS}
    members, earlier = _folded(bands.pop("member"), on)
    name, *others = bands.values()
    rest = (_lists(lists), *others)
    # Where the members fill the screen, the short bands stand above them.
    drawn = (*rest, members) if len(members.rows) > MOST_ROWS else (members, *rest)
    return Past((name, *drawn), earlier, tuple(facts), tuple(lists))


def _until(closed: date | None, fact: Fact) -> Fact:
    """Nothing of a network lasts longer than the network."""
    if closed is None or (fact.ends is not None and fact.ends <= closed):
        return fact
    return replace(fact, ends=max(closed, fact.starts))


def _facts(network: Network) -> Iterator[Fact]:
    """Everything about the network with dates."""
    for row in spells_of(network):
        yield _fact("member", str(row.practice), row)
    for row in _counting(network.names):
        yield _fact("name", row.name, row)
    for row in _counting(network.appointments).filter(role__code=CLINICAL_DIRECTOR):
        yield _fact("director", row.person, row)
    for row in _counting(network.payees):
        yield _fact("payee", f"{row.name} ({row.ods_code})", row)
    for row in _counting(network.agreements):
        yield _fact("agreement", f"Version {row.version}", row)
    yield from map(_hold, network.holds.order_by("placed_at"))
    for row in _counting(network.commissioners).select_related("sub_icb", "source"):
        yield _fact("commissioner", str(row.sub_icb), row)


def _counting(rows: Any) -> QuerySet[Any]:
    """Facts that ever held: an empty period is one that was called off or replaced."""
    found: QuerySet[Any] = rows.filter(Q(ends__isnull=True) | Q(ends__gt=F("starts")))
    return found.select_related("source").defer("source__content").order_by("starts")


def _fact(kind: str, words: str, row: Any) -> Fact:
    return Fact(kind, words, row.starts, row.ends, row.source, row.source_row)


def _hold(row: Any) -> Fact:
    lifted = timezone.localdate(row.lifted_at) if row.lifted_at else None
    ends = max(lifted, row.from_month) if lifted else None
    return Fact("hold", f"From {month(row.from_month)}: {row.reason}", row.from_month, ends)


def _band(kind: str, facts: Iterable[Fact]) -> Band:
    """A row for each practice with its spells; everything else has a row of its own."""
    rows: dict[object, list[Span]] = {}
    for number, fact in enumerate(facts):
        key = fact.words if kind == "member" else number
        rows.setdefault(key, []).append(Span(fact.starts, fact.ends, fact.words))
    ordered = sorted(rows.values(), key=lambda row: (row[0].starts, row[0].words))
    return Band(KINDS[kind], kind, rows=tuple(tuple(row) for row in ordered))


def _folded(members: Band, on: date) -> tuple[Band, Band]:
    """Where there are many rows, those who were members only before the day fold away."""
    over = [r for r in members.rows if all(s.ends is not None and s.ends <= on for s in r)]
    if len(members.rows) <= MOST_ROWS:
        over = []
    kept = tuple(row for row in members.rows if row not in over)
    return replace(members, rows=kept), Band("Earlier", "member", rows=tuple(over))


def _lists(lists: Iterable[JanuaryList]) -> Band:
    amounts = (Amount(j.on, j.patients, _words(j), j.whole) for j in lists)
    return Band("Registered list on 1 January", "list", amounts=tuple(amounts))


def _words(january: JanuaryList) -> str:
    of = "" if january.whole else f" ({january.known} of {january.members})"
    return f"{patients(january.patients)}{of}"
