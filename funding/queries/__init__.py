"""Reads of runs, calculations, statements, gaps and rounding settings."""

from funding.gather import rounding_in_force
from funding.queries.adjustments import adjustments_of, due_of, limit_of
from funding.queries.blast import Blast, blast_of
from funding.queries.books import BookMonth, BookStream, books_of
from funding.queries.corrections import (
    MonthCorrected,
    NetworkCorrected,
    corrected_networks,
    recovery_spreads,
)
from funding.queries.held import (
    Held,
    HeldSum,
    held_networks,
    held_of,
    held_sums,
    placed_since,
)
from funding.queries.life import approval_limit_of, stage_of, stages_of, steps_of
from funding.queries.money_queries import QueryStanding, query_standings
from funding.queries.months import (
    MonthOverview,
    MonthState,
    calculations_of,
    counting_calculations,
    decision_on,
    latest_calculation,
    months_overview,
    standing_of,
)
from funding.queries.payables import Due, approval_of, due_with, files_of
from funding.queries.progress import Progress, run_progress
from funding.queries.reconcile import (
    DueRow,
    Reconciliation,
    YearRow,
    reconcile,
    sources_of,
    year_rows,
)
from funding.queries.results import (
    GapGroup,
    StreamTotal,
    gap_groups,
    gaps_of_kind,
    statements_of,
    stream_totals,
)
from funding.queries.settings import rounding_settings
from funding.queries.shares import Shared, SharedMonth, months_to_share, share_rules, shared_month
from funding.queries.statements import (
    StreamGroup,
    current_statement,
    current_statements,
    previous_statement,
    statement_groups,
)
from funding.queries.unusual import Seen, check_of, month_before, pictures, seen_in
from funding.queries.vintages import Need, choices_made, needs_of

__all__ = [
    "Blast",
    "BookMonth",
    "BookStream",
    "Due",
    "DueRow",
    "GapGroup",
    "Held",
    "HeldSum",
    "MonthCorrected",
    "MonthOverview",
    "MonthState",
    "Need",
    "NetworkCorrected",
    "Progress",
    "QueryStanding",
    "Reconciliation",
    "Seen",
    "Shared",
    "SharedMonth",
    "StreamGroup",
    "StreamTotal",
    "YearRow",
    "adjustments_of",
    "approval_limit_of",
    "approval_of",
    "blast_of",
    "books_of",
    "calculations_of",
    "check_of",
    "choices_made",
    "corrected_networks",
    "counting_calculations",
    "current_statement",
    "current_statements",
    "decision_on",
    "due_of",
    "due_with",
    "files_of",
    "gap_groups",
    "gaps_of_kind",
    "held_networks",
    "held_of",
    "held_sums",
    "latest_calculation",
    "limit_of",
    "month_before",
    "months_overview",
    "months_to_share",
    "needs_of",
    "pictures",
    "placed_since",
    "previous_statement",
    "query_standings",
    "reconcile",
    "recovery_spreads",
    "rounding_in_force",
    "rounding_settings",
    "run_progress",
    "seen_in",
    "share_rules",
    "shared_month",
    "sources_of",
    "stage_of",
    "stages_of",
    "standing_of",
    "statement_groups",
    "statements_of",
    "steps_of",
    "stream_totals",
    "year_rows",
]
