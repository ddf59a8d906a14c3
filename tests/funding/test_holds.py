"""A hold keeps the entitlement and stops the money: in runs, statements and digests."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from funding.actions import start_run
from funding.digests import calculation_digest
from funding.gather import gather
from funding.models import Calculation, Decision, Statement
from funding.queries import held_networks, held_of, held_sums, months_overview, placed_since
from networks.holds import lift_hold, place_hold
from networks.models import PaymentHold
from pcn_portal.accounts.models import User
from tests.funding.approving import approve
from tests.funding.cast import APRIL, MAY, NOON, finish, run_month

BEFORE, LATER = NOON - timedelta(hours=1), NOON + timedelta(hours=1)
WHY = 'No signed network agreement,\n\t"no payment" \\ U00001'


def hold(
    by: User, *, network: str = "U00001", month: date = APRIL, at: datetime = BEFORE
) -> PaymentHold:
    return place_hold(network=network, from_month=month, reason=WHY, by=by.actor, at=at)


def lines(calculation: Calculation) -> list[object]:
    rows = calculation.statements.order_by("network_code", "lines__id")
    return list(rows.values_list("network_code", "total", "lines__payee", "lines__amount"))


def test_a_held_network_keeps_its_explained_entitlement(
    england: list[str], commissioner: User
) -> None:
    (free,) = run_month(commissioner, icb="QAA")
    placed = hold(commissioner, at=LATER)
    (held,) = run_month(commissioner, icb="QAA", at=LATER)
    assert held.pk != free.pk
    assert lines(held) == lines(free)
    assert (held.total, free.held) == (free.total, Decimal("0.00"))
    statement = held.statements.get(network_code="U00001")
    assert statement.hold == {
        "id": placed.pk,
        "from_month": "2025-04-01",
        "reason": WHY,
        "placed_at": LATER.isoformat(),
    }
    assert held.held == statement.total > 0
    assert not held.statements.exclude(pk=statement.pk).filter(hold__isnull=False).exists()
    (row,) = held_networks(held)
    assert row == held_of(statement)
    assert (row.code, row.total, row.reason) == ("U00001", statement.total, WHY)
    assert (row.from_month, row.placed_at, row.lifted) == (APRIL, LATER, None)


def test_held_sums_add_up_over_the_held_networks(england: list[str], commissioner: User) -> None:
    hold(commissioner)
    hold(commissioner, network="U00003")
    (calculation,) = run_month(commissioner, icb="QAA")
    totals = dict(calculation.statements.values_list("network_code", "total"))
    assert calculation.held == totals["U00001"] + totals["U00003"]


def test_a_run_respects_the_holds_known_at_its_moment(
    england: list[str], commissioner: User
) -> None:
    placed = hold(commissioner, at=NOON)
    lift_hold(hold_id=placed.pk, reason="Signed", by=commissioner.actor, at=LATER)

    def held(known_at: datetime) -> Decimal:
        run = start_run(
            month=APRIL,
            icb_code="QAA",
            by=commissioner.actor,
            at=LATER + timedelta(hours=1),
            known_at=known_at,
        )
        return finish(run, at=LATER)[0].held

    assert held(BEFORE) == 0
    assert held(NOON) > 0
    assert held(LATER) == 0


def test_a_hold_leaves_the_months_before_it_alone(england: list[str], commissioner: User) -> None:
    hold(commissioner, month=MAY)
    (april,) = run_month(commissioner, icb="QAA")
    (may,) = run_month(commissioner, icb="QAA", month=MAY)
    assert april.held == 0
    assert may.held == may.statements.get(network_code="U00001").total


def test_an_approved_month_stays_as_it_was_approved(
    england: list[str], commissioner: User, approver: User
) -> None:
    (approved,) = run_month(commissioner, icb="QAA")
    approve(calculation_id=approved.pk, by=approver.actor, at=NOON)
    hold(commissioner, at=LATER)
    (again,) = run_month(commissioner, icb="QAA", at=LATER)
    (month,) = months_overview(icb_codes=["QAA"], months=[APRIL])
    assert month.calculation == approved
    assert month.newer == again
    assert month.held == 0
    assert again.held == again.statements.get(network_code="U00001").total


def test_a_lifted_hold_leads_to_a_new_calculation_that_is_paid(
    england: list[str], commissioner: User, approver: User
) -> None:
    placed = hold(commissioner)
    (held,) = run_month(commissioner, icb="QAA")
    approve(calculation_id=held.pk, by=approver.actor, at=NOON)
    lift_hold(hold_id=placed.pk, reason="Signed", by=commissioner.actor, at=LATER)
    (freed,) = run_month(commissioner, icb="QAA", at=LATER)
    assert freed.held == 0
    assert freed.total == held.total
    assert freed.digest != held.digest
    (row,) = held_networks(held)
    assert row.lifted is not None
    assert (row.lifted.lifted_reason, row.lifted.lifted_by) == ("Signed", commissioner)
    assert Decision.objects.get().calculation == held


def test_the_digest_of_a_month_without_a_hold_is_what_it_was_before_there_were_holds(
    england: list[str], commissioner: User
) -> None:
    facts = gather(icb_code="QAA", month=APRIL, known_at=NOON)
    digest = calculation_digest(facts, "rates")
    assert digest == "a609bd03f332f752da558c75ca6faaf2106db81b9d281ee8d1e68b237e1df7c4"
    hold(commissioner)
    held = gather(icb_code="QAA", month=APRIL, known_at=NOON)
    assert held.holds.keys() == {"U00001"}
    assert calculation_digest(held, "rates") != digest
    assert replace(held, holds={}) == facts


def test_a_second_hold_for_another_reason_is_another_calculation(
    england: list[str], commissioner: User
) -> None:
    first = hold(commissioner)
    (one,) = run_month(commissioner, icb="QAA")
    lift_hold(hold_id=first.pk, reason="Signed", by=commissioner.actor, at=LATER)
    hold(commissioner, at=LATER)
    (other,) = run_month(commissioner, icb="QAA", at=LATER)
    assert one.held == other.held > 0
    assert one.digest != other.digest


def test_a_hold_placed_after_the_calculation_is_named(
    england: list[str], commissioner: User
) -> None:
    (calculation,) = run_month(commissioner, icb="QAA")
    hold(commissioner, network="U00003", month=MAY, at=LATER)
    assert placed_since(calculation) == []
    placed = hold(commissioner, at=LATER)
    assert placed_since(calculation) == [placed]
    lift_hold(hold_id=placed.pk, reason="Signed", by=commissioner.actor, at=LATER)
    assert placed_since(calculation) == []


def test_what_a_hold_holds_back_is_the_sum_of_the_statements_that_count(
    england: list[str], commissioner: User
) -> None:
    placed = hold(commissioner)
    run_month(commissioner, icb="QAA")
    run_month(commissioner, icb="QAA", month=MAY)
    counted = Statement.objects.filter(network_code="U00001")
    sums = held_sums([placed.pk, placed.pk + 1])
    assert sums.keys() == {placed.pk}
    assert (sums[placed.pk].months, sums[placed.pk].total) == (
        2,
        sum(s.total for s in counted),
    )
    lift_hold(hold_id=placed.pk, reason="Signed", by=commissioner.actor, at=LATER)
    run_month(commissioner, icb="QAA", at=LATER)
    assert held_sums([placed.pk])[placed.pk].months == 1
    assert held_sums([placed.pk], within=Statement.objects.none()) == {}
