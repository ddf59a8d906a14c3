"""Deciding claims line by line: a query and its answer, approval into a month's run, rejection."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from funding.claims.declaring import ClaimRefused
from funding.claims.drafting import NOTHING
from funding.engine.pots import Pot
from funding.models import Decision
from funding.pots import pots_of
from networks.queries import icb_codes_of_networks
from networks.refusals import read_words
from pcn_portal.audit.copying import copy_in
from pcn_portal.audit.models import Actor, AuditEvent, event
from pcn_portal.units.periods import ContractYear, Month
from workforce.keeping_checks import who
from workforce.models import FINAL, Claim, ClaimLine, LineDecision, LineStep
from workforce.register_parts import lock_networks
from workforce.staff import approved_of_pots

MISSING = {
    LineStep.QUERIED: "Say what you want to know.",
    LineStep.ANSWERED: "Give the answer.",
    LineStep.REJECTED: "Say why it is rejected. The network reads it.",
}


def decide_lines(
    *,
    claim_id: int,
    line_ids: Collection[int],
    step: LineStep,
    reason: str,
    by: Actor,
    at: datetime,
) -> int:
    """Query, answer, approve or reject lines of one claim; see `decide_many`."""
    own = ClaimLine.objects.filter(claim=claim_id, pk__in=list(line_ids))
    ids = list(own.values_list("pk", flat=True))
    return decide_many(line_ids=ids, step=step, reason=reason, by=by, at=at)


@transaction.atomic
def decide_many(
    *, line_ids: Collection[int], step: LineStep, reason: str, by: Actor, at: datetime
) -> int:
    """Query, answer, approve or reject lines of any claims: all of them or, when refused, none.

    How many.
    """
    lines = _lines(line_ids)
    lock_networks([line.claim.network_id for line in lines])
    said = _reason(step, reason)
    claims = list({line.claim_id: line.claim for line in lines}.values())
    _check_people(claims, step, by)
    _check_standing(lines, step)
    months: dict[int, date] = {}
    if step == LineStep.APPROVED:
        boards = Boards.of(claims)
        _check_sums(boards, lines, at)
        months = boards.pay_months()
    person = who(by)
    copy_in(
        LineDecision,
        ("line_id", "step", "reason", "pay_month", "submitted_by_id", "at", "by_id"),
        (
            (
                line.pk,
                step.value,
                said,
                months.get(line.claim_id),
                line.claim.submitted_by_id,
                at,
                person,
            )
            for line in lines
        ),
    )
    decided: dict[int, list[int]] = defaultdict(list)
    for line in lines:
        decided[line.claim_id].append(line.pk)
    AuditEvent.objects.bulk_create(
        _event(claim, step, decided[claim.pk], said, by, at) for claim in claims
    )
    return len(lines)


def waiting_line_ids(*, network_ids: Collection[int], month: date | None = None) -> list[int]:
    """Lines that wait for the board and were not queried, of networks and perhaps one month."""
    lines = ClaimLine.objects.filter(claim__network__in=list(network_ids))
    if month is not None:
        lines = lines.filter(claim__month=month)
    final = LineDecision.objects.filter(line=OuterRef("pk"), step__in=FINAL)
    open_ = lines.filter(~Exists(final))
    talked = LineDecision.objects.filter(line__in=open_.values("pk")).order_by("id")
    last = dict(talked.values_list("line_id", "step"))
    ids = open_.order_by("pk").values_list("pk", flat=True)
    return [key for key in ids if last.get(key) != LineStep.QUERIED]


@dataclass(frozen=True)
class Boards:
    """The claims to approve with the board of each, by claim id."""

    claims: Sequence[Claim]
    codes: Mapping[int, str]

    @classmethod
    def of(cls, claims: Sequence[Claim]) -> "Boards":
        """Find the boards that commission the claims' networks in their months."""
        codes: dict[int, str] = {}
        for month in {claim.month for claim in claims}:
            here = [claim for claim in claims if claim.month == month]
            ids = [claim.network_id for claim in here]
            found = icb_codes_of_networks(network_ids=ids, on=month)
            codes |= {claim.pk: found.get(claim.network_id, "") for claim in here}
        return cls(claims, codes)

    def pay_months(self) -> dict[int, date]:
        """For each claim the month whose run pays what is approved now.

        The first that is not approved yet, not before the month of the work. Where the network
        has closed by then, its last month, which the next run corrects.
        """
        approved = Decision.objects.filter(
            icb_code__in=set(self.codes.values()), outcome=Decision.Outcome.APPROVED
        ).order_by()
        last = dict(approved.values_list("icb_code").annotate(last=Max("month")))
        return {
            claim.pk: _pay_month(claim, last.get(self.codes[claim.pk])) for claim in self.claims
        }

    def pots(self, at: datetime) -> dict[tuple[int, ContractYear], dict[str, Pot]]:
        """The pots of every network and contract year, by both."""
        asked: dict[tuple[str, ContractYear], set[int]] = defaultdict(set)
        for claim in self.claims:
            year = Month.of(claim.month).contract_year
            asked[self.codes[claim.pk], year].add(claim.network_id)
        return {
            (network, year): pots
            for (icb, year), ids in asked.items()
            for network, pots in pots_of(
                icb_code=icb, network_ids=ids, year=year, known_at=at
            ).items()
        }


