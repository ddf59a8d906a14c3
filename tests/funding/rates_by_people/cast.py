"""Sheets of made-up rates, entered by one person and published by another."""

from datetime import datetime

from funding.actions import SheetEntry, decide_sheet, enter_sheet
from funding.models import RateSheetDecision
from pcn_portal.accounts.models import User

SPLIT = """
year: 2024/25
sources:
  made_up: {title: Made-up letter on the split of core funding, url: unknown}
rates:
- id: core-2024-25-entered
  payment: core_pcn_funding
  title: Core PCN funding, final rates of 2024/25, made-up split
  method: monthly
  value: "2.967"
  components:
    - component: registered
      value: "2.257"
      basis: registered
      status: provisional
      confidence: single_source
    - component: adjusted
      value: "0.710"
      basis: adjusted
      status: provisional
      confidence: single_source
  unit: £ per patient
  per: year
  payee: network
  from: 2024-04-01
  to: 2025-04-01
  population_date: 2024-01-01
  published: 2024-09-26
  status: provisional
  confidence: single_source
  paid: monthly
  sources: [made_up]
"""
"""The final split of core funding of 2024/25, which no source read gives: made up."""

LOCAL = """
year: 2026/27
sources:
  made_up: {title: Made-up local agreement, url: unknown}
rates:
- id: ea-2026-27-local
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
"""A local variation of enhanced access in 2026/27, made up."""


def publish(
    content: str,
    *,
    enters: User,
    checks: User,
    at: datetime,
    icb_code: str = "",
    networks: tuple[str, ...] = (),
) -> RateSheetDecision:
    """Enter a sheet and publish it, both at the same moment."""
    entry = SheetEntry(
        title="Made-up rates", content=content, document="Made-up letter, page 2",
        icb_code=icb_code, networks=networks,
    )  # fmt: skip
    sheet = enter_sheet(entry=entry, by=enters.actor, at=at)
    return decide_sheet(
        sheet_id=sheet.pk, publish=True, compared="Both values, the dates and the basis",
        by=checks.actor, at=at,
    )  # fmt: skip
