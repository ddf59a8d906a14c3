"""Which approved lines a month pays, as it was known at a moment."""

from datetime import timedelta
from decimal import Decimal

from funding.claims.payable import lines_to_pay
from tests.funding.cast import NOON
from tests.funding.claims.test_claims import People, decide, declared, harbour
from tests.workforce.staff_cast import somebody
from workforce.models import LineDecision, LineStep


def test_a_line_is_paid_from_its_approval_on_and_not_as_known_before(people: People) -> None:
    somebody(people["manager"].actor)
    decide(people, declared(people), LineStep.APPROVED)
    network = harbour().pk
    before = NOON - timedelta(seconds=1)
    pays = LineDecision.objects.get().pay_month
    assert pays is not None
    assert lines_to_pay(network_ids=[network], month=pays, known_at=before) == {}
    (line,) = lines_to_pay(network_ids=[network], month=pays, known_at=NOON)[network]
    assert line.amount > Decimal(0)
