"""Workforce plans by role and month: read, submitted, agreed, and beside what was claimed."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from funding.claims.declaring import Declaration, declare
from networks.models import Network
from pcn_portal.accounts.models import User
from pcn_portal.units.periods import ContractYear, Month
from tests.api import england
from tests.workforce.staff_cast import post, somebody
from workforce.guidance import plan_deadlines
from workforce.keeping_checks import StaffRefused
from workforce.models import PlanDecision, WorkforcePlan
from workforce.plans import (
    beside_claims,
    decide_plan,
    latest_plan,
    plan_as_text,
    plan_of_register,
    read_plan,
    submit_plan,
)

YEAR = ContractYear(2025)
AT = datetime(2025, 6, 3, 12, tzinfo=UTC)


@pytest.fixture
def people(db: None) -> tuple[User, User]:
    england.build_england()
    return (
        User.objects.create_user("maya@portal.example", name="Maya Fictional"),
        User.objects.create_user("asha@portal.example", name="Asha Fictional"),
    )


def harbour() -> Network:
    return Network.objects.get(code="U90001")


def submit(by: User, text: str = "CP 2.00\nCP 3.00 2025-09\nPT 1.00 2025-10") -> WorkforcePlan:
    return submit_plan(network=harbour(), year=YEAR, text=text, note="", by=by.actor, at=AT)


def test_a_line_holds_from_its_month_until_the_next_of_its_role() -> None:
    plan = read_plan("CP 2.00\ncp 3.00 2025-09\nPT 1.00 2025-10\nPT 0 2026-01", YEAR)
    assert plan["CP", Month(2025, 8)] == Decimal("2.00")
    assert plan["CP", Month(2026, 3)] == Decimal("3.00")
    assert {month for role, month in plan if role == "PT"} == {
        Month(2025, 10), Month(2025, 11), Month(2025, 12),
    }  # fmt: skip
    again = plan_as_text({key: wte for key, wte in plan.items() if key[0] == "CP"})
    assert again == "CP 2.00 2025-04\nCP 3.00 2025-09"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write at least one line"),
        ("CP", "Line 1: write role, WTE and month"),
        ("XX 1.0", "there is no role “XX”"),
        ("CP many", "write role, WTE and month"),
        ("CP 1e9", "WTE is from 0 to 200"),
        ("CP NaN", "WTE is from 0 to 200"),
        ("CP 1 2024-04", "2024-04 is not in 2025/26"),
        ("CP 1 2025-04\nCP 2 2025-04", "Line 2: CP 2025-04 stands there twice"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text: str, said: str) -> None:
    with pytest.raises(StaffRefused, match=said):
        read_plan(text, YEAR)


def test_the_register_gives_the_lines_to_start_from(people: tuple[User, User]) -> None:
    by = people[0].actor
    somebody(by, hours=Decimal("22.5"), ends=date(2025, 9, 1))
    somebody(by, starts=date(2025, 6, 1))
    post(by, role="PT", wte=Decimal("0.50"), starts=date(2025, 10, 1))
    text = plan_as_text(plan_of_register(harbour(), YEAR))
    assert text == "CP 0.60 2025-04\nCP 1.60 2025-06\nCP 1.00 2025-09\nPT 0.50 2025-10"


def test_a_plan_is_agreed_by_somebody_else_and_a_later_one_replaces_it(
    people: tuple[User, User],
) -> None:
    manager, board = people
    first = submit(manager)
    with pytest.raises(StaffRefused, match="Somebody else must decide"):
        decide_plan(plan_id=first.pk, agree=True, reason="", by=manager.actor, at=AT)
    with pytest.raises(StaffRefused, match="Say why it is returned"):
        decide_plan(plan_id=first.pk, agree=False, reason=" ", by=board.actor, at=AT)
    second = submit(manager, "CP 2.50")
    with pytest.raises(StaffRefused, match="A later plan was submitted"):
        decide_plan(plan_id=first.pk, agree=True, reason="", by=board.actor, at=AT)
    decide_plan(plan_id=second.pk, agree=True, reason="", by=board.actor, at=AT)
    with pytest.raises(StaffRefused, match="decided already"):
        decide_plan(plan_id=second.pk, agree=True, reason="", by=board.actor, at=AT)
    found = latest_plan(harbour(), YEAR)
    assert found is not None and (found.turn, found.decision.agreed) == (2, True)
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanDecision.objects.create(
            plan=first, agreed=True, submitted_by=board, decided_at=AT, decided_by=manager
        )


def test_a_plan_stands_beside_what_was_claimed(people: tuple[User, User]) -> None:
    manager, _ = people
    somebody(manager.actor)
    declare(
        network=harbour(), month=date(2025, 5, 1), given=Declaration(True, "x"), by=manager.actor,
        at=AT,
    )  # fmt: skip
    rows = beside_claims(submit(manager))
    pharmacists = {one.month: (one.planned, one.claimed) for one in rows["CP"]}
    assert pharmacists[Month(2025, 5)] == (Decimal("2.00"), Decimal("1.0000"))
    assert pharmacists[Month(2025, 6)] == (Decimal("2.00"), None)


def test_deadlines_are_those_that_a_source_gives() -> None:
    assert [(one.day, bool(one.source)) for one in plan_deadlines(2020)] == [
        (date(2020, 9, 30), True)
    ]
    assert plan_deadlines(2025) == []
