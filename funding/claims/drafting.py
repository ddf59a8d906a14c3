"""A month's claim as the register has it: what a network would declare now."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from funding.gather import known_on
from funding.pots import rooms_of
from networks.models import Network
from networks.queries import icb_codes_of_networks
from pcn_portal.units.periods import Month
from workforce.engine.claims import DayCount
from workforce.engine.generating import Drafted, Room, Rules, generate
from workforce.queries import role_book
from workforce.staff import claimed_before, counting_of, people_in_post

NOTHING = Decimal("0.00")
NO_ROOM = Room({"main": None}, {"main": "No board is recorded that commissions the network."})


@dataclass(frozen=True, slots=True)
class Draft:
    """A network's claim of a month before it is declared, with what its sums leave."""

    month: Month
    counting: DayCount
    known_at: datetime
    lines: tuple[Drafted, ...]
    room: Room

    @property
    def claiming(self) -> tuple[Drafted, ...]:
        """The lines that come to something, up or down."""
        return tuple(line for line in self.lines if line.amount)

    @property
    def stopped(self) -> tuple[Drafted, ...]:
        """The people for whom a rule says that nothing can be claimed."""
        return tuple(line for line in self.lines if line.stopped)

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), NOTHING)


def draft_of(*, network: Network, month: date, known_at: datetime) -> Draft:
    """One network's draft."""
    return drafts_of_networks(networks=[network], month=month, known_at=known_at)[network.pk]


def drafts_of_networks(
    *, networks: Sequence[Network], month: date, known_at: datetime
) -> dict[int, Draft]:
    """The drafts of networks of any boards, by network id."""
    boards = icb_codes_of_networks(network_ids=[one.pk for one in networks], on=month)
    by_board: dict[str, list[int]] = defaultdict(list)
    for network in networks:
        by_board[boards.get(network.pk, "")].append(network.pk)
    return {
        key: draft
        for icb, ids in by_board.items()
        for key, draft in drafts_of(
            icb_code=icb, network_ids=ids, month=month, known_at=known_at
        ).items()
    }


def drafts_of(
    *, icb_code: str, network_ids: Collection[int], month: date, known_at: datetime
) -> dict[int, Draft]:
    """The drafts of a board's networks, by network id; the same queries whatever their number."""
    of = Month.of(month)
    people = people_in_post(network_ids=network_ids, month=of.first, known_at=known_at)
    before = claimed_before(network_ids=network_ids, month=of.first)
    rooms = rooms_of(icb_code=icb_code, network_ids=network_ids, month=of, known_at=known_at)
    counting = counting_of(icb_code=icb_code, month=of.first, known_at=known_at)
    rules = Rules(of, role_book(known_at), known_on(known_at), counting)
    drafts = {}
    for key in network_ids:
        room = rooms[key] if icb_code else NO_ROOM
        lines = tuple(generate(people.get(key, []), rules, room, before))
        drafts[key] = Draft(of, counting, known_at, lines, room)
    return drafts
