"""What an approval would move: networks, sums, the largest up and down, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from funding.engine.streams import STREAM_TITLES
from funding.engine.unusual import Picture
from funding.models import Calculation
from funding.queries.unusual import Seen, month_before, pictures

NOTHING = Decimal("0.00")
LARGEST = 5
REASONS = 3


@dataclass(frozen=True)
class Moved:
    """A network's month against the month before: pounds now and more or less, and why."""

    code: str
    name: str
    total: Decimal
    change: Decimal
    why: tuple[str, ...]


@dataclass(frozen=True)
class Blast:
    """An approval's reach: how many networks go up, down and stay, and the largest of each."""

    up: tuple[Moved, ...]
    down: tuple[Moved, ...]
    rising: int
    falling: int
    same: int


def blast_of(calculation: Calculation, seen: list[Seen]) -> Blast | None:
    """What a calculation moves against the month before; None where there is none."""
    before = month_before(calculation)
    if before is None:
        return None
    was = {picture.code: picture for picture in pictures(before)}
    moved = [_moved(one, was.pop(one.code, None), seen) for one in pictures(calculation)]
    moved += [_gone(one) for one in was.values()]
    up = sorted((m for m in moved if m.change > 0), key=lambda m: (-m.change, m.code))
    down = sorted((m for m in moved if m.change < 0), key=lambda m: (m.change, m.code))
    return Blast(
        up=tuple(up[:LARGEST]),
        down=tuple(down[:LARGEST]),
        rising=len(up),
        falling=len(down),
        same=len(moved) - len(up) - len(down),
    )


def _gone(picture: Picture) -> Moved:
    return Moved(picture.code, picture.name, NOTHING, -picture.total, ("It is gone this month.",))


def _moved(now: Picture, was: Picture | None, seen: list[Seen]) -> Moved:
    change = now.total - (was.total if was else NOTHING)
    said = [s.thing.sentence for s in seen if s.thing.network_code == now.code]
    why = _streams(now, was) + said if was else ["It is new this month."]
    return Moved(now.code, now.name, now.total, change, tuple(why[:REASONS]) if change else ())


def _streams(now: Picture, was: Picture) -> list[str]:
    """The payments that moved, the largest first."""
    sums, then = _sums(now), _sums(was)
    changes = {s: sums.get(s, NOTHING) - then.get(s, NOTHING) for s in sums.keys() | then.keys()}
    order = sorted((s for s in changes if changes[s]), key=lambda s: (-abs(changes[s]), s))
    return [f"{STREAM_TITLES.get(s, s)} {_signed(changes[s])}." for s in order]


def _sums(picture: Picture) -> Mapping[str, Decimal]:
    found: dict[str, Decimal] = {}
    for (stream, _, _), line in picture.lines.items():
        found[stream] = found.get(stream, NOTHING) + line.amount
    return found


def _signed(change: Decimal) -> str:
    return f"{'+' if change > 0 else '−'}£{abs(change):,.2f}"
