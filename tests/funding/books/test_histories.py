"""Random histories: whatever happens in whatever order, the books come to what is known."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import yaml
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from benchmarks.made_up import YEAR, fill
from funding.actions import (
    AdjustmentRefused,
    DecisionRefused,
    Entry,
    decide_adjustment,
    enter_adjustment,
    set_rounding,
)
from funding.chain import verify_chain
from funding.models import Calculation, Posting, PostingKind, RecoverySpread
from networks.models import Network, NetworkMembership
from pcn_portal.accounts.models import User
from practices.models import PopulationFigure
from services.models import BedCount
from tests.funding.approving import approve
from tests.funding.books.slow_books import Key, SlowBooks, Worked
from tests.funding.cast import NOON, run_month
from tests.funding.rates_by_people.cast import publish

pytestmark = pytest.mark.django_db
NETWORKS, PRACTICES, ICB = 3, 8, "QAA"
MONTHS = [month.first for month in YEAR.months()][:5]
STREAMS = ("core_pcn_funding", "enhanced_access", "network_participation_payment")

RATE = """
year: 2025/26
sources:
  made_up: {{title: Made-up letter, url: unknown}}
rates:
- id: ea-made-up-{number}
  payment: enhanced_access
  title: Enhanced access, made up
  method: monthly
  value: "{value}"
  basis: adjusted
  unit: £ per patient
  per: year
  payee: network
  from: {month}
  to: 2026-04-01
  population_date: 2025-01-01
  published: 2025-03-28
  status: provisional
  confidence: single_source
  paid: monthly
  sources: [made_up]
