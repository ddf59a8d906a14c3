"""What an approval moves against the month before: how many networks, the largest, and why."""

from datetime import timedelta
from decimal import Decimal

import pytest

from funding.models import Calculation
from funding.queries import Blast, blast_of, seen_in
from networks.models import NetworkMembership
from pcn_portal.accounts.models import User
from services.models import BedCount
from tests.funding.cast import MAY, NOON, restate, run_month

LATER = NOON + timedelta(days=2)


@pytest.fixture
def april(england: list[str], commissioner: User) -> Calculation:
    return run_month(commissioner, icb="QAA")[0]


def of_may(commissioner: User) -> tuple[Calculation, Blast]:
    (may,) = run_month(commissioner, icb="QAA", month=MAY, at=LATER)
    blast = blast_of(may, seen_in(may))
    assert blast is not None
    return may, blast


def test_without_a_month_before_nothing_is_compared(april: Calculation) -> None:
    assert blast_of(april, seen_in(april)) is None


def test_every_network_goes_up_down_or_stays_and_the_changes_are_the_totals(
    april: Calculation, commissioner: User
) -> None:
    may, blast = of_may(commissioner)
    assert blast.rising + blast.falling + blast.same == may.networks
    shown = [*blast.up, *blast.down]
    assert sum(one.change for one in shown) == may.total - april.total
    before = dict(april.statements.values_list("network_code", "total"))
    for one in shown:
        assert one.change == one.total - before[one.code]
        assert one.why
    assert [one.change for one in blast.up] == sorted((o.change for o in blast.up), reverse=True)
    assert [one.change for one in blast.down] == sorted(o.change for o in blast.down)


def test_it_says_which_payment_moved_and_which_figure(
    april: Calculation, commissioner: User
) -> None:
    home = NetworkMembership.objects.get(practice__code="Z00001").network
    for month in (4, 5):
        BedCount.objects.create(
            network=home, month=MAY.replace(month=month), version=9, beds=10, received_at=NOON
        )
    run_month(commissioner, icb="QAA", at=NOON)
    restate("Z00001", "registered", Decimal(30000), LATER)
    _, blast = of_may(commissioner)
    mine = next(one for one in blast.up if one.code == home.code)
    assert mine.why[0].startswith("Core PCN funding +£")
    assert any("Registered list of" in why for why in mine.why)
