"""The tables of funding: runs and decisions, the books, adjustments and payment files."""

from funding.models.adjustments import (
    Adjustment,
    AdjustmentDecision,
    AdjustmentDue,
    AdjustmentKind,
    AdjustmentLimit,
)
from funding.models.books import (
    Cause,
    ChainLink,
    Correction,
    Posting,
    PostingKind,
    Recalculation,
    RecoverySpread,
)
from funding.models.files import PaymentFile, PaymentLine
from funding.models.rates import RateSheet, RateSheetDecision
from funding.models.runs import (
    Calculation,
    Decision,
    Gap,
    Line,
    Rounding,
    RoundingSetting,
    Run,
    RunPart,
    Statement,
)

__all__ = [
    "Adjustment",
    "AdjustmentDecision",
    "AdjustmentDue",
    "AdjustmentKind",
    "AdjustmentLimit",
    "Calculation",
    "Cause",
    "ChainLink",
    "Correction",
    "Decision",
    "Gap",
    "Line",
    "PaymentFile",
    "PaymentLine",
    "Posting",
    "PostingKind",
    "RateSheet",
    "RateSheetDecision",
    "Recalculation",
    "RecoverySpread",
    "Rounding",
    "RoundingSetting",
    "Run",
    "RunPart",
    "Statement",
]
