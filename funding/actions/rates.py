"""Rates by people: one enters a sheet, another compares it with the document and publishes it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from funding.engine.rate import BadRates, Rate
from funding.engine.rate_sheets import read_sheet
from funding.engine.rates import national_rates
from funding.models import RateSheet, RateSheetDecision
from funding.rate_books import entered_ids
from networks.queries import networks_of_icb
from pcn_portal.audit.models import Actor, record
from pcn_portal.units.periods import ContractYear

FIRST_LOCAL = ContractYear(2026)
"""The first contract year with local variations (des-rules, 2026/27)."""
LONGEST = 200_000


class SheetRefused(Exception):
    """A sheet cannot be entered or decided; the message says why, `field` where in the form."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """What a person enters: the rates as YAML, the document they were read in, and for whom.

    `icb_code` is empty for national rates; `networks` empty means all of the ICB's.
    """

    title: str
    content: str
    document: str
    icb_code: str = ""
    networks: tuple[str, ...] = ()


@transaction.atomic
def enter_sheet(*, entry: SheetEntry, by: Actor, at: datetime) -> RateSheet:
    """Enter rates, which then wait for somebody else. Raises SheetRefused."""
    if by.id is None:
        raise SheetRefused("Rates are entered by a person.")
    for field in ("title", "document"):
        if not getattr(entry, field).strip():
            words = {"title": "Give the sheet a name.", "document": "Name the document."}
            raise SheetRefused(words[field], field)
    year, rates = _read(entry.content)
    _check_ids(rates)
    if entry.icb_code:
        _check_local(year, rates, entry)
    sheet = RateSheet.objects.create(
        title=entry.title.strip(),
        year=str(year),
        icb_code=entry.icb_code,
        networks=sorted(set(entry.networks)),
        content=entry.content,
        document=entry.document.strip(),
        entered_at=at,
        entered_by_id=by.id,
    )
    _note("rates.entered", sheet, sheet.document, by, at)
    return sheet


@transaction.atomic
def decide_sheet(
    *, sheet_id: int, publish: bool, compared: str, by: Actor, at: datetime
) -> RateSheetDecision:
    """Publish a sheet or reject it, as somebody who did not enter it. Raises SheetRefused.

    `compared` says what was compared with the document. Published rates count from now on.
    """
    if by.id is None:
        raise SheetRefused("Rates are published by a person.")
    sheet = RateSheet.objects.select_for_update().get(pk=sheet_id)
    if not compared.strip():
        raise SheetRefused("Say what you compared with the document.", "compared")
    if sheet.entered_by_id == by.id:
        raise SheetRefused("You entered these rates. Somebody else must check them.")
    made = RateSheetDecision.objects.filter(sheet=sheet).first()
    if made is not None:
        done = "published" if made.published else "rejected"
        raise SheetRefused(f"These rates were {done} already, by {made.decided_by}.")
    if publish:
        _check_ids(_read(sheet.content)[1])
    decision = RateSheetDecision.objects.create(
        sheet=sheet,
        published=publish,
        compared=compared.strip(),
        entered_by_id=sheet.entered_by_id,
        decided_at=at,
        decided_by_id=by.id,
    )
    _note(f"rates.{'published' if publish else 'rejected'}", sheet, decision.compared, by, at)
    return decision


def _read(content: str) -> tuple[ContractYear, tuple[Rate, ...]]:
    if len(content) > LONGEST:
        raise SheetRefused(f"The sheet is longer than {LONGEST:,} characters.", "content")
    try:
        return read_sheet(content)
    except BadRates as problem:
        raise SheetRefused(str(problem), "content") from None


def _check_ids(rates: Collection[Rate]) -> None:
    """Each rate has a name of its own, by which a statement finds it again."""
    printed = {rate.id for year in national_rates().years.values() for rate in year.rates}
    known = printed | entered_ids()
    for rate in rates:
        if rate.id in known:
            raise SheetRefused(
                f"There is a rate “{rate.id}” already. Give the new one another id.", "content"
            )


def _check_local(year: ContractYear, rates: Collection[Rate], entry: SheetEntry) -> None:
    if year < FIRST_LOCAL:
        raise SheetRefused(f"A local variation is possible from {FIRST_LOCAL} on.", "content")
    theirs = set(
        networks_of_icb(entry.icb_code, max(rate.starts for rate in rates)).values_list(
            "code", flat=True
        )
    )
    for code in entry.networks:
        if code not in theirs:
            raise SheetRefused(f"{code} is not a network of this board then.", "networks")


def _note(action: str, sheet: RateSheet, reason: str, by: Actor, at: datetime) -> None:
    record(
        action=action,
        by=by,
        at=at,
        object_kind="rate_sheet",
        object_key=str(sheet.pk),
        reason=reason,
        data={"year": sheet.year, "icb": sheet.icb_code, "networks": sheet.networks},
    )
