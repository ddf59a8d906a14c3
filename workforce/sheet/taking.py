"""A staff workbook taken in: every row, or none and what is wrong with each."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction

from networks.models import Network
from networks.network_details.layout import plain
from pcn_portal.audit.models import Actor
from practices.cells import BadCell, normalised, read_day, read_text
from practices.columns import open_table
from practices.tables import BadFile, Row, read_workbook
from workforce.engine.claims import FULL_TIME
from workforce.engine.roles import Area
from workforce.keeping_checks import StaffRefused
from workforce.models import EmployerKind, Engagement
from workforce.register import EngagementFacts, add_post, change_terms, engage, leave_post
from workforce.register_parts import MOST_WTE, PostFacts, TermsFacts
from workforce.sheet.layout import COLUMNS, DAYS, LAYOUT, NEEDED, POUNDS, STAFF
from workforce.staff_lists import engagements_of, terms_on

LARGEST_FILE = 1_000_000
NOTHING = Decimal("0.00")
FIELDS = {"ends": "last_day", "last": "last_day", "wte": "hours", "from_day": "hours"}
Wrong = dict[int, dict[str, str]]
"""Sentences by row and column."""


class SheetRefused(Exception):
    """A workbook that was not taken in: `rows` as they came, and `problems` by row and column."""

    def __init__(self, rows: Mapping[int, tuple[str, ...]], problems: Wrong) -> None:
        super().__init__(f"{len(problems)} rows are wrong.")
        self.rows = rows
        self.problems = problems


@dataclass
class Taken:
    """How many people were new, changed, left, or as they were."""

    counts: Counter[str] = field(default_factory=Counter)


@transaction.atomic
def take_sheet(
    *, network: Network, content: bytes, from_day: date, by: Actor, at: datetime
) -> Taken:
    """Take a workbook in; hours and pay that differ count from `from_day`.

    Raises BadFile where it cannot be read at all, SheetRefused where rows are wrong.
    """
    rows = _rows(content)
    read: dict[int, dict[str, Any]] = {}
    wrong: Wrong = {}
    for number, cells in rows.items():
        facts, problems = _read(dict(zip(COLUMNS, cells, strict=True)))
        read[number] = facts
        if problems:
            wrong[number] = problems
    _twice(read, wrong)
    known = {one.person.reference: one for one in engagements_of(network).order_by("starts")}
    taken = Taken()
    for number, facts in read.items():
        if number in wrong:
            continue
        try:
            with transaction.atomic():
                done = _take(network, known.get(facts["reference"]), facts, from_day, by, at)
        except StaffRefused as refusal:
            column = FIELDS.get(refusal.field, refusal.field)
            wrong[number] = {column if column in COLUMNS else "": str(refusal)}
        else:
            taken.counts[done] += 1
    if wrong:
        raise SheetRefused(rows, wrong)
    return taken


def try_sheet(
    *, network: Network, content: bytes, from_day: date, by: Actor, at: datetime
) -> SheetRefused:
    """What is wrong with a workbook; nothing of it is taken in, whatever it says."""
    try:
        with transaction.atomic():
            take_sheet(network=network, content=content, from_day=from_day, by=by, at=at)
            transaction.set_rollback(True)
    except SheetRefused as refused:
        return refused
    return SheetRefused(_rows(content), {})


def _rows(content: bytes) -> dict[int, tuple[str, ...]]:
    """The rows of the staff tab by number, in the order of our columns."""
    tabs = read_workbook(content, LARGEST_FILE)
    tab = next((one for name, one in tabs.items() if normalised(name) == STAFF.lower()), None)
    if tab is None:
        raise BadFile(f"The workbook has no tab “{STAFF}”. Take the workbook from this page.")
    if tab.formulas:
        first = tab.formulas[0]
        raise BadFile(
            f"{first.column}{first.row} holds a formula. Replace formulas by their values."
        )
    table = open_table(tab, LAYOUT)
    found = {row.number: _in_order(row, table.at) for row in table.rows if any(row.cells)}
    if not found:
        raise BadFile("The tab “Staff” has no rows. Write one for each person.")
    return found


def _in_order(row: Row, places: Mapping[str, int]) -> tuple[str, ...]:
    def cell(name: str) -> str:
        place = places[name]
        return plain(row.cells[place]) if place < len(row.cells) else ""

    return tuple(cell(name).strip() for name in COLUMNS)


def _read(cells: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """A row's facts, and what cannot be read by column."""
    facts: dict[str, Any] = {"reference": cells["reference"].upper()}
    problems = {name: "Is empty." for name in NEEDED if not cells[name]}
    for name, text in cells.items():
        try:
            facts[name] = _value(name, text)
        except BadCell as bad:
            problems.setdefault(name, str(bad))
    return facts, problems


