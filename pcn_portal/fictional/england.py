"""What a made-up England is made of. Dates are half-open: `ends` and `closed` are the day after."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pcn_portal.units.periods import ContractYear, Month


@dataclass(frozen=True, slots=True)
class Region:
    """An NHS England region."""

    code: str
    ons: str
    name: str


@dataclass(frozen=True, slots=True)
class Icb:
    """An integrated care board; `stem` is its name without "Integrated Care Board"."""

    code: str
    ons: str
    stem: str
    region: Region

    @property
    def name(self) -> str:
        return f"{self.stem} Integrated Care Board"


@dataclass(frozen=True, slots=True)
class SubIcb:
    """A sub-ICB location."""

    code: str
    ons: str
    icb: Icb

    @property
    def name(self) -> str:
        return f"{self.icb.stem} ICB - {self.code}"


@dataclass(frozen=True, slots=True)
class Place:
    """An address of five lines with a postcode in an area (ZZ) that no post goes to."""

    lines: tuple[str, str, str, str, str]
    postcode: str


@dataclass(frozen=True, slots=True)
class Network:
    """A Primary Care Network."""

    code: str
    name: str
    sub_icb: SubIcb
    place: Place
    opened: date
    closed: date | None = None


@dataclass(frozen=True, slots=True)
class Practice:
    """A GP practice; `status` is the letter of the practice register (A, C or D)."""

    code: str
    name: str
    sub_icb: SubIcb
    place: Place
    phone: str
    supplier: str
    opened: date
    closed: date | None = None
    status: str = "A"


@dataclass(frozen=True, slots=True)
class Spell:
    """A practice's time as a core network practice, both by code."""

    practice: str
    network: str
    starts: date
    ends: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True)
class Figures:
    """Populations at 1 January before the year by practice, and beds by network and month.

    Registered and adjusted are whole patients, weighted has two decimals. What is not there
    was left out on purpose.
    """

    registered: dict[str, int]
    adjusted: dict[str, int]
    weighted: dict[str, Decimal]
    beds: dict[tuple[str, Month], int]


@dataclass(frozen=True, slots=True)
class England:
    """One made-up country. `oddities` says in plain sentences what was left out or differs."""

    seed: int
    year: ContractYear
    sub_icbs: tuple[SubIcb, ...]
    networks: dict[str, Network]
    practices: dict[str, Practice]
    spells: tuple[Spell, ...]
    figures: Figures
    oddities: tuple[str, ...] = ()

    @property
    def icbs(self) -> tuple[Icb, ...]:
        return tuple(dict.fromkeys(sub_icb.icb for sub_icb in self.sub_icbs))

    @property
    def open_networks(self) -> tuple[Network, ...]:
        return tuple(network for network in self.networks.values() if network.closed is None)

    def network_of(self, day: date) -> dict[str, Network]:
        """Each core network practice's network on `day`, by practice code."""
        return {s.practice: self.networks[s.network] for s in self.spells if s.holds_on(day)}
