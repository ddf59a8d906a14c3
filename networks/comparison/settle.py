"""Findings against the proposals there are: new, seen again, decided before, or contradicted.

Pure. The same file never proposes the same thing twice, whatever became of the proposal.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from networks.comparison.findings import Finding, Kind
from networks.models import ProposalState as State


@dataclass(frozen=True, slots=True)
class Known:
    """A proposal there is; `seen_in` are the hashes of the files that say the same.

    `last_day` and `last_kind` are of the newest of those files; None and "" if a person proposed it
    and no file says it.
    """

    id: int
    kind: str
    effective: date
    details: dict[str, Any]
    fingerprint: str
    state: str
    from_file: bool
    seen_in: frozenset[str] = frozenset()
    last_day: date | None = None
    last_kind: str = ""

    @property
    def open(self) -> bool:
        return self.state == State.PROPOSED

    @property
    def key(self) -> str:
        """The practice or network it is about, if it is about one."""
        return str(next(self.details[k] for k in _KEYS if k in self.details))


UNSAID = "does not show this, and has what the register has"
_KEYS = ("practice", "code", "network", "into")


@dataclass(frozen=True, slots=True)
class Reach:
    """What a file may contradict: proposals of which kinds, and about whom it tells everything.

    `day` and `file` are the file's own day and kind. It contradicts what older files showed, and
    files of its own kind and day; with `only_own`, only files of its own kind.
    """

    day: date
    file: str
    kinds: frozenset[str]
    practices: frozenset[str] = frozenset()
    networks: frozenset[str] = frozenset()
    only_own: bool = False

    def covers(self, known: Known) -> bool:
        """Whether an open proposal would have to be among the file's findings."""
        if not (known.open and known.from_file and known.kind in self.kinds):
            return False
        if known.last_day is None or known.last_day > self.day:
            return False
        if known.last_kind != self.file and (self.only_own or known.last_day == self.day):
            return False
        about = self.networks if known.kind in _OF_NETWORKS else self.practices
        return known.key in about


_OF_NETWORKS = {Kind.NETWORK_FORMED, Kind.NETWORK_ENDED, Kind.NETWORK_RENAMED}


@dataclass
class Settled:
    """What becomes of a file's findings, and which open proposals it contradicts.

    `seen` are open proposals that this file says too, `noted` those it was already noted for. What
    is `contradicted` comes with a clause that follows the file's name and says what it shows.
    """

    new: list[Finding] = field(default_factory=list)
    seen: list[tuple[Finding, Known]] = field(default_factory=list)
    noted: list[tuple[Finding, Known]] = field(default_factory=list)
    decided: list[tuple[Finding, Known]] = field(default_factory=list)
    contradicted: list[tuple[Known, str]] = field(default_factory=list)


def settle(
    findings: Sequence[Finding], known: Sequence[Known], *, file_hash: str, reach: Reach
) -> Settled:
    """Weigh each finding against the proposals, and each open proposal against the findings."""
    settled, by_print = Settled(), _by_fingerprint(known)
    matched: set[int] = set()
    for finding in findings:
        alike = [k for said in sorted(finding.fingerprints) for k in by_print.get(said, ())]
        current = [k for k in alike if k.open and _is_same(finding, k)]
        if current:
            matched.update(k.id for k in current)
            noted = any(file_hash in one.seen_in for one in alike)
            (settled.noted if noted else settled.seen).append((finding, current[0]))
        elif before := next((k for k in alike if _decided(k, file_hash, reach.day)), None):
            settled.decided.append((finding, before))
        else:
            settled.new.append(finding)
    replaced = {said for f in settled.new for said in f.fingerprints | f.instead}
    says = {finding.key: finding.says for finding in findings}
    settled.contradicted = [
        (k, says.get(k.key, UNSAID))
        for k in known
        if k.id not in matched
        and (reach.covers(k) or (k.open and k.from_file and k.fingerprint in replaced))
    ]
    return settled


def _by_fingerprint(known: Sequence[Known]) -> dict[str, list[Known]]:
    found: dict[str, list[Known]] = {}
    for one in known:
        found.setdefault(one.fingerprint, []).append(one)
    return found


def _is_same(finding: Finding, known: Known) -> bool:
    """Whether an open proposal stands for a finding; the publisher's own day replaces a file's."""
    if not finding.exact or not known.from_file or finding.kind != known.kind:
        return True
    return (known.effective, known.details) == (finding.effective, finding.details)


def _decided(known: Known, file_hash: str, day: date) -> bool:
    if known.open:
        return False
    ahead = known.state == State.ACCEPTED and known.effective > day
    return known.state == State.REFUSED or ahead or file_hash in known.seen_in
