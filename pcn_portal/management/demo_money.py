"""Money matters of the demo: beds counted late, adjustments, and a rate to be checked."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from funding.actions import (
    Entry,
    SheetEntry,
    decide_adjustment,
    enter_adjustment,
    enter_sheet,
)
from networks.queries import networks_of_icb
from pcn_portal.accounts.models import User
from pcn_portal.fictional.files import csv_bytes
from pcn_portal.intake import apply, stage
from services.models import BedCount
from workforce.actions import MaximaEntry, enter_maxima

VARIATION = """\
year: 2026/27
sources:
  made_up: {title: Made-up agreement of the board with its networks, url: unknown}
rates:
- id: demo-enhanced-access-local
  payment: enhanced_access
  title: Enhanced access, local variation
  method: monthly
  value: "9.000"
  basis: adjusted
  unit: £ per patient
  per: year
  payee: network
  from: 2026-04-01
  to: 2027-04-01
  population_date: 2026-01-01
  published: 2026-03-01
  status: provisional
  confidence: single_source
  paid: monthly
  sources: [made_up]
"""


def correct_beds(icb: str, months: Sequence[date], *, by: User, at: datetime) -> None:
    """Bring in a file of late bed counts: 24 more in the first network, 12 fewer in the next."""
    counted = BedCount.objects.filter(
        month__in=months, network__in=networks_of_icb(icb, months[0]), beds__gte=12
    )
    codes = sorted(set(counted.values_list("network__code", flat=True)))
    corrected = dict(zip(codes, (24, -12), strict=False))
    rows: list[tuple[str, ...]] = [("network_code", "month", "beds")]
    for code, month, beds in counted.values_list("network__code", "month", "beds"):
        if code in corrected:
            rows.append((code, f"{month:%Y-%m}", str(beds + corrected[code])))
    batch = stage(
        kind="care_home_beds", name="late-bed-counts.csv", content=csv_bytes(rows), parameters={},
        by=by.actor, at=at, icbs=frozenset({icb}),
    )  # fmt: skip
    apply(batch_id=batch.pk, by=by.actor, at=at)


def adjust(icb: str, month: date, *, entered_by: User, agreed_by: User, at: datetime) -> None:
    """Enter two adjustments of the first network from a month on; one is agreed to."""
    network = networks_of_icb(icb, month).order_by("code")[0]
    agreed, _ = (
        enter_adjustment(
            icb_code=icb,
            entry=Entry(
                network_code=network.code,
                payee="",
                kind=kind,
                first_month=month,
                amount=Decimal(pounds),
                instalments=3,
                reason=reason,
                evidence="Made-up letter, page 1.",
            ),
            by=entered_by.actor,
            at=at,
        )
        for kind, pounds, reason in (
            ("winter", "3000.00", "Winter support agreed with the network."),
            ("hours", "-450.00", "Two Saturdays were not offered."),
        )
    )
    decide_adjustment(
        adjustment_id=agreed.pk,
        agree=True,
        senior=True,
        reason="Seen in the board’s minutes.",
        by=agreed_by.actor,
        at=at,
    )


def enter_variation(icb: str, *, by: User, at: datetime) -> None:
    """Enter a local variation of enhanced access, which waits for the approver."""
    entry = SheetEntry(
        title="Enhanced access 2026/27",
        content=VARIATION,
        document="Made-up agreement, page 2.",
        icb_code=icb,
    )
    enter_sheet(entry=entry, by=by.actor, at=at)


def enter_role_maxima(*, by: User, at: datetime) -> None:
    """Enter made-up role maxima, which wait for another national administrator."""
    entry = MaximaEntry(
        title="Made-up maxima 2026/27",
        starts=date(2026, 4, 1),
        ends=date(2027, 4, 1),
        lines="CP national 70000.00\nPT national 45000.00",
        document="Made-up table, page 1. These are no real maxima.",
    )
    enter_maxima(entry=entry, by=by.actor, at=at)
