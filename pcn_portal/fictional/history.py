"""What happened since 2019: mergers, moves and closures, about as often as in England."""

from dataclasses import replace
from datetime import date

from pcn_portal.fictional.organisations import FIRST_DAY, Organisations
from pcn_portal.units.periods import ContractYear

# Per thousand networks or practices; each at least once.
MERGED_NETWORKS = 60
PAST_MOVES = 40
CLOSED_PRACTICES = 60
WITHOUT_NETWORK = 13
DORMANT = 5
ACROSS_A_BORDER = 9
MOVED_AT_THE_START_OF_THE_YEAR = 6
MOVED_IN_JULY = 2
# A network that a practice leaves keeps at least two.
SMALLEST_DONOR = 3


def share(whole: int, per_thousand: int) -> int:
    """`per_thousand` of `whole`, and never none."""
    return max(1, whole * per_thousand // 1_000)


def live_through(world: Organisations, year: ContractYear) -> None:
    """Give the country its past, and the moves of the year that the workbook does not know yet."""
    codes, practices = list(world.networks), len(world.practices)
    quarters = _quarters_until(year.list_date)
    world.rng.shuffle(codes)
    merged = share(len(codes), MERGED_NETWORKS)
    successors, others = codes[:merged], codes[merged:]
    for network in successors:
        _absorb_a_network(world, network, world.rng.choice(quarters))
    for practice, network in _movers(world, others, share(practices, PAST_MOVES)):
        world.came_from(practice, network, world.rng.choice(quarters))
    _work_across_borders(world, others)
    for _ in range(share(practices, CLOSED_PRACTICES)):
        _close_a_practice(world, world.rng.choice(others), world.rng.choice(quarters))
    for _ in range(share(practices, WITHOUT_NETWORK)):
        world.open_practice(world.rng.choice(world.sub_icbs))
    for _ in range(share(practices, DORMANT)):
        code = world.open_practice(world.rng.choice(world.sub_icbs))
        world.practices[code] = replace(world.practices[code], status="D")
    _move_after_the_workbook(world, others, year)


def _quarters_until(last: date) -> list[date]:
    """First days of quarters after networks began, up to and including `last`."""
    days = (date(year, month, 1) for year in range(2019, last.year + 1) for month in (1, 4, 7, 10))
    return [day for day in days if FIRST_DAY < day <= last]


def _absorb_a_network(world: Organisations, successor: str, day: date) -> None:
    """Some or all members of `successor` were in another network, which closed on `day`."""
    closed = world.open_network(world.networks[successor].sub_icb)
    world.networks[closed] = replace(world.networks[closed], closed=day)
    members = list(world.settled[successor])
    if world.rng.randrange(2):
        world.networks[successor] = replace(world.networks[successor], opened=day)
    else:
        members = members[: len(members) // 2]
    for practice in members:
        world.came_from(practice, closed, day)


def _movers(world: Organisations, networks: list[str], count: int) -> list[tuple[str, str]]:
    """Return up to `count` practices of networks that can spare one, each with a neighbour."""
    neighbours: dict[str, list[str]] = {}
    for code in networks:
        neighbours.setdefault(world.icb_of(code), []).append(code)
    spare = [
        (practice, code)
        for code in networks
        if len(neighbours[world.icb_of(code)]) > 1
        for practice in world.settled[code][: 1 - SMALLEST_DONOR]
    ]
    chosen = world.rng.sample(spare, min(count, len(spare)))
    return [(practice, _neighbour(world, neighbours, code)) for practice, code in chosen]


def _neighbour(world: Organisations, neighbours: dict[str, list[str]], code: str) -> str:
    """Another network of the same ICB."""
    return world.rng.choice([n for n in neighbours[world.icb_of(code)] if n != code])


def _work_across_borders(world: Organisations, networks: list[str]) -> None:
    """Put some practices into another sub-ICB location than their network."""
    for code in networks[: share(len(networks), ACROSS_A_BORDER)]:
        seat = world.networks[code].sub_icb
        beside = [s for s in world.sub_icbs if s.icb == seat.icb and s != seat]
        if beside and world.settled[code]:
            practice = world.settled[code][0]
            moved = replace(world.practices[practice], sub_icb=world.rng.choice(beside))
            world.practices[practice] = moved


def _close_a_practice(world: Organisations, network: str, day: date) -> None:
    """Open a practice that was in `network` until it closed on `day`."""
    code = world.open_practice(world.networks[network].sub_icb)
    world.join(code, network)
    world.leave(code, day)
    world.practices[code] = replace(world.practices[code], closed=day, status="C")


def _move_after_the_workbook(world: Organisations, networks: list[str], year: ContractYear) -> None:
    """Move some practices on 1 April and on 1 July, the first ICB's before others."""
    days = [year.first] * max(2, share(len(networks), MOVED_AT_THE_START_OF_THE_YEAR))
    days += [year.first.replace(month=7)] * share(len(networks), MOVED_IN_JULY)
    first_icb = world.sub_icbs[0].icb.code
    here = [code for code in networks if world.icb_of(code) == first_icb]
    elsewhere = [code for code in networks if world.icb_of(code) != first_icb]
    first = _movers(world, here, 3)
    rest = _movers(world, elsewhere, len(days) - len(first))
    for day, (practice, network) in zip(days, rest + first, strict=False):
        was = world.spells[practice][-1].network
        world.leave(practice, day, to=network)
        world.oddities.append(
            f"Practice {practice} moves from {was} to {network} on {day:%d %B %Y}: the workbook of "
            "1 January does not know it, the later map does."
        )
