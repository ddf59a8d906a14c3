"""What is due in the browser: a board's year, one deadline, the cut-off, entering and moving."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from networks.models import Network, NetworkCommissioner
from pcn_portal.accounts.deadline_mail import tell_of_deadlines
from pcn_portal.accounts.models import User
from pcn_portal.units.periods import ContractYear
from pcn_portal.web.formats import day
from practices.models import Organisation
from services.models import Deadline, DeadlineTick
from tests.api.england import START
from tests.due.cast import count_beds, enter, facts, own_beds, own_claims, this_year
from tests.web.pages import errors, text

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("england")
BOARD = "/services/QZ1/deadlines/"
YEAR = "?year=2025-26"


def test_the_year_names_who_is_late_first_and_every_month(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    own_beds(people["commissioner"])
    count_beds(date(2025, 4, 1))
    said = text(signed_in("commissioner").get(BOARD + YEAR))

    assert "deadlines are late, for 2 networks." in said
    assert said.index("Late now") < said.index("April 2025 Deadline")
    assert "National: no day known The board’s day counts" in said
    assert "1 of 2 1 network Quay PCN" in said
    assert "No source names a national day for these." in said
    assert "Claim for additional roles, every month" in said


def test_a_year_in_which_nothing_is_known_says_so(signed_in: SignedIn) -> None:
    said = text(signed_in("auditor").get(f"{BOARD}?year=2031-32"))

    assert "No deadline with a known day is recorded for 2031/32." in said
    assert "Enter a deadline" not in said
    assert "Nothing is late." in said


def test_a_year_takes_no_more_queries_for_more_networks(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    own_claims(people["commissioner"])
    own_beds(people["commissioner"])
    client = signed_in("commissioner")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(BOARD + YEAR).status_code == 200
        return len(queries)

    asked()
    before = asked()
    sub = Organisation.objects.get(kind="sub_icb", code="Z1A")
    for number in range(5):
        made = Network.objects.create(code=f"U9010{number}", name=f"Made-Up {number} PCN")
        NetworkCommissioner.objects.create(network=made, sub_icb=sub, starts=START)
    assert asked() == before


def test_one_deadline_shows_every_network_and_both_days(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    enter(people["commissioner"], facts(day=date(2025, 4, 15)), beside="sign-up")
    page = signed_in("commissioner").get(f"{BOARD}due/sign-up_2025-26/")
    said = text(page)

    assert "2 of 2 networks have done it. The last day is 15 April 2025." in said
    assert "National 30 April 2025" in said
    assert "check the year" in said
    assert "The board 15 April 2025 (this one counts)" in said
    assert "Harbour PCN Done Done on 1 April 2025" in said


def test_a_deadline_that_is_not_there_is_not_found(signed_in: SignedIn) -> None:
    client = signed_in("commissioner")
    for key in ("nonsense", "d1_2025-26", "arrs-claim_2025-27", "sign-up_1999-00", "x_0001-02"):
        assert client.get(f"{BOARD}due/{key}/").status_code == 404
        assert client.get(f"/networks/U90001/deadlines/due/{key}/").status_code == 404
    for address in ("/services/QZ2/deadlines/", f"{BOARD}own/999/"):
        assert client.get(address).status_code == 404
    assert signed_in("manager").get(BOARD).status_code == 404


def test_who_misses_the_cut_off_is_asked_from_a_day_for_so_many_days(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    own_beds(people["commissioner"])
    count_beds(date(2025, 6, 1))
    client = signed_in("commissioner")
    asked = {"starts_day": "1", "starts_month": "6", "starts_year": "2025", "days": "29"}
    said = text(client.get(f"{BOARD}ahead/", asked))

    assert "If nothing happens, 1 network misses a cut-off between 1 June 2025 and 30 June" in said
    assert "Quay PCN Count of care home beds" not in said
    assert "Quay PCN Beds, June 2025 25 June 2025 Late Without a count" in said
    assert "In pounds it is not known." in said
    assert "Nobody misses a cut-off" in text(client.get(f"{BOARD}ahead/", asked | {"days": "3"}))
    wrong = client.get(f"{BOARD}ahead/", asked | {"days": "0", "starts_month": "13"})
    assert wrong.status_code == 400
    assert len(errors(wrong)) == 2


def test_a_month_shows_its_days_in_a_table_and_as_a_list(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    own_beds(people["commissioner"])
    client = signed_in("auditor")
    said = text(client.get(f"{BOARD}calendar/2025-06/"))

    assert "1 deadline is due in this month." in said
    assert said.count("Beds, June 2025 2 late , 0 of 2 done") == 2
    assert "Wednesday 25 June 2025" in said
    empty = text(client.get(f"{BOARD}calendar/2020-01/"))
    assert "Nothing with a known day is due in this month." in empty


FORM: dict[str, Any] = {
    "kind": "other",
    "how_often": "once",
    "title": "Survey (made up)",
    "what": "Send the list.",
    "day_0": "",
    "remind_days": "14",
    "reason": "The board asks for it.",
}
DAY = {"day_day": "30", "day_month": "5", "day_year": "2025"}


def test_a_deadline_is_entered_moved_and_withdrawn_and_every_version_stays_visible(
    signed_in: SignedIn,
) -> None:
    client = signed_in("commissioner")
    new = f"{BOARD}new/{YEAR}"
    assert "Enter the deadline" in text(client.get(new))
    wrong = client.post(new, FORM)
    assert wrong.status_code == 400
    assert "Give the last day" in str(errors(wrong))
    assert "Send the list." in text(wrong)
    assert client.post(new, FORM | DAY).status_code == 302
    made = Deadline.objects.get()
    own = f"{BOARD}own/{made.pk}/"
    assert "Due by 30 May 2025." in text(client.get(own))

    same = client.post(own, FORM | DAY | {"act": "change"})
    assert "Nothing would change" in str(errors(same))
    moved = FORM | DAY | {"act": "change", "day_day": "31", "reason": "Late template"}
    assert client.post(own, moved).status_code == 302
    assert client.post(own, {"act": "withdraw"}).status_code == 400
    gone = {"act": "withdraw", "withdraw-reason": "Not this year"}
    assert client.post(own, gone).status_code == 302
    said = text(signed_in("auditor").get(own))
    assert "It was withdrawn on" in said
    for reason in ("The board asks for it.", "Late template", "Not this year"):
        assert reason in said
    assert "Record the change" not in said
    assert signed_in("auditor").post(own, moved).status_code == 404
    year = text(client.get(BOARD + YEAR))
    assert "Survey (made up) Withdrawn" in year


def test_a_day_of_the_boards_own_is_given_to_a_national_deadline(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    client = signed_in("commissioner")
    new = f"{BOARD}new/{YEAR}&beside=arrs-claim"
    assert "no national day of the month was found" in text(client.get(new))
    assert client.get(f"{BOARD}new/{YEAR}&beside=nonsense").status_code == 404
    sent = {k: v for k, v in FORM.items() if k not in ("kind", "how_often")}
    assert "Enter day of each month" in str(errors(client.post(new, sent)))
    sent |= {"day_of_month": "10", "months_after": "1", "escalate_after": "5"}
    sent |= {"escalate_to": str(people["approver"].pk)}
    assert "escalate_to" in str(client.post(new, sent).content)
    sent |= {"escalate_to": str(people["commissioner"].pk)}
    assert client.post(new, sent).status_code == 302

    made = Deadline.objects.get()
    assert (made.kind, made.monthly, made.beside) == ("arrs_claim", True, "arrs-claim")
    assert "Due on day 10 of the month after" in text(client.get(f"{BOARD}own/{made.pk}/"))


def test_only_who_reviews_services_enters_and_only_england_sets_englands(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    england = "/services/england/deadlines/"
    assert signed_in("approver").get(f"{BOARD}new/").status_code == 403
    assert signed_in("commissioner").get("/services/QZ2/deadlines/new/").status_code == 404
    assert signed_in("commissioner").get(england).status_code == 403
    national = signed_in("national")
    assert national.post(f"{england}new/{YEAR}", FORM | DAY).status_code == 302
    made = Deadline.objects.get()
    assert made.icb_code == ""
    assert "Survey (made up)" in text(national.get(england + YEAR))
    assert "Due by 30 May 2025." in text(national.get(f"{england}own/{made.pk}/"))
    assert "Survey (made up)" in text(signed_in("commissioner").get(BOARD + YEAR))
    assert "Nothing is known of 2035/36 yet." not in text(national.get(england + YEAR))


def test_a_board_says_for_many_networks_at_once_what_is_done(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    key = f"d{enter(people['commissioner']).pk}_2025-26"
    client, page = signed_in("commissioner"), f"{BOARD}due/{key}/done/"
    day = {"done_on_day": "29", "done_on_month": "5", "done_on_year": "2025"}
    sent = {"networks": ["U90001", "U90002"], "words": "Came by e-mail", **day}
    assert "Choose the networks that have done it." in str(errors(client.post(page, day)))
    assert client.post(page, sent | {"networks": ["U90003"]}).status_code == 400
    future = client.post(page, sent | {"done_on_year": "2099"})
    assert "future" in str(errors(future))
    assert not DeadlineTick.objects.exists()
    assert client.post(page, sent).status_code == 302
    assert "2 of 2 networks have done it." in text(client.get(f"{BOARD}due/{key}/"))
    assert client.get(page).status_code == 302
    for wrong in ("nonsense", "made-up_2025-26"):
        assert client.get(f"{BOARD}due/{wrong}/done/").status_code == 404
    assert signed_in("auditor").get(page).status_code == 403


def test_every_networks_year_stands_in_one_grid_who_is_late_first(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    own_beds(people["commissioner"])
    for month in range(4, 13):
        count_beds(date(2025, month, 1))
    client = signed_in("auditor")
    said = text(client.get(f"{BOARD}networks/{YEAR}"))

    assert "2 of 2 networks are late with something." in said
    assert said.index("Quay PCN") < said.index("Harbour PCN")
    assert "Quay PCN 13 late 1 of 14 done" in said
    assert "Network The year April 2025 May 2025" in said
    empty = text(client.get(f"{BOARD}networks/?year=2031-32"))
    assert "No deadline with a known day, or no network, is recorded for 2031/32." in empty


def test_an_escalation_is_shown_with_whom_and_how_late(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    today = date.today()
    given = facts(day=today - timedelta(days=6), escalate_after=5)
    made = enter(people["commissioner"], given, year=this_year())
    key = f"d{made.pk}_{str(ContractYear(this_year())).replace('/', '-')}"
    client, page = signed_in("commissioner"), f"{BOARD}due/{key}/"
    said = text(client.get(page))
    assert "Escalated when 5 days late." in said
    assert said.count("Goes out with the next e-mail") == 2

    tell_of_deadlines(today=today, at=timezone.now())
    assert text(client.get(page)).count(f"commissioner, {day(today)}, 6 days late") == 2
    old = enter(people["commissioner"], facts(escalate_after=5))
    assert "Nobody: it was entered when it was late for more than 90 days" in text(
        client.get(f"{BOARD}due/d{old.pk}_2025-26/")
    )
