"""Two people of one network, or of one board, at the same moment: real connections."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum

from funding.claims.deciding import decide_lines
from funding.claims.declaring import ClaimRefused, Declaration, declare
from networks.models import Network
from pcn_portal.accounts.models import User
from practices.models import Practice
from tests.api import england
from tests.funding.cast import APRIL, NOON
from tests.workforce.staff_cast import post, somebody
from workforce.keeping_checks import StaffRefused
from workforce.models import Claim, ClaimLine, Engagement, LineDecision, LineStep

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4


@pytest.fixture
def people(transactional_db: None) -> dict[str, User]:
    england.build_england()
    for practice in Practice.objects.filter(code__in=["Z90001", "Z90002"]):
        england.figure(practice, "weighted", "15000")
    return england.people()


def at_once(work: Callable[[], Any]) -> list[Any]:
    """Do the work several times from the same moment on; a refusal is an answer."""
    start = Barrier(AT_ONCE)

    def one(_: int) -> Any:
        try:
            start.wait(timeout=10)
            return work()
        except (ClaimRefused, StaffRefused) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def refusals(answers: list[Any]) -> int:
    return sum(isinstance(one, Exception) for one in answers)


def test_a_month_declared_by_four_at_once_is_claimed_once(people: dict[str, User]) -> None:
    somebody(people["manager"].actor)
    harbour = Network.objects.get(code="U90001")
    work = partial(
        declare, network=harbour, month=APRIL, given=Declaration(True, "x"),
        by=people["manager"].actor, at=NOON,
    )  # fmt: skip
    assert refusals(at_once(work)) == AT_ONCE - 1
    assert Claim.objects.count() == 1
    assert ClaimLine.objects.aggregate(sum=Sum("amount"))["sum"] == Decimal("4000.00")


def test_a_line_approved_by_four_at_once_is_approved_once(people: dict[str, User]) -> None:
    somebody(people["manager"].actor)
    claim = declare(
        network=Network.objects.get(code="U90001"), month=APRIL, given=Declaration(True, "x"),
        by=people["manager"].actor, at=NOON,
    )  # fmt: skip
    work = partial(
        decide_lines, claim_id=claim.pk, line_ids=[claim.lines.get().pk],
        step=LineStep.APPROVED, reason="", by=people["commissioner"].actor, at=NOON,
    )  # fmt: skip
    assert refusals(at_once(work)) == AT_ONCE - 1
    assert LineDecision.objects.count() == 1


def test_a_post_is_not_filled_twice_by_four_at_once(people: dict[str, User]) -> None:
    by = people["manager"].actor
    place = post(by)
    assert refusals(at_once(partial(somebody, by, into=place))) == AT_ONCE - 1
    assert Engagement.objects.count() == 1
