"""An ICB's months: which calculation counts, and how far it is.

The approved calculation of a month counts, else the latest. The latest is the one found by the
run with the newest knowledge (`known_at`), and of those by the newest run.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from funding.engine.life import Stage
from funding.models import Calculation, Decision, FirstApproval, MonthCheck, RunPart
from funding.queries.life import stages_of

NEWEST_RUN_FIRST = ("-run__known_at", "-run__requested_at", "-id")


class MonthState(StrEnum):
    """How far an ICB's month is."""

    NOT_CALCULATED = "not_calculated"
    CALCULATED = "calculated"
    RETURNED = "returned"
    APPROVED = "approved"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


@dataclass(frozen=True)
class MonthOverview:
    """One ICB's month: the calculation that counts, and what was decided on it.

    `newer` is a later calculation than the approved one: facts have changed since. `check` and
    `first` are the check and the first of two approvals of `calculation`; `stage` is how far it is
    once approved. Money is in pounds; everything is None or 0 where nothing is calculated.
    """

    icb_code: str
    month: date
    calculation: Calculation | None = None
    decision: Decision | None = None
    newer: Calculation | None = None
    check: MonthCheck | None = None
    first: FirstApproval | None = None
    stage: Stage | None = None

    @property
    def standing(self) -> str:
        """How far the month is, in one word or two: from "not_calculated" to "closed"."""
        if self.stage is not None:
            return self.stage.value
        if self.state != MonthState.CALCULATED:
            return self.state.value
        if self.first is not None:
            return "approved_once"
        return "checked" if self.check else self.state.value

    @property
    def state(self) -> MonthState:
        if self.calculation is None:
            return MonthState.NOT_CALCULATED
        if self.decision is None:
            return MonthState.CALCULATED
        return MonthState(self.decision.outcome)

    @property
    def total(self) -> Decimal | None:
        return self.calculation.total if self.calculation else None

    @property
    def held(self) -> Decimal:
        """Pounds of the total that are not paid because of holds."""
        return self.calculation.held if self.calculation else Decimal("0.00")

    @property
    def networks(self) -> int:
        return self.calculation.networks if self.calculation else 0

    @property
    def gaps(self) -> int:
        return self.calculation.gaps if self.calculation else 0


def months_overview(*, icb_codes: Collection[str], months: Collection[date]) -> list[MonthOverview]:
    """Every ICB and month asked for, by ICB and then month, in five queries."""
    latest = {
        (part.icb_code, part.run.month): part.calculation for part in _latest(icb_codes, months)
    }
    decisions = Decision.objects.filter(icb_code__in=icb_codes, month__in=months)
    decided = {d.calculation_id: d for d in decisions.select_related("calculation", "decided_by")}
    approved = {
        (d.icb_code, d.month): d for d in decided.values() if d.outcome == MonthState.APPROVED
    }
    made = _Made.of([c.pk for c in latest.values() if c], [d.pk for d in approved.values()])
    return [
        _overview(latest.get((icb, month)), approved.get((icb, month)), decided, made, icb, month)
        for icb in sorted(icb_codes)
        for month in sorted(months)
    ]


@dataclass(frozen=True)
class _Made:
    """Checks and first approvals by calculation, stages by decision."""

    checks: dict[int, MonthCheck]
    firsts: dict[int, FirstApproval]
    stages: dict[int, Stage]

    @classmethod
    def of(cls, calculations: list[int], decisions: list[int]) -> "_Made":
        checks = MonthCheck.objects.filter(calculation__in=calculations)
        firsts = FirstApproval.objects.filter(calculation__in=calculations)
        return cls(
            {c.calculation_id: c for c in checks.select_related("checked_by")},
            {f.calculation_id: f for f in firsts.select_related("approved_by")},
            stages_of(decisions),
        )


def _overview(
    latest: Calculation | None,
    approval: Decision | None,
    decided: dict[int, Decision],
    made: _Made,
    icb: str,
    month: date,
) -> MonthOverview:
    if approval is None:
        number = latest.pk if latest else 0
        return MonthOverview(
            icb,
            month,
            latest,
            decided.get(number),
            check=made.checks.get(number),
            first=made.firsts.get(number),
        )
    newer = latest if latest and latest.pk != approval.calculation_id else None
    return MonthOverview(
        icb, month, approval.calculation, approval, newer, stage=made.stages[approval.pk]
    )


def _latest(icb_codes: Collection[str], months: Collection[date]) -> QuerySet[RunPart]:
    """The part that found the latest calculation, one for each ICB and month that has one."""
    return (
        RunPart.objects.filter(
            state=RunPart.State.DONE, icb_code__in=icb_codes, run__month__in=months
        )
        .order_by("icb_code", "run__month", *NEWEST_RUN_FIRST)
        .distinct("icb_code", "run__month")
        .select_related("calculation__calculated_by", "run")
    )


def latest_calculation(*, icb_code: str, month: date) -> Calculation | None:
    """The latest calculation of an ICB's month, decided or not."""
    part = _latest([icb_code], [month]).first()
    return part.calculation if part else None


def counting_calculations() -> QuerySet[Calculation]:
    """The calculation that counts for each ICB and month: approved, else the latest."""
    latest = (
        RunPart.objects.filter(state=RunPart.State.DONE)
        .order_by("icb_code", "run__month", *NEWEST_RUN_FIRST)
        .distinct("icb_code", "run__month")
        .values("calculation")
    )
    approved = Decision.objects.filter(outcome=Decision.Outcome.APPROVED)
    of_month = approved.filter(icb_code=OuterRef("icb_code"), month=OuterRef("month"))
    return Calculation.objects.filter(
        Q(pk__in=approved.values("calculation")) | (Q(pk__in=latest) & ~Exists(of_month))
    )


def calculations_of(*, icb_code: str, month: date) -> list[Calculation]:
    """All calculations of an ICB's month, newest first, with who calculated and decided."""
    return list(
        Calculation.objects.filter(icb_code=icb_code, month=month)
        .select_related("calculated_by")
        .prefetch_related("decisions__decided_by")
        .order_by("-id")
    )


def standing_of(calculation: Calculation) -> str:
    """How far one calculation is, as `MonthOverview.standing` says it."""
    decision = decision_on(calculation)
    if decision is None:
        if FirstApproval.objects.filter(calculation=calculation).exists():
            return "approved_once"
        checked = MonthCheck.objects.filter(calculation=calculation).exists()
        return "checked" if checked else MonthState.CALCULATED.value
    if decision.outcome == Decision.Outcome.RETURNED:
        return MonthState.RETURNED.value
    return stages_of([decision.pk])[decision.pk].value


def decision_on(calculation: Calculation) -> Decision | None:
    """The one decision on a calculation, if it is made."""
    return calculation.decisions.select_related("decided_by").first()
