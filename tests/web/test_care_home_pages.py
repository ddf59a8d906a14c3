"""A board counts its networks' care homes in the browser, and networks say what is theirs."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from pcn_portal.accounts.models import User
from services.models import Alignment, BedCount, CodingStatement, HomeClaim
from tests.services.home_cast import STARTED, aligned, count, directory, home
from tests.web.pages import errors, text

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("england")
BOARD = "/services/QZ1/care-homes/"
APRIL = f"{BOARD}?month=2025-04"
MONTH = "/networks/U90001/care-homes/2025-04/"


@pytest.fixture
def board(people: dict[str, User]) -> User:
    directory()
    for number in (1, 2):
        aligned(number, people["commissioner"])
    return people["commissioner"]


def day(name: str, at: date) -> dict[str, int]:
    return {f"{name}_day": at.day, f"{name}_month": at.month, f"{name}_year": at.year}


def test_the_board_sees_who_is_not_counted_in_beds_and_pounds_and_accepts(
    signed_in: SignedIn, board: User
) -> None:
    client = signed_in("commissioner")
    answer = client.get(APRIL)
    assert '<option value="2025-04" selected>' in answer.content.decode()
    page = text(answer)
    assert "1 network needs you for April 2025." in page
    assert "£564.43" in page
    assert "Choose at least one network." in str(errors(client.post(APRIL, {"reason": "x"})))

    answer = client.post(APRIL, {"accept": ["U90001 52"], "reason": "Directory of April"})

    assert answer.status_code == 302
    assert BedCount.objects.get().beds == 52
    assert "Every network with aligned homes is counted for April 2025." in text(client.get(APRIL))


def test_what_was_not_proposed_is_not_accepted(signed_in: SignedIn, board: User) -> None:
    client = signed_in("commissioner")

    answer = client.post(APRIL, {"accept": ["U90001 99"], "reason": "x"})

    assert answer.status_code == 400
    assert "changed since" in str(errors(answer))
    assert not BedCount.objects.exists()
    assert signed_in("auditor").post(APRIL, {"accept": ["U90001 52"]}).status_code == 404


def test_a_home_is_left_out_with_a_reason(signed_in: SignedIn, board: User) -> None:
    client = signed_in("commissioner")
    one, two = home(1).pk, home(2).pk
    sent = {
        "expected": 52, f"counts_{one}": "no", f"why_{one}": "", f"counts_{two}": "yes",
        f"why_{two}": "", "reason": "Directory of April",
    }  # fmt: skip
    assert "Say why" in str(errors(client.post(MONTH, sent)))

    assert client.post(MONTH, sent | {f"why_{one}": "Empty"}).status_code == 302

    assert BedCount.objects.get().beds == 22
    assert "By decision: Empty" in text(client.get(f"{BOARD}{one}/"))
    assert "22 are counted" in text(client.get(MONTH))
    assert "22" in text(signed_in("manager").get("/networks/U90001/care-homes/?year=2025-26"))
    assert signed_in("manager").post(MONTH, sent).status_code == 404


def test_a_home_claimed_by_two_networks_is_decided_once(signed_in: SignedIn, board: User) -> None:
    manager = signed_in("manager")
    new = "/networks/U90001/care-homes/claim/"
    sent = {"location": "1-900000003", "reason": "Ours"} | day("from_day", date(2025, 4, 1))
    assert "lists this location" in str(errors(manager.post(new, sent | {"location": "1-1"})))
    assert manager.post(new, sent).status_code == 302
    claim = HomeClaim.objects.get()
    client = signed_in("commissioner")
    assert "Networks that claim a home" in text(client.get(APRIL))
    decide = reverse("home_claim_decide", args=["QZ1", claim.pk])

    assert client.post(decide, {"outcome": "agree", "reason": "Agreed"}).status_code == 302

    assert Alignment.objects.filter(home=claim.home).get().network.code == "U90001"
    assert "agreed" in text(manager.get("/networks/U90001/care-homes/"))
    assert "decided already" in str(
        errors(client.post(decide, {"outcome": "refuse", "reason": "No"}))
    )


def test_the_network_says_whether_its_residents_are_coded(signed_in: SignedIn, board: User) -> None:
    assert "Coding not confirmed" in text(signed_in("commissioner").get(APRIL))
    sent = {"state": "yes", "words": "Search of April"} | day("from_month", date(2025, 4, 1))

    answer = signed_in("manager").post("/networks/U90001/care-homes/coding/", sent)

    assert answer.status_code == 302
    assert CodingStatement.objects.get().confirmed
    assert "comprehensively coded" in text(signed_in("manager").get("/networks/U90001/care-homes/"))


def test_homes_are_found_aligned_ended_and_closed(signed_in: SignedIn, board: User) -> None:
    client = signed_in("commissioner")
    assert client.get(f"{BOARD}{home(3).pk}/").status_code == 404
    assert client.post(f"{BOARD}authorities/", {"authorities": ["Storyham"]}).status_code == 302
    assert "Made-up Grange 3" in text(client.get(f"{BOARD}homes/"))
    assert "Made-up Lodge 1" in text(client.get(f"{BOARD}homes/?show=all&q=lodge"))
    assert client.get(f"{BOARD}homes/?q=%00").status_code == 200
    page = f"{BOARD}{home(3).pk}/"
    sent = {"network": "U90002", "reason": "Near"} | day("starts", date(2025, 4, 1))
    assert client.post(f"{page}align/", sent).status_code == 302
    assert "is aligned to Quay PCN" in text(client.get(page))
    sent = {"reason": "Moved"} | day("ends", date(2025, 4, 30))
    assert client.post(f"{page}end/", sent).status_code == 302
    assert Alignment.objects.get(home=home(3)).ends == date(2025, 5, 1)
    sent = {"reason": "CQC"} | day("on", date(2025, 5, 14))
    assert client.post(f"{page}close/", sent).status_code == 302
    assert "is closed" in text(client.get(page))
    assert client.get(f"{page}end/").status_code == 404


def test_a_confirmed_count_says_what_it_rests_on(signed_in: SignedIn, board: User) -> None:
    made = count(board, 52, at=datetime(2025, 5, 6, tzinfo=UTC))

    page = text(signed_in("commissioner").get(MONTH))

    assert made.reason in page
    assert made.received_at > STARTED
