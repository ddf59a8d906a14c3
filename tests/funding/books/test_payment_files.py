"""Payment files: each posting paid once, the same bytes ever after, and what waits says why."""

import csv
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction

from benchmarks.made_up import fill
from funding.actions import FileRefused, produce_payment_file, spread_recovery
from funding.chain import verify_chain
from funding.engine.adjustments import ADJUSTMENT_TITLES
from funding.engine.payment_file import COLUMNS, PAYCODES
from funding.engine.streams import ADDITIONAL_ROLES, INCENTIVE_FUND, MONTHLY_STREAMS
from funding.models import PaymentFile, PaymentLine, Posting
from funding.queries import approval_of, due_with
from networks.models import Network, NominatedPayee, PaymentHold
from pcn_portal.accounts.models import User
from tests.funding.books.cast import DAY, JULY, JUNE, approve_month
from tests.funding.books.test_at_once import at_once
from tests.funding.books.test_posting import lose
from tests.funding.cast import APRIL, MAY, NOON, run_month

LATER = NOON + 30 * DAY
ICB = "QAA"


@pytest.fixture
def payees(england: list[str]) -> None:
    record_payees()


def record_payees() -> None:
    for network in Network.objects.all():
        NominatedPayee.objects.create(
            network=network, name="Made-up federation", ods_code=f"8{network.code[1:]}",
            starts=APRIL,
        )  # fmt: skip


def produce(by: User, month=APRIL, at=LATER) -> PaymentFile:
    return produce_payment_file(icb_code=ICB, month=month, by=by.actor, at=at)


def read(file: PaymentFile) -> list[dict[str, str]]:
    return list(csv.DictReader(bytes(file.content).decode().splitlines()))


@pytest.mark.usefixtures("payees")
def test_a_file_pays_every_posting_of_its_month_to_whom_it_is_due(
    commissioner: User, approver: User
) -> None:
    decision = approve_month(APRIL, commissioner, approver)
    file = produce(commissioner)
    rows = read(file)
    assert tuple(rows[0]) == COLUMNS
    assert sum(Decimal(row["amount"]) for row in rows) == decision.calculation.total == file.total
    assert file.rows == len(rows)
    assert PaymentLine.objects.count() == Posting.objects.count()
    assert {row["payment_month"] for row in rows} == {"2025-04"}
    practices = {row["payee_code"] for row in rows if row["paycode"] == "NPP"}
    assert practices and all(code.startswith("Z") for code in practices)
    others = {row["payee_code"] for row in rows if row["paycode"] != "NPP"}
    assert others == {"800001", "800003", "800005"}
    assert sha256(bytes(file.content)).hexdigest() == file.sha256
    assert verify_chain(icb_code=ICB) is None


@pytest.mark.usefixtures("payees")
def test_producing_it_again_gives_the_same_bytes(commissioner: User, approver: User) -> None:
    approve_month(APRIL, commissioner, approver)
    file = produce(commissioner)
    again = produce(approver, at=LATER + DAY)
    assert again.pk == file.pk and bytes(again.content) == bytes(file.content)
    assert again.produced_by == commissioner
    assert PaymentFile.objects.count() == 1


@pytest.mark.usefixtures("payees")
def test_corrections_and_instalments_come_with_their_own_month(
    commissioner: User, approver: User
) -> None:
    approve_month(APRIL, commissioner, approver)
    produce(commissioner)
    lose("Z00001", 1200)
    (may,) = run_month(commissioner, icb=ICB, month=MAY, at=LATER)
    spread_recovery(
        icb_code=ICB, network_code="U00001", month=MAY, instalments=2, reason="Agreed",
        by=commissioner.actor, at=LATER,
    )  # fmt: skip
    for month in (MAY, JUNE):
        approve_month(month, commissioner, approver, at=LATER)
    in_may, in_june = (read(produce(commissioner, month)) for month in (MAY, JUNE))
    for rows, paid_with in ((in_may, "2025-05"), (in_june, "2025-06")):
        corrected = [row for row in rows if row["paycode"] == "EA-C"]
        assert [(row["entitlement_month"], row["payment_month"]) for row in corrected] == [
            ("2025-04", paid_with)
        ]
        assert Decimal(corrected[0]["amount"]) < 0
    recovered = sum(
        Decimal(row["amount"]) for row in in_may + in_june if row["paycode"].endswith("-C")
    )
    assert recovered == may.corrections


