"""What a practice itself is paid in a month, above all the participation payment, as a document."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet, Sum

from funding.documents.content import Document, Row, Section, explained
from funding.documents.statement import correction_words, pounds, statement_number
from funding.models import Posting, PostingKind
from funding.parts_of_payments import part_title
from funding.queries.books import TITLES
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import month_in_words

SECTIONS = {
    PostingKind.ENTITLEMENT: "Payments of the month",
    PostingKind.CORRECTION: "Corrections of earlier months",
    PostingKind.ADJUSTMENT: "Adjustments",
}


def practice_months(practice_code: str, within: QuerySet[Posting]) -> list[tuple[date, Decimal]]:
    """The months in which something was posted to a practice itself, newest first, with pounds."""
    found = within.filter(payee=practice_code).order_by().values("payment_month")
    sums = found.annotate(sum=Sum("amount")).values_list("payment_month", "sum")
    return sorted(sums, reverse=True)


def practice_document(
    *, practice_code: str, name: str, month: date, within: QuerySet[Posting]
) -> Document | None:
    """A practice's statement of a month, from the books; None where nothing was posted to it."""
    postings = list(
        within.filter(payee=practice_code, payment_month=month)
        .select_related("line", "correction__recalculation", "adjustment", "decision__decided_by")
        .order_by("id")
    )
    if not postings:
        return None
    first = postings[0]
    words = month_in_words(Month.of(month))
    return Document(
        number=statement_number(first.icb_code, Month.of(month), practice_code),
        title=f"{name}: statement of {words}",
        at=max(posting.posted_at for posting in postings),
        draft=False,
        facts=_facts(practice_code, name, words, postings),
        sections=tuple(_sections(postings)),
        notes=(
            "This statement has what is paid to the practice itself. What its network receives "
            "stands on the network’s statement.",
        ),
    )


def _facts(
    code: str, name: str, month: str, postings: list[Posting]
) -> tuple[tuple[str, str], ...]:
    networks = sorted({posting.network_code for posting in postings})
    icbs = sorted({posting.icb_code for posting in postings})
    return (
        ("Practice", f"{name} ({code})"),
        ("Network", ", ".join(networks)),
        ("Integrated care board", ", ".join(icbs)),
        ("Month", month),
        ("Due", pounds(sum((posting.amount for posting in postings), Decimal("0.00")))),
    )


def _sections(postings: list[Posting]) -> Iterable[Section]:
    for kind, title in SECTIONS.items():
        rows = tuple(_row(posting) for posting in postings if posting.kind == kind)
        if rows:
            yield Section(title, rows)


def _row(posting: Posting) -> Row:
    return Row(
        network=posting.network_code,
        payee=posting.payee,
        payment=TITLES.get(posting.stream, posting.stream),
        part=part_title(posting.stream, posting.component),
        kind=posting.kind,
        entitlement_month=posting.entitlement_month,
        payment_month=posting.payment_month,
        amount=posting.amount,
        status=posting.line.status if posting.line else "",
        explanation=_why(posting),
    )


def _why(posting: Posting) -> str:
    if posting.line is not None:
        return explained(posting.line.steps)
    if posting.correction is not None:
        return correction_words(posting.correction)
    return posting.adjustment.reason if posting.adjustment else ""
