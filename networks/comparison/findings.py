"""What a file shows that the register does not hold: findings, each the proposal it would become.

Pure. A finding's `says` is a clause that follows the file's name: "has Z00001 in U90002, ...".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from networks.models import ProposalKind as Kind
from networks.proposals.details import fingerprint
from practices.cells import say

__all__ = ["Finding", "Kind", "closure", "ended", "formed", "history", "join", "leave", "move"]

NOWHERE = "in no network"


@dataclass(frozen=True, slots=True)
class Finding:
    """One change that a file shows, [kind, effective, details] as a proposal has them.

    `exact` findings carry the publisher's own day; others are dated by the file. `also` are the
    fingerprints of other changes that would be the same for the register: a practice that closes
    and one that leaves are both in no network afterwards. `instead` are those it stands in for.
    """

    kind: str
    effective: date
    details: dict[str, Any]
    row: int | None
    key: str
    before: str
    after: str
    says: str
    exact: bool = False
    also: frozenset[str] = frozenset()
    instead: frozenset[str] = frozenset()

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.kind, self.details)

    @property
    def fingerprints(self) -> frozenset[str]:
        """Its own fingerprint and those that come to the same."""
        return self.also | {self.fingerprint}


def where(network: str) -> str:
    """A network's code, or that there is none, as the end of a sentence."""
    return f"in {network}" if network else NOWHERE


def join(
    practice: str, network: str, day: date, row: int | None, *, exact: bool = False
) -> Finding:
    """A practice in no network is in one."""
    return Finding(
        Kind.JOIN, day, {"practice": practice, "network": network}, row, practice,
        NOWHERE, where(network), _has(practice, network, ""), exact,
    )  # fmt: skip


def move(
    practice: str, was: str, network: str, day: date, row: int | None, *, exact: bool = False
) -> Finding:
    """A practice is in another network."""
    return Finding(
        Kind.MOVE, day, {"practice": practice, "from": was, "to": network}, row, practice,
        where(was), where(network), _has(practice, network, was), exact,
    )  # fmt: skip


def leave(practice: str, was: str, day: date, row: int | None, *, exact: bool = False) -> Finding:
    """A practice is in no network any more; its closing would come to the same."""
    return Finding(
        Kind.LEAVE, day, {"practice": practice, "network": was}, row, practice,
        where(was), NOWHERE, _has(practice, "", was), exact,
        frozenset({fingerprint(Kind.PRACTICE_CLOSURE, {"practice": practice})}),
    )  # fmt: skip


def gone(practice: str, was: str, day: date, *, closes: bool) -> Finding:
    """A core practice that the file no longer has: it closes, or if it never had patients leaves.

    Whichever of the two was proposed first stands for both.
    """
    says = f"does not have {practice}, which the register has {where(was)}"
    both = {
        Kind.PRACTICE_CLOSURE: {"practice": practice},
        Kind.LEAVE: {"practice": practice, "network": was},
    }
    kind = Kind.PRACTICE_CLOSURE if closes else Kind.LEAVE
    after = "not in the file" if closes else "not in the file, and never had patients"
    return Finding(
        kind, day, both[kind], None, practice, where(was), after, says,
        also=frozenset(fingerprint(*one) for one in both.items()),
    )  # fmt: skip


def closure(practice: str, was: str, day: date, row: int) -> Finding:
    """The practice register closes a practice on its own day, and with that its core membership."""
    says = f"closes {practice} from {say(day)}, and the register has it {where(was)} then"
    return Finding(
        Kind.PRACTICE_CLOSURE, day, {"practice": practice}, row, practice,
        where(was), f"closed from {say(day)}", says, exact=True,
        instead=frozenset({fingerprint(Kind.LEAVE, {"practice": practice, "network": was})}),
    )  # fmt: skip


def plain(name: str) -> str:
    """A name without what cannot be printed, such as a blank that does not break."""
    printed = "".join(letter if letter.isprintable() else " " for letter in name)
    return " ".join(printed.split())


def formed(details: dict[str, Any], day: date, row: int | None, *, exact: bool = False) -> Finding:
    """A network that the register does not know, with its practices."""
    code, number = details["code"], len(details["practices"])
    practices = "1 practice" if number == 1 else f"{number} practices"
    after = f"{details['name']} in {details['sub_icb']} with {practices}"
    says = f"has the network {code} {details['name']} with {practices}; the register does not"
    return Finding(Kind.NETWORK_FORMED, day, details, row, code, "", after, says, exact)


def ended(
    code: str, name: str, day: date, row: int | None = None, *, exact: bool = False
) -> Finding:
    """A network that no practice is in any more, or that ODS closes."""
    why = f"closed from {say(day)}" if exact else "no practice is in it"
    says = f"closes {code}" if exact else f"has no practice in {code}, and the register has"
    return Finding(Kind.NETWORK_ENDED, day, {"network": code}, row, code, name, why, says, exact)


def renamed(code: str, was: str, name: str, day: date, row: int) -> Finding:
    """A network with another name; ODS does not say since when."""
    says = f"calls {code} {name}; the register calls it {was}"
    name = plain(name)
    details = {"network": code, "name": name}
    return Finding(Kind.NETWORK_RENAMED, day, details, row, code, was, name, says)


def history(
    practice: str,
    spells: Sequence[Sequence[Any]],
    day: date,
    row: int | None,
    before: str,
    after: str,
) -> Finding:
    """Spells that differ by more than one step, or not from the first of a month."""
    says = f"has other past memberships of {practice}: {after}; the register has: {before}"
    return Finding(
        Kind.HISTORY_CORRECTED, day, {"practice": practice, "spells": [list(s) for s in spells]},
        row, practice, before, after, says, exact=True,
    )  # fmt: skip


def _has(practice: str, network: str, was: str) -> str:
    return f"has {practice} {where(network)}; the register has it {where(was)}"
