"""The heat table: how every requirement stands in every network, in a handful of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from networks.models import Network
from pcn_portal.units.periods import ContractYear
from services.engine.requirements import Cell, Status, Told, standing, worst_first
from services.keeping import day_of
from services.models import DeliveryAnswer
from services.requirement_delivery import latest_answers
from services.requirement_sets import set_of_year
from services.requirements_files import Requirement, YearSet


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A network's cells, in the order of the requirements."""

    network: Network
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    """A board's table of a year on a day, the worst networks first."""

    asked: YearSet
    requirements: tuple[Requirement, ...]
    rows: tuple[HeatRow, ...]

    @property
    def cells(self) -> list[Cell]:
        return [cell for row in self.rows for cell in row.cells]


def heat_of(
    networks: Sequence[Network], year: ContractYear, *, on: date, known_at: datetime
) -> Heat:
    """How every requirement of a year stands in the networks on a day, as known at a moment."""
    asked = set_of_year(year, known_at)
    found = {
        (answer.network_id, answer.code): answer
        for answer in latest_answers([network.pk for network in networks], year, known_at)
    }
    requirements = tuple(asked.requirements.values())
    rows = [
        HeatRow(
            network,
            tuple(
                cell_of(one, found.get((network.pk, one.code)), year, on) for one in requirements
            ),
        )
        for network in networks
    ]
    rows.sort(key=lambda row: (worst_first(row.cells), row.network.name, row.network.code))
    return Heat(asked, requirements, tuple(rows))


def cell_of(
    requirement: Requirement, answer: DeliveryAnswer | None, year: ContractYear, on: date
) -> Cell:
    """How one requirement stands with a network's last answer."""
    told = _told(answer) if answer else None
    return standing(told, starts=requirement.starts, year=year, on=on)


def _told(answer: DeliveryAnswer) -> Told:
    review = getattr(answer, "review", None)
    reviewed = day_of(review.reviewed_at) if review else None
    return Told(
        status=Status(answer.status),
        due=answer.due,
        asked_more=reviewed if review and not review.accepted else None,
        accepted=reviewed if review and review.accepted else None,
        grave=tuple(
            risk.words
            for risk in answer.risks.all()
            if risk.likelihood == "high" and risk.impact == "high"
        ),
    )
