"""An entry that was wrong is put right or called off; what was claimed for it is taken back."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from funding.claims.declaring import Declaration, declare
from networks.models import Network
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import Actor
from tests.api import england
from tests.workforce.staff_cast import APRIL_2023, post, somebody
from workforce.correcting import Corrected, call_off, correct_engagement
from workforce.keeping_checks import StaffRefused
from workforce.models import Engagement
from workforce.register import leave_post, record_leave
from workforce.staff_lists import staff_rows

MAY = date(2025, 5, 1)
AT = datetime(2025, 6, 3, 12, tzinfo=UTC)
GIVEN = Declaration(True, "Payroll")


@pytest.fixture
def by(db: None) -> Actor:
    england.build_england()
    return User.objects.create_user("maya@portal.example", name="Maya Fictional").actor


def harbour() -> Network:
    return Network.objects.get(code="U90001")


def correct(by: Actor, one: Engagement, **more: Any) -> Engagement:
    usual: dict[str, Any] = {
        "starts": one.starts, "employer_kind": "trust", "employer": "A trust", "before": "new",
        "contracted_until": None,
    }  # fmt: skip
    return correct_engagement(
        engagement_id=one.pk, to=Corrected(**usual | more), reason="Typing error", by=by, at=AT
    )


def test_the_first_day_moves_and_the_first_terms_with_it(by: Actor) -> None:
    one = somebody(by, starts=date(2025, 5, 17), spread={"Z90001": Decimal(4)})
    correct(by, one, starts=MAY)
    (claim,) = [declare(network=harbour(), month=MAY, given=GIVEN, by=by, at=AT)]
    assert claim.lines.get().amount == Decimal("4000.00")
    assert one.terms.get(from_day=MAY).spread.get().sessions == Decimal("4.00")
    with pytest.raises(StaffRefused, match="The post is funded from 1 April 2023"):
        correct(by, one, starts=date(2023, 3, 1))
    leave_post(engagement_id=one.pk, on=date(2025, 7, 1), by=by, at=AT)
    with pytest.raises(StaffRefused, match="The first day is not before the last"):
        correct(by, one, starts=date(2025, 7, 1))


def test_a_first_day_that_fills_a_post_twice_is_refused(by: Actor) -> None:
    shared = post(by)
    first = somebody(by, into=shared)
    leave_post(engagement_id=first.pk, on=MAY, by=by, at=AT)
    second = somebody(by, into=shared, starts=MAY)
    with pytest.raises(StaffRefused, match="0.00 are free"):
        correct(by, second, starts=date(2025, 4, 1))


def test_an_entry_called_off_makes_room_and_is_taken_back(by: Actor) -> None:
    one = somebody(by)
    declare(network=harbour(), month=MAY, given=GIVEN, by=by, at=AT)
    call_off(engagement_id=one.pk, reason="Recorded twice", by=by, at=AT)
    (row,) = staff_rows(harbour(), MAY)
    assert row.standing == "left"
    line = declare(network=harbour(), month=MAY, given=GIVEN, by=by, at=AT).lines.get()
    assert line.amount == Decimal("-4000.00")
    assert "recorded by mistake" in line.steps[0]["words"]
    with pytest.raises(StaffRefused, match="called off already"):
        call_off(engagement_id=one.pk, reason="Again", by=by, at=AT)
    with pytest.raises(StaffRefused, match="is called off"):
        leave_post(engagement_id=one.pk, on=None, by=by, at=AT)
    somebody(by, into=one.post, starts=APRIL_2023)


def test_who_is_covered_is_not_called_off_before_the_cover(by: Actor) -> None:
    one = somebody(by)
    ends = date(2025, 8, 1)
    record_leave(engagement_id=one.pk, kind="parental", starts=MAY, ends=ends, by=by, at=AT)
    somebody(by, into=one.post, covers=one.pk, starts=MAY, ends=ends)
    with pytest.raises(StaffRefused, match="S002 covers them"):
        call_off(engagement_id=one.pk, reason="A mistake", by=by, at=AT)
