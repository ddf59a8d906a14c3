"""Where a publication and the register disagree about a practice's network on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from networks.import_actions import NewDifference, save_differences
from networks.models import MembershipDifference
from practices.cells import say
from practices.plans import NEW, Plan

ELSEWHERE = "Practice in another network"
FEW = 12
NOT_COUNTED = "Core practice the file does not count"


@dataclass(frozen=True, slots=True)
class Membership:
    """What a file says: the practice is core in this network, in this row."""

    network: str
    row: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A file's core practices against the register's on a day, as lists of practice codes.

    `elsewhere`: both count the practice, or only the file does, and the network differs.
    `not_counted`: the register has it core in a network the file covers; the file does not.
    `closed`: the file counts it, and it has closed by that day.
    """

    elsewhere: tuple[str, ...]
    not_counted: tuple[str, ...]
    closed: tuple[str, ...]


def compare(
    file: Mapping[str, Membership],
    held: Mapping[str, str],
    *,
    covered: frozenset[str],
    gone: Mapping[str, date],
    on: date,
) -> Comparison:
    """Compare by practice code; `covered` are the networks of which the file tells everything.

    `gone` has the day from which a practice no longer exists.
    """
    closed = tuple(sorted(c for c in file if c in gone and gone[c] <= on))
    elsewhere = (c for c in file if c not in closed and held.get(c) != file[c].network)
    not_counted = (c for c, network in held.items() if c not in file and network in covered)
    return Comparison(tuple(sorted(elsewhere)), tuple(sorted(not_counted)), closed)


def plan_differences(
    plan: Plan,
    comparison: Comparison,
    file: Mapping[str, Membership],
    held: Mapping[str, str],
    on: date,
) -> None:
    """Put what differs up for decision, unless it already is or has been decided."""
    known = _already_put(on)
    new = []
    for entity, codes in (
        (ELSEWHERE, comparison.elsewhere),
        (NOT_COUNTED, comparison.not_counted),
    ):
        for code in codes:
            said = file.get(code)
            network, row = (said.network, said.row) if said else (None, None)
            if (code, network) in known:
                plan.same(entity)
                continue
            new.append(NewDifference(code, held.get(code), network, row))
            before, after = held.get(code) or "in no network", network or "in no network"
            plan.change(NEW, entity, code, row, f"register: {before}", f"file: {after}")
    plan.then(save_differences, on=on, differences=new)


def _already_put(on: date) -> set[tuple[str, str | None]]:
    rows = MembershipDifference.objects.filter(on=on)
    return set(rows.values_list("practice__code", "file_network__code"))


def summarise(plan: Plan, comparison: Comparison, on: date) -> None:
    """Say how many differ, and that nothing has been overwritten."""
    if number := len(comparison.elsewhere):
        plan.summary.append(
            f"{_practices(number)} in another network in the register on {say(on)}"
            f"{_named(comparison.elsewhere)}. The register stays as it is until you decide."
        )
    if number := len(comparison.not_counted):
        plan.summary.append(
            f"The register has {number:,} more core practices on {say(on)} that the file does not "
            f"count{_named(comparison.not_counted)}."
        )
    for code in comparison.closed:
        plan.warn(
            f"{code} has closed in the practice register by {say(on)}, and the file counts it. "
            "It is in no network on that day. Check its closing date.",
            value=code,
        )


def _practices(number: int) -> str:
    return "1 practice is" if number == 1 else f"{number:,} practices are"


def _named(codes: tuple[str, ...]) -> str:
    return f": {', '.join(codes)}" if len(codes) <= FEW else ""
