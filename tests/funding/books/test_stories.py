"""The stories the books are for, told on made-up networks and checked by the slow books."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import yaml
from django.db.models import Sum

from benchmarks.made_up import fill
from funding.actions import spread_recovery
from funding.chain import verify_chain
from funding.models import Calculation, Decision, Posting, PostingKind, Recalculation
from funding.queries import corrected_networks
from networks.proposals.actions import decide, propose
from pcn_portal.accounts.models import User
from pcn_portal.units.periods import ContractYear
from practices.models import PopulationFigure
from tests.funding.books.cast import approve_month
from tests.funding.books.slow_books import Key, SlowBooks
from tests.funding.books.test_histories import sums
from tests.funding.cast import run_month
from tests.funding.rates_by_people.cast import SPLIT, publish

pytestmark = pytest.mark.django_db
MONTHS_2025 = [date(2025, number, 1) for number in range(4, 11)]
APRIL, MAY, JUNE, JULY, AUGUST, SEPTEMBER, OCTOBER = MONTHS_2025


def paid_on(month: date) -> datetime:
    """The day on which a month is run and approved: the tenth of the next."""
    return datetime(month.year, month.month + 1, 10, 9, tzinfo=UTC)


def approve_with(books: SlowBooks, month: date, commissioner: User, approver: User) -> Decision:
    """Approve a month, and have the slow books find the same by themselves."""
    slowly = books.calculate(month, paid_on(month))
    decision = approve_month(month, commissioner, approver, at=paid_on(month))
    books.approve(month, slowly)
    assert sums() == books.pounds()
    return decision


def restate_everybody(received: datetime) -> None:
    """Every second practice loses a tenth of its adjusted population; the others gain."""
    old = PopulationFigure.objects.filter(basis="adjusted", version=1).order_by("practice__code")
    PopulationFigure.objects.bulk_create(
        PopulationFigure(
            practice_id=row.practice_id, basis=row.basis, reference_date=row.reference_date,
            version=2, value=row.value * Decimal("0.9" if number % 2 else "1.05"),
            vintage="restated in June", received_at=received,
        )
        for number, row in enumerate(old)
    )  # fmt: skip


def test_2024_rates_of_september_are_arrears_of_every_network_since_april(
    commissioner: User, approver: User
) -> None:
    """April to August are approved at the first rates; the specification of 26 September raises

    enhanced access and the care home premium from 1 April. The final split of core funding is
    not known, so core funding stays as it was posted: it is not worked out from a guess.
    """
    fill(icbs=1, networks=12, practices=60, year=ContractYear(2024))
    books, months = SlowBooks(), [date(2024, number, 1) for number in range(4, 10)]
    for month in months[:5]:
        approve_with(books, month, commissioner, approver)
    first = sums()
    september = approve_with(books, months[5], commissioner, approver)

    found = corrected_networks(september.calculation)
    assert len(found) == 12
    assert {network.causes for network in found} == {("rate",)}
    for network in found:
        assert [month.month for month in network.months] == months[:5]
        assert network.recovered == 0 < network.arrears
        assert {one.stream for month in network.months for one in month.payments} == {
            "enhanced_access", "care_home_premium",
        }  # fmt: skip
    core = core_of(sums())
    assert core == core_of(first)
    assert {key[1] for key in core} == set(months[:5])
    assert verify_chain(icb_code="QAA") is None


def core_of(books: dict[Key, Decimal]) -> dict[Key, Decimal]:
    return {key: amount for key, amount in books.items() if key[2] == "core_pcn_funding"}


def test_2024_with_the_split_of_core_funding_entered_by_two_people(
    commissioner: User, approver: User
) -> None:
    """The same, and before September is run a made-up split is entered and checked: provisional.

    Every network's arrears by payment and month come to the slow books' to the penny; they stand
    on the September statement.
    """
    fill(icbs=1, networks=12, practices=60, year=ContractYear(2024))
    books, months = SlowBooks(), [date(2024, number, 1) for number in range(4, 10)]
    for month in months[:5]:
        approve_with(books, month, commissioner, approver)
    entered = paid_on(months[5])
    publish(SPLIT, enters=commissioner, checks=approver, at=entered)
    row = yaml.safe_load(SPLIT.replace("2024-09-26", f"{entered:%Y-%m-%d}"))["rates"][0]
    days = {key: str(row[key]) for key in ("from", "to", "published")}
    books.entered_rates.append(row | days | {"known_at": entered})
    september = approve_with(books, months[5], commissioner, approver)

    for network in corrected_networks(september.calculation):
        by_month = {month.month: month.payments for month in network.months}
        assert list(by_month) == months[:5]
        for payments in by_month.values():
            core = [one for one in payments if one.stream == "core_pcn_funding"]
            assert [one.component for one in core] == ["adjusted", "registered"]
            assert {one.after["status"] for one in core} == {"provisional"}
            assert {one.before["status"] for one in core} == {"confirmed"}
            assert {tuple(one.causes) for one in core} == {("rate",)}
        statement = september.calculation.statements.get(network_code=network.code)
        assert statement.corrections == network.total > 0
    lines = september.calculation.statements.values_list("lines__stream", "lines__status")
    assert ("core_pcn_funding", "provisional") in set(lines)
    assert len(corrected_networks(september.calculation)) == 12


def test_2025_populations_restated_in_june_and_what_is_lost_is_recovered_by_choice(
    commissioner: User, approver: User
) -> None:
    """Some networks lose: one pays back over four months, the others at once."""
    fill(icbs=1, networks=12, practices=60)
    books = SlowBooks()
    for month in (APRIL, MAY):
        approve_with(books, month, commissioner, approver)
    restate_everybody(datetime(2025, 6, 20, tzinfo=UTC))
    (june,) = run_month(commissioner, icb="QAA", month=JUNE, at=paid_on(JUNE))
    found = corrected_networks(june)
    losing = [network for network in found if network.total < 0]
    gaining = [network for network in found if network.total > 0]
    assert losing and gaining and len(found) == 12
    assert {network.causes for network in found} == {("population",)}
    assert {month.month for network in found for month in network.months} == {APRIL, MAY}

    slow_payer = losing[0]
    spread_recovery(
        icb_code="QAA", network_code=slow_payer.code, month=JUNE, instalments=4,
        reason="Agreed with the network", by=commissioner.actor, at=paid_on(JUNE),
    )  # fmt: skip
    decision = approve_with(books, JUNE, commissioner, approver)
    assert decision.calculation == june
    back = paid_back(decision, slow_payer.code)
    assert list(back) == [JUNE, JULY, AUGUST, SEPTEMBER]
    assert sum(back.values()) == slow_payer.recovered
    # Each payment of each month is divided by itself: a penny's difference for each at the most.
    payments = sum(len(month.payments) for month in slow_payer.months)
    assert max(back.values()) - min(back.values()) <= Decimal("0.01") * payments
    for network in losing[1:]:
        assert paid_back(decision, network.code) == {JUNE: network.recovered}
    july = approve_with(books, JULY, commissioner, approver)
    assert not corrected_networks(july.calculation)


def paid_back(decision: Decision, network: str) -> dict[date, Decimal]:
    """Pounds recovered from a network by the month they are taken with."""
    rows = Posting.objects.filter(
        decision=decision, network_code=network, kind=PostingKind.CORRECTION, amount__lt=0
    )
    by_month = rows.order_by("payment_month").values_list("payment_month")
    return dict(by_month.annotate(sum=Sum("amount")))


def test_a_practice_that_moved_in_july_and_was_reported_in_october_is_put_right_by_one_decision(
    commissioner: User, approver: User
) -> None:
    """U00001 and U00002 are put right for July to September, to the penny, and nobody else."""
    fill(icbs=1, networks=6, practices=30)
    books = SlowBooks()
    for month in (APRIL, MAY, JUNE, JULY, AUGUST, SEPTEMBER):
        approve_with(books, month, commissioner, approver)
    reported = datetime(2025, 10, 20, 9, tzinfo=UTC)
    move(reported, commissioner, approver)
    october = approve_with(books, OCTOBER, commissioner, approver)

    months = {
        (month, network) for month in (JULY, AUGUST, SEPTEMBER) for network in ("U00001", "U00002")
    }
    again = Recalculation.objects.filter(calculation=october.calculation)
    assert set(again.values_list("month", "network_code")) == months
    lost, gained = (total_of(october.calculation, code) for code in ("U00001", "U00002"))
    assert lost < 0 < gained
    # The practice's own participation payment only changes networks.
    to_practice = Posting.objects.filter(decision=october, payee="Z00001", kind="correction")
    assert sum(row.amount for row in to_practice) == 0
    assert to_practice.count() == 6
    assert verify_chain(icb_code="QAA") is None


def total_of(calculation: Calculation, network: str) -> Decimal:
    (found,) = corrected_networks(calculation, network_code=network)
    assert found.causes == ("membership",)
    return found.total


def move(at: datetime, commissioner: User, approver: User) -> None:
    """One proposal, one decision: Z00001 moves from U00001 to U00002 on 1 July."""
    proposal = propose(
        kind="move", effective=JULY, reason="Reported late", by=commissioner.actor, at=at,
        details={"practice": "Z00001", "from": "U00001", "to": "U00002"},
    )  # fmt: skip
    decide(
        proposal_ids=[proposal.pk], accept=True, reason="Both networks confirm it",
        by=approver.actor, at=at, today=at.date(),
    )  # fmt: skip