"""

months = st.sampled_from(MONTHS)
practices = st.integers(1, PRACTICES).map("Z{:05d}".format)
networks = st.integers(1, NETWORKS).map("U{:05d}".format)


class Histories(RuleBasedStateMachine):
    """One ICB's year: each event is a day later; each approval is checked by the slow books."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        fill(icbs=1, networks=NETWORKS, practices=PRACTICES, unweighted=1)
        self.asha = User.objects.create_user("asha@icb.example", name="Asha Fictional")
        self.ben = User.objects.create_user("ben@icb.example", name="Ben Fictional")
        self.now: datetime = NOON
        self.books = SlowBooks(ICB)
        self.waiting: tuple[Calculation, list[Worked]] | None = None
        self.kept: dict[int, str] = {}
        self.sheets = 0

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def next_day(self) -> datetime:
        self.now += timedelta(days=1)
        return self.now

    @rule(practice=practices, basis=st.sampled_from(("adjusted", "weighted", "registered")),
          value=st.decimals(1, 30_000, places=3))  # fmt: skip
    def a_population_is_restated(self, practice: str, basis: str, value: Decimal) -> None:
        rows = PopulationFigure.objects.filter(practice__code=practice, basis=basis)
        PopulationFigure.objects.create(
            practice=NetworkMembership.objects.filter(practice__code=practice)[0].practice,
            basis=basis,
            reference_date=YEAR.list_date,
            version=rows.count() + 1,
            value=value.quantize(Decimal(1)) if basis == "registered" else value,
            vintage="restated",
            received_at=self.next_day(),
        )

    @rule(practice=practices, network=networks, month=months)
    def a_practice_moves(self, practice: str, network: str, month: date) -> None:
        """From any month on, however long ago; what the register had later gives way."""
        spells = NetworkMembership.objects.filter(practice__code=practice)
        mover = spells[0].practice
        spells.filter(starts__gte=month).delete()
        self._end_spells(mover.pk, month)
        NetworkMembership.objects.create(
            practice=mover, network=Network.objects.get(code=network), starts=month
        )

    @staticmethod
    def _end_spells(practice: int, month: date) -> None:
        """Each spell ends where the next begins, the last in `month`."""
        spells = list(NetworkMembership.objects.filter(practice=practice).order_by("starts"))
        ends = [spell.starts for spell in spells[1:]] + [month]
        for spell, end in zip(spells, ends, strict=True):
            NetworkMembership.objects.filter(pk=spell.pk).update(ends=end)

    @rule(network=networks, month=months, beds=st.integers(0, 900))
    def beds_are_corrected(self, network: str, month: date, beds: int) -> None:
        rows = BedCount.objects.filter(network__code=network, month=month)
        BedCount.objects.create(
            network=Network.objects.get(code=network), month=month, version=rows.count() + 1,
            beds=beds, received_at=self.next_day(),
        )  # fmt: skip

    @rule(stream=st.sampled_from(STREAMS), month=st.sampled_from(MONTHS[:2]), printed=st.booleans())
    def a_rounding_convention_is_set(self, stream: str, month: date, printed: bool) -> None:
        """Printed monthly rates are known for one of the streams: the others become gaps."""
        set_rounding(
            icb_code=ICB, stream=stream, from_month=month, reason="Agreed", by=self.asha.actor,
            convention="printed_monthly" if printed else "annual_twelfth", at=self.next_day(),
        )  # fmt: skip

    @rule(value=st.decimals("0.001", "20", places=3), month=st.sampled_from(MONTHS))
    def a_rate_is_published(self, value: Decimal, month: date) -> None:
        """Enhanced access, from a month on to the end of the year, entered by two people."""
        self.sheets += 1
        at = self.next_day()
        content = RATE.format(number=self.sheets, value=value, month=month)
        publish(content, enters=self.asha, checks=self.ben, at=at)
        row = yaml.safe_load(content)["rates"][0]
        days = {"from": str(row["from"]), "to": str(row["to"]), "published": f"{at:%Y-%m-%d}"}
        self.books.entered_rates.append(row | days | {"known_at": at})

    @rule(network=networks, month=months, number=st.integers(1, 12))
    def a_recovery_is_spread(self, network: str, month: date, number: int) -> None:
        RecoverySpread.objects.create(
            icb_code=ICB, network_code=network, month=month, instalments=number, reason="Hardship",
            set_at=self.next_day(), set_by=self.asha,
        )  # fmt: skip

    @rule(network=networks, month=months, pounds=st.integers(-900, 900).filter(bool))
    def an_adjustment_is_agreed(self, network: str, month: date, pounds: int) -> None:
        """Outside the entitlement: the books of the payments stay what is known."""
        entry = Entry(
            network_code=network, payee="", kind="goodwill", first_month=month,
            amount=Decimal(pounds), instalments=3, reason="Agreed", evidence="Letter",
        )  # fmt: skip
        try:
            made = enter_adjustment(
                icb_code=ICB, entry=entry, by=self.asha.actor, at=self.next_day()
            )
        except AdjustmentRefused:
            return
        decide_adjustment(
            adjustment_id=made.pk, agree=True, senior=True, reason="Seen", by=self.ben.actor,
            at=self.next_day(),
        )  # fmt: skip

    @invariant()
    def an_instalment_is_posted_once(self) -> None:
        posted = Posting.objects.filter(kind=PostingKind.ADJUSTMENT)
        assert posted.count() == posted.values("adjustment", "instalment").distinct().count()

    @rule(month=months)
    def a_month_is_calculated_and_left(self, month: date) -> None:
        self.waiting = self._run(month)

    @rule()
    def what_was_left_is_approved(self) -> None:
        if self.waiting is not None:
            self._approve(*self.waiting)

    @rule(month=months)
    def a_month_is_run_and_approved(self, month: date) -> None:
        self._approve(*self._run(month))

    def _run(self, month: date) -> tuple[Calculation, list[Worked]]:
        (made,) = run_month(self.asha, icb=ICB, month=month, at=self.next_day())
        return made, self.books.calculate(month, self.now)

    def _approve(self, made: Calculation, slowly: list[Worked]) -> None:
        """A refusal is an answer: the month is approved already, or the books have moved."""
        try:
            approve(calculation_id=made.pk, by=self.ben.actor, at=self.next_day())
        except DecisionRefused:
            return
        self.books.approve(made.month, slowly)
        assert sums() == self.books.pounds()

    @invariant()
    def no_posting_ever_changes(self) -> None:
        now = rows()
        assert now | self.kept == now
        self.kept = now

    @invariant()
    def the_chain_holds(self) -> None:
        assert verify_chain(icb_code=ICB) is None


def sums() -> dict[Key, Decimal]:
    """The books: pounds by network, month, stream and payee, where they are not zero."""
    found = (
        Posting.objects.exclude(kind=PostingKind.ADJUSTMENT)
        .order_by()
        .values_list("network_code", "entitlement_month", "stream", "payee")
        .annotate(sum=Sum("amount"))
    )
    return {row[:4]: row[4] for row in found if row[4]}


def rows() -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, md5(p::text) FROM funding_posting p")
        return dict(cursor.fetchall())


def check_histories(examples: int, steps: int) -> None:
    chosen: Any = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Histories, settings=chosen)


def test_random_histories() -> None:
    check_histories(examples=20, steps=40)


@pytest.mark.long
def test_two_hundred_random_histories() -> None:
    check_histories(examples=200, steps=40)
