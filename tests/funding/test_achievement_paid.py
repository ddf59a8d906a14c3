"""Approved achievement of the incentive fund on the statement, and in the file that pays it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from funding.achievement import achieved_to_pay
from funding.actions import produce_payment_file
from funding.digests import calculation_digest, rates_digest
from funding.engine.corrections import Difference, Earlier, Payment, causes
from funding.gather import gather
from funding.models import Line
from networks.models import Network, NominatedPayee
from pcn_portal.accounts.models import User
from tests.funding.approving import approve
from tests.funding.cast import run_month
from tests.intake.files import take_in
from tests.services.test_achievement import (
    NOW,
    both,
    browser_of,
    cast,
    decide,
    declare,
    figures,
    give_all,
)

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
APRIL_2024 = date(2024, 4, 1)


def test_all_points_by_decision_are_paid_to_the_payee_with_their_steps(
    cast: dict[str, User],  # noqa: F811
) -> None:
    take_in("incentive_publication", figures(*both("U90001", 100, 1000)))
    give_all(cast)
    decide(declare(cast), cast["commissioner"])
    NominatedPayee.objects.create(
        network=Network.objects.get(code="U90001"), name="Made-up payee", ods_code="8X001",
        starts=date(2023, 4, 1),
    )  # fmt: skip

    (calculation,) = run_month(cast["commissioner"], icb="QZ1", month=APRIL_2024, at=NOW)

    line = Line.objects.get(stream="incentive_fund", component="2023-24/ACC-08")
    assert (line.amount, line.status) == (Decimal("14058.00"), "provisional")
    assert "All points by decision" in str(line.steps)
    page = browser_of(cast["commissioner"]).get("/networks/U90001/money/2024-04/")
    assert page.status_code == 200
    assert "£14,058.00" in page.content.decode()
    assert "ACC-08 of 2023-24" in page.content.decode()
    approve(calculation_id=calculation.pk, by=cast["approver"].actor, at=NOW)
    file = produce_payment_file(
        icb_code="QZ1", month=APRIL_2024, by=cast["commissioner"].actor, at=NOW
    )
    (paid,) = [row for row in bytes(file.content).decode().splitlines() if "IIF" in row]
    assert "14058.00" in paid


def test_it_is_paid_from_its_approval_on_and_not_as_known_before(
    cast: dict[str, User],  # noqa: F811
) -> None:
    take_in("incentive_publication", figures(*both("U90001", 100, 1000)))
    give_all(cast)
    before = gather(icb_code="QZ1", month=APRIL_2024, known_at=NOW)
    decide(declare(cast), cast["commissioner"])
    asked: dict[str, Any] = {
        "network_ids": [Network.objects.get(code="U90001").pk],
        "month": APRIL_2024,
    }

    assert achieved_to_pay(**asked, known_at=NOW - timedelta(seconds=1)) == {}
    assert achieved_to_pay(**asked, known_at=NOW)
    after = gather(icb_code="QZ1", month=APRIL_2024, known_at=NOW)
    first, second = (calculation_digest(of, rates_digest(of)) for of in (before, after))
    assert first != second


def test_what_is_approved_for_a_month_after_it_was_worked_out_is_corrected_with_its_cause() -> None:
    payment = Payment("incentive_fund", "2023-24/ACC-08", "U90001")
    difference = Difference(payment, Decimal("14058.00"), Decimal("0.00"), None)

    assert causes(difference, Earlier({}, []), []) == ("achievement",)
