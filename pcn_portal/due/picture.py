"""A year of a board or a network: what is due, and how everybody stands with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from networks.models import Network
from pcn_portal.due.standing import (
    Stand,
    bases_for,
    board_of,
    by_due,
    networks_of_board,
    stands,
)
from pcn_portal.units.periods import BadPeriod, ContractYear, Month
from services.deadlines.year import Base, Due, dues_of
from services.models import DeadlineEscalation

YEARS = range(2015, 2101)


@dataclass(frozen=True, slots=True)
class Picture:
    """What is due in a year and who owes it; `found` has the stands by the deadline's key."""

    icb: str
    year: ContractYear
    networks: Sequence[Network]
    bases: Sequence[Base]
    dues: Sequence[Due]
    found: dict[str, list[Stand]]

    @property
    def stands(self) -> list[Stand]:
        return [one for found in self.found.values() for one in found]

    def due(self, key: str) -> Due | None:
        """The deadline of a key, if it is one of the year."""
        return next((one for one in self.dues if one.key == key), None)

    def base(self, key: str) -> Base | None:
        """What is due all through the year, by its key."""
        return next((one for one in self.bases if one.key == key), None)


def picture_of_board(
    icb_code: str, year: ContractYear, *, today: date, known_at: datetime, only: str = ""
) -> Picture:
    """A board's year; `only` asks for a single deadline by its key."""
    networks = networks_of_board(icb_code, year, today)
    return _picture(icb_code, year, networks, today, known_at, only)


def picture_of_network(
    network: Network, year: ContractYear, *, today: date, known_at: datetime, only: str = ""
) -> Picture:
    """A network's year, by the board that commissions it."""
    icb = board_of(network, year, today)
    return _picture(icb, year, [network], today, known_at, only)


def year_of_key(key: str) -> ContractYear | None:
    """The contract year that a deadline's key names: of “claim_2025-04”, or “sign-up_2025-26”."""
    year = _read_year(key.rpartition("_")[2])
    return year if year and year.start_year in YEARS else None


def _read_year(text: str) -> ContractYear | None:
    try:
        return Month.parse(text).contract_year
    except BadPeriod:
        pass
    try:
        return ContractYear.parse(text)
    except BadPeriod:
        return None


def escalations_of(due: Due) -> dict[int, list[DeadlineEscalation]]:
    """Who was told of which network being late with a deadline's present day, by network."""
    if due.day is None:
        return {}
    rows = DeadlineEscalation.objects.filter(due_key=due.key, day=due.day).order_by("id")
    found: dict[int, list[DeadlineEscalation]] = {}
    for row in rows.select_related("person"):
        found.setdefault(row.network_id, []).append(row)
    return found


def _picture(
    icb: str,
    year: ContractYear,
    networks: Sequence[Network],
    today: date,
    known_at: datetime,
    only: str,
) -> Picture:
    bases = bases_for(icb, year.start_year, known_at)
    dues = [due for due in dues_of(bases) if only in ("", due.key)]
    found = by_due(stands(networks, dues, today=today, known_at=known_at))
    return Picture(icb, year, networks, bases, dues, found)
