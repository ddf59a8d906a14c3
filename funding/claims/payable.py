"""The approved claim lines that a month pays, as known at a moment."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from funding.engine.facts import ApprovedLine
from pcn_portal.units.periods import Month
from workforce.models import LineDecision, LineStep

COLUMNS = (
    "line__claim__network_id",
    "line_id",
    "line__claim_id",
    "line__claim__month",
    "line__reference",
    "line__role",
    "line__role_name",
    "line__amount",
    "line__status",
    "line__citations",
)


def lines_to_pay(
    *, network_ids: Collection[int], month: date, known_at: datetime
) -> dict[int, tuple[ApprovedLine, ...]]:
    """The lines approved by `known_at` to be paid in a month, by network id; one query."""
    found: dict[int, list[ApprovedLine]] = defaultdict(list)
    rows = LineDecision.objects.filter(
        step=LineStep.APPROVED,
        pay_month=month,
        at__lte=known_at,
        line__claim__network__in=list(network_ids),
    )
    for (
        network,
        line,
        claim,
        worked,
        reference,
        role,
        name,
        amount,
        status,
        citations,
    ) in rows.order_by("line_id").values_list(*COLUMNS):
        found[network].append(
            ApprovedLine(
                line,
                claim,
                Month.of(worked),
                reference,
                role,
                name,
                amount,
                status,
                tuple(citations),
            )
        )
    return {network: tuple(lines) for network, lines in found.items()}
