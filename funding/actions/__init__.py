"""Everything that writes in funding: runs, their parts, decisions and rounding settings."""

from funding.actions.adjustments import (
    AdjustmentRefused,
    Entry,
    decide_adjustment,
    enter_adjustment,
    reverse_adjustment,
    set_adjustment_limit,
)
from funding.actions.checks import CheckRefused, acknowledge, check
from funding.actions.decisions import DecisionRefused, approve, return_calculation
from funding.actions.life import Step, StepRefused, set_approval_limit, take_step
from funding.actions.parts import PartRefused, calculate_part, requeue_unfinished_parts
from funding.actions.payment_files import FileRefused, produce_payment_file
from funding.actions.rates import SheetEntry, SheetRefused, decide_sheet, enter_sheet
from funding.actions.recovery import SpreadRefused, spread_recovery
from funding.actions.rounding import RoundingRefused, set_rounding
from funding.actions.runs import RunRefused, start_run

__all__ = [
    "AdjustmentRefused",
    "CheckRefused",
    "DecisionRefused",
    "Entry",
    "FileRefused",
    "PartRefused",
    "RoundingRefused",
    "RunRefused",
    "SheetEntry",
    "SheetRefused",
    "SpreadRefused",
    "Step",
    "StepRefused",
    "acknowledge",
    "approve",
    "calculate_part",
    "check",
    "decide_adjustment",
    "decide_sheet",
    "enter_adjustment",
    "enter_sheet",
    "produce_payment_file",
    "requeue_unfinished_parts",
    "return_calculation",
    "reverse_adjustment",
    "set_adjustment_limit",
    "set_approval_limit",
    "set_rounding",
    "spread_recovery",
    "start_run",
    "take_step",
]
