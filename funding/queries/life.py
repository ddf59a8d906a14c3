"""How far approved months are, the steps they took, and the limit for a second approval."""

from collections.abc import Collection
from decimal import Decimal

from django.db.models import QuerySet

from funding.engine.life import Stage
from funding.models import ApprovalLimit, Decision, MonthStep


def approval_limit_of(icb_code: str) -> Decimal | None:
    """Above how many pounds an ICB's month needs a second approval; None: never."""
    latest = ApprovalLimit.objects.filter(icb_code=icb_code).order_by("-id").first()
    return latest.limit if latest else None


def steps_of(decision: Decision) -> QuerySet[MonthStep]:
    """The steps of an approved month in their order, with who made them."""
    return decision.life.select_related("made_by").order_by("number")


def stages_of(decision_ids: Collection[int]) -> dict[int, Stage]:
    """The stage of each approved month, by its decision; one query."""
    latest = (
        MonthStep.objects.filter(decision__in=decision_ids)
        .order_by("decision_id", "-number")
        .distinct("decision_id")
    )
    found = dict.fromkeys(decision_ids, Stage.APPROVED)
    return found | {d: Stage(after) for d, after in latest.values_list("decision_id", "after")}


def stage_of(decision: Decision) -> Stage:
    """The stage of one approved month."""
    return stages_of([decision.pk])[decision.pk]
