"""How each network stands with each deadline: from facts, from what was ticked, and the day."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from networks.models import Network
from networks.queries import icb_codes_of_networks, networks_of_icb
from pcn_portal.due.readers import READERS, Done
from pcn_portal.units.periods import ContractYear
from services.deadlines.files import National
from services.deadlines.kinds import kind_of
from services.deadlines.ticking import ticks_of
from services.deadlines.year import Base, Due, bases_of
from services.engine.deadlines import NOT_DONE, Rule, Standing, standing_of
from services.keeping import day_of
from services.models import DeadlineTick
from workforce.guidance import plan_deadlines


@dataclass(frozen=True, slots=True)
class Stand:
    """A network and a deadline: `days_late` while late, or when it was done too late.

    `done_at` is None where it is not done; `tick` is what somebody said, if that is why it is.
    """

    due: Due
    network: Network
    standing: Standing
    days_late: int
    done_at: datetime | None = None
    tick: DeadlineTick | None = None

    @property
    def open(self) -> bool:
        return self.standing in NOT_DONE

    @property
    def escalated(self) -> bool:
        """Whether it is late by so many days that it goes further."""
        after = self.due.escalate_after
        return self.standing == Standing.LATE and after is not None and self.days_late >= after


def national_plans(year: int) -> list[National]:
    """The days of workforce plans, as the workforce's guidance has them."""
    found = []
    for number, one in enumerate(plan_deadlines(year), start=1):
        agreed = "agreed" in one.what.lower()
        found.append(
            National(
                key=f"workforce-plan-{number}",
                year=year,
                kind="workforce_plan_agreed" if agreed else "workforce_plan",
                title=one.what,
                what="The network submits its plan of additional roles; the board agrees to it.",
                rule=Rule(False, one.day),
                confidence="unmarked",
                source=one.source,
            )
        )
    return found


def bases_for(icb_code: str, year: int, known_at: datetime) -> list[Base]:
    """Everything due in a year for a board's networks; without a board for England alone."""
    return bases_of(icb_code, year, known_at=known_at, more=national_plans(year))


def day_within(year: ContractYear, today: date) -> date:
    """Today, or the day of the year that is nearest to it: whose networks are meant."""
    return min(max(today, year.first), date.fromordinal(year.after.toordinal() - 1))


def networks_of_board(icb_code: str, year: ContractYear, today: date) -> list[Network]:
    """The networks of a board today, or on the year's nearest day."""
    return list(networks_of_icb(icb_code, day_within(year, today)).order_by("name", "code"))


def board_of(network: Network, year: ContractYear, today: date) -> str:
    """The code of the board that commissions a network then; empty if none is known."""
    day = day_within(year, today)
    return icb_codes_of_networks(network_ids=[network.pk], on=day).get(network.pk, "")


def stands(
    networks: Sequence[Network], dues: Sequence[Due], *, today: date, known_at: datetime
) -> list[Stand]:
    """How each network stands with each deadline that concerns it, in the order of `dues`.

    A few queries for each kind, however many networks and months.
    """
    current = [due for due in dues if not due.cancelled]
    ids = [network.pk for network in networks]
    facts = _facts(ids, current, known_at)
    ticks = ticks_of(ids, [due.key for due in current], known_at=known_at)
    return [
        _stand(due, network, facts, ticks, today)
        for due in current
        for network in networks
        if concerns(due, network)
    ]


def concerns(due: Due, network: Network) -> bool:
    """Whether a network is there when it is due: in the month it is about, else on the day."""
    day = due.month or due.day
    if day is None:
        return True
    opened = network.opened is None or network.opened <= day
    return opened and (network.closed is None or network.closed > day)


def by_due(found: Sequence[Stand]) -> dict[str, list[Stand]]:
    """Stands by the key of the deadline."""
    grouped: defaultdict[str, list[Stand]] = defaultdict(list)
    for one in found:
        grouped[one.due.key].append(one)
    return dict(grouped)


def counts(found: Sequence[Stand]) -> Counter[Standing]:
    """How many stand how."""
    return Counter(one.standing for one in found)


def _facts(ids: Sequence[int], dues: Sequence[Due], known_at: datetime) -> Done:
    kinds: defaultdict[str, list[Due]] = defaultdict(list)
    for due in dues:
        kinds[due.kind].append(due)
    found: Done = {}
    for kind, of_kind in kinds.items():
        if reader := READERS.get(kind):
            found |= reader(ids, of_kind, known_at)
    return found


def _stand(
    due: Due,
    network: Network,
    facts: Done,
    ticks: dict[tuple[str, int], DeadlineTick],
    today: date,
) -> Stand:
    at, tick = facts.get((due.key, network.pk)), ticks.get((due.key, network.pk))
    seen = day_of(at) if at else None
    said = tick.done_on if tick else None
    by_tick = said is not None and (seen is None or said < seen)
    done = said if by_tick else seen
    if done is not None and done > today:  # it was not done yet on the day that is looked at
        at, done, by_tick = None, None, False
    timed = by_tick or kind_of(due.kind).moment_known or done is None
    standing, late = standing_of(
        due.day if timed else None, done, today=today, remind_days=due.remind_days
    )
    return Stand(due, network, standing, late, None if by_tick else at, tick if by_tick else None)
