"""Uplifts: higher maxima or pay for months that were claimed, as one request to approve.

What more may be claimed is what the register and the maxima come to now, less what was claimed:
the difference of two days' knowledge. Staff are paid first, then it is claimed (NHS North East
London, August 2025), so the request has proof.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, QuerySet

from funding.claims.deciding import decide_many
from funding.claims.declaring import ClaimRefused, write_claims
from funding.claims.drafting import NOTHING, draft_of
from networks.models import Network
from networks.refusals import read_words
from pcn_portal.audit.models import Actor, record
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import month_in_words
from workforce.engine.generating import Drafted
from workforce.keeping_checks import who
from workforce.models import FINAL, ClaimLine, LineStep, Uplift
from workforce.register_parts import lock_network

MOST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class UpliftEntry:
    """Which months, why, and how it is known that staff were paid the difference."""

    title: str
    first_month: date
    last_month: date
    proof: str
    paid: bool


@dataclass(frozen=True, slots=True)
class MonthMore:
    """What more may be claimed for a month: the lines, and for whom a rule or missing figure stops.

    `stopped` are sentences, each once.
    """

    month: Month
    lines: tuple[Drafted, ...]
    stopped: tuple[str, ...]

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), NOTHING)


def preview_uplift(
    *, network: Network, first: date, last: date, by: Actor, at: datetime
) -> list[MonthMore]:
    """What more each month may be claimed, each after the ones before it. Nothing is kept."""
    months = _months(first, last)
    with transaction.atomic():
        uplift = _write(network, UpliftEntry("-", first, last, "-", True), by, at)
        found = _claim_months(network, months, uplift, by, at)
        transaction.set_rollback(True)
    return found


@transaction.atomic
def request_uplift(*, network: Network, entry: UpliftEntry, by: Actor, at: datetime) -> Uplift:
    """Claim the difference for every month that has one. Raises ClaimRefused."""
    title = read_words(
        entry.title,
        field="title",
        refusal=ClaimRefused,
        missing="Give it a name, like: pay award of 2025/26.",
        longest=200,
    )
    if not entry.paid:
        raise ClaimRefused("Staff are paid first. Confirm that they were.", "paid")
    proof = read_words(
        entry.proof,
        field="proof",
        refusal=ClaimRefused,
        missing="Say where the proof is that staff were paid the difference.",
    )
    months = _months(entry.first_month, entry.last_month)
    lock_network(network.pk)
    given = UpliftEntry(title, entry.first_month, entry.last_month, proof, True)
    uplift = _write(network, given, by, at)
    found = _claim_months(network, months, uplift, by, at)
    if not any(month.lines for month in found):
        raise ClaimRefused(_nothing(found))
    record(
        action="uplift.requested",
        by=by,
        at=at,
        object_kind="network",
        object_key=network.code,
        data={"uplift": uplift.pk, "title": title},
    )
    return uplift


@transaction.atomic
def decide_uplift(*, uplift_id: int, step: LineStep, reason: str, by: Actor, at: datetime) -> int:
    """Approve, query, reject or answer every line of an uplift that waits; how many. All or none.

    An answer goes to the lines that were queried.
    """
    lines = ClaimLine.objects.filter(claim__uplift=uplift_id).exclude(decisions__step__in=FINAL)
    ids = list(_concerned(lines, step).values_list("pk", flat=True))
    if not ids:
        raise ClaimRefused("No line of this uplift waits for that.")
    return decide_many(line_ids=ids, step=step, reason=reason, by=by, at=at)


def _concerned(lines: QuerySet[ClaimLine], step: LineStep) -> QuerySet[ClaimLine]:
    if step == LineStep.ANSWERED:
        return lines.filter(Q(decisions__step=LineStep.QUERIED)).distinct()
    return lines


def _months(first: date, last: date) -> list[Month]:
    """The months from the first to the last; refuses none, and too many."""
    if last < first:
        raise ClaimRefused("The last month is before the first. Check both.", "last_month")
    months: list[Month] = []
    month = Month.of(first)
    while month <= Month.of(last) and len(months) <= MOST_MONTHS:
        months.append(month)
        month = month.next
    if len(months) > MOST_MONTHS:
        raise ClaimRefused(f"At most {MOST_MONTHS} months in one request.", "last_month")
    return months


def _write(network: Network, entry: UpliftEntry, by: Actor, at: datetime) -> Uplift:
    return Uplift.objects.create(
        network=network,
        title=entry.title,
        first_month=entry.first_month,
        last_month=entry.last_month,
        proof=entry.proof,
        submitted_at=at,
        submitted_by_id=who(by),
    )


def _claim_months(
    network: Network, months: list[Month], uplift: Uplift, by: Actor, at: datetime
) -> list[MonthMore]:
    """Write a claim for every month with more; the sum shrinks from month to month."""
    found = []
    for month in months:
        draft = draft_of(network=network, month=month.first, known_at=at)
        claimed = [line for line in draft.lines if line.before > 0]
        more = tuple(line for line in claimed if line.amount > 0)
        if more:
            drafts, lines = {network.pk: draft}, {network.pk: more}
            write_claims(
                [network], drafts, lines, evidence=uplift.proof, by=by, at=at, uplift=uplift
            )
        stopped = dict.fromkeys(line.stopped for line in claimed if line.stopped)
        found.append(MonthMore(month, more, tuple(stopped)))
    return found


def _nothing(found: list[MonthMore]) -> str:
    first, last = month_in_words(found[0].month), month_in_words(found[-1].month)
    stopped = next((said for month in found for said in month.stopped), "")
    if stopped:
        return f"Nothing more can be claimed from {first} to {last}: {stopped}"
    return (
        f"Nothing more can be claimed from {first} to {last}. Record the new pay first, or wait "
        "for the new maxima to be published here."
    )
