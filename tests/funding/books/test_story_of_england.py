"""The story of 2024/25 on a made-up England of several boards, checked network by network.

`STORY_NETWORKS=1250 STORY_ICBS=42` tells it at the size of the country.
"""

import os
from datetime import date
from decimal import Decimal

import pytest
import yaml

from benchmarks.made_up import fill
from funding.chain import verify_chain
from funding.models import Calculation, Correction
from pcn_portal.accounts.models import User
from pcn_portal.units.periods import ContractYear
from tests.funding.approving import approve
from tests.funding.books.slow_books import Key, SlowBooks
from tests.funding.books.test_histories import sums
from tests.funding.books.test_stories import paid_on
from tests.funding.cast import run_month
from tests.funding.rates_by_people.cast import SPLIT, publish

pytestmark = pytest.mark.django_db
NETWORKS = int(os.environ.get("STORY_NETWORKS", "24"))
ICBS = int(os.environ.get("STORY_ICBS", "4"))
PRACTICES = NETWORKS * 5
MONTHS = [date(2024, number, 1) for number in range(4, 10)]


def approve_all(month: date, commissioner: User, approver: User) -> list[Calculation]:
    """Run a month for all of England and approve each board's."""
    made = run_month(commissioner, month=month, at=paid_on(month))
    for one in made:
        approve(calculation_id=one.pk, by=approver.actor, at=paid_on(month))
    return made


def test_the_rates_of_september_2024_are_arrears_of_every_network_of_england(
    commissioner: User, approver: User
) -> None:
    """April to August at the first rates; then the published rates of September, and a made-up
    split of core funding entered by two people, provisional. Every network's arrears by payment
    and month stand on its September statement, and come to the slow books' to the penny."""
    codes = fill(icbs=ICBS, networks=NETWORKS, practices=PRACTICES, year=ContractYear(2024))
    books = SlowBooks()
    for month in MONTHS[:5]:
        slowly = books.calculate(month, paid_on(month))
        approve_all(month, commissioner, approver)
        books.approve(month, slowly)
        assert sums() == books.pounds()
    before = books.pounds()
    september = MONTHS[5]
    entered = paid_on(september)
    publish(SPLIT, enters=commissioner, checks=approver, at=entered)
    row = yaml.safe_load(SPLIT.replace("2024-09-26", f"{entered:%Y-%m-%d}"))["rates"][0]
    days = {key: str(row[key]) for key in ("from", "to", "published")}
    books.entered_rates.append(row | days | {"known_at": entered})
    slowly = books.calculate(september, paid_on(september))
    made = approve_all(september, commissioner, approver)
    books.approve(september, slowly)

    assert sums() == books.pounds()
    assert arrears(made) == differences(before, books.pounds())
    owed: dict[str, Decimal] = {}
    for key, amount in arrears(made).items():
        owed[key[0]] = owed.get(key[0], Decimal("0.00")) + amount
    statements = [statement for one in made for statement in one.statements.all()]
    assert {s.network_code: s.corrections for s in statements} == owed
    assert len(owed) == NETWORKS
    assert all(amount > 0 for amount in owed.values())
    assert [verify_chain(icb_code=code) for code in codes] == [None] * ICBS


def arrears(made: list[Calculation]) -> dict[Key, Decimal]:
    """What the calculations correct, by network, month, payment and payee."""
    found: dict[Key, Decimal] = {}
    rows = Correction.objects.filter(recalculation__calculation__in=made).values_list(
        "recalculation__network_code", "recalculation__month", "stream", "payee", "amount"
    )
    for network, month, stream, payee, amount in rows:
        key = (network, month, stream, payee)
        found[key] = found.get(key, Decimal("0.00")) + amount
    return found


def differences(before: dict[Key, Decimal], after: dict[Key, Decimal]) -> dict[Key, Decimal]:
    """What the slow books say each payment of April to August came to since."""
    months = set(MONTHS[:5])
    return {
        key: difference
        for key in before.keys() | after.keys()
        if key[1] in months
        and (difference := after.get(key, Decimal(0)) - before.get(key, Decimal(0)))
    }
