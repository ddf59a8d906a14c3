"""Maxima by people: entering a sheet, and publishing or rejecting it as somebody else."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from pcn_portal.audit.models import Actor, record
from workforce.maxima_lines import BadLine, read_maxima
from workforce.models import MaximaDecision, MaximaSheet
from workforce.queries import roles_within

LONGEST = 20_000


class MaximaRefused(Exception):
    """Maxima cannot be entered or decided; the message says why, `field` where in the form."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class MaximaEntry:
    """What a person enters: lines "role area pounds" for [starts, ends), and the document."""

    title: str
    starts: date
    ends: date
    lines: str
    document: str


@transaction.atomic
def enter_maxima(*, entry: MaximaEntry, by: Actor, at: datetime) -> MaximaSheet:
    """Enter maxima, which then wait for somebody else. Raises MaximaRefused."""
    if by.id is None:
        raise MaximaRefused("Maxima are entered by a person.")
    _check(entry)
    try:
        maxima = read_maxima(entry.lines, roles_within(entry.starts, entry.ends))
    except BadLine as bad:
        raise MaximaRefused(str(bad), "lines") from None
    sheet = MaximaSheet.objects.create(
        title=entry.title.strip(),
        starts=entry.starts,
        ends=entry.ends,
        maxima=maxima,
        document=entry.document.strip(),
        entered_at=at,
        entered_by_id=by.id,
    )
    _note("maxima.entered", sheet, sheet.document, by, at)
    return sheet


@transaction.atomic
def decide_maxima(
    *, sheet_id: int, publish: bool, compared: str, by: Actor, at: datetime
) -> MaximaDecision:
    """Publish maxima or reject them, as somebody who did not enter them. Raises MaximaRefused."""
    if by.id is None:
        raise MaximaRefused("Maxima are published by a person.")
    sheet = MaximaSheet.objects.select_for_update().get(pk=sheet_id)
    if not compared.strip():
        raise MaximaRefused("Say what you compared with the document.", "compared")
    if sheet.entered_by_id == by.id:
        raise MaximaRefused("You entered these maxima. Somebody else must check them.")
    made = MaximaDecision.objects.filter(sheet=sheet).first()
    if made is not None:
        done = "published" if made.published else "rejected"
        raise MaximaRefused(f"These maxima were {done} already, by {made.decided_by}.")
    decision = MaximaDecision.objects.create(
        sheet=sheet,
        published=publish,
        compared=compared.strip(),
        entered_by_id=sheet.entered_by_id,
        decided_at=at,
        decided_by_id=by.id,
    )
    _note(f"maxima.{'published' if publish else 'rejected'}", sheet, decision.compared, by, at)
    return decision


def _check(entry: MaximaEntry) -> None:
    if not entry.title.strip():
        raise MaximaRefused("Give the sheet a name.", "title")
    if not entry.document.strip():
        raise MaximaRefused("Name the document.", "document")
    if entry.starts.day != 1 or entry.ends.day != 1:
        raise MaximaRefused("Maxima begin and end with a month.", "starts")
    if entry.ends <= entry.starts:
        raise MaximaRefused("The last month is before the first. Check both.", "ends")
    if not roles_within(entry.starts, entry.ends):
        raise MaximaRefused("There are no roles in those months.", "starts")
    if len(entry.lines) > LONGEST:
        raise MaximaRefused(f"The sheet is longer than {LONGEST:,} characters.", "lines")


def _note(action: str, sheet: MaximaSheet, reason: str, by: Actor, at: datetime) -> None:
    record(
        action=action,
        by=by,
        at=at,
        object_kind="maxima_sheet",
        object_key=str(sheet.pk),
        reason=reason,
        data={"title": sheet.title, "starts": sheet.starts.isoformat()},
    )
