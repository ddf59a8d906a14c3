"""What is due for one network in the browser, and saying that it is done."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from pcn_portal.accounts.models import User
from tests.due.cast import enter, facts, tick
from tests.web.pages import errors, text

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("england")
YEAR = "?year=2025-26"


def test_a_network_reads_late_first_then_next_then_done(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    today = date.today()
    start = today.year if today.month >= 4 else today.year - 1
    late = enter(people["commissioner"], facts(day=today - timedelta(days=3)), year=start)
    enter(people["commissioner"], facts(title="Plan", day=today + timedelta(days=3)), year=start)
    client = signed_in("manager")
    address = f"/networks/U90001/deadlines/?year={start}-{(start + 1) % 100:02d}"
    said = text(client.get(address))

    assert "Next: Plan, by" in said
    assert "Survey (made up)" in said[said.index("Late Deadline") : said.index("Next Deadline")]
    assert "3 days late" in said
    assert "Due soon" in said
    page = f"/networks/U90001/deadlines/due/d{late.pk}_{start}-{(start + 1) % 100:02d}/"
    missing = client.post(page, {"outcome": "done", "words": "Sent"})
    assert "Enter the day on which it was done." in str(errors(missing))
    day = {"done_on_day": today.day, "done_on_month": today.month, "done_on_year": today.year}
    assert client.post(page, {"outcome": "done", "words": "Sent", **day}).status_code == 302
    assert "Done late" in text(client.get(page))
    assert "the network: Sent" in text(client.get(page))
    assert client.post(page, {"outcome": "not", "words": "Wrong file"}).status_code == 302
    board = signed_in("commissioner")
    assert "3 days late." in text(board.get(page))
    assert board.post(page, {"outcome": "done", "words": "Came", **day}).status_code == 302
    assert "as the board says" in text(client.get(page))
    assert signed_in("auditor").post(page, {}).status_code == 404
    assert client.get("/networks/U90003/deadlines/").status_code == 404


def test_what_has_no_known_day_leads_to_the_page_where_it_is_done(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    said = text(client.get("/networks/U90001/deadlines/" + YEAR))
    assert "Not done, and no day is known" in said
    one = client.get("/networks/U90001/deadlines/due/arrs-claim_2025-04/")
    assert "Not done; by when is not known." in text(one)
    assert reverse("claim_month", args=["U90001", "2025-04"]) in one.content.decode()


def test_a_network_is_shown_as_it_stood_on_another_day(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    key = f"d{enter(people['commissioner']).pk}_2025-26"
    tick(people["manager"], key, date(2025, 6, 2))
    address = "/networks/U90001/deadlines/" + YEAR
    client = signed_in("manager")

    assert "1 day late" in text(client.get(f"{address}&on=2025-05-31"))
    assert "Done on 2 June 2025" in text(client.get(address))
