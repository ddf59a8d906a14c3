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
from funding.models.life import (
    Acknowledgement,
    ApprovalLimit,
    FirstApproval,
    MoneyMail,
    MonthCheck,
    MonthStep,
)
from funding.models.offers import PotOffer, PotTransfer
from funding.models.rates import RateSheet, RateSheetDecision
from funding.models.reconcile import (
    MoneyQuery,
    PaidFile,
    PaidKind,
    PaidLine,
    PaidSource,
    QueryMessage,
)
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
from funding.models.scenarios import Scenario
from funding.models.shares import ShareRule
from funding.models.vintages import VintageOverride

__all__ = [
    "Acknowledgement",
    "Adjustment",
    "AdjustmentDecision",
    "AdjustmentDue",
    "AdjustmentKind",
    "AdjustmentLimit",
    "ApprovalLimit",
    "Calculation",
    "Cause",
    "ChainLink",
    "Correction",
    "Decision",
    "FirstApproval",
    "Gap",
    "Line",
    "MoneyMail",
    "MoneyQuery",
    "MonthCheck",
    "MonthStep",
    "PaidFile",
    "PaidKind",
    "PaidLine",
    "PaidSource",
    "PaymentFile",
    "PaymentLine",
    "Posting",
    "PotOffer",
    "PotTransfer",
    "PostingKind",
    "QueryMessage",
    "RateSheet",
    "RateSheetDecision",
    "Recalculation",
    "RecoverySpread",
    "Rounding",
    "RoundingSetting",
    "Run",
    "RunPart",
    "Scenario",
    "ShareRule",
    "Statement",
    "VintageOverride",
]
