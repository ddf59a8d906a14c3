"""Roles of the additional roles reimbursement scheme: what may be claimed for each, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pcn_portal.units.wording import day_in_words

LARGE_NETWORK = 100_000
"""Registered patients from which a network may have the second number of a role's limit."""


class RoleMissing(LookupError):
    """A role or maximum is not known for a month; the message says what to do."""


class Area(StrEnum):
    """Where a person works, for pay: London has its own maxima since April 2021."""

    NATIONAL = "national"
    OUTER = "outer"
    INNER = "inner"


AREA_WORDS: dict[Area, str] = {
    Area.NATIONAL: "outside London",
    Area.OUTER: "outer London",
    Area.INNER: "inner London",
}


AREA_TITLES: dict[Area, str] = {area: w[:1].upper() + w[1:] for area, w in AREA_WORDS.items()}


class Standing(StrEnum):
    """How well a maximum is known."""

    CONFIRMED = "confirmed"
    SINGLE = "single_source"
    PROVISIONAL = "provisional"
    ENTERED = "entered"
    UNKNOWN = "unknown"
    NONE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Maximum:
    """Pounds a year for one WTE, on-costs included, or None; `sources` are where it was read."""

    pounds: Decimal | None
    standing: Standing
    sources: tuple[str, ...] = ()


UNKNOWN = Maximum(None, Standing.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many WTE a network may have: below and from 100,000 patients, or not known (None)."""

    small: int | None
    large: int | None

    def of(self, registered: Decimal) -> int | None:
        """The number for a network with so many registered patients."""
        return self.large if registered >= LARGE_NETWORK else self.small


@dataclass(frozen=True, slots=True)
class Role:
    """A role in one table. `share` of the cost is paid; `later_share` for all but the first.

    Where `after_share`, the maximum is of what is paid (2019/20 pharmacists), else of the cost.
    """

    code: str
    name: str
    starts: date
    band: str
    share: Decimal
    later_share: Decimal
    after_share: bool = False
    limit: Limit | None = None
    rules: tuple[str, ...] = ()
    maxima: Mapping[Area, Maximum] = field(default_factory=dict)

    def maximum(self, area: Area) -> Maximum:
        """The maximum where somebody works; the unknown one where no source gives it."""
        return self.maxima.get(area, UNKNOWN)


@dataclass(frozen=True, slots=True)
class RoleTable:
    """The roles in force over [starts, ends), as published on a day."""

    id: str
    starts: date
    ends: date
    published: date
    note: str
    sources: tuple[str, ...]
    roles: Mapping[str, Role]


@dataclass(frozen=True, slots=True)
class Overlay:
    """Maxima that people entered and checked, in force over [starts, ends) and known from a day."""

    starts: date
    ends: date
    checked: date
    maxima: Mapping[tuple[str, Area], Maximum]


@dataclass(frozen=True, slots=True)
class RoleBook:
    """Every table of every year; a later published one replaces an earlier for the same days.

    `overlays` stand in the order in which they were checked: a later one counts over an earlier.
    """

    tables: tuple[RoleTable, ...]
    overlays: tuple[Overlay, ...] = ()
    _found: dict[tuple[str, date, date], Role] = field(
        default_factory=dict, compare=False, repr=False
    )

    def table(self, day: date, known_on: date) -> RoleTable:
        """The table for a day as published by `known_on`. Raises RoleMissing."""
        found = [t for t in self.tables if t.starts <= day < t.ends and t.published <= known_on]
        if not found:
            raise RoleMissing(f"No table of roles is known for {day_in_words(day)}.")
        return max(found, key=lambda table: (table.published, table.starts))

    def role(self, code: str, day: date, known_on: date) -> Role:
        """A role on a day. Raises RoleMissing, saying when it starts if it does."""
        key = (code, day, known_on)
        if key not in self._found:
            table = self.table(day, known_on)
            if code not in table.roles:
                raise RoleMissing(self._no_role(code, day))
            self._found[key] = self.with_entered(table.roles[code], day, known_on)
        return self._found[key]

    def roles_of(self, table: RoleTable, known_on: date) -> list[Role]:
        """A table's roles, each with the maxima that people entered for its first day there."""
        first = max(table.starts, table.published)
        return [
            self.with_entered(role, max(first, role.starts), known_on)
            for role in table.roles.values()
        ]

    def with_entered(self, role: Role, day: date, known_on: date) -> Role:
        """A role with the maxima that people entered for a day laid over its own."""
        maxima = dict(role.maxima)
        for one in self.overlays:
            if one.starts <= day < one.ends and one.checked <= known_on:
                maxima |= {area: m for (code, area), m in one.maxima.items() if code == role.code}
        return replace(role, maxima=maxima)

    def _no_role(self, code: str, day: date) -> str:
        ever = [table.roles[code] for table in self.tables if code in table.roles]
        if not ever:
            return f"There is no role “{code}”. Choose one of the list of roles."
        if day < ever[0].starts:
            return f"{ever[0].name} can be claimed from {day_in_words(ever[0].starts)} on."
        return f"{ever[0].name} is not among the roles of {day_in_words(day)}."
