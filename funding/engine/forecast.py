"""A contract year as it stands: what is posted, what is still to come, and what is not known."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from funding.engine.streams import MONTHLY_STREAMS
from pcn_portal.units.periods import ContractYear

NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Cell:
    """One payment of one network's month: pounds, and what is not known of it.

    `posted` says that it is in the books; `gaps` counts amounts that are missing, `provisional`
    says that a rate of it is.
    """

    amount: Decimal = NOTHING
    posted: bool = False
    gaps: int = 0
    provisional: bool = False


Key = tuple[date, str, str]
"""Month, network and stream."""


@dataclass(frozen=True)
class Forecast:
    """A board's year by month, network and stream; `names` of networks by code.

    `posted_months` are in the books, the others worked out from what is known.
    """

    year: ContractYear
    cells: Mapping[Key, Cell]
    names: Mapping[str, str]
    posted_months: tuple[date, ...] = ()

    @property
    def months(self) -> list[date]:
        return [month.first for month in self.year.months()]

    @property
    def streams(self) -> list[str]:
        """The payments of the year, in the order of a statement, then what people enter."""
        found = {stream for _, _, stream in self.cells}
        listed = [stream for stream in MONTHLY_STREAMS if stream in found]
        return [*listed, *sorted(found - set(listed))]

    def has(self, month: date, stream: str) -> bool:
        """Whether the payment is due to anybody in the month, or something is missing for it."""
        return any(key[0] == month and key[2] == stream for key in self.cells)

    @property
    def networks(self) -> list[str]:
        return sorted({network for _, network, _ in self.cells})

    @property
    def total(self) -> Cell:
        return self._sum(lambda key: True)

    def of_month(self, month: date) -> Cell:
        """A month of all payments and networks."""
        return self._sum(lambda key: key[0] == month)

    def of_stream(self, stream: str) -> Cell:
        """A payment of the whole year."""
        return self._sum(lambda key: key[2] == stream)

    def of(self, month: date, stream: str) -> Cell:
        """A payment of a month."""
        return self._sum(lambda key: key[0] == month and key[2] == stream)

    def of_network(self, network: str) -> Cell:
        """A network's whole year."""
        return self._sum(lambda key: key[1] == network)

    def only(self, network: str) -> "Forecast":
        """One network's part."""
        cells = {key: cell for key, cell in self.cells.items() if key[1] == network}
        return Forecast(self.year, cells, self.names, self.posted_months)

    def _sum(self, wanted: Callable[[Key], bool]) -> Cell:
        return added(cell for key, cell in self.cells.items() if wanted(key))


def added(cells: Iterable[Cell]) -> Cell:
    """Cells together: posted only if all are."""
    found = list(cells)
    return Cell(
        amount=sum((cell.amount for cell in found), NOTHING),
        posted=bool(found) and all(cell.posted for cell in found),
        gaps=sum(cell.gaps for cell in found),
        provisional=any(cell.provisional for cell in found),
    )
