"""The ODS practice register (epraccur): 27 columns, no header, one row a practice."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from practices import cells, register
from practices.actions import (
    PRACTICE_FIELDS,
    save_practice_commissioners,
    save_practices,
)
from practices.cells import BadCell, say
from practices.columns import Layout, RowReader, Unique, rows_of
from practices.dated_links import FIRST_DAY, Publication, Sighting, plan_links
from practices.hierarchy import ICB, REGION, SUB_ICB, Hierarchy, plan_hierarchy
from practices.models import Practice, PracticeStatus
from practices.plans import CHANGED, ENDED, NEW, ImportContext, Plan
from practices.tables import Sheet, read_csv

CODE, NAME, OPEN, CLOSE = "Organisation code", "Name", "Open date", "Close date"
REGION_CODE, ICB_CODE, SUB_ICB_CODE = (
    "National grouping",
    "High level health geography",
    "Commissioner",
)
STATUS, POSTCODE, PHONE, SETTING = (
    "Status code",
    "Postcode",
    "Contact telephone number",
    "Prescribing setting",
)
ADDRESS = tuple(f"Address line {number}" for number in range(1, 6))
LAYOUT = Layout.of(
    CODE, NAME, REGION_CODE, ICB_CODE, *ADDRESS, POSTCODE, OPEN, CLOSE, STATUS,
    "Organisation sub-type code", SUB_ICB_CODE, "Join date", "Left date", PHONE,
    "Null 19", "Null 20", "Null 21", "Amended record indicator", "Null 23",
    "Provider or purchaser", "Null 25", SETTING, "Null 27",
    header=False,
)  # fmt: skip
STATUSES = {
    "a": PracticeStatus.ACTIVE, "active": PracticeStatus.ACTIVE,
    "c": PracticeStatus.CLOSED, "inactive": PracticeStatus.CLOSED,
    "closed": PracticeStatus.CLOSED,
    "d": PracticeStatus.DORMANT, "dormant": PracticeStatus.DORMANT,
    "p": PracticeStatus.PROPOSED, "proposed": PracticeStatus.PROPOSED,
}  # fmt: skip
GP_PRACTICE = "RO76"
# The prescribing setting of a GP practice was 4 until the codes became roles.
SETTINGS = {"4": GP_PRACTICE}
_PHONE = re.compile(r"\+?[\d ()/.,-]*(?:[A-Za-z]+\.? ?\d*)?")
ENTITY = "Practice"


@dataclass(frozen=True, slots=True)
class Printed:
    """A practice as the register prints it."""

    practice: Practice
    sub_icb: str
    row: int


class PracticeRegister:
    """Practices with status, opening and closing day, and which sub-ICB commissions them."""

    key = "practice_register"
    national = True

    def recognises(self, sheet: Sheet) -> bool:
        first = sheet.rows[0].cells
        return len(first) == 27 and bool(cells.PRACTICE_CODE.fullmatch(first[0].upper()))

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        plan, seen = Plan(), Hierarchy()
        read = _read(plan, seen, read_csv(content, context.max_bytes))
        if plan.refused:
            return plan
        text = context.parameters.get("reference_date")
        publication = Publication(date.fromisoformat(text) if text else context.at.date(), False)
        plan_hierarchy(plan, seen, publication=publication, rename=False)
        known = register.practices()
        open_still = self.settle_closings(plan, read, known, content, publication.on)
        _plan_practices(plan, read, known, open_still)
        _plan_commissioners(plan, read, publication)
        return plan

    def settle_closings(
        self,
        plan: Plan,
        read: Sequence[Printed],
        known: Mapping[str, Practice],
        content: bytes,
        on: date,
    ) -> frozenset[str]:
        """Return the practices whose closing day and status this file is not to change.

        Here none. Whoever knows of more than practices may plan for them in another way.
        """
        return frozenset()


def _read(plan: Plan, seen: Hierarchy, sheet: Sheet) -> list[Printed]:
    unique = Unique("This practice")
    read, other = [], 0
    for reader in rows_of(sheet, LAYOUT, plan):
        code = reader.practice(CODE)
        if code and unique.check(reader, CODE, code):
            read.append(_read_practice(reader, seen, code))
            other += GP_PRACTICE not in read[-1].practice.setting.split("|")
    plan.summary.append(f"{len(read):,} practices read.")
    if other:
        plan.summary.append(f"{other:,} of them have a prescribing setting other than GP practice.")
    return read


def _read_practice(reader: RowReader, seen: Hierarchy, code: str) -> Printed:
    opened, last_day = reader.day(OPEN), reader.day(CLOSE)
    if opened and last_day and last_day < opened:
        reader.fail(CLOSE, f"Is before the practice opened on {say(opened)}. Check both dates.")
    status = reader.choice(STATUS, STATUSES)
    if status == PracticeStatus.CLOSED and not last_day:
        reader.fail(CLOSE, "Is blank for a closed practice. Fill in its last day.")
    address = ", ".join(part for title in ADDRESS if (part := reader.text(title)))
    practice = Practice(
        code=code,
        name=reader.text(NAME, needed=True),
        postcode=reader.text(POSTCODE, longest=10),
        address=address[:400],
        phone=_phone(reader),
        status=status,
        setting=_setting(reader),
        opened=opened,
        # ODS prints the last day on which a practice exists; `closed` is the day after.
        closed=last_day + timedelta(days=1) if last_day else None,
    )
    return Printed(practice, _organisations(reader, seen, status), reader.number)


def _setting(reader: RowReader) -> str:
    setting = reader.text(SETTING, longest=10).upper()
    return SETTINGS.get(setting, setting)


def _organisations(reader: RowReader, seen: Hierarchy, status: str) -> str:
    region = seen.read(reader, REGION, REGION_CODE)
    icb = seen.read(reader, ICB, ICB_CODE)
    sub_icb = seen.read(reader, SUB_ICB, SUB_ICB_CODE)
    if status != PracticeStatus.CLOSED:
        seen.link(SUB_ICB, sub_icb, icb, reader.number)
        seen.link(ICB, icb, region, reader.number)
    return sub_icb


def _phone(reader: RowReader) -> str:
    """A telephone number may start with +, which elsewhere would be a formula."""
    phone = reader.raw(PHONE)[:30]
    if phone and not _PHONE.fullmatch(phone):
        try:
            cells.read_text(phone)
        except BadCell as error:
            reader.fail(PHONE, str(error))
    return phone


def _details(practice: Practice) -> dict[str, str]:
    return {name: str(getattr(practice, name) or "") for name in PRACTICE_FIELDS}


def _plan_practices(
    plan: Plan,
    read: list[Printed],
    known: Mapping[str, Practice],
    open_still: frozenset[str],
) -> None:
    added, changed = [], []
    for item in read:
        practice, before = item.practice, known.get(item.practice.code)
        if before is not None and practice.code in open_still:
            practice.closed, practice.status = before.closed, before.status
        if before is None:
            added.append(practice)
            plan.change(NEW, ENTITY, practice.code, item.row, "", _sentence(practice))
        elif (was := _details(before)) != (now := _details(practice)):
            kind = ENDED if practice.closed and not before.closed else CHANGED
            names = [name for name in PRACTICE_FIELDS if was[name] != now[name]]
            plan.change(kind, ENTITY, practice.code, item.row, _few(was, names), _few(now, names))
            changed.append(practice)
        else:
            plan.same(ENTITY)
    plan.then(save_practices, added=added, changed=changed)


def _few(details: dict[str, str], names: list[str]) -> str:
    return "; ".join(f"{name} {details[name] or 'blank'}" for name in names)


def _sentence(practice: Practice) -> str:
    return "; ".join(f"{name} {text}" for name, text in _details(practice).items() if text)


def _plan_commissioners(plan: Plan, read: list[Printed], publication: Publication) -> None:
    seen = {}
    for item in read:
        practice = item.practice
        # A practice that closed before the contract began has no commissioner in it.
        if item.sub_icb and not (practice.closed and practice.closed <= FIRST_DAY):
            first = max(FIRST_DAY, practice.opened or FIRST_DAY)
            seen[practice.code] = Sighting(item.sub_icb, item.row, first)
    links = plan_links(
        plan,
        entity="Commissioner of a practice",
        known=register.practice_commissioners(),
        seen=seen,
        publication=publication,
    )
    plan.then(save_practice_commissioners, links=links)
