"""How each part of capacity and access improvement stands in a year, and what it is worth."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from funding.improvement_worth import NOTHING, Worth, improvement_worth
from networks.queries import Member
from pcn_portal.units.periods import ContractYear
from services.improvement_queries import (
    PartStanding,
    improvement_standing,
    joined_since,
    turns_by_part,
)


@dataclass(frozen=True, slots=True)
class PartOutlook:
    """A part of a network; `joined` are practices that its last declaration did not confirm."""

    one: PartStanding
    worth: Worth
    joined: tuple[Member, ...] = ()


def improvement_outlook(
    *,
    codes: Mapping[int, str],
    icb_code: str,
    year: ContractYear,
    on: date,
    known_at: datetime,
) -> dict[int, tuple[PartOutlook, ...]]:
    """The parts of networks (`codes` by id), in the order of the file.

    Members are those of the day `on`, at the latest the year's last. As many queries for one
    network as for a board of them.
    """
    standings = improvement_standing(
        network_ids=list(codes), icb_code=icb_code, year=year, known_at=known_at
    )
    worths = improvement_worth(
        codes=codes, icb_code=icb_code, year=year, standings=standings, known_at=known_at
    )
    turns = turns_by_part(network_ids=list(codes), year=year, known_at=known_at)
    day = min(on, year.after - timedelta(days=1))
    joined = joined_since(network_ids=list(codes), turns=turns, on=day)
    return {
        key: tuple(
            PartOutlook(one, worths[key, one.part.key], joined.get((key, one.part.key), ()))
            for one in parts
        )
        for key, parts in standings.items()
    }


def together(parts: Iterable[PartOutlook]) -> Worth:
    """Several parts in pounds: what is not known of one is not known of all."""
    found = [one.worth for one in parts]
    return Worth(
        _sum(one.most for one in found),
        _sum(one.due for one in found),
        sum((one.booked for one in found), NOTHING),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    total = NOTHING
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total