def _pay_month(claim: Claim, last: date | None) -> date:
    month = max(claim.month, Month.of(last).next.first) if last else claim.month
    closed = claim.network.closed
    if closed is not None and closed <= month:
        month = Month.of(date.fromordinal(closed.toordinal() - 1)).first
    return month


def _lines(line_ids: Collection[int]) -> list[ClaimLine]:
    found = ClaimLine.objects.filter(pk__in=list(line_ids)).order_by("pk")
    lines = list(found.only("claim_id", "reference", "pot", "amount"))
    if not lines:
        raise ClaimRefused("Choose at least one line.", "lines")
    ids = {line.claim_id for line in lines}
    claims = Claim.objects.filter(pk__in=ids).select_related("network").in_bulk()
    for line in lines:
        line.claim = claims[line.claim_id]
    return lines


def _reason(step: LineStep, reason: str) -> str:
    if step not in MISSING:
        return reason.strip()
    return read_words(reason, field="reason", refusal=ClaimRefused, missing=MISSING[step])


def _check_people(claims: Sequence[Claim], step: LineStep, by: Actor) -> None:
    person = who(by)
    if step != LineStep.ANSWERED and any(one.submitted_by_id == person for one in claims):
        raise ClaimRefused("You declared this claim. Somebody else must decide it.")


def _check_standing(lines: Sequence[ClaimLine], step: LineStep) -> None:
    """Refuse a line that is decided, an answer nobody asked for, and a query that waits already."""
    found: dict[int, LineStep] = {}
    rows = LineDecision.objects.filter(line__in=lines).order_by("id").values_list("line_id", "step")
    for line_id, made in rows:
        found[line_id] = LineStep(made)
    for line in lines:
        last = found.get(line.pk)
        if last in FINAL:
            raise ClaimRefused(f"{line.reference} is {last.label.lower()} already.")
        if step == LineStep.ANSWERED and last != LineStep.QUERIED:
            raise ClaimRefused(f"{line.reference} has no query that waits for an answer.")
        if step == LineStep.QUERIED and last == LineStep.QUERIED:
            raise ClaimRefused(f"{line.reference} already waits for an answer.")


def _check_sums(boards: Boards, lines: Sequence[ClaimLine], at: datetime) -> None:
    """Refuse more than a network's sums: they may have fallen since the claim was declared."""
    asked: dict[tuple[int, ContractYear, str], Decimal] = defaultdict(lambda: NOTHING)
    names = {}
    years = {one.pk: Month.of(one.month).contract_year for one in boards.claims}
    for line in lines:
        asked[line.claim.network_id, years[line.claim_id], line.pot] += line.amount
        names[line.claim.network_id] = line.claim.network.name
    pots = boards.pots(at)
    approved: dict[tuple[int, ContractYear, str], Decimal] = {}
    for year in {year for _, year, _ in asked}:
        sums = approved_of_pots(network_ids=list(names), starts=year.first, ends=year.after)
        approved |= {(network, year, pot): total for (network, pot), total in sums.items()}
    for key in sorted(asked, key=str):
        pot = pots[key[0], key[1]].get(key[2])
        if pot is None or pot.amount is None:
            note = pot.note if pot else "There is no such sum in this year."
            raise ClaimRefused(
                f"The sum of {names[key[0]]} is not known, so nothing is approved. {note}"
            )
        left = pot.amount - approved.get(key, NOTHING)
        if asked[key] > max(left, NOTHING):
            raise ClaimRefused(_too_much(names[key[0]], pot.title, left, asked[key]))


def _too_much(network: str, title: str, left: Decimal, asked: Decimal) -> str:
    return (
        f"{title} of {network}: £{max(left, NOTHING):,.2f} are left of the year and these "
        f"lines come to £{asked:,.2f}. Approve fewer, and reject the rest to be claimed anew."
    )


def _event(
    claim: Claim, step: LineStep, lines: Sequence[int], reason: str, by: Actor, at: datetime
) -> AuditEvent:
    return event(
        action=f"claim.lines_{step.value}",
        by=by,
        at=at,
        object_kind="network",
        object_key=claim.network.code,
        reason=reason,
        data={"claim": claim.pk, "lines": lines},
    )
