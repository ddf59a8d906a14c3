"""Approving posts: every line once, and later what an earlier month gets more or less."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Sum

from funding.actions import DecisionRefused
from funding.models import Correction, Line, Posting, PostingKind, RecoverySpread
from networks.models import NetworkMembership, PaymentHold
from pcn_portal.accounts.models import User
from pcn_portal.audit.append_only import ChangeRefused
from practices.models import PopulationFigure
from services.models import BedCount
from tests.funding.approving import approve
from tests.funding.books.cast import DAY, JULY, JUNE, approve_month, corrections, posted
from tests.funding.cast import APRIL, MAY, NOON, restate, run_month

LATER = NOON + 30 * DAY
ACCESS = "enhanced_access"
ACCESS_RATE = Decimal("8.427")
"""Pounds a year for each adjusted patient in 2025/26 (des-rates)."""


def access_due(network: str = "U00001") -> Decimal:
    """A month of enhanced access by hand, from the newest adjusted populations."""
    figures = PopulationFigure.objects.filter(
        basis="adjusted", practice__memberships__network__code=network
    ).order_by("practice_id", "-version")
    patients = sum((figure.value for figure in figures.distinct("practice_id")), Decimal(0))
    return (patients * ACCESS_RATE / 12).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def lose(practice: str, patients: int) -> None:
    old = PopulationFigure.objects.filter(practice__code=practice, basis="adjusted").latest(
        "version"
    )
    restate(practice, "adjusted", old.value - patients, LATER)


def test_an_approval_posts_every_line_once(
    england: list[str], commissioner: User, approver: User
) -> None:
    decision = approve_month(APRIL, commissioner, approver)
    lines = Line.objects.filter(statement__calculation=decision.calculation)
    rows = Posting.objects.filter(decision=decision)
    assert lines.count() == rows.count() > 0
    assert sum(row.amount for row in rows) == decision.calculation.total
    assert {(row.kind, row.entitlement_month, row.payment_month) for row in rows} == {
        (PostingKind.ENTITLEMENT, APRIL, APRIL)
    }


def test_a_month_before_which_nothing_changed_corrects_nothing(
    england: list[str], commissioner: User, approver: User
) -> None:
    approve_month(APRIL, commissioner, approver)
    (may,) = run_month(commissioner, icb="QAA", month=MAY)
    assert may.corrections == 0
    assert not corrections(may)


def test_a_restated_population_is_put_right_by_the_next_month_to_the_penny(
    england: list[str], commissioner: User, approver: User
) -> None:
    approve_month(APRIL, commissioner, approver)
    before = access_due()
    lose("Z00001", 1200)
    decision = approve_month(MAY, commissioner, approver, at=LATER)

    found = corrections(decision.calculation)
    (access,) = [one for one in found if one.stream == ACCESS]
    assert (access.posted, access.known) == (before, access_due())
    assert access.amount == access_due() - before < 0
    assert access.causes == ["population"]
    assert access.recalculation.month == APRIL
    assert Decimal(access.before["amount"]) == before
    assert Decimal(access.after["amount"]) == access_due()
    assert posted("U00001", APRIL, ACCESS) == access_due()
    assert {one.recalculation.network_code for one in found} == {"U00001"}
    assert decision.calculation.corrections == sum(one.amount for one in found)
    statement = decision.calculation.statements.get(network_code="U00001")
    assert statement.corrections == decision.calculation.corrections
    assert statement.due == statement.total + statement.corrections


def test_a_correction_is_made_once_and_the_next_month_has_none(
    england: list[str], commissioner: User, approver: User
) -> None:
    approve_month(APRIL, commissioner, approver)
    lose("Z00001", 1200)
    approve_month(MAY, commissioner, approver, at=LATER)
    june = approve_month(JUNE, commissioner, approver, at=LATER)
    assert not corrections(june.calculation)


def test_a_second_restatement_starts_from_the_first_explanation(
    england: list[str], commissioner: User, approver: User
) -> None:
    approve_month(APRIL, commissioner, approver)
    lose("Z00001", 1200)
    approve_month(MAY, commissioner, approver, at=LATER)
    between = access_due()
    lose("Z00001", 7)
    june = approve_month(JUNE, commissioner, approver, at=LATER)
    (april, may) = [one for one in corrections(june.calculation) if one.stream == ACCESS]
    assert april.recalculation.month == APRIL and may.recalculation.month == MAY
    assert Decimal(april.before["amount"]) == april.posted == between
    assert posted("U00001", APRIL, ACCESS) == access_due()


def test_a_practice_that_moved_puts_both_networks_right(
    england: list[str], commissioner: User, approver: User
) -> None:
    """Networks U00001 and U00003 are of the same board; the practice moved from May."""
    for month in (APRIL, MAY):
        approve_month(month, commissioner, approver)
    spell = NetworkMembership.objects.get(practice__code="Z00001")
    spell.ends = MAY
    spell.save()
    NetworkMembership.objects.create(
        practice=spell.practice, network=type(spell.network).objects.get(code="U00003"), starts=MAY
    )
    june = approve_month(JUNE, commissioner, approver, at=LATER)
    found = corrections(june.calculation)
    assert {(one.recalculation.network_code, one.recalculation.month) for one in found} == {
        ("U00001", MAY),
        ("U00003", MAY),
    }
    assert {cause for one in found for cause in one.causes} == {"membership"}
    lost, gained = ([o for o in found if o.recalculation.network_code == n] for n in
                    ("U00001", "U00003"))  # fmt: skip
    assert all(one.amount < 0 for one in lost) and all(one.amount > 0 for one in gained)
    paid_to_practice = [one for one in found if one.payee == "Z00001"]
    assert sum(one.amount for one in paid_to_practice) == 0


def test_corrected_beds_say_so(england: list[str], commissioner: User, approver: User) -> None:
    approve_month(APRIL, commissioner, approver)
    old = BedCount.objects.get(network__code="U00001", month=APRIL)
    BedCount.objects.create(
        network=old.network, month=APRIL, version=2, beds=old.beds + 12, received_at=LATER,
        source=old.source, source_row=old.source_row,
    )  # fmt: skip
    may = approve_month(MAY, commissioner, approver, at=LATER)
    (one,) = corrections(may.calculation)
    assert (one.stream, one.causes) == ("care_home_premium", ["beds"])
    # £130.253 a bed a year in 2025/26: a month of twelve more beds, give or take the rounding.
    assert abs(one.amount - Decimal("130.253")) <= Decimal("0.01")


def test_a_figure_that_was_missing_is_arrears_once_supplied(
    england: list[str], commissioner: User, approver: User
) -> None:
    approve_month(APRIL, commissioner, approver)
    other = PopulationFigure.objects.filter(basis="weighted").earliest("id")
    PopulationFigure.objects.create(
        practice=NetworkMembership.objects.get(practice__code="Z00001").practice,
        basis="weighted",
        reference_date=other.reference_date,
        version=1,
        value=Decimal(5000),
        vintage="late",
        received_at=LATER,
    )
    may = approve_month(MAY, commissioner, approver, at=LATER)
    (one,) = [one for one in corrections(may.calculation) if one.payee == "Z00001"]
    assert (one.stream, one.posted) == ("network_participation_payment", Decimal(0))
    assert one.causes == ["supplied"]
    assert one.before == {}


def test_what_cannot_be_worked_out_any_more_stays_as_it_was_posted(
    england: list[str], commissioner: User, approver: User
) -> None:
    """The care home beds are withdrawn: a gap, which is not zero, so nothing is recovered."""
    approve_month(APRIL, commissioner, approver)
    before = posted("U00001", APRIL, "care_home_premium")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("DELETE FROM services_bedcount")
        cursor.execute("SET session_replication_role = DEFAULT")
    may = approve_month(MAY, commissioner, approver, at=LATER)
    assert not corrections(may.calculation)
    assert posted("U00001", APRIL, "care_home_premium") == before


def test_a_recovery_in_instalments_comes_to_the_recovery(
    england: list[str], commissioner: User, approver: User
) -> None:
    approve_month(APRIL, commissioner, approver)
    lose("Z00001", 1201)
    RecoverySpread.objects.create(
        icb_code="QAA", network_code="U00001", month=MAY, instalments=3, reason="Hardship",
        set_at=LATER, set_by=commissioner,
    )  # fmt: skip
    may = approve_month(MAY, commissioner, approver, at=LATER)
    (access,) = [one for one in corrections(may.calculation) if one.stream == ACCESS]
    rows = list(Posting.objects.filter(correction=access).order_by("instalment"))
    assert [row.payment_month for row in rows] == [MAY, JUNE, JULY]
    assert sum(row.amount for row in rows) == access.amount
    assert max(row.amount for row in rows) - min(row.amount for row in rows) <= Decimal("0.01")
    assert not corrections(approve_month(JUNE, commissioner, approver, at=LATER).calculation)


def test_two_calculations_with_the_same_correction_are_not_both_approved(
    england: list[str], commissioner: User, approver: User
) -> None:
    approve_month(APRIL, commissioner, approver)
    lose("Z00001", 1200)
    (may,) = run_month(commissioner, icb="QAA", month=MAY, at=LATER)
    (june,) = run_month(commissioner, icb="QAA", month=JUNE, at=LATER)
    approve(calculation_id=june.pk, by=approver.actor, at=LATER)
    with pytest.raises(DecisionRefused, match="books have moved"):
        approve(calculation_id=may.pk, by=approver.actor, at=LATER)
    assert posted("U00001", APRIL, ACCESS) == access_due()
    assert posted("U00001", MAY, ACCESS) == 0


def test_the_database_refuses_a_posting_that_makes_a_month_come_to_something_else(
    england: list[str], commissioner: User, approver: User
) -> None:
    approve_month(APRIL, commissioner, approver)
    lose("Z00001", 1200)
    may = approve_month(MAY, commissioner, approver, at=LATER)
    row = Posting.objects.filter(decision=may, kind=PostingKind.CORRECTION).earliest("id")
    row.pk, row.instalment, row._state.adding = None, 2, True
    with pytest.raises(IntegrityError, match="must come to what is known"), transaction.atomic():
        row.save()
    line = Posting.objects.filter(decision=may, kind=PostingKind.ENTITLEMENT).earliest("id")
    with pytest.raises(ChangeRefused):
        line.save()
    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        Posting.objects.filter(pk=line.pk).update(amount=0)


def test_what_is_posted_under_a_hold_says_so(
    england: list[str], commissioner: User, approver: User
) -> None:
    approve_month(APRIL, commissioner, approver)
    network = NetworkMembership.objects.get(practice__code="Z00001").network
    hold = PaymentHold.objects.create(
        network=network, from_month=MAY, reason="Agreement is not signed", placed_at=NOON,
        placed_by=commissioner,
    )  # fmt: skip
    lose("Z00001", 1200)
    may = approve_month(MAY, commissioner, approver, at=LATER)
    rows = Posting.objects.filter(decision=may)
    assert set(rows.filter(network_code="U00001").values_list("held", flat=True)) == {hold.pk}
    assert set(rows.exclude(network_code="U00001").values_list("held", flat=True)) == {None}
    statement = may.calculation.statements.get(network_code="U00001")
    assert may.calculation.held == statement.due
    assert rows.aggregate(sum=Sum("amount"))["sum"] == may.calculation.due


def test_the_differences_are_kept_with_the_calculation_even_when_it_is_returned(
    england: list[str], commissioner: User, approver: User
) -> None:
    approve_month(APRIL, commissioner, approver)
    lose("Z00001", 1200)
    (may,) = run_month(commissioner, icb="QAA", month=MAY, at=LATER)
    (again,) = run_month(commissioner, icb="QAA", month=MAY, at=LATER)
    assert again.pk == may.pk
    assert Correction.objects.filter(recalculation__calculation=may).exists()
    assert not Posting.objects.filter(kind=PostingKind.CORRECTION).exists()
