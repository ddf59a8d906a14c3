"""One's own calendars and e-mails: secret addresses that show only what their owner may see."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from pcn_portal.accounts.models import Membership, User
from pcn_portal.units.periods import ContractYear
from services.models import CalendarFeed
from tests.due.cast import enter, facts, monthly, this_year
from tests.web.pages import errors, text

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("england")
YOURS = "/deadlines/yours/"


def make(client: Client, code: str = "U90001") -> str:
    """Make an address and return its path."""
    answer = client.post(YOURS, {"act": "feed", "code": code, "words": "My phone"})
    assert answer.status_code == 200, errors(answer)
    found = re.search(r"http://testserver(/calendar/[^<]+)</code>", answer.content.decode())
    assert found
    return found[1]


def names(path: str) -> set[str]:
    """What a calendar program that is not signed in reads at an address."""
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    calendar: Any = Calendar.from_ical(answer.content)
    return {str(event["summary"]) for event in calendar.walk("VEVENT")}


def test_a_calendar_program_reads_the_address_without_signing_in(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    year = this_year()
    day = ContractYear(year).first
    enter(people["commissioner"], monthly(title="Count"), monthly=True, year=year)
    enter(people["commissioner"], facts(day=day), year=year)
    client = signed_in("manager")
    path = make(client)

    assert {f"Due: Count, April {year}", "Due: Survey (made up)"} <= names(path)
    assert path not in text(client.get(YOURS))
    assert "My phone" in text(client.get(YOURS))
    assert Client().post(path).status_code == 405


def test_a_revoked_or_wrong_address_answers_nobody(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    path = make(client)
    feed = CalendarFeed.objects.get()
    revoke = f"/deadlines/yours/{feed.pk}/revoke/"
    assert signed_in("commissioner").post(revoke).status_code == 404
    assert client.get(revoke).status_code == 405
    assert client.post(revoke).status_code == 302
    assert client.post(revoke).status_code == 404

    assert Client().get(path).status_code == 404
    assert Client().get("/calendar/made-up/deadlines.ics").status_code == 404


def test_an_address_dies_with_its_owners_right_to_see(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    path, board = make(signed_in("manager")), make(signed_in("commissioner"), "QZ1")
    names(path)
    names(board)
    Membership.objects.filter(user=people["manager"]).update(code="U90002")
    User.objects.filter(pk=people["commissioner"].pk).update(is_active=False)

    assert Client().get(path).status_code == 404
    assert Client().get(board).status_code == 404


def test_nobody_makes_an_address_for_what_they_may_not_see(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    for code in ("U90002", "QZ1", "nonsense"):
        answer = client.post(YOURS, {"act": "feed", "code": code, "words": "My phone"})
        assert answer.status_code == 400
    assert client.post(YOURS, {"act": "feed", "code": "U90001", "words": ""}).status_code == 400
    assert not CalendarFeed.objects.exists()


def test_how_often_the_mail_comes_is_ones_own_choice(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    assert "comes to you: every week." in text(client.get(YOURS))
    assert client.post(YOURS, {"act": "digest", "how": "off"}).status_code == 302
    assert "comes to you: never." in text(client.get(YOURS))
    assert client.post(YOURS, {"act": "digest", "how": "hourly"}).status_code == 400
    assert "comes to you: every week." in text(signed_in("commissioner").get(YOURS))


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("manager", "/networks/U90001/deadlines/deadlines.ics", 200),
        ("manager", "/networks/U90003/deadlines/deadlines.ics", 404),
        ("commissioner", "/services/QZ1/deadlines/deadlines.ics", 200),
        ("commissioner", "/services/QZ2/deadlines/deadlines.ics", 404),
    ],
)
def test_the_file_is_taken_along_behind_the_ordinary_door(
    signed_in: SignedIn, who: str, path: str, status: int
) -> None:
    answer = signed_in(who).get(path)

    assert answer.status_code == status
    if status == 200:
        assert Calendar.from_ical(answer.content).walk("VEVENT")
        assert "attachment" in answer["Content-Disposition"]
