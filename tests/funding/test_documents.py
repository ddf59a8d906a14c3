"""Statements as documents: numbered, complete to the penny, and safe to open."""

import csv
from datetime import timedelta
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from funding.documents import (
    FORMATS,
    as_bytes,
    practice_document,
    practice_months,
    statement_document,
    year_document,
    year_summary,
)
from funding.documents.content import COLUMNS
from funding.models import Calculation, Posting, Statement
from networks.models import Network
from pcn_portal.accounts.models import User
from pcn_portal.units.periods import ContractYear
from practices.models import Practice
from tests.funding.approving import approve
from tests.funding.cast import APRIL, MAY, NOON, restate, run_month

LATER = NOON + timedelta(days=3)
YEAR = ContractYear(2025)


@pytest.fixture
def april(england: list[str], commissioner: User) -> Calculation:
    return run_month(commissioner, icb="QAA")[0]


@pytest.fixture
def may(april: Calculation, commissioner: User, approver: User) -> Calculation:
    """April approved, then a list restated: May corrects it, and is approved too."""
    approve(calculation_id=april.pk, by=approver.actor, at=NOON)
    restate("Z00001", "registered", Decimal(5000), NOON)
    restate(weighted_practice(april), "weighted", Decimal(5000), NOON)
    (made,) = run_month(commissioner, icb="QAA", month=MAY, at=LATER)
    approve(calculation_id=made.pk, by=approver.actor, at=LATER)
    return made


def weighted_practice(calculation: Calculation) -> str:
    """A practice that is paid for its participation."""
    codes = (i["practice"] for s in calculation.statements.all() for i in s.inputs
             if i["basis"] == "weighted")  # fmt: skip
    return str(next(codes))


def statement(calculation: Calculation) -> Statement:
    """The statement with the corrections, if there are any."""
    return calculation.statements.exclude(corrections=0).first() or calculation.statements.all()[0]


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode())))


def test_a_statement_has_every_amount_and_comes_to_what_is_due(may: Calculation) -> None:
    for one in may.statements.all():
        document = statement_document(one)
        assert document.total == one.due
        assert document.number == f"QAA-2025-05-{one.network_code}"
        assert not document.draft


def test_a_correction_explains_what_was_posted_and_what_is_known(may: Calculation) -> None:
    document = statement_document(statement(may))
    (section,) = [s for s in document.sections if s.title == "Corrections of earlier months"]
    assert section.rows
    for row in section.rows:
        assert row.entitlement_month == APRIL
        assert "as known now less" in row.explanation
        assert "population restated" in row.explanation
        assert ". Before: " in row.explanation and ". Now: " in row.explanation


def test_what_is_not_approved_is_a_draft_and_says_so(april: Calculation) -> None:
    document = statement_document(statement(april))
    assert document.draft
    assert dict(document.facts)["Status"] == "Not approved: nothing is paid by this"
    assert as_bytes(document, "csv")[1].startswith("draft-QAA-2025-04-")


def test_what_is_missing_is_said_and_not_zero(april: Calculation) -> None:
    lacking = next(s for s in april.statements.all() if s.gaps.exists())
    document = statement_document(lacking)
    notes = [note for section in document.sections for note in section.notes]
    assert len(notes) == lacking.gaps.count()
    assert all(note.endswith("It is not zero.") for note in notes)


def test_the_csv_has_one_row_for_each_amount(may: Calculation) -> None:
    one = statement(may)
    found = rows(as_bytes(statement_document(one), "csv")[0])
    assert tuple(found[0]) == COLUMNS
    assert sum(Decimal(row["amount"]) for row in found) == one.due
    assert {row["kind"] for row in found} == {"entitlement", "correction"}


def test_the_workbook_has_the_same_amounts_as_numbers(may: Calculation) -> None:
    one = statement(may)
    book = load_workbook(BytesIO(as_bytes(statement_document(one), "xlsx")[0]))
    sheet = book["Amounts"]
    head = [cell.value for cell in sheet[1]]
    column = head.index("amount")
    amounts = [Decimal(str(row[column])) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert sum(amounts) == one.due
    assert book["Summary"]["B2"].value == f"QAA-2025-05-{one.network_code}"


def test_the_pdf_is_tagged_titled_in_english_and_the_same_each_time(may: Calculation) -> None:
    document = statement_document(statement(may))
    content, name, media_type = as_bytes(document, "pdf")
    assert (name, media_type) == (f"{document.number}.pdf", "application/pdf")
    assert content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in content and b"/MarkInfo" in content and b"/Lang" in content
    assert as_bytes(document, "pdf")[0] == content


@pytest.mark.parametrize(
    "name", ["=1+1", "+SUM(A1)", "@x", "-2", '#read("/etc/passwd")', "a\x07b", "पी सी एन"]
)
def test_a_name_that_looks_like_a_formula_or_markup_stays_text(may: Calculation, name: str) -> None:
    one = statement(may)
    one.network_name = name
    document = statement_document(one)
    for ending in FORMATS:
        assert as_bytes(document, ending)[0]
    book = load_workbook(BytesIO(as_bytes(document, "xlsx")[0]))
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_no_cell_of_a_csv_starts_a_formula(may: Calculation) -> None:
    one = statement(may)
    one.network_code = "=1+1"
    content = as_bytes(statement_document(one), "csv")[0].decode()
    assert ",=1+1" not in content


def test_a_practice_has_what_is_paid_to_itself_with_its_correction(may: Calculation) -> None:
    practice = Practice.objects.get(code=weighted_practice(may))
    within = Posting.objects.all()
    document = practice_document(
        practice_code=practice.code, name=practice.name, month=MAY, within=within
    )
    assert document is not None
    assert document.number == f"QAA-2025-05-{practice.code}"
    assert [section.title for section in document.sections] == [
        "Payments of the month",
        "Corrections of earlier months",
    ]
    assert all(row.payment == "Network participation payment" for row in _rows(document))
    posted = within.filter(payee=practice.code, payment_month=MAY)
    assert document.total == sum(posting.amount for posting in posted)
    assert [month for month, _ in practice_months(practice.code, within)] == [MAY, APRIL]


def _rows(document):
    return [row for section in document.sections for row in section.rows]


def test_nothing_posted_to_a_practice_is_no_statement(april: Calculation) -> None:
    assert (
        practice_document(
            practice_code="Z00001", name="", month=APRIL, within=Posting.objects.all()
        )
        is None
    )


def test_a_year_has_every_posting_by_the_month_it_is_for(may: Calculation) -> None:
    code = statement(may).network_code
    network = Network.objects.get(code=code)
    summary = year_summary(
        network_code=code, network_name=network.name, year=YEAR, within=Posting.objects.all()
    )
    postings = Posting.objects.filter(network_code=code)
    assert summary.total == sum(posting.amount for posting in postings)
    assert summary.corrected != 0
    assert summary.of_month(APRIL) == sum(
        posting.amount for posting in postings if posting.entitlement_month == APRIL
    )
    assert len(summary.open) == 10
    assert summary.of_month(summary.open[0]) is None
    document = year_document(summary, at=LATER)
    assert document.total == summary.total
    (grid,) = document.grids
    assert [label for label, _ in grid.rows][-1] == "Year"
    assert grid.rows[-1][1][-1] == summary.total
    for ending in FORMATS:
        assert as_bytes(document, ending)[0]
