"""Rates by people: entered, compared by another with the document, and known from that moment."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from funding.actions import SheetEntry, SheetRefused, decide_sheet, enter_sheet
from funding.models import RateSheet, RateSheetDecision
from funding.rate_books import entered_rate, national_book, rate_books
from pcn_portal.accounts.models import User
from pcn_portal.units.periods import Month
from tests.funding.rates_by_people.cast import LOCAL, SPLIT, publish

pytestmark = pytest.mark.django_db
AT = datetime(2024, 10, 10, 9, tzinfo=UTC)
APRIL = Month(2024, 4)
ENTRY = SheetEntry(title="Split", content=SPLIT, document="Made-up letter, page 2")


def core(at: datetime, on: date | None = None) -> list[tuple[str, Decimal | None, str]]:
    """The core funding rates of April 2024 as published by a moment: part, value, status."""
    book = national_book(at)
    found = book.in_force("core_pcn_funding", APRIL, on or at.date())
    return [(rate.component, rate.value, rate.status) for rate in found]


def test_a_published_sheet_counts_from_its_publication_here(
    commissioner: User, approver: User
) -> None:
    publish(SPLIT, enters=commissioner, checks=approver, at=AT)
    before = AT - timedelta(seconds=1)
    assert core(before) == [("registered", None, "unknown"), ("adjusted", None, "unknown")]
    assert core(AT) == [
        ("registered", Decimal("2.257"), "provisional"),
        ("adjusted", Decimal("0.710"), "provisional"),
    ]
    # As known in June 2024 the first rates count, as ever.
    assert core(AT, date(2024, 6, 1))[0][1] == Decimal("2.218")
    rate = entered_rate("core-2024-25-entered-adjusted")
    assert rate is not None
    assert rate.known_from == date(2024, 10, 10)
    assert "entered here on 10 October 2024" in rate.citation


def test_what_waits_or_is_rejected_does_not_count(commissioner: User, approver: User) -> None:
    sheet = enter_sheet(entry=ENTRY, by=commissioner.actor, at=AT)
    assert core(AT)[0][1] is None
    decide_sheet(
        sheet_id=sheet.pk, publish=False, compared="Page 2 says otherwise",
        by=approver.actor, at=AT,
    )  # fmt: skip
    assert core(AT)[0][1] is None


def test_who_enters_never_publishes(commissioner: User, approver: User) -> None:
    sheet = enter_sheet(entry=ENTRY, by=commissioner.actor, at=AT)

    def decide(by: User, compared: str = "All of it") -> None:
        decide_sheet(sheet_id=sheet.pk, publish=True, compared=compared, by=by.actor, at=AT)

    with pytest.raises(SheetRefused, match="You entered these rates"):
        decide(commissioner)
    with pytest.raises(SheetRefused, match="what you compared"):
        decide(approver, " ")
    with pytest.raises(IntegrityError, match="did_not_enter"), transaction.atomic():
        RateSheetDecision.objects.create(
            sheet=sheet, published=True, compared="x", entered_by=commissioner,
            decided_by=commissioner, decided_at=AT,
        )  # fmt: skip
    with pytest.raises(IntegrityError, match="names who entered"), transaction.atomic():
        RateSheetDecision.objects.create(
            sheet=sheet, published=True, compared="x", entered_by=approver,
            decided_by=commissioner, decided_at=AT,
        )  # fmt: skip
    decide(approver)
    with pytest.raises(SheetRefused, match="published already, by Ben Fictional"):
        decide(approver)


def test_a_local_variation_counts_for_its_networks_and_is_kept_over_later_national_rates(
    england: list[str], commissioner: User, approver: User
) -> None:
    at = datetime(2026, 4, 2, tzinfo=UTC)
    publish(
        LOCAL, enters=commissioner, checks=approver, at=at, icb_code="QAA", networks=("U00001",)
    )
    later = LOCAL.replace("ea-2026-27-local", "ea-2026-27-late").replace("9.000", "8.888")
    publish(later, enters=commissioner, checks=approver, at=at + timedelta(days=9))
    books = rate_books(icb_code="QAA", known_at=at + timedelta(days=10))
    known = (at + timedelta(days=10)).date()

    def value(network: str) -> Decimal | None:
        (rate,) = books.of(network).in_force("enhanced_access", Month(2026, 4), known)
        return rate.value

    assert (value("U00001"), value("U00003")) == (Decimal("9.000"), Decimal("8.888"))
    other = rate_books(icb_code="QAB", known_at=at + timedelta(days=10))
    assert other.local == {} and other.wide is other.national


@pytest.mark.parametrize(
    ("changes", "words", "field"),
    [
        ({"title": " "}, "name", "title"),
        ({"document": ""}, "document", "document"),
        ({"content": ""}, "sheet", "content"),
        ({"content": "year: [2024"}, "sheet", "content"),
        ({"content": SPLIT.replace('"2.257"', "2.257")}, "Put it in quotes", "content"),
        ({"content": SPLIT.replace("[made_up]", "[hearsay]")}, "hearsay", "content"),
        ({"content": SPLIT.replace("25-entered", "25-final")}, "already", "content"),
        ({"content": SPLIT.replace("2024-04-01", "2023-04-01")}, "contract year", "content"),
        ({"content": SPLIT, "icb_code": "QAA"}, "possible from 2026/27", "content"),
        ({"content": LOCAL, "icb_code": "QAA", "networks": ("U00002",)}, "U00002", "networks"),
        ({"content": "[" * 100_000}, "nested too deeply", "content"),
        ({"content": SPLIT.replace("2024/25", "9999/00")}, "since 2019/20", "content"),
        ({"content": SPLIT.replace("2.257", "225700")}, "below 100,000 pounds", "content"),
        ({"content": SPLIT.replace("2.257", "2." + "2" * 99)}, "six decimals", "content"),
        ({"content": "x" * 200_001}, "longer than", "content"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(
    england: list[str], commissioner: User, changes: dict[str, object], words: str, field: str
) -> None:
    entry = SheetEntry(**{**vars_of(ENTRY), **changes})  # type: ignore[arg-type]
    with pytest.raises(SheetRefused, match=words) as refused:
        enter_sheet(entry=entry, by=commissioner.actor, at=AT)
    assert refused.value.field == field
    assert not RateSheet.objects.exists()


def vars_of(entry: SheetEntry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in ("title", "content", "document")}


def test_of_two_sheets_with_the_same_id_one_is_published(
    commissioner: User, approver: User
) -> None:
    first, second = (enter_sheet(entry=ENTRY, by=commissioner.actor, at=AT) for _ in range(2))
    decide_sheet(sheet_id=first.pk, publish=True, compared="x", by=approver.actor, at=AT)
    with pytest.raises(SheetRefused, match="core-2024-25-entered-registered” already"):
        decide_sheet(sheet_id=second.pk, publish=True, compared="x", by=approver.actor, at=AT)