@pytest.mark.usefixtures("payees")
def test_what_is_held_waits_and_comes_once_the_hold_is_lifted(
    commissioner: User, approver: User
) -> None:
    hold = PaymentHold.objects.create(
        network=Network.objects.get(code="U00001"), from_month=APRIL, reason="Not signed",
        placed_at=NOON - DAY, placed_by=commissioner,
    )  # fmt: skip
    decision = approve_month(APRIL, commissioner, approver)
    (left,) = due_with(decision).left_out
    total = decision.calculation.statements.get(network_code="U00001").total
    assert (left.network, left.why, left.total) == ("U00001", "held", total)
    assert produce(commissioner).total == decision.calculation.total - total
    hold.lifted_at, hold.lifted_by, hold.lifted_reason = LATER, commissioner, "Signed"
    hold.save()
    may = approve_month(MAY, commissioner, approver, at=LATER)
    assert produce(commissioner, MAY).total == may.calculation.total + total


def test_what_has_no_nominated_payee_waits_and_is_not_paid_to_a_guess(
    england: list[str], commissioner: User, approver: User
) -> None:
    decision = approve_month(APRIL, commissioner, approver)
    due = due_with(decision)
    assert {left.why for left in due.left_out} == {"no_payee"}
    file = produce(commissioner)
    assert {row["paycode"] for row in read(file)} == {"NPP"}
    record_payees()
    may = approve_month(MAY, commissioner, approver)
    waited = decision.calculation.total - file.total
    assert produce(commissioner, MAY).total == may.calculation.total + waited > waited


@pytest.mark.usefixtures("payees")
def test_what_cannot_be_paid_is_said(commissioner: User, approver: User) -> None:
    with pytest.raises(FileRefused, match="April 2025 is not approved"):
        produce(commissioner)
    for month in (APRIL, MAY):
        approve_month(month, commissioner, approver)
    with pytest.raises(FileRefused, match="April 2025 is approved and has no payment file yet"):
        produce(commissioner, MAY)
    assert approval_of(icb_code=ICB, month=JULY) is None
    assert not PaymentFile.objects.exists()


@pytest.mark.usefixtures("payees")
def test_the_database_lets_no_posting_into_two_files(commissioner: User, approver: User) -> None:
    approve_month(APRIL, commissioner, approver)
    line = produce(commissioner).lines.first()
    assert line is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentLine.objects.create(file=line.file, posting=line.posting, payee_code="X")
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        PaymentFile.objects.update(total=0)


@pytest.mark.usefixtures("payees")
def test_a_file_changed_behind_the_portals_back_breaks_the_chain(
    commissioner: User, approver: User
) -> None:
    approve_month(APRIL, commissioner, approver)
    file = produce(commissioner)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE funding_paymentfile SET content = content || 'x'")
        cursor.execute("SET session_replication_role = DEFAULT")
    broken = verify_chain(icb_code=ICB)
    assert broken is not None
    assert (broken.number, broken.why) == (2, f"payment file {file.pk} is not what was linked")


def test_every_monthly_payment_has_a_paycode_of_its_own() -> None:
    assert set(PAYCODES) == {
        *MONTHLY_STREAMS,
        ADDITIONAL_ROLES,
        INCENTIVE_FUND,
        *ADJUSTMENT_TITLES,
    }
    assert len(set(PAYCODES.values())) == len(PAYCODES)


@pytest.mark.django_db(transaction=True)
def test_two_who_produce_at_once_get_one_file(transactional_db: None) -> None:
    fill(icbs=1, networks=10, practices=40)
    asha = User.objects.create_user("asha@icb.example", name="Asha Fictional")
    ben = User.objects.create_user("ben@icb.example", name="Ben Fictional")
    record_payees()
    approve_month(APRIL, asha, ben)
    found = at_once(*(lambda p=p: produce(p) for p in (asha, ben, asha, ben)))
    assert len({file.pk for file in found}) == 1
    assert PaymentLine.objects.count() == Posting.objects.count()
    assert verify_chain(icb_code=ICB) is None
