"""What files show becomes proposals, is noted on those there are, or withdraws them; in bulk.

Called when an import is applied, inside its transaction, which holds the lock of the register.
Unlike a person's proposal, a file's is kept even if the register as it stands does not allow it:
whoever decides is told. The number of queries does not depend on the number of proposals.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Protocol

from django.db import IntegrityError, transaction

from networks.models import Proposal, ProposalSighting, ProposalState
from networks.proposals.applying import apply, in_order
from networks.proposals.details import check_details, fingerprint
from networks.proposals.picture import read
from networks.proposals.reach import note_reach
from networks.proposals.refusal import ProposalRefused
from networks.proposals.wording import title
from pcn_portal.audit.models import AuditEvent, event
from practices.cells import say
from practices.import_actions import ImportRefused
from practices.plans import Receipt

BATCH = 2000


class Shown(Protocol):
    """A change that a file shows; `says` is a clause that follows the file's name."""

    @property
    def kind(self) -> str: ...
    @property
    def effective(self) -> date: ...
    @property
    def details(self) -> dict[str, Any]: ...
    @property
    def row(self) -> int | None: ...
    @property
    def says(self) -> str: ...


def propose_findings(*, findings: Sequence[Shown], day: date, receipt: Receipt) -> None:
    """Put every change that a file of `day` shows up for decision."""
    proposals = [_proposal(finding, day, receipt) for finding in findings]
    try:
        with transaction.atomic():
            Proposal.objects.bulk_create(proposals, batch_size=BATCH)
    except IntegrityError as error:
        if "one_open_proposal_of_a_change" not in str(error):
            raise
        raise ImportRefused(
            "Somebody has proposed one of these changes in the meantime, so nothing was applied. "
            "Choose the file again to see what it would do now."
        ) from error
    _note_reach(proposals)
    note_sightings(seen=[(p.pk, p.source_row) for p in proposals], day=day, receipt=receipt)
    _record("proposal.proposed", proposals, receipt)


def _proposal(finding: Shown, day: date, receipt: Receipt) -> Proposal:
    details = check_details(finding.kind, finding.details)
    return Proposal(
        kind=finding.kind,
        effective=finding.effective,
        reason=_sentence(receipt, day, finding.says),
        details=details,
        fingerprint=fingerprint(finding.kind, details),
        proposed_at=receipt.at,
        source=receipt.source,
        source_row=finding.row,
    )


def _sentence(receipt: Receipt, day: date, says: str) -> str:
    return f"{receipt.source.name} of {say(day)} {says}."[:2000]


def _note_reach(proposals: Sequence[Proposal]) -> None:
    """Note what each touches, as if all were accepted together."""
    picture = read(proposals)
    for proposal in in_order(proposals):
        with suppress(ProposalRefused):
            apply(picture, proposal)
    note_reach(picture, proposals)


def note_sightings(*, seen: Sequence[tuple[int, int | None]], day: date, receipt: Receipt) -> None:
    """Note that a file of `day` says the same as proposals, by number, and in which rows."""
    ProposalSighting.objects.bulk_create(
        (
            ProposalSighting(
                proposal_id=pk, source=receipt.source, source_row=row, on=day, seen_at=receipt.at
            )
            for pk, row in seen
        ),
        batch_size=BATCH,
    )


def withdraw_contradicted(
    *, withdrawn: Sequence[tuple[int, str]], day: date, receipt: Receipt
) -> None:
    """Withdraw open proposals of earlier files, by number, each with what the file says instead."""
    says = dict(withdrawn)
    proposals = list(Proposal.objects.select_for_update().filter(pk__in=says).order_by("pk"))
    for proposal in proposals:
        proposal.state = ProposalState.WITHDRAWN
        proposal.decided_at, proposal.decided_by_id = receipt.at, receipt.by.id
        proposal.decision_reason = _sentence(receipt, day, says[proposal.pk])
    Proposal.objects.bulk_update(
        proposals,
        ["state", "decided_at", "decided_by", "decision_reason"],
        batch_size=BATCH,
    )
    _record("proposal.withdrawn", proposals, receipt)


def _record(action: str, proposals: Iterable[Proposal], receipt: Receipt) -> None:
    AuditEvent.objects.bulk_create(
        (
            event(
                action=action,
                by=receipt.by,
                at=receipt.at,
                object_kind="proposal",
                object_key=str(proposal.pk),
                reason=proposal.decision_reason or proposal.reason,
                data={
                    "kind": proposal.kind,
                    "change": title(proposal.kind, proposal.details),
                    "effective": proposal.effective.isoformat(),
                    "details": proposal.details,
                    "source": receipt.source.sha256,
                },
            )
            for proposal in proposals
        ),
        batch_size=BATCH,
    )
