"""A board's own deadlines: entered, moved and withdrawn as versions, beside the national ones."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from pcn_portal.accounts.models import User
from pcn_portal.audit.models import AuditEvent
from services.deadlines.entering import (
    DeadlineFacts,
    change_deadline,
    last_version,
    withdraw_deadline,
)
from services.keeping import ServicesRefused
from services.models import Deadline, DeadlineVersion
from tests.due.cast import AT, BEFORE, YEAR, dues, enter, facts, monthly, own_claims

pytestmark = pytest.mark.usefixtures("england")
LATER = datetime(2025, 5, 1, 9, tzinfo=UTC)


@pytest.fixture
def casey(people: dict[str, User]) -> User:
    return people["commissioner"]


def move(deadline: Deadline, by: User, given: DeadlineFacts, at: datetime = LATER) -> None:
    change_deadline(deadline_id=deadline.pk, facts=given, by=by.actor, at=at)


def test_a_boards_deadline_is_due_for_its_networks_and_for_no_other_board(casey: User) -> None:
    made = enter(casey)
    due = dues()[f"d{made.pk}_2025-26"]

    assert (due.day, due.title, due.own_id) == (date(2025, 5, 30), "Survey (made up)", made.pk)
    assert f"d{made.pk}_2025-26" not in dues("QZ2")
    assert f"d{made.pk}_2026-27" not in dues(year=2026)


def test_englands_deadline_is_due_for_every_board(people: dict[str, User]) -> None:
    made = enter(people["national"], icb_code="")

    for icb in ("QZ1", "QZ2", ""):
        assert dues(icb)[f"d{made.pk}_2025-26"].said[0].whose == "NHS England"


def test_a_boards_day_stands_beside_the_national_one_and_counts(casey: User) -> None:
    own_claims(casey)
    due = dues()["arrs-claim_2025-04"]

    assert due.day == date(2025, 5, 10)
    assert [(one.whose, one.day) for one in due.said] == [
        ("National", None),
        ("The board", date(2025, 5, 10)),
    ]
    assert dues("QZ2")["arrs-claim_2025-04"].day is None


def test_a_known_national_day_stays_visible_beside_the_boards(casey: User) -> None:
    enter(casey, facts(day=date(2025, 4, 15)), beside="sign-up")
    due = dues()["sign-up_2025-26"]

    assert [one.day for one in due.said] == [date(2025, 4, 30), date(2025, 4, 15)]
    assert due.kind == "sign_up"


def test_englands_day_and_then_the_boards_count(people: dict[str, User], casey: User) -> None:
    agreement = "network-agreement"
    enter(casey, facts(day=date(2025, 5, 1)), beside=agreement)
    enter(people["national"], facts(day=date(2025, 6, 1)), beside=agreement, icb_code="")

    assert dues()["network-agreement_2025-26"].day == date(2025, 5, 1)
    assert dues("QZ2")["network-agreement_2025-26"].day == date(2025, 6, 1)


def test_a_moved_deadline_keeps_what_it_said_before(casey: User) -> None:
    made = enter(casey)
    key = f"d{made.pk}_2025-26"
    move(made, casey, facts(day=date(2025, 6, 6), reason="The template came late."))

    assert dues()[key].day == date(2025, 6, 6)
    assert dues(at=LATER - timedelta(days=1))[key].day == date(2025, 5, 30)
    assert [one.reason for one in made.versions.all()] == [
        "The board asks for it.",
        "The template came late.",
    ]
    assert dues()[key].sequence == 2
    events = AuditEvent.objects.filter(object_kind="deadline", object_key=f"d{made.pk}")
    assert [event.action for event in events] == ["deadline.changed", "deadline.entered"]


def test_a_withdrawn_deadline_is_no_longer_due_and_says_so(casey: User) -> None:
    made = enter(casey)
    withdraw_deadline(deadline_id=made.pk, reason="Not this year.", by=casey.actor, at=LATER)
    due = dues()[f"d{made.pk}_2025-26"]

    assert due.cancelled
    assert due.sequence == 2
    with pytest.raises(ServicesRefused, match="withdrawn already"):
        withdraw_deadline(deadline_id=made.pk, reason="Again.", by=casey.actor, at=AT)


def test_after_withdrawing_its_own_day_the_national_one_counts_until_it_is_entered_again(
    casey: User,
) -> None:
    made = enter(casey, facts(day=date(2025, 4, 15)), beside="sign-up")
    withdraw_deadline(deadline_id=made.pk, reason="By mistake.", by=casey.actor, at=LATER)
    due = dues()["sign-up_2025-26"]
    assert (due.day, due.cancelled, due.moved) == (date(2025, 4, 30), False, False)

    again = enter(casey, facts(day=date(2025, 4, 20)), beside="sign-up", at=AT)
    assert again.pk == made.pk
    assert dues()["sign-up_2025-26"].day == date(2025, 4, 20)
    with pytest.raises(ServicesRefused, match="Change that one"):
        enter(casey, facts(day=date(2025, 4, 21)), beside="sign-up", at=AT)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"what": ""}, "what"),
        ({"reason": ""}, "reason"),
        ({"day": None}, "day"),
        ({"day": date(2030, 1, 1)}, "day"),
        ({"day_of_month": 3}, "day_of_month"),
        ({"remind_days": 91}, "remind_days"),
        ({"escalate_after": 0}, "escalate_after"),
        ({"escalate_after": 366}, "escalate_after"),
        ({"escalate_to": 1}, "escalate_after"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(
    casey: User, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(ServicesRefused) as refused:
        enter(casey, facts(**more))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"day_of_month": None}, "day_of_month"),
        ({"day_of_month": 32}, "day_of_month"),
        ({"day": date(2025, 5, 1)}, "day"),
        ({"months_after": 13}, "months_after"),
    ],
)
def test_a_monthly_deadline_has_a_day_of_the_month(
    casey: User, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(ServicesRefused) as refused:
        enter(casey, monthly(**more), monthly=True)
    assert refused.value.field == field


def test_a_change_that_changes_nothing_and_a_kind_that_is_not_there_are_refused(
    casey: User,
) -> None:
    made = enter(casey)
    with pytest.raises(ServicesRefused, match="Nothing would change"):
        move(made, casey, facts(reason="Just so."))
    with pytest.raises(ServicesRefused) as refused:
        enter(casey, kind="nonsense")
    assert refused.value.field == "kind"


def row(made: Deadline, by: User, **more: Any) -> DeadlineVersion:
    usual: dict[str, Any] = {
        "deadline": made,
        "number": 2,
        "title": "T",
        "what": "W",
        "day": date(2025, 5, 1),
        "remind_days": 14,
        "reason": "R",
        "recorded_at": AT,
        "recorded_by": by,
    }
    return DeadlineVersion.objects.create(**usual | more)


@pytest.mark.parametrize(
    "more",
    [
        {"number": 1},
        {"day": None},
        {"day_of_month": 4},
        {"day": None, "day_of_month": 32},
        {"months_after": 1},
        {"title": ""},
        {"reason": ""},
        {"remind_days": 91},
        {"escalate_after": 0},
        {"escalate_to_id": 0},
    ],
)
def test_the_database_refuses_what_the_actions_refuse(casey: User, more: dict[str, Any]) -> None:
    made = enter(casey)
    if "escalate_to_id" in more:
        more = {"escalate_to_id": casey.pk}
    with pytest.raises(IntegrityError), transaction.atomic():
        row(made, casey, **more)
    assert last_version(made).number == 1


def test_the_database_keeps_one_own_day_beside_a_national_one_and_every_version(
    casey: User,
) -> None:
    made = own_claims(casey)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.create(
            icb_code="QZ1",
            year=YEAR,
            kind="arrs_claim",
            monthly=True,
            beside="arrs-claim",
            made_at=BEFORE,
            made_by=casey,
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        DeadlineVersion.objects.filter(deadline=made).update(day_of_month=20)
