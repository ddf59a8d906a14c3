"""The calendar file, opened by the parser that calendar programs are built with."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from pcn_portal.accounts.models import User
from pcn_portal.due.calendar import calendar_of
from pcn_portal.due.picture import picture_of_board, picture_of_network
from pcn_portal.units.periods import ContractYear
from services.deadlines.entering import change_deadline, withdraw_deadline
from tests.due.cast import AT, TODAY, enter, facts, monthly, network, own_claims, tick

pytestmark = pytest.mark.usefixtures("england")
LATER = datetime(2025, 5, 1, 9, 30, tzinfo=UTC)
LONG = "Send the list of every room and desk, with who sits there on which day. " * 5


def file(code: str = "U90001") -> bytes:
    year = ContractYear(2025)
    if code.startswith("U"):
        picture = picture_of_network(network(code), year, today=TODAY, known_at=AT)
    else:
        picture = picture_of_board(code, year, today=TODAY, known_at=AT)
    return calendar_of(
        name="What is due: made up", code=code, dues=picture.dues, stood=picture.found, at=AT
    )


def events(code: str = "U90001") -> dict[str, Any]:
    calendar: Any = Calendar.from_ical(file(code))
    return {str(event["uid"]): event for event in calendar.walk("VEVENT")}


def test_a_deadline_is_an_all_day_event_with_a_reminder(people: dict[str, User]) -> None:
    own_claims(people["commissioner"])
    event = events()["arrs-claim_2025-05.U90001@pcn-portal"]

    assert event.decoded("dtstart") == date(2025, 6, 10)
    assert event.decoded("dtend") == date(2025, 6, 11)
    assert event["dtstart"].params["VALUE"] == "DATE"
    assert str(event["summary"]) == "Due: Claim, May 2025"
    (alarm,) = event.walk("VALARM")
    assert (str(alarm["action"]), alarm.decoded("trigger")) == ("DISPLAY", timedelta(days=-14))
    assert "The board: 10 June 2025" in str(event["description"])
    assert "National: day not known" in str(event["description"])


def test_what_has_no_known_day_is_in_no_calendar() -> None:
    assert not any(uid.startswith(("arrs-claim", "care-home")) for uid in events())
    assert "sign-up_2025-26.U90001@pcn-portal" in events()


def test_a_moved_deadline_keeps_its_uid_and_counts_up(people: dict[str, User]) -> None:
    casey = people["commissioner"]
    made = enter(casey)
    uid = f"d{made.pk}_2025-26.U90001@pcn-portal"
    before = events()[uid]
    moved = facts(day=date(2025, 6, 6), reason="Late")
    change_deadline(deadline_id=made.pk, facts=moved, by=casey.actor, at=LATER)
    after = events()[uid]

    assert after.decoded("dtstart") - before.decoded("dtstart") == timedelta(days=7)
    assert after["sequence"] == before["sequence"] + 1
    assert after.decoded("last-modified") == LATER


def test_a_boards_day_moves_the_national_event_itself(people: dict[str, User]) -> None:
    uid = "sign-up_2025-26.U90001@pcn-portal"
    before = events()[uid]
    made = enter(people["commissioner"], facts(day=date(2025, 4, 15)), beside="sign-up")
    after = events()[uid]
    withdraw_deadline(
        deadline_id=made.pk, reason="By mistake", by=people["commissioner"].actor, at=LATER
    )
    back = events()[uid]

    assert [one.decoded("dtstart").day for one in (before, after, back)] == [30, 15, 30]
    assert before["sequence"] < after["sequence"] < back["sequence"]


def test_a_withdrawn_deadline_is_cancelled_in_the_calendar(people: dict[str, User]) -> None:
    made = enter(people["commissioner"])
    withdraw_deadline(
        deadline_id=made.pk, reason="Not now", by=people["commissioner"].actor, at=LATER
    )
    event = events()[f"d{made.pk}_2025-26.U90001@pcn-portal"]

    assert str(event["status"]) == "CANCELLED"
    assert event.walk("VALARM") == []


def test_what_is_done_says_so_and_reminds_nobody(people: dict[str, User]) -> None:
    made = enter(people["commissioner"])
    tick(people["manager"], f"d{made.pk}_2025-26")
    event = events()[f"d{made.pk}_2025-26.U90001@pcn-portal"]

    assert str(event["summary"]) == "Done: Survey (made up)"
    assert event.walk("VALARM") == []


def test_a_boards_calendar_says_who_is_late(people: dict[str, User]) -> None:
    made = enter(people["commissioner"])
    tick(people["manager"], f"d{made.pk}_2025-26")
    event = events("QZ1")[f"d{made.pk}_2025-26.QZ1@pcn-portal"]

    assert "Done by 1 of 2." in str(event["description"])
    assert "Late: Quay PCN." in str(event["description"])


def test_lines_end_and_fold_as_the_standard_asks_and_text_survives(
    people: dict[str, User],
) -> None:
    what = f"Commas, semicolons; a backslash \\ and “quotes”.\nSecond line. {LONG}"
    made = enter(people["commissioner"], monthly(what=what), monthly=True)
    written = file()

    assert written.count(b"\n") == written.count(b"\r\n")
    assert max(len(line) for line in written.split(b"\r\n")) <= 75
    event = events()[f"d{made.pk}_2025-04.U90001@pcn-portal"]
    assert str(event["description"]).startswith(what.strip())


def test_the_same_facts_make_the_same_file(people: dict[str, User]) -> None:
    own_claims(people["commissioner"])

    assert file() == file()
