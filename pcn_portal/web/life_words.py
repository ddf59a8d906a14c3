"""How far a month is, in words and tags."""

from typing import Any

from funding.engine.life import BACK, ONWARD, Stage
from funding.models import MonthStep

STANDING_TAGS: dict[str, dict[str, str]] = {
    "not_calculated": {"text": "Not calculated", "colour": "grey"},
    "calculated": {"text": "To be checked", "colour": "blue"},
    "checked": {"text": "Waits for approval", "colour": "blue"},
    "approved_once": {"text": "Waits for second approval", "colour": "blue"},
    "returned": {"text": "Returned", "colour": "orange"},
    "approved": {"text": "Approved", "colour": "green"},
    "sent": {"text": "Sent", "colour": "green"},
    "paid": {"text": "Paid", "colour": "green"},
    "closed": {"text": "Closed", "colour": "white"},
}
"""The tag of each standing of a month, in the order of its life."""

STEP_WORDS: dict[Stage, str] = {
    Stage.SENT: "Sent to be paid",
    Stage.PAID: "Paid",
    Stage.CLOSED: "Closed",
}


def step_choices(stage: Stage) -> list[tuple[str, str]]:
    """Where a month of this stage can go: onward first, then back."""
    choices = []
    if stage in ONWARD:
        choices.append((str(ONWARD[stage]), STEP_WORDS[ONWARD[stage]]))
    if stage in BACK:
        choices.append((str(BACK[stage]), f"Return it to: {BACK[stage]}"))
    return choices


def step_row(step: MonthStep) -> dict[str, Any]:
    """A step as its table shows it."""
    onward = ONWARD.get(Stage(step.before)) == step.after
    said = STEP_WORDS[Stage(step.after)] if onward else f"Returned to: {step.after}"
    return {
        "said": said,
        "on": step.on,
        "reference": step.reference,
        "reason": step.reason,
        "made_at": step.made_at,
        "made_by": step.made_by,
    }
