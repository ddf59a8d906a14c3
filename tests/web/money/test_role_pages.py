"""Additional roles in the browser: tables with their marks, and maxima that people enter."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from pcn_portal.accounts.models import Membership, User
from tests.web.pages import errors, text
from workforce.models import MaximaSheet

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("england")
TABLES, LIST, NEW = (reverse(name) for name in ("role_tables", "maxima_sheets", "maxima_new"))
REVISED = reverse("role_table", args=["2025-26b"])
GOOD = {
    "title": "Revised maxima", "first": "2025-04", "last": "2026-03",
    "document": "Letter, Table 2", "lines": "CP national 69,383.00",
}  # fmt: skip


@pytest.fixture
def second(people: dict[str, User]) -> User:
    """Another national administrator."""
    person = User.objects.create_user("second@portal.example", name="second")
    Membership.objects.create(user=person, role="national_administrator", level="england")
    people["second"] = person
    return person


def test_a_table_shows_what_is_known_and_marks_what_is_not(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    assert "Tables of roles, latest first" in text(client.get(TABLES))
    page = text(client.get(reverse("role_table", args=["2024-25b"])))
    assert "12 of 63 maxima are known." in page
    assert "£65,838.00 Confirmed" in page
    assert "£72,141.00 One source" in page
    assert "Not known" in page
    assert client.get(reverse("role_table", args=["1999-00"])).status_code == 404


def test_maxima_are_entered_compared_and_then_stand_in_the_table(
    signed_in: SignedIn, second: User
) -> None:
    answer = signed_in("national").post(NEW, GOOD)
    assert answer.status_code == 302, errors(answer)
    sheet = MaximaSheet.objects.get()
    address = reverse("maxima_sheet", args=[sheet.pk])
    assert "1 sheet of maxima waits" in text(signed_in("commissioner").get(LIST))
    assert "You entered these maxima" in text(signed_in("national").get(address))
    assert "Your check" not in text(signed_in("commissioner").get(address))
    before = text(signed_in("second").get(address))
    assert "Clinical pharmacist (CP) Outside London £69,383.00" in before
    bad = signed_in("second").post(address, {"outcome": "publish"})
    assert bad.status_code == 400
    done = {"outcome": "publish", "compared": "The value and the months"}
    assert signed_in("second").post(address, done).status_code == 302
    assert "£69,383.00 Entered and checked" in text(signed_in("manager").get(REVISED))


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"lines": "CP"}, "lines", "Line 1: write a role"),
        ({"first": "2026-03", "last": "2025-04"}, "last", "before the first"),
        ({"document": ""}, "document", "Name the document"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    signed_in: SignedIn, more: dict[str, str], field: str, said: str
) -> None:
    answer = signed_in("national").post(NEW, GOOD | more)
    assert answer.status_code == 400
    assert said in str(errors(answer))
    assert not MaximaSheet.objects.exists()


def test_only_a_national_administrator_enters(signed_in: SignedIn) -> None:
    assert signed_in("commissioner").get(NEW).status_code == 404
    assert signed_in("manager").get(NEW).status_code == 403


CLAIM = reverse("claim_reckoner")
JOINER = {
    "role": "CP", "month": "2024-11", "area": "outer", "hours": "37.5", "starts_day": "17",
    "starts_month": "11", "starts_year": "2024", "salary": "5000.00", "count": "days_of_month",
}  # fmt: skip


def test_what_may_be_claimed_is_shown_step_by_step(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    assert "Nothing is kept." in text(client.get(CLAIM))
    page = text(client.post(CLAIM, JOINER))
    assert "£2,846.24 may be claimed; £2,153.76 stay with the network." in page
    assert "£73,189.00 a year ÷ 12 × 37.5 ÷ 37.5 hours × 14 ÷ 30 days" in page
    assert "Confirmed" in page


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"salary": "5,000.00"}, "salary", "without a comma"),
        ({"hours": "52.5"}, "hours", "at most 40"),
        ({"role": "GP", "month": "2024-09"}, "role", "can be claimed from 1 October 2024"),
        ({"role": "HWBC"}, "role", "is not known for November 2024"),
        ({"last_day": "1", "last_month": "1", "last_year": "2020"}, "last", "not after the start"),
        (
            {"last_day": "31", "last_month": "10", "last_year": "2024", "starts_month": "10"},
            "last",
            "left",
        ),
        ({"starts_month": "12"}, "starts", "starts after November 2024"),
        ({"fees": "10"}, "fees", "cannot be claimed"),
        ({"role": "TEA"}, "role", "Select a valid choice"),
    ],
)
def test_a_claim_that_breaks_a_rule_gets_the_rule_in_words(
    signed_in: SignedIn, more: dict[str, str], field: str, said: str
) -> None:
    answer = signed_in("manager").post(CLAIM, JOINER | more)
    assert answer.status_code == 400
    assert said in str(answer.context["form"].errors[field])
