"""Findings in an import's preview: what is proposed, seen again, or withdrawn. Writes nothing."""

import hashlib
from collections.abc import Sequence
from datetime import date

from networks.comparison.findings import Finding
from networks.comparison.places import Comparison
from networks.comparison.settle import Known, Reach, Settled, settle
from networks.models import ProposalKind
from networks.proposals.from_files import note_sightings, propose_findings, withdraw_contradicted
from practices.cells import say
from practices.plans import CHANGED, ENDED, NEW, Plan

SNAPSHOT_KINDS = frozenset(
    {
        ProposalKind.JOIN, ProposalKind.LEAVE, ProposalKind.MOVE, ProposalKind.PRACTICE_CLOSURE,
        ProposalKind.NETWORK_FORMED, ProposalKind.NETWORK_ENDED,
    }
)  # fmt: skip
"""What a file can say that lists who is where on a day."""


def plan_findings(
    plan: Plan,
    findings: Sequence[Finding],
    known: Sequence[Known],
    *,
    content: bytes,
    reach: Reach,
) -> Settled:
    """Plan what becomes of the findings of a file, of which `content` are the bytes."""
    file_hash = hashlib.sha256(content).hexdigest()
    settled = settle(findings, known, file_hash=file_hash, reach=reach)
    for finding in settled.new:
        plan.change(
            NEW, entity_of(finding.kind), finding.key, finding.row, finding.before, _dated(finding)
        )
    for finding, one in settled.seen:
        plan.change(
            CHANGED,
            entity_of(one.kind),
            finding.key,
            finding.row,
            "proposed",
            "proposed; seen again",
        )
    for one, says in settled.contradicted:
        plan.change(
            ENDED, entity_of(one.kind), one.key, None, "proposed", f"withdrawn: the file {says}"
        )
    for _, one in (*settled.noted, *settled.decided):
        plan.same(entity_of(one.kind))
    plan.then(withdraw_contradicted, withdrawn=[(k.id, s) for k, s in settled.contradicted],
              day=reach.day)  # fmt: skip
    plan.then(propose_findings, findings=settled.new, day=reach.day)
    plan.then(note_sightings, seen=[(k.id, f.row) for f, k in settled.seen], day=reach.day)
    _summarise(plan, settled)
    return settled


def entity_of(kind: str) -> str:
    """What a preview calls proposals of a kind: “Proposal: practice joins a network”."""
    label = str(ProposalKind(kind).label)
    return f"Proposal: {label[0].lower()}{label[1:]}"


def _dated(finding: Finding) -> str:
    return f"{finding.after} from {say(finding.effective)}"


def _summarise(plan: Plan, settled: Settled) -> None:
    numbers = {
        "new": len(settled.new),
        "proposed before": len(settled.seen) + len(settled.noted),
        "decided before": len(settled.decided),
        "withdrawn, because this file says otherwise": len(settled.contradicted),
    }
    if any(numbers.values()):
        said = ", ".join(f"{number:,} {what}" for what, number in numbers.items() if number)
        plan.summary.append(f"Proposals: {said}. The register stays as it is until you decide.")


IN_WORDS = {
    "same": "as in the register",
    "outside": "in no network in both",
    "new": "new in a network",
    "moved": "moved",
    "left": "left",
    "closed": "not in the file any more",
    "uncovered": "where the file does not reach",
    "ahead": "as decided for a later day",
    "impossible": "closed, or in a network that has closed",
}


def summarise_places(plan: Plan, comparison: Comparison, day: date) -> None:
    """Count the practices of the file and the core practices of the register; both add up."""
    for title, numbers in (
        ("Practices in the file", comparison.in_file()),
        (f"Core practices in the register on {say(day)}", comparison.in_register()),
    ):
        named = [(numbers[group], words) for group, words in IN_WORDS.items() if group in numbers]
        said = ", ".join(f"{number:,} {words}" for number, words in named)
        plan.summary.append(f"{title}: {sum(numbers.values()):,} = {said}.")
    for code in comparison.groups.get("impossible", ()):
        plan.warn(
            f"{code} has closed in the register by {say(day)}, or its network has, and the file "
            "counts it. It is in no network on that day. Check the closing day.",
            value=code,
        )
