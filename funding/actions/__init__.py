"""Everything that writes in funding: runs, their parts, decisions and rounding settings."""

from funding.actions.decisions import DecisionRefused, approve, return_calculation
from funding.actions.parts import PartRefused, calculate_part, requeue_unfinished_parts
from funding.actions.recovery import SpreadRefused, spread_recovery
from funding.actions.rounding import RoundingRefused, set_rounding
from funding.actions.runs import RunRefused, start_run

__all__ = [
    "DecisionRefused",
    "PartRefused",
    "RoundingRefused",
    "RunRefused",
    "SpreadRefused",
    "approve",
    "calculate_part",
    "requeue_unfinished_parts",
    "return_calculation",
    "set_rounding",
    "spread_recovery",
    "start_run",
]
