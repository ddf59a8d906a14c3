"""Nominated payees of the workbook: another one becomes a proposal, never a silent change."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.db.models import F, Q

from networks.models import NominatedPayee, Proposal, ProposalKind, ProposalState
from networks.network_details.layout import PAYEES, visible
from networks.network_details.reading import PayeeRow, in_tab
from networks.proposals.actions import propose
from networks.proposals.details import Draft, ProposalRefused, check_details, fingerprint
from networks.proposals.projection import project
from practices.cells import say
from practices.import_actions import ImportRefused
from practices.plans import CHANGED, NEW, Plan, Receipt

ENTITY = "Nominated payee (proposal)"
KIND = ProposalKind.PAYEE_CHANGED
COLUMNS = {"ods_code": "ods_code", "name": "name", "network": "network_code"}


def plan_payees(plan: Plan, rows: Sequence[PayeeRow]) -> None:
    """Plan a proposal for each payee that the register does not hold and nobody proposed yet."""
    known, waiting = _known({row.network for row in rows}), _waiting()
    first: dict[str, int] = {}
    proposed: list[PayeeRow] = []
    for row in rows:
        if first.setdefault(row.network, row.row) != row.row:
            message = f"Is already in row {first[row.network]}. A network has one payee: keep one."
            plan.error(message, row.row, in_tab(PAYEES, "network_code"), row.network)
            continue
        held = known[row.network]
        if _is_held(plan, row, held) or _print(row) in waiting:
            plan.same(ENTITY)
        elif _allowed(plan, row):
            proposed.append(row)
            before = f"{held[-1].name} ({held[-1].ods_code})" if held else ""
            after = f"proposed: {row.name} ({row.ods_code}) from {say(row.starts)}"
            kind = CHANGED if held else NEW
            plan.change(kind, ENTITY, row.network, row.row, before, after)
    if proposed:
        plan.summary.append(
            f"Nominated payees that become a proposal: {len(proposed):,}. A second person decides "
            f"each, and it holds at the earliest {settings.PAYEE_WAITING_DAYS} days after the "
            "decision. Until then the payee stays as it is."
        )
    plan.then(propose_payees, rows=proposed)


def _known(networks: Collection[str]) -> dict[str, list[NominatedPayee]]:
    """Every payee that ever counted, by network, in order of start."""
    found: dict[str, list[NominatedPayee]] = defaultdict(list)
    counted = Q(ends__isnull=True) | Q(ends__gt=F("starts"))
    rows = NominatedPayee.objects.filter(counted, network__code__in=networks)
    for held in rows.select_related("network").order_by("starts"):
        found[held.network.code].append(held)
    return found


def _is_held(plan: Plan, row: PayeeRow, held: Sequence[NominatedPayee]) -> bool:
    """Whether the register has this payee: now, from a later day, or then as the row says."""
    same = [
        p
        for p in held
        if (p.ods_code, visible(p.name).casefold()) == (row.ods_code, visible(row.name).casefold())
    ]
    if any(payee.starts == row.starts for payee in same):
        return True
    lasting = [payee for payee in same if payee.ends is None]
    for payee in lasting:
        plan.warn(
            f"{payee.name} is the payee from {say(payee.starts)} in the register. That day stays.",
            row.row,
            in_tab(PAYEES, "starts"),
            row.starts.isoformat(),
        )
    return bool(lasting)


def _details(row: PayeeRow) -> dict[str, Any]:
    return {"network": row.network, "name": row.name, "ods_code": row.ods_code}


def _print(row: PayeeRow) -> str:
    return fingerprint(KIND, _details(row))


def _waiting() -> set[str]:
    open_ones = Proposal.objects.filter(kind=KIND, state=ProposalState.PROPOSED)
    return set(open_ones.values_list("fingerprint", flat=True))


def _allowed(plan: Plan, row: PayeeRow) -> bool:
    """Whether the register as it stands lets this be proposed; else an error is noted."""
    try:
        draft = Draft(KIND, row.starts, check_details(KIND, _details(row)))
        project([draft], on=row.starts)
    except ProposalRefused as refusal:
        column = in_tab(PAYEES, COLUMNS.get(refusal.field, "starts"))
        plan.error(str(refusal), row.row, column, row.name)
        return False
    return True


def propose_payees(*, rows: Sequence[PayeeRow], receipt: Receipt) -> None:
    """Put each payee up for decision, with the row it came from."""
    for row in rows:
        try:
            propose(
                kind=KIND,
                effective=row.starts,
                reason=f"Entered in {receipt.source.name}, tab {PAYEES}, row {row.row}.",
                details=_details(row),
                by=receipt.by,
                at=receipt.at,
                source=receipt.source,
                source_row=row.row,
            )
        except ProposalRefused as refusal:
            raise ImportRefused(
                f"Nothing was applied. {PAYEES}, row {row.row}: {refusal}"
            ) from refusal
