"""A network's statement of a month as a document."""

from collections.abc import Iterable

from funding.documents.content import Document, Row, Section, explained
from funding.engine.adjustments import ADJUSTMENT_TITLES, PREFIX
from funding.engine.streams import STREAM_TITLES
from funding.models import AdjustmentDue, Calculation, Cause, Correction, Decision, Line, Statement
from funding.parts_of_payments import part_title
from funding.queries.adjustments import due_of
from networks.payees import payees_on
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import day_in_words, month_in_words

CAUSES = dict(Cause.choices)


def statement_number(icb_code: str, month: Month, whose: str) -> str:
    """The number of a statement: an ICB approves a month once, so these three name it for good."""
    return f"{icb_code}-{month}-{whose}"


def statement_document(statement: Statement) -> Document:
    """A network's statement with every amount explained; five queries.

    One that is not approved is a draft.
    """
    calculation = statement.calculation
    decision = approval_on(calculation)
    month = Month.of(statement.month)
    return Document(
        number=statement_number(calculation.icb_code, month, statement.network_code),
        title=f"{statement.network_name}: statement of {month_in_words(month)}",
        at=decision.decided_at if decision else calculation.calculated_at,
        draft=decision is None,
        facts=_facts(statement, decision),
        sections=tuple(_sections(statement)),
        notes=_notes(statement),
    )


def approval_on(calculation: Calculation) -> Decision | None:
    """The approval of a calculation, if it is approved."""
    return (
        calculation.decisions.filter(outcome=Decision.Outcome.APPROVED)
        .select_related("decided_by")
        .first()
    )


def _facts(statement: Statement, decision: Decision | None) -> tuple[tuple[str, str], ...]:
    calculation = statement.calculation
    payee = payees_on([statement.network_code], statement.month).get(statement.network_code)
    status = "Not approved: nothing is paid by this"
    if decision:
        status = f"Approved on {day_in_words(decision.decided_at.date())} by {decision.decided_by}"
    return (
        ("Network", f"{statement.network_name} ({statement.network_code})"),
        ("Integrated care board", f"{calculation.icb_name} ({calculation.icb_code})"),
        ("Month", month_in_words(Month.of(statement.month))),
        ("Status", status),
        ("Nominated payee", payee or "Not recorded"),
        ("Due", pounds(statement.due)),
        ("Of it for the month", pounds(statement.total)),
        ("Corrections of earlier months", pounds(statement.corrections)),
        ("Adjustments", pounds(statement.adjustments)),
    )


def _sections(statement: Statement) -> Iterable[Section]:
    lines = tuple(line_row(line, statement) for line in statement.lines.order_by("id"))
    gaps = statement.gaps.order_by("id")
    missing = tuple(f"{_title(gap.stream)}: {gap.missing}. It is not zero." for gap in gaps)
    yield Section("Payments of the month", lines, missing)
    corrections = _corrections(statement)
    if corrections:
        yield Section("Corrections of earlier months", corrections)
    adjustments = tuple(
        adjustment_row(due, statement)
        for due in due_of(statement.calculation).filter(
            adjustment__network_code=statement.network_code
        )
    )
    if adjustments:
        yield Section("Adjustments", adjustments)


def line_row(line: Line, statement: Statement) -> Row:
    """An entitlement with its steps."""
    return Row(
        network=statement.network_code,
        payee=line.payee,
        payment=_title(line.stream),
        part=part_title(line.stream, line.component),
        kind="entitlement",
        entitlement_month=statement.month,
        payment_month=statement.month,
        amount=line.amount,
        status=line.status,
        explanation=explained(line.steps),
    )


def _corrections(statement: Statement) -> tuple[Row, ...]:
    found = Correction.objects.filter(
        recalculation__calculation=statement.calculation_id,
        recalculation__network_code=statement.network_code,
    )
    ordered = found.select_related("recalculation").order_by("recalculation__month", "id")
    return tuple(_correction(one, statement) for one in ordered)


def _correction(one: Correction, statement: Statement) -> Row:
    return Row(
        network=statement.network_code,
        payee=one.payee,
        payment=_title(one.stream),
        part=part_title(one.stream, one.component),
        kind="correction",
        entitlement_month=one.recalculation.month,
        payment_month=statement.month,
        amount=one.amount,
        status=str(one.after.get("status", "")),
        explanation=correction_words(one),
    )


def correction_words(one: Correction) -> str:
    """What is known, what was posted, why they differ, and both ways of working it out."""
    causes = ", ".join(str(CAUSES.get(cause, cause)).lower() for cause in one.causes)
    words = f"{pounds(one.known)} as known now less {pounds(one.posted)} posted ({causes})"
    if one.before.get("steps"):
        words += f". Before: {explained(one.before['steps'])}"
    if one.after.get("steps"):
        words += f". Now: {explained(one.after['steps'])}"
    return words


def adjustment_row(due: AdjustmentDue, statement: Statement) -> Row:
    """An instalment of an adjustment with its reason."""
    adjustment = due.adjustment
    part = f"instalment {due.instalment} of {adjustment.instalments}"
    return Row(
        network=statement.network_code,
        payee=adjustment.payee,
        payment=ADJUSTMENT_TITLES[f"{PREFIX}{adjustment.kind}"],
        part=part if adjustment.instalments > 1 else "",
        kind="adjustment",
        entitlement_month=due.month,
        payment_month=statement.month,
        amount=due.amount,
        status="",
        explanation=adjustment.reason,
    )


def _notes(statement: Statement) -> tuple[str, ...]:
    notes = [
        *(f"{_title(note['stream'])}: {note['text']}." for note in statement.notes),
        f"Calculation {statement.calculation_id}, digest of its facts and rates "
        f"{statement.calculation.digest}.",
    ]
    if statement.hold:
        notes.insert(0, f"Payments were held when this was calculated: {statement.hold['reason']}")
    return tuple(notes)


def _title(stream: str) -> str:
    return STREAM_TITLES.get(stream) or ADJUSTMENT_TITLES.get(stream, stream)


def pounds(amount: object) -> str:
    """An amount in words of a document: "£1,234.50", "−£3.00"."""
    text = f"{amount:,.2f}"
    return f"−£{text[1:]}" if text.startswith("-") else f"£{text}"
