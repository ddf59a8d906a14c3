"""Reads about claims: how each line stands, and what waits for whom and since when."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, QuerySet, Subquery

from workforce.models import FINAL, Claim, ClaimLine, LineDecision, LineStep

WAITING = "waiting"
STATE_WORDS = {
    WAITING: "Waiting for the board",
    LineStep.QUERIED: "Query to the network",
    LineStep.ANSWERED: "Answered, waiting for the board",
    LineStep.APPROVED: "Approved",
    LineStep.REJECTED: "Rejected",
}
NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class ClaimSummary:
    """A claim with its sums by state, in pounds, and since when it waits for the board."""

    claim: Claim
    total: Decimal
    waiting: Decimal
    queried: Decimal
    approved: Decimal
    rejected: Decimal
    lines: int
    counts: Counter[str]

    @property
    def open(self) -> bool:
        """Whether any line still waits, for the board or for the network."""
        return any(self.counts.get(state) for state in (WAITING, "answered", "queried"))

    def days(self, on: date) -> int:
        """Days since it was declared."""
        return (on - self.claim.submitted_at.date()).days


def with_state(lines: QuerySet[ClaimLine]) -> QuerySet[ClaimLine]:
    """Lines with `state`: the last step of each, None where the board has not looked yet."""
    last = LineDecision.objects.filter(line=OuterRef("pk")).order_by("-id")
    return lines.annotate(
        state=Subquery(last.values("step")[:1]),
        state_reason=Subquery(last.values("reason")[:1]),
        state_at=Subquery(last.values("at")[:1]),
        paid_in=Subquery(last.values("pay_month")[:1]),
    )


def state_of(line: ClaimLine) -> str:
    """How a line of `with_state` stands: its last step, or that it waits."""
    return line.state or WAITING  # type: ignore[attr-defined]


def claims_of(network_ids: Collection[int], starts: date, ends: date) -> list[ClaimSummary]:
    """Every claim of networks for months of [starts, ends), latest first; two queries."""
    claims = Claim.objects.filter(
        network__in=list(network_ids), month__gte=starts, month__lt=ends
    ).select_related("network", "submitted_by", "uplift")
    return summaries(claims.order_by("-month", "-turn"))


def waiting_claims(network_ids: Collection[int]) -> list[ClaimSummary]:
    """Claims with a line that is not decided, the oldest first."""
    decided = LineDecision.objects.filter(step__in=FINAL).values("line")
    undecided = ClaimLine.objects.exclude(pk__in=decided).values("claim")
    claims = Claim.objects.filter(network__in=list(network_ids), pk__in=undecided)
    return summaries(
        claims.select_related("network", "submitted_by", "uplift").order_by("submitted_at")
    )


def summaries(claims: QuerySet[Claim]) -> list[ClaimSummary]:
    """Claims with their sums by state, in the order given."""
    found = list(claims)
    sums: dict[int, Counter[str]] = {claim.pk: Counter() for claim in found}
    pounds: dict[tuple[int, str], Decimal] = {}
    for line in with_state(ClaimLine.objects.filter(claim__in=found)).defer("steps"):
        key = state_of(line)
        sums[line.claim_id][key] += 1
        pounds[line.claim_id, key] = pounds.get((line.claim_id, key), NOTHING) + line.amount
    return [_summary(claim, sums[claim.pk], pounds) for claim in found]


def _summary(
    claim: Claim, counts: Counter[str], pounds: dict[tuple[int, str], Decimal]
) -> ClaimSummary:
    def of(*states: str) -> Decimal:
        return sum((pounds.get((claim.pk, state), NOTHING) for state in states), NOTHING)

    return ClaimSummary(
        claim=claim,
        total=of(*counts),
        waiting=of(WAITING, LineStep.ANSWERED),
        queried=of(LineStep.QUERIED),
        approved=of(LineStep.APPROVED),
        rejected=of(LineStep.REJECTED),
        lines=sum(counts.values()),
        counts=counts,
    )


def decisions_of(lines: Iterable[ClaimLine]) -> dict[int, list[LineDecision]]:
    """What was done with each line, in order, with who did it."""
    found: dict[int, list[LineDecision]] = {}
    rows = LineDecision.objects.filter(line__in=list(lines)).select_related("by").order_by("id")
    for row in rows:
        found.setdefault(row.line_id, []).append(row)
    return found


def last_claimed_months(network_ids: Collection[int]) -> dict[int, date]:
    """The latest month that each network has claimed for, by network id."""
    rows = (
        Claim.objects.filter(network__in=list(network_ids))
        .order_by("network_id", "-month")
        .distinct("network_id")
    )
    return dict(rows.values_list("network_id", "month"))
