"""The part of the register that some changes touch, in memory.

Changes are made to the picture only: a projection shows it, a decision saves it (`saving`). Rows
are those of the database, with the changes noted beside them, each with what caused it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db.models import Model, Q

from networks.models import Appointment, Network, NetworkMembership, Proposal
from networks.proposals.details import Change, touched
from pcn_portal.audit.dated import Dated
from practices.models import Practice, PracticeCommissioner

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Note:
    """One row that a change made new (`was` is None) or changed: the fields before and after."""

    cause: Change
    row: Any
    was: dict[str, Any] | None
    now: dict[str, Any]


@dataclass
class Picture:
    """Networks and practices by code, every spell of these practices, and other rows on demand."""

    networks: dict[str, Network]
    practices: dict[str, Practice]
    spells: list[NetworkMembership]
    notes: list[Note] = field(default_factory=list)
    _rows: dict[type[Model], list[Any]] = field(default_factory=dict)
    _by_practice: dict[str, list[NetworkMembership]] = field(default_factory=dict)
    _cause: Change | None = None

    def __post_init__(self) -> None:
        """Make every spell point at the one instance of its practice and of its network."""
        for spell in self.spells:
            spell.practice = self.practices.setdefault(spell.practice.code, spell.practice)
            spell.network = self.networks.setdefault(spell.network.code, spell.network)
            self._by_practice.setdefault(spell.practice.code, []).append(spell)

    def because_of(self, cause: Change) -> None:
        """Say what the changes that follow come from."""
        self._cause = cause

    @property
    def cause(self) -> Change:
        assert self._cause is not None
        return self._cause

    @property
    def proposal(self) -> Proposal | None:
        """The proposal that the changes come from; None for a draft nobody has proposed."""
        return self.cause if isinstance(self.cause, Proposal) else None

    def rows(self, model: type[Row]) -> list[Row]:
        """Every row of a dated table about these networks (or practices), read when first asked."""
        if model not in self._rows:
            about = "practice" if model is PracticeCommissioner else "network"
            codes = list(self.practices if about == "practice" else self.networks)
            found = model._default_manager.filter(**{f"{about}__code__in": codes})
            with_role = ["role"] if model is Appointment else []
            self._rows[model] = list(found.select_related(about, *with_role))
        return self._rows[model]

    def add(self, row: Model) -> None:
        """Add a row; a network, a practice or a spell is found by later changes too."""
        if isinstance(row, Network):
            self.networks[row.code] = row
        elif isinstance(row, Practice):
            self.practices[row.code] = row
        elif isinstance(row, NetworkMembership):
            self.spells.append(row)
            self._by_practice.setdefault(row.practice.code, []).append(row)
        elif isinstance(row, Dated):
            self.rows(type(row)).append(row)
        kept = ("starts", "ends") if isinstance(row, Dated) else ("opened", "closed")
        now = {name: getattr(row, name) for name in kept if hasattr(row, name)}
        self.notes.append(Note(self.cause, row, None, now))

    def change(self, row: Model, **now: Any) -> None:
        """Set fields of a row; what already stands so is not noted."""
        was = {name: getattr(row, name) for name in now}
        if was == now:
            return
        for name, value in now.items():
            setattr(row, name, value)
        self.notes.append(Note(self.cause, row, was, now))

    def end(self, row: Dated, day: date) -> None:
        """End a row by `day`; one that starts later never counts. One that has ended stays so."""
        ends = max(row.starts, day)
        if row.ends is not None and row.ends <= ends:
            return
        named = {"ended_by_id": self._proposal_id} if isinstance(row, NetworkMembership) else {}
        self.change(row, ends=ends, **named)

    @property
    def _proposal_id(self) -> int | None:
        return self.proposal.pk if self.proposal else None

    def counts(self, spell: NetworkMembership, day: date) -> bool:
        """Whether a spell holds on a day and neither its practice nor its network has closed."""
        closed = (spell.practice.closed, spell.network.closed)
        return holds(spell, day) and not any(end is not None and end <= day for end in closed)

    def members(self, network: Network, day: date) -> list[NetworkMembership]:
        """The spells that count in a network on a day, by code of the practice."""
        found = (s for s in self.spells if s.network.code == network.code and self.counts(s, day))
        return sorted(found, key=lambda spell: spell.practice.code)

    def spells_of(self, practice: Practice) -> list[NetworkMembership]:
        """The spells of a practice but empty ones, oldest first."""
        found = (s for s in self._by_practice.get(practice.code, ()) if s.starts != s.ends)
        return sorted(found, key=lambda spell: spell.starts)


def holds(row: Dated, day: date) -> bool:
    """Whether [starts, ends) contains the day."""
    return row.starts <= day and (row.ends is None or row.ends > day)


def read(changes: Sequence[Change], *, on: Iterable[date] = ()) -> Picture:
    """Read what the changes may touch, in four queries: their networks and practices, and all
    members of these networks from the first of the days on, with all spells they ever had."""
    networks, practices = _named(changes)
    first = min((*(change.effective for change in changes), *on), default=date.max)
    near = NetworkMembership.objects.filter(
        Q(network__code__in=networks) | Q(practice__code__in=practices),
        Q(ends__isnull=True) | Q(ends__gt=first),
    )
    for practice, network in near.values_list("practice__code", "network__code"):
        practices.add(practice)
        networks.add(network)
    spells = list(
        NetworkMembership.objects.filter(
            Q(practice__code__in=practices) | Q(network__code__in=networks)
        ).select_related("practice", "network")
    )
    return Picture(
        {network.code: network for network in Network.objects.filter(code__in=networks)},
        {practice.code: practice for practice in Practice.objects.filter(code__in=practices)},
        spells,
    )


def _named(changes: Sequence[Change]) -> tuple[set[str], set[str]]:
    networks: set[str] = set()
    practices: set[str] = set()
    for change in changes:
        of_change = touched(change.kind, change.details)
        networks |= of_change[0]
        practices |= of_change[1]
    return networks, practices
