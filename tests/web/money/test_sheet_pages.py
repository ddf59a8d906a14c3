"""Rates by people in the browser: entered, compared, published, and then on every line."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse

from funding.models import RateSheet
from pcn_portal.accounts.models import Membership, User
from tests.funding.approving import approve
from tests.funding.rates_by_people.cast import LOCAL
from tests.web.money.conftest import APRIL, AT, Calculate
from tests.web.pages import errors, text

SignedIn = Callable[[str], Client]
NEW, LIST = reverse("rate_sheet_new"), reverse("rate_sheets")
LATE = (
    LOCAL.replace("2026/27", "2025/26")
    .replace("ea-2026-27-local", "ea-2025-26-late")
    .replace("2027-04-01", "X").replace("2026-04-01", "2025-04-01").replace("X", "2026-04-01")
    .replace("2026-01-01", "2025-01-01").replace("2026-03-01", "2025-03-28")
)  # fmt: skip
GOOD = {"whom": "national", "title": "Late rate", "document": "Letter, page 2", "content": LATE}
PUBLISH = {"outcome": "publish", "compared": "The value and the dates"}


@pytest.fixture(autouse=True)
def in_may(england: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 10 May 2025."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2025, 5, 10, 9, tzinfo=UTC))


@pytest.fixture
def second(people: dict[str, User]) -> User:
    """Another national administrator."""
    person = User.objects.create_user("second@portal.example", name="second")
    Membership.objects.create(user=person, role="national_administrator", level="england")
    people["second"] = person
    return person


def enter(client: Client, **changes: object) -> RateSheet:
    answer = client.post(NEW, GOOD | changes)
    assert answer.status_code == 302, errors(answer)
    return RateSheet.objects.latest("id")


def page_of(sheet: RateSheet) -> str:
    return reverse("rate_sheet", args=[sheet.pk])


def test_a_late_rate_is_entered_compared_weighed_and_published(
    signed_in: SignedIn, second: User, calculate: Calculate, people: dict[str, User]
) -> None:
    approve(calculation_id=calculate().pk, by=people["approver"].actor, at=AT)
    sheet = enter(signed_in("national"))
    assert "1 sheet waits for a second person." in text(signed_in("commissioner").get(LIST))
    own = text(signed_in("national").get(page_of(sheet)))
    assert "You entered these rates. Somebody else must check them." in own
    assert "Your check" not in own
    shown = text(signed_in("second").get(page_of(sheet)))
    assert "Provisional £9.000 £8.427 0.573" in shown
    assert "2 approved months of 2 networks would be corrected" in shown
    assert signed_in("second").post(page_of(sheet), PUBLISH).status_code == 302

    may = calculate(APRIL.replace(month=5), at=datetime(2025, 6, 2, tzinfo=UTC))
    assert may.corrections > 0
    statement = text(signed_in("commissioner").get("/networks/U90001/money/2025-05/"))
    assert "Rate published or changed since" in statement or "A rate published" in statement
    assert "Provisional rate" in statement
    assert "Enhanced access, local variation" in text(
        signed_in("commissioner").get(reverse("rate_year", args=["2025-26"]))
    )


def test_a_sheet_may_come_as_a_file(signed_in: SignedIn) -> None:
    file = BytesIO(LATE.encode())
    file.name = "late.yaml"
    assert enter(signed_in("national"), content="", file=file).content == LATE
    wrong = BytesIO(b"\xff\xfe")
    wrong.name = "late.yaml"
    answer = signed_in("national").post(NEW, GOOD | {"content": "", "file": wrong})
    assert "The file is not UTF-8 text." in text(answer)


def test_a_board_enters_its_own_variation_and_its_approver_checks_it(signed_in: SignedIn) -> None:
    local = {"whom": "QZ1", "content": LOCAL, "networks": "u90001"}
    sheet = enter(signed_in("commissioner"), **local)
    assert (sheet.icb_code, sheet.networks) == ("QZ1", ["U90001"])
    assert signed_in("other_commissioner").get(page_of(sheet)).status_code == 404
    assert signed_in("approver").post(page_of(sheet), PUBLISH).status_code == 302
    assert RateSheet.objects.get().decision.published
    refused = signed_in("commissioner").post(NEW, GOOD)
    assert refused.status_code == 400 and "#id_whom" in str(errors(refused))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"content": ""}, "Type the rates or choose a file."),
        ({"content": "year: [2024"}, "The sheet"),
        ({"content": "a\x00b"}, "Null characters are not allowed."),
        ({"content": LATE.replace('"9.000"', "much")}, "Write a quoted decimal"),
        ({"title": ""}, "Give the sheet a name."),
        ({"document": " "}, "Name the document."),
        ({"whom": "QZ9"}, "valid choice"),
    ],
)
def test_what_is_wrong_is_said(signed_in: SignedIn, changes: dict[str, str], words: str) -> None:
    answer = signed_in("national").post(NEW, GOOD | changes)
    assert answer.status_code == 400
    assert words in text(answer)
    assert not RateSheet.objects.exists()


def test_who_may_enter_and_check(signed_in: SignedIn, second: User) -> None:
    for name in ("manager", "auditor", "approver"):
        assert signed_in(name).get(NEW).status_code == 403
    sheet = enter(signed_in("national"))
    for name in ("approver", "commissioner", "national"):
        signed_in(name).post(page_of(sheet), PUBLISH)
    assert not hasattr(RateSheet.objects.get(), "decision")
    answer = signed_in("second").post(page_of(sheet), {"outcome": "reject", "compared": ""})
    assert answer.status_code == 400
