"""Due, paid and received by page; sources and files of paid money."""

import csv
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from funding.actions import produce_payment_file
from funding.models import PaidFile, PaidLine, PaidSource, PaymentFile
from tests.funding.approving import approve
from tests.funding.books.test_payment_files import record_payees
from tests.web.money.conftest import AT
from tests.web.pages import text

PAID = "/money/QZ1/paid/"
SOURCE, TAKE = f"{PAID}source/", f"{PAID}take/"
COLUMNS = {
    "name": "National statement", "kind": "statement", "column_payee": "Payee",
    "column_amount": "Amount", "column_payment": "Paycode", "column_month": "Month",
}  # fmt: skip


@pytest.fixture
def due(calculate, people):
    """April of Saltmarsh paid by a file; its rows."""
    record_payees()
    made = calculate()
    approve(calculation_id=made.pk, by=people["approver"].actor, at=AT)
    produce_payment_file(icb_code="QZ1", month=made.month, by=people["commissioner"].actor, at=AT)
    content = bytes(PaymentFile.objects.get().content).decode()
    return list(csv.DictReader(StringIO(content)))


def file(rows, name="made-up.csv"):
    lines = [f"{r['payee_code']},{r['paycode']},{r['payment_month']},{r['amount']}" for r in rows]
    content = "\n".join(["Payee,Paycode,Month,Amount", *lines, ""])
    return SimpleUploadedFile(name, content.encode())


def describe(page):
    page.post(SOURCE, COLUMNS)
    return str(PaidSource.objects.latest("id").pk)


def test_a_board_without_files_is_told_to_describe_a_source(signed_in, due):
    shown = text(signed_in("commissioner").get(f"{PAID}?year=2025-26"))

    assert "No statement or bank file is here to compare with." in shown
    assert "Describe a source" in shown
    assert "Nothing to compare with" in shown


def test_a_described_source_takes_a_file_and_the_year_shows_what_is_not_settled(signed_in, due):
    page = signed_in("commissioner")
    source = describe(page)
    short = [due[0] | {"amount": "1.00"}, *due[1:]]

    answer = page.post(TAKE, {"source": source, "file": file(short)}, follow=True)
    shown = text(page.get(f"{PAID}?year=2025-26"))
    everything = text(page.get(f"{PAID}?year=2025-26&show=all"))

    assert f"made-up.csv is kept with {len(due)} lines." in text(answer)
    assert f"{len(due) - 1} settled." in shown
    assert shown.count("Paid in part") == 1
    assert everything.count("Paid in part") == 1
    assert "made-up.csv" in shown and "National statement" in shown


def test_a_line_that_fits_nothing_is_listed_with_the_likely_reason(signed_in, due):
    page = signed_in("commissioner")
    source = describe(page)
    unknown = due[0] | {"payee_code": "8ZZZZ"}
    page.post(TAKE, {"source": source, "file": file([unknown])})

    shown = text(page.get(f"{PAID}?year=2025-26"))

    assert "1 line fits nothing that was due." in shown
    assert "The portal pays nobody under this code." in shown


def test_a_wrong_file_lists_every_fault_and_keeps_nothing(signed_in, due):
    page = signed_in("commissioner")
    source = describe(page)
    wrong = [due[0] | {"amount": "x"}, due[0] | {"amount": "y"}]

    answer = page.post(TAKE, {"source": source, "file": file(wrong)})

    assert answer.status_code == 400
    assert "Row 2, amount: “x” is no sum." in text(answer)
    assert "Row 3, amount: “y” is no sum." in text(answer)
    assert not PaidFile.objects.exists()


def test_a_published_year_stands_beside_the_books(signed_in, due):
    page = signed_in("commissioner")
    page.post(SOURCE, {"name": "Payments to general practice", "kind": "yearly"})
    source = str(PaidSource.objects.get().pk)
    content = (
        "Practice Code,Practice Name,PCN Code,PCN Support,PCN Workforce\n"
        "Z90001,Alder Surgery,U90001,5.00,7.00\n"
    )
    upload = SimpleUploadedFile("year.csv", content.encode())

    answer = page.post(TAKE, {"source": source, "file": upload, "year": "2025"}, follow=True)
    shown = text(answer)

    assert "2 sums of 2025/26: 1 less than posted and 1 not in the books." in shown
    assert "The portal does not calculate this payment yet." in shown
    made = PaidFile.objects.get()
    assert "PCN Workforce" not in text(page.get(f"{PAID}{made.pk}/?found=less"))


@pytest.mark.parametrize(
    "form", [{"kind": "x"}, COLUMNS | {"name": ""}, COLUMNS | {"column_amount": ""}]
)
def test_a_source_that_lacks_something_is_refused(signed_in, england, form):
    answer = signed_in("commissioner").post(SOURCE, form)

    assert answer.status_code == 400
    assert not PaidSource.objects.exists()


def test_a_manager_reads_their_own_networks_part_and_no_more(signed_in, due):
    page = signed_in("commissioner")
    source = describe(page)
    page.post(TAKE, {"source": source, "file": file(due)})
    manager = signed_in("manager")

    shown = text(manager.get("/networks/U90001/paid/?year=2025-26&show=all"))

    assert "U90001" in shown and "U90002" not in shown
    assert manager.get("/networks/U90002/paid/").status_code == 404
    assert manager.get(PAID).status_code == 403
    assert manager.post(TAKE, {}).status_code == 403
    assert signed_in("other_commissioner").get(PAID).status_code == 404
    assert PaidLine.objects.count() == len(due)
