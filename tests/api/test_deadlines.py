"""What is due over REST: the year, standings, the cut-off, entering, ticking, calendars, e-mail."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from icalendar import Calendar

from pcn_portal.accounts.models import User
from services.models import CalendarFeed, Deadline
from tests.api.test_errors import error
from tests.due.cast import count_beds, enter, own_beds

pytestmark = pytest.mark.usefixtures("england")
DUE, STANDINGS, AHEAD = "/api/v1/due/", "/api/v1/due-standings/", "/api/v1/due-ahead/"
TICKS, ENTERED = "/api/v1/due-ticks/", "/api/v1/deadlines/"
FEEDS, DIGEST = "/api/v1/calendar-feeds/", "/api/v1/deadline-digest/"
SURVEY = {
    "icb": "QZ1",
    "year": "2025-26",
    "title": "Survey (made up)",
    "what": "Send the list.",
    "day": "2025-05-30",
    "reason": "The board asks for it.",
}


def test_a_boards_year_says_how_many_have_done_it_and_a_networks_how_it_stands(
    client_of: Any, people: dict[str, User]
) -> None:
    own_beds(people["commissioner"])
    count_beds(date(2025, 4, 1))
    board = client_of("commissioner").get(f"{DUE}?icb=QZ1&year=2025-26").json()
    april = next(one for one in board if one["due"] == "care-home-beds_2025-04")
    assert (april["day"], april["networks"], april["done"]) == ("2025-04-25", 2, 1)
    assert april["late"] == ["U90002"]
    assert [one["whose"] for one in april["said"]] == ["National", "The board"]
    assert board[-1]["day"] is None

    own = client_of("manager").get(f"{DUE}?network=U90001&year=2025-26").json()
    stands = {one["due"]: one["stands"] for one in own}
    assert stands["care-home-beds_2025-04"] == "done"
    assert stands["care-home-beds_2025-05"] == "late"
    assert stands["arrs-claim_2025-04"] == "no_day"


def test_a_year_is_asked_for_one_board_or_one_network_of_ones_own(client_of: Any) -> None:
    client = client_of("commissioner")
    for query in ("year=2025-26", "year=2025-26&icb=QZ1&network=U90001", "icb=QZ1", "year=x"):
        error(client.get(f"{DUE}?{query}"), 400, "invalid")
    for query in ("icb=QZ2", "network=U90003"):
        assert client.get(f"{DUE}?year=2025-26&{query}").status_code == 404
    assert client_of("manager").get(f"{DUE}?year=2025-26&icb=QZ1").status_code == 404


def test_every_network_with_one_deadline_and_who_misses_it(
    client_of: Any, people: dict[str, User]
) -> None:
    own_beds(people["commissioner"])
    count_beds(date(2025, 6, 1))
    client = client_of("auditor")
    rows = client.get(f"{STANDINGS}?icb=QZ1&due=care-home-beds_2025-06").json()
    assert {one["network"]: one["stands"] for one in rows} == {"U90001": "done", "U90002": "late"}
    asked = f"{AHEAD}?icb=QZ1&starts=2025-06-20&days=10"
    (missed,) = client.get(asked).json()
    assert (missed["network"], missed["day"], missed["pounds"]) == ("U90002", "2025-06-25", None)
    assert missed["stake"].startswith("Without a count")
    for due in ("nonsense", "made-up_2025-26"):
        assert client.get(f"{STANDINGS}?icb=QZ1&due={due}").status_code == 404
    assert client.get(f"{AHEAD}?icb=QZ2").status_code == 404
    error(client.get(f"{AHEAD}?icb=QZ1&days=0"), 400, "invalid")


def test_a_deadline_is_entered_moved_and_withdrawn(client_of: Any) -> None:
    client = client_of("commissioner")
    made = client.post(ENTERED, SURVEY, format="json")
    assert made.status_code == 201, made.content
    address = f"{ENTERED}{made.json()['id']}/"
    facts = {key: SURVEY[key] for key in ("title", "what", "reason")}
    same = client.post(address, facts | {"day": "2025-05-30"}, format="json")
    assert "Nothing would change" in str(error(same, 409, "refused"))
    moved = client.post(address, facts | {"day": "2025-06-06"}, format="json").json()
    assert [one["day"] for one in moved["versions"]] == ["2025-06-06", "2025-05-30"]
    bad = client.post(address, facts | {"day": "2035-06-06"}, format="json")
    assert "day" in error(bad, 400, "invalid")["fields"]
    gone = client.post(f"{address}withdraw/", {"reason": "Not now"}, format="json").json()
    assert gone["versions"][0]["withdrawn"] is True
    again = client.post(f"{address}withdraw/", {"reason": "Again"}, format="json")
    error(again, 409, "refused")
    assert client_of("auditor").get(address).json()["id"] == made.json()["id"]
    assert client_of("other_commissioner").get(address).status_code == 404
    assert client_of("auditor").post(address, facts, format="json").status_code == 403


def test_a_day_beside_a_national_one_is_entered_with_whom_it_goes_to(client_of: Any) -> None:
    client = client_of("commissioner")
    monthly = {key: value for key, value in SURVEY.items() if key != "day"} | {
        "beside": "arrs-claim",
        "day_of_month": 10,
        "months_after": 1,
        "escalate_after": 5,
    }
    stranger = client.post(
        ENTERED, monthly | {"escalate_to": "nobody@portal.example"}, format="json"
    )
    assert "escalate_to" in error(stranger, 400, "invalid")["fields"]
    unknown = client.post(ENTERED, monthly | {"beside": "nonsense"}, format="json")
    assert "beside" in error(unknown, 400, "invalid")["fields"]
    mine = monthly | {"escalate_to": "commissioner@portal.example"}
    assert client.post(ENTERED, mine, format="json").status_code == 201
    made = Deadline.objects.get()
    assert (made.kind, made.monthly) == ("arrs_claim", True)


def test_england_is_for_a_national_administrator_to_set(client_of: Any) -> None:
    england = SURVEY | {"icb": ""}
    assert client_of("commissioner").post(ENTERED, england, format="json").status_code == 403
    other = client_of("commissioner").post(ENTERED, SURVEY | {"icb": "QZ2"}, format="json")
    assert other.status_code == 404
    made = client_of("national").post(ENTERED, england, format="json")
    assert made.status_code == 201
    address = f"{ENTERED}{made.json()['id']}/"
    assert client_of("commissioner").get(address).status_code == 200
    withdraw = client_of("commissioner").post(f"{address}withdraw/", {"reason": "x"}, format="json")
    assert withdraw.status_code == 403


def test_a_network_and_its_board_say_what_is_done(client_of: Any, people: dict[str, User]) -> None:
    key = f"d{enter(people['commissioner']).pk}_2025-26"
    tick = {"network": "U90001", "due": key, "done_on": "2025-05-29", "words": "Sent"}
    done = client_of("manager").post(TICKS, tick, format="json")
    assert done.status_code == 201, done.content
    assert (done.json()["stands"], done.json()["said_by"]) == ("done", "network")
    back = {key: value for key, value in tick.items() if key != "done_on"}
    taken = client_of("commissioner").post(TICKS, back, format="json").json()
    assert (taken["stands"], taken["said_by"]) == ("late", None)
    future = client_of("manager").post(TICKS, tick | {"done_on": "2099-01-01"}, format="json")
    assert "done_on" in error(future, 400, "invalid")["fields"]
    assert client_of("auditor").post(TICKS, tick, format="json").status_code == 403
    for more in ({"due": "x"}, {"due": "x_2025-26"}, {"network": "U90003"}):
        assert client_of("manager").post(TICKS, tick | more, format="json").status_code == 404


def test_a_calendar_address_is_told_once_and_revoked(client_of: Any) -> None:
    client = client_of("manager")
    made = client.post(FEEDS, {"code": "U90001", "words": "My phone"}, format="json")
    assert made.status_code == 201
    path = urlsplit(made.json()["address"]).path
    assert Calendar.from_ical(Client().get(path).content).walk("VEVENT")
    (row,) = client.get(FEEDS).json()
    assert (row["words"], row["address"]) == ("My phone", None)
    assert client_of("commissioner").get(FEEDS).json() == []
    feed = f"{FEEDS}{CalendarFeed.objects.get().pk}/"
    assert client_of("commissioner").delete(feed).status_code == 404
    assert client.delete(feed).status_code == 204
    assert client.delete(feed).status_code == 404
    assert Client().get(path).status_code == 404
    other = client.post(FEEDS, {"code": "U90003", "words": "x"}, format="json")
    assert other.status_code == 404


def test_how_often_the_mail_comes_is_chosen(client_of: Any) -> None:
    client = client_of("manager")
    assert client.get(DIGEST).json() == {"how": "weekly"}
    assert client.post(DIGEST, {"how": "daily"}, format="json").json() == {"how": "daily"}
    assert client.get(DIGEST).json() == {"how": "daily"}
    error(client.post(DIGEST, {"how": "hourly"}, format="json"), 400, "invalid")
