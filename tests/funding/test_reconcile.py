"""What others say was paid, taken whole and compared with what the portal paid."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from funding.actions import PaidRefused, produce_payment_file, set_source, take_file
from funding.engine.matching import Found, Stray, YearFound
from funding.models import PaidFile, PaidLine, PaidSource, PaymentLine
from funding.queries import reconcile, sources_of, year_rows
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import SYSTEM
from pcn_portal.units.periods import ContractYear
from tests.funding.approving import approve
from tests.funding.books.test_payment_files import record_payees
from tests.funding.cast import APRIL, NOON, run_month

YEAR = ContractYear(2025)
TODAY = date(2025, 6, 20)
COLUMNS = {"payee": "Payee", "amount": "Amount", "payment": "Paycode", "month": "Month"}
BANK = {"payee": "Account", "amount": "Credit", "day": "Date"}
MOST = 1_000_000
HEAD = "Payee,Paycode,Month,Amount\n"


@pytest.fixture
def paid(england: list[str], commissioner: User, approver: User) -> list[tuple[str, str, Decimal]]:
    """April paid by a file: what each payee is paid for each payment."""
    record_payees()
    (made,) = run_month(commissioner, icb="QAA")
    approve(calculation_id=made.pk, by=approver.actor, at=NOON)
    produce_payment_file(icb_code="QAA", month=APRIL, by=commissioner.actor, at=NOON)
    sums: dict[tuple[str, str], Decimal] = {}
    for payee, stream, amount in PaymentLine.objects.values_list(
        "payee_code", "posting__stream", "posting__amount"
    ):
        sums[payee, stream] = sums.get((payee, stream), Decimal(0)) + amount
    return [(payee, stream, amount) for (payee, stream), amount in sorted(sums.items())]


@pytest.fixture
def source(commissioner: User) -> PaidSource:
    return describe(commissioner, "statement", COLUMNS)


def describe(by: User, kind: str, columns: dict[str, str], name: str = "Made up") -> PaidSource:
    return set_source(
        icb_code="QAA", name=name, kind=kind, columns=columns, words={}, by=by.actor, at=NOON
    )


def take(source: PaidSource, text: str | bytes, by: User, year: int | None = None) -> PaidFile:
    content = text.encode() if isinstance(text, str) else text
    return take_file(
        source=source, name="made-up.csv", content=content, year=year, max_bytes=MOST,
        by=by.actor, at=NOON + timedelta(days=9),
    )  # fmt: skip


def rows(paid: list[tuple[str, str, Decimal]]) -> str:
    titles = {"core_pcn_funding": "Core PCN funding"}
    return HEAD + "".join(
        f'{payee},{titles.get(stream, stream)},Apr-25,"£{amount:,.2f}"\n'
        for payee, stream, amount in paid
    )


def words(paid: list[tuple[str, str, Decimal]]) -> dict[str, str]:
    return {stream: stream for _, stream, _ in paid if stream != "core_pcn_funding"}


def test_a_statement_that_pays_all_of_april_settles_every_due_sum(
    paid: list[tuple[str, str, Decimal]], commissioner: User
) -> None:
    made = set_source(
        icb_code="QAA", name="National", kind="statement", columns=COLUMNS, words=words(paid),
        by=commissioner.actor, at=NOON,
    )  # fmt: skip
    take(made, rows(paid), commissioner)
    found = reconcile(icb_code="QAA", year=YEAR, today=TODAY)
    assert len(found.rows) == len(paid)
    assert all(row.settled and row.received is None for row in found.rows)
    assert found.due == sum(amount for _, _, amount in paid) == found.sides[0].got
    assert not found.strays and not found.odd
    assert {row.age for row in found.rows} == {(TODAY - date(2025, 5, 1)).days}


def test_part_payments_doubles_unpaid_and_unknown_lines_are_told_apart(
    paid: list[tuple[str, str, Decimal]], commissioner: User
) -> None:
    made = set_source(
        icb_code="QAA", name="National", kind="statement", columns=COLUMNS, words=words(paid),
        by=commissioner.actor, at=NOON,
    )  # fmt: skip
    (payee, stream, amount), second, third, *others = paid
    odd = [
        (payee, stream, amount - 1),
        second,
        second,
        *others,
        ("8ZZZZ", "core_pcn_funding", Decimal("7.00")),
        (payee, "arrs_sum", Decimal("9.00")),
    ]
    take(made, rows(odd), commissioner)
    found = reconcile(icb_code="QAA", year=YEAR, today=TODAY)
    worst = {(row.key.payee, row.key.stream): row.worst for row in found.rows}
    assert worst[payee, stream] == Found.PART
    assert worst[second[:2]] == Found.DOUBLE
    assert worst[third[:2]] == Found.NOT_PAID
    assert {why for _, why in found.strays} == {Stray.PAYEE, Stray.STREAM}
    (kind, one), *_ = [o for o in found.odd if o[1].came > o[1].due]
    assert (kind, one.came, one.due) == ("statement", 2, 1)


def test_one_bank_credit_settles_all_of_a_payees_month_beside_the_statement(
    paid: list[tuple[str, str, Decimal]], commissioner: User
) -> None:
    sums: dict[str, Decimal] = {}
    for payee, _, amount in paid:
        sums[payee] = sums.get(payee, Decimal(0)) + amount
    text = "Account,Date,Credit\n" + "".join(f"{p},06/05/2025,{a}\n" for p, a in sums.items())
    take(describe(commissioner, "bank", BANK), text, commissioner)
    found = reconcile(icb_code="QAA", year=YEAR, today=TODAY)
    assert all(row.settled and row.paid is None for row in found.rows)
    network = found.rows[0].networks[0]
    own = reconcile(icb_code="QAA", year=YEAR, today=TODAY, network_code=network)
    assert own.rows and all(network in row.networks for row in own.rows)
    assert own.sides[0].got < found.sides[0].got


def test_the_same_file_is_taken_once(source: PaidSource, commissioner: User) -> None:
    take(source, HEAD + "8A1,CORE,2025-04,5.00\n", commissioner)
    with pytest.raises(PaidRefused, match="here already, as made-up.csv"):
        take(source, HEAD + "8A1,CORE,2025-04,5.00\n", commissioner)
    with pytest.raises(IntegrityError, match="same_bytes"), transaction.atomic():
        one = PaidFile.objects.get()
        PaidFile.objects.create(
            source=source, icb_code="QAA", kind="statement", name="x", content=b"",
            received_at=NOON, sha256=one.sha256, received_by=commissioner,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (HEAD, "no rows below its titles"),
        ("Payee,Amount\n8A1,5.00\n", "no column “Paycode”"),
        (HEAD + "8A1,CORE,2025-04,abc\n", "Row 2, amount: “abc” is no sum"),
        (HEAD + "8A1,CORE,2025-04,1.234\n", "pounds and pence"),
        (HEAD + "8A1,CORE,2025-04,NaN\n", "no sum"),
        (HEAD + "8A1,CORE,2025-04,1e99\n", "no sum"),
        (HEAD + "8A1,CORE,2025-99,5.00\n", "Row 2, month"),
        (HEAD + ",CORE,2025-04,5.00\n", "Row 2, payee"),
        (HEAD + "8A1,CORE,2025-04,0.00\n", "nothing to compare"),
        (b"PK\x03\x04nonsense", "unpacked"),
        (b"\xff\xfe\x00", "The file is not taken"),
    ],
)
def test_a_wrong_file_is_refused_whole_in_words(
    source: PaidSource, commissioner: User, content: str | bytes, said: str
) -> None:
    with pytest.raises(PaidRefused, match=said):
        take(source, content, commissioner)
    assert not PaidFile.objects.exists() and not PaidLine.objects.exists()


def test_every_fault_is_listed_and_no_row_is_kept(source: PaidSource, commissioner: User) -> None:
    text = HEAD + "8A1,CORE,2025-04,5.00\n" + "8A1,CORE,2025-04,x\n" * 3
    with pytest.raises(PaidRefused) as refused:
        take(source, text, commissioner)
    assert [fault.split(",")[0] for fault in refused.value.faults] == ["Row 3", "Row 4", "Row 5"]
    assert not PaidLine.objects.exists()


@pytest.mark.parametrize(
    ("text", "amount"),
    [("-5.00", "-5.00"), ("(5.00)", "-5.00"), ('"£1,234.50"', "1234.50"), ("7", "7.00")],
)
def test_sums_are_read_as_people_and_banks_write_them(
    source: PaidSource, commissioner: User, text: str, amount: str
) -> None:
    take(source, f"{HEAD}8a1,CORE,2025-04,{text}\n", commissioner)
    line = PaidLine.objects.get()
    assert (line.amount, line.payee) == (Decimal(amount), "8A1")
    assert (line.stream, line.month) == ("core_pcn_funding", APRIL)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "name"),
        ({"kind": "other"}, "statement, a bank"),
        ({"columns": {"payee": "Payee"}}, "which columns"),
        ({"columns": COLUMNS | {"colour": "x"}}, "colour"),
        ({"words": {"tea": "x"}}, "tea"),
        ({"by": SYSTEM}, "by a person"),
    ],
)
def test_a_source_is_described_rightly(
    commissioner: User, changed: dict[str, Any], said: str
) -> None:
    usual: dict[str, Any] = {
        "icb_code": "QAA", "name": "A", "kind": "statement", "columns": COLUMNS, "words": {},
        "by": commissioner.actor, "at": NOON,
    }  # fmt: skip
    with pytest.raises(PaidRefused, match=said):
        set_source(**usual | changed)
    assert not PaidSource.objects.exists()


def test_a_source_described_again_counts_as_it_was_last_said(commissioner: User) -> None:
    describe(commissioner, "bank", BANK)
    again = describe(commissioner, "bank", BANK | {"amount": "Sum"})
    assert sources_of("QAA") == [again]


def test_a_years_file_is_compared_with_the_books(
    paid: list[tuple[str, str, Decimal]], commissioner: User
) -> None:
    practice, amount = next((p, a) for p, s, a in paid if s == "network_participation_payment")
    network = PaymentLine.objects.filter(payee_code=practice).get().posting.network_code
    text = (
        "Practice Code,Practice Name,PCN Code,PCN Participation,PCN Workforce,PCN Support\n"
        f"{practice},Made Up,{network},{amount},12.00,1.00\n"
        "Z99999,Nobody,U99999,5.00,0,3.00\n"
    )
    file = take(describe(commissioner, "yearly", {}), text, commissioner, year=2025)
    found = {
        (row.line.payee, row.line.label): (row.found, row.why)
        for row in year_rows(file.lines.all(), YEAR)
    }
    assert found[practice, "PCN Participation"][0] == YearFound.EXACT
    assert found[practice, "PCN Support"][0] == YearFound.LESS
    assert "does not calculate this payment yet" in found[practice, "PCN Workforce"][1]
    assert "no approved month of network U99999" in found["Z99999", "PCN Participation"][1]
    assert len(found) == 5


def test_a_years_file_needs_its_year(commissioner: User) -> None:
    source = describe(commissioner, "yearly", {})
    for year in (None, 1900):
        with pytest.raises(PaidRefused, match="which contract year"):
            take(source, "Practice Code,Practice Name,PCN Code,PCN Support\nA,B,C,1\n",
                 commissioner, year)  # fmt: skip
    with pytest.raises(PaidRefused, match="none of the columns of PCN payments"):
        take(source, "Practice Code,Practice Name,PCN Code\nA,B,C\n", commissioner, 2021)
