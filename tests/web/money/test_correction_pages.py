"""Corrections where people meet them: on the month, the statement, the books, the recovery."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from funding.models import Posting, PostingKind, RecoverySpread
from pcn_portal.accounts.models import User
from practices.models import PopulationFigure
from tests.funding.approving import approve
from tests.web.money.conftest import APRIL, AT, Calculate
from tests.web.pages import text as words

SignedIn = Callable[[str], Client]
MAY = APRIL.replace(month=5)
LATER = AT + timedelta(days=30)


@pytest.fixture
def april(calculate: Calculate, people: dict[str, User]) -> None:
    """April is approved; then one practice of Harbour PCN is restated by 300 patients less."""
    approve(calculation_id=calculate().pk, by=people["approver"].actor, at=AT)
    old = PopulationFigure.objects.filter(
        practice__code="Z90001", basis="adjusted", reference_date="2025-01-01"
    ).latest("version")
    PopulationFigure.objects.create(
        practice=old.practice, basis="adjusted", reference_date=old.reference_date,
        version=old.version + 1, value=old.value - 300, vintage="restated", received_at=LATER,
    )  # fmt: skip


def shown(signed_in: SignedIn, name: str, *args: object, **query: str) -> str:
    answer = signed_in("commissioner").get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return words(answer)


@pytest.mark.usefixtures("april")
def test_the_month_says_what_it_corrects_and_what_is_due(
    calculate: Calculate, signed_in: SignedIn
) -> None:
    may = calculate(MAY, at=LATER)
    page = shown(signed_in, "month_result", "QZ1", "2025-05")
    assert may.corrections < 0
    less = f"£{-may.corrections:,.2f}"
    assert f"Corrections of earlier months are {less} less, so £{may.due:,.2f} is due." in page
    assert f"1 network for 1 earlier month: {less} is recovered." in page
    assert "A population restated" in page


@pytest.mark.usefixtures("april")
def test_the_statement_explains_what_was_posted_and_what_is_known(
    calculate: Calculate, signed_in: SignedIn
) -> None:
    may = calculate(MAY, at=LATER)
    statement = may.statements.get(network_code="U90001")
    page = shown(signed_in, "statement", "U90001", "2025-05")
    assert "Corrections of earlier months" in page
    assert "As it was posted" in page and "As it is known now" in page
    assert f"Due with this statement £{statement.due:,.2f}" in page
    other = shown(signed_in, "statement", "U90002", "2025-05")
    assert "Corrections of earlier months" not in other


@pytest.mark.usefixtures("april")
def test_a_recovery_is_spread_before_the_approval(
    calculate: Calculate, signed_in: SignedIn, people: dict[str, User]
) -> None:
    may = calculate(MAY, at=LATER)
    asha = signed_in("commissioner")
    address = reverse("recovery_spread", args=["QZ1", "2025-05", "U90001"])
    page = words(asha.get(address))
    assert f"May 2025 recovers £{-may.corrections:,.2f} from this network" in page
    assert asha.post(address, {"instalments": "3"}).status_code == 400
    answer = asha.post(address, {"instalments": "3", "reason": "They asked for time"})
    assert answer.status_code == 302
    assert RecoverySpread.objects.get().instalments == 3
    decision = approve(calculation_id=may.pk, by=people["approver"].actor, at=LATER)
    rows = Posting.objects.filter(decision=decision, kind=PostingKind.CORRECTION)
    assert {row.payment_month.month for row in rows} == {5, 6, 7}
    assert sum(row.amount for row in rows) == may.corrections
    refused = asha.post(address, {"instalments": "1", "reason": "Changed our mind"})
    assert refused.status_code == 400
    assert "May 2025 is approved" in words(refused)


@pytest.mark.usefixtures("april")
def test_a_month_that_recovers_nothing_has_nothing_to_spread(
    calculate: Calculate, signed_in: SignedIn
) -> None:
    calculate(MAY, at=LATER)
    for network in ("U90002", "U99999"):
        address = reverse("recovery_spread", args=["QZ1", "2025-05", network])
        page = signed_in("commissioner").get(address)
        assert "May 2025 recovers nothing from this network." in words(page)
        assert "<form" not in page.content.decode().partition("<main")[2]


@pytest.mark.usefixtures("april")
def test_the_books_say_what_was_known_on_a_day(
    calculate: Calculate, signed_in: SignedIn, people: dict[str, User]
) -> None:
    may = calculate(MAY, at=LATER)
    approve(calculation_id=may.pk, by=people["approver"].actor, at=LATER)
    first = Posting.objects.filter(network_code="U90001", entitlement_month=APRIL)
    at_first = sum(row.amount for row in first.filter(kind=PostingKind.ENTITLEMENT))
    now = sum(row.amount for row in first)
    today = shown(signed_in, "network_books", "U90001")
    assert f"April 2025 statement : £{now:,.2f}" in today
    assert "1 month has been corrected since." in today
    then = shown(signed_in, "network_books", "U90001", known=f"{AT:%Y-%m-%d}")
    assert f"April 2025 statement : £{at_first:,.2f}" in then
    assert "May 2025 statement" not in then
    before = shown(signed_in, "network_books", "U90001", known="2025-04-01")
    assert "Nothing was posted for this network by 1 April 2025." in before
    assert now - at_first == may.corrections < Decimal(0)


@pytest.mark.usefixtures("april")
@pytest.mark.parametrize("known", ["soon", "2025-02-30", "9999-12-31", "\x00", "1"])
def test_a_day_that_is_none_is_said_and_today_is_shown(signed_in: SignedIn, known: str) -> None:
    page = shown(signed_in, "network_books", "U90001", known=known)
    assert "Write the day as year, month and day" in page
    assert "April 2025" in page
