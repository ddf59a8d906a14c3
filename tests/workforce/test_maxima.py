"""Maxima by people: one enters, another compares, and only then do they count."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from pcn_portal.accounts.models import User
from pcn_portal.audit.models import SYSTEM, AuditEvent
from workforce.actions import MaximaEntry, MaximaRefused, decide_maxima, enter_maxima
from workforce.engine.roles import Area
from workforce.models import MaximaDecision, MaximaSheet
from workforce.queries import role_book

pytestmark = pytest.mark.django_db
NOON = datetime(2025, 9, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)
MAY = date(2025, 5, 1)


@pytest.fixture
def asha() -> User:
    return User.objects.create_user("asha@portal.example", name="Asha Fictional")


@pytest.fixture
def ben() -> User:
    return User.objects.create_user("ben@portal.example", name="Ben Fictional")


def entry(**more: Any) -> MaximaEntry:
    usual: dict[str, Any] = {
        "title": "Revised", "starts": date(2025, 4, 1), "ends": date(2026, 4, 1),
        "lines": "CP national £69,383.00\n\ncp inner 80337", "document": "Letter, Table 2",
    }  # fmt: skip
    return MaximaEntry(**usual | more)


def enter(by: User, **more: Any) -> MaximaSheet:
    return enter_maxima(entry=entry(**more), by=by.actor, at=NOON)


def publish(sheet: MaximaSheet, by: User, *, publish: bool = True) -> MaximaDecision:
    return decide_maxima(
        sheet_id=sheet.pk, publish=publish, compared="Both values", by=by.actor, at=LATER
    )


def pounds(code: str, area: Area, at: datetime) -> str:
    return str(role_book(at).role(code, MAY, at.date()).maximum(area).pounds)


def test_entered_maxima_count_once_somebody_else_has_compared_them(asha: User, ben: User) -> None:
    sheet = enter(asha)
    assert sheet.maxima == {"CP": {"national": "69383.00", "inner": "80337.00"}}
    assert pounds("CP", Area.NATIONAL, LATER) == "None"
    publish(sheet, ben)
    assert pounds("CP", Area.NATIONAL, LATER) == "69383.00"
    assert pounds("CP", Area.INNER, LATER) == "80337.00"
    assert pounds("CP", Area.OUTER, LATER) == "None"
    assert pounds("CP", Area.NATIONAL, NOON) == "None"
    actions = list(AuditEvent.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["maxima.entered", "maxima.published"]


def test_a_rejected_sheet_never_counts_and_a_later_one_puts_an_earlier_right(
    asha: User, ben: User
) -> None:
    publish(enter(asha), ben, publish=False)
    assert pounds("CP", Area.NATIONAL, LATER) == "None"
    publish(enter(asha), ben)
    publish(enter(asha, lines="CP national 70000"), ben)
    assert pounds("CP", Area.NATIONAL, LATER) == "70000.00"
    assert pounds("CP", Area.INNER, LATER) == "80337.00"


def test_who_entered_never_publishes_and_nobody_decides_twice(asha: User, ben: User) -> None:
    sheet = enter(asha)
    with pytest.raises(MaximaRefused, match="Somebody else must check"):
        publish(sheet, asha)
    publish(sheet, ben)
    with pytest.raises(MaximaRefused, match="were published already, by Ben Fictional"):
        publish(sheet, ben)


def test_the_database_knows_who_entered(asha: User, ben: User) -> None:
    sheet = enter(asha)
    for entered, decided in ((asha, asha), (ben, asha)):
        with pytest.raises(IntegrityError), transaction.atomic():
            MaximaDecision.objects.create(
                sheet=sheet, published=True, compared="All", entered_by=entered,
                decided_at=LATER, decided_by=decided,
            )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"title": " "}, "Give the sheet a name"),
        ({"document": " "}, "Name the document"),
        ({"starts": date(2025, 4, 2)}, "begin and end with a month"),
        ({"ends": date(2025, 4, 1)}, "last month is before the first"),
        ({"starts": date(2030, 4, 1), "ends": date(2031, 4, 1)}, "no roles in those months"),
        ({"lines": "x" * 20_001}, "longer than 20,000"),
        ({"lines": " \n"}, "at least one maximum"),
        ({"lines": "CP 66972"}, "Line 1: write a role, an area and pounds"),
        ({"lines": "CP national 1\nTEA national 1"}, "Line 2: there is no role “TEA”"),
        ({"lines": "CP fringe 66972"}, "“fringe” is not an area"),
        ({"lines": "CP national soon"}, "“soon” is not pounds"),
        ({"lines": "CP national 0"}, "above 0"),
        ({"lines": "CP national 1e400"}, "above 0"),
        ({"lines": "CP national NaN"}, "above 0"),
        ({"lines": "CP national 1.001"}, "pounds and pence"),
        ({"lines": "CP national 1\ncp National 2"}, "stands there twice"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(
    asha: User, more: dict[str, Any], said: str
) -> None:
    with pytest.raises(MaximaRefused, match=said):
        enter(asha, **more)
    assert not MaximaSheet.objects.exists()


def test_only_a_person_enters_or_publishes(asha: User) -> None:
    with pytest.raises(MaximaRefused, match="by a person"):
        enter_maxima(entry=entry(), by=SYSTEM, at=NOON)
    with pytest.raises(MaximaRefused, match="by a person"):
        decide_maxima(sheet_id=enter(asha).pk, publish=True, compared="All", by=SYSTEM, at=LATER)