def _value(name: str, text: str) -> Any:
    if name in DAYS:
        return read_day(text) if text else None
    if name in POUNDS or name == "hours":
        return _number(name, text)
    if name in ("role", "reference"):
        return read_text(text).upper()
    if name == "area":
        return _one_of(text or Area.NATIONAL.value, list(Area))
    if name == "employer_kind":
        return _one_of(text or EmployerKind.PRACTICE.value, EmployerKind.values)
    return read_text(text)


def _number(name: str, text: str) -> Decimal:
    if not text:
        return NOTHING
    if "," in text or "£" in text:
        raise BadCell("Write the number without a comma or a pound sign: 3250.00.")
    try:
        found = Decimal(text)
    except InvalidOperation:
        what = "hours a week: 37.5" if name == "hours" else "pounds and pence: 3250.00"
        raise BadCell(f"Is not a number. Write {what}.") from None
    return found


def _one_of(text: str, values: list[Any]) -> str:
    if text.lower() not in values:
        raise BadCell(f"Is not known. Write one of: {', '.join(values)}.")
    return text.lower()


def _twice(read: Mapping[int, Mapping[str, Any]], wrong: Wrong) -> None:
    """Name a person who has two rows."""
    seen: dict[str, int] = {}
    for number, facts in read.items():
        reference = facts["reference"]
        if reference and reference in seen:
            said = f"{reference} also stands in row {seen[reference]}."
            wrong.setdefault(number, {}).setdefault("reference", said)
        seen.setdefault(reference, number)


def _take(
    network: Network,
    known: Engagement | None,
    facts: Mapping[str, Any],
    from_day: date,
    by: Actor,
    at: datetime,
) -> str:
    """Take one row; what was done with it."""
    last = facts["last_day"]
    ends = last + timedelta(days=1) if last else None
    terms = TermsFacts(hours=facts["hours"], **{name: facts[name] for name in POUNDS})
    if known is None:
        _new(network, facts, ends, terms, by, at)
        return "new"
    _check_same(known, facts)
    done = "as it was"
    if _pays_otherwise(known, terms, from_day):
        day = max(from_day, known.starts)
        change_terms(
            engagement_id=known.pk,
            terms=_with_spread(known, terms, day),
            from_day=day,
            reason="Brought in by spreadsheet.",
            by=by,
            at=at,
        )
        done = "changed"
    if ends != known.ends:
        leave_post(engagement_id=known.pk, on=ends, by=by, at=at)
        done = "changed"
    return done


def _new(
    network: Network,
    facts: Mapping[str, Any],
    ends: date | None,
    terms: TermsFacts,
    by: Actor,
    at: datetime,
) -> None:
    hours = facts["hours"]
    whole = round(hours / FULL_TIME, 2) if hours.is_finite() and abs(hours) < 1000 else MOST_WTE
    post = PostFacts(
        role=facts["role"],
        wte=min(max(whole, Decimal("0.01")), MOST_WTE),
        area=facts["area"],
        starts=facts["starts"],
    )
    made = add_post(network=network, facts=post, by=by, at=at)
    engaged = EngagementFacts(
        starts=facts["starts"],
        ends=ends,
        reference=facts["reference"],
        name=facts["name"],
        employer=facts["employer"],
        employer_kind=facts["employer_kind"],
    )
    engage(post_id=made.pk, facts=engaged, terms=terms, by=by, at=at)


def _check_same(known: Engagement, facts: Mapping[str, Any]) -> None:
    """Refuse another role or first day for somebody recorded."""
    if facts["role"] != known.post.role:
        raise StaffRefused(
            f"{known.person.reference} is recorded as {known.post.role}. For another role record "
            "the last day here and the new post in a row without a reference.",
            "role",
        )
    if facts["starts"] != known.starts:
        raise StaffRefused(
            f"{known.person.reference} is recorded from {known.starts.isoformat()} on. Leave the "
            "first day as it is.",
            "starts",
        )


def _pays_otherwise(known: Engagement, terms: TermsFacts, from_day: date) -> bool:
    held = terms_on(known, max(from_day, known.starts))
    if held is None:
        return True
    return any(getattr(held, name) != getattr(terms, name) for name in ("hours", *POUNDS))


def _with_spread(known: Engagement, terms: TermsFacts, day: date) -> TermsFacts:
    """New terms with the band and the spread over practices of those before."""
    held = terms_on(known, day)
    spread = {part.practice.code: part.sessions for part in held.spread.all()} if held else {}
    return TermsFacts(
        hours=terms.hours,
        band=held.band if held else "",
        spread=spread,
        **{name: getattr(terms, name) for name in POUNDS},
    )
