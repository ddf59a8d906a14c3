"""What stands on a statement and on a month beside the payments: one part a concern.

A part is a function that gives its template's words, or None where there is nothing to show.
"""

from collections.abc import Callable, Sequence
from typing import Any

from funding.models import Calculation, Statement
from pcn_portal.accounts.doors import PortalRequest
from pcn_portal.web.adjustment_words import month_adjustments, statement_adjustments
from pcn_portal.web.check_pages import check_part
from pcn_portal.web.correction_parts import month_corrections, statement_corrections
from pcn_portal.web.life_pages import blast_part, life_part
from pcn_portal.web.part import Part
from pcn_portal.web.payment_file_pages import month_payment_file

StatementPart = Callable[[PortalRequest, Statement], Part | None]
MonthPart = Callable[[PortalRequest, Calculation], Part | None]

STATEMENT_PARTS: tuple[StatementPart, ...] = (statement_corrections, statement_adjustments)
"""Parts of a statement, below its payments."""

MONTH_PARTS: tuple[MonthPart, ...] = (
    check_part,
    life_part,
    month_payment_file,
    month_corrections,
    month_adjustments,
)
"""Parts of an ICB's month, below what is missing."""

DECIDE_PARTS: tuple[MonthPart, ...] = (
    blast_part,
    check_part,
    month_corrections,
    month_adjustments,
)
"""Parts of the page on which a month is decided, above the decision."""


def parts_of(
    parts: Sequence[Callable[[PortalRequest, Any], Part | None]], request: PortalRequest, of: Any
) -> list[Part]:
    """The parts that have something to show, in their order."""
    return [found for part in parts if (found := part(request, of)) is not None]
