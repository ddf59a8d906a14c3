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
from funding.actions.money_queries import (
    QueryRefused,
    Question,
    answer_query,
    close_query,
    give_query,
    open_query,
    reopen_query,
)
from funding.actions.paid import PaidRefused, set_source, take_file
from funding.actions.parts import PartRefused, calculate_part, requeue_unfinished_parts
from funding.actions.payment_files import FileRefused, produce_payment_file
from funding.actions.rates import SheetEntry, SheetRefused, decide_sheet, enter_sheet
from funding.actions.recovery import SpreadRefused, spread_recovery
from funding.actions.rounding import RoundingRefused, set_rounding
from funding.actions.runs import RunRefused, start_run
from funding.actions.scenarios import (
    ScenarioRefused,
    add_change,
    changes_of,
    drop_change,
    propose_scenario,
    save_scenario,
)
from funding.actions.shares import ShareRefused, Terms, set_share_rule
from funding.actions.vintages import VintageRefused, choose_vintage

__all__ = [
    "AdjustmentRefused",
    "CheckRefused",
    "DecisionRefused",
    "Entry",
    "FileRefused",
    "PaidRefused",
    "PartRefused",
    "QueryRefused",
    "Question",
    "RoundingRefused",
    "RunRefused",
    "ScenarioRefused",
    "ShareRefused",
    "SheetEntry",
    "SheetRefused",
    "SpreadRefused",
    "Step",
    "StepRefused",
    "Terms",
    "VintageRefused",
    "acknowledge",
    "add_change",
    "answer_query",
    "approve",
    "calculate_part",
    "changes_of",
    "check",
    "choose_vintage",
    "close_query",
    "decide_adjustment",
    "decide_sheet",
    "drop_change",
    "enter_adjustment",
    "enter_sheet",
    "give_query",
    "open_query",
    "produce_payment_file",
    "propose_scenario",
    "reopen_query",
    "requeue_unfinished_parts",
    "return_calculation",
    "reverse_adjustment",
    "save_scenario",
    "set_adjustment_limit",
    "set_approval_limit",
    "set_rounding",
    "set_share_rule",
    "set_source",
    "spread_recovery",
    "start_run",
    "take_file",
    "take_step",
]
