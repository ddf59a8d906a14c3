"""The CQC directory of active locations: which care homes there are, with how many beds.

Every row that is no care home is left out and counted. Columns are matched by name; a sheet with
words for the reader comes first in the workbook, and header cells are padded with empty ones.
"""

from datetime import date

from practices.cells import read_day, say
from practices.columns import Column, Layout, RowReader, Unique, has_columns, rows_of
from practices.plans import CHANGED, ENDED, NEW, ImportContext, Plan
from practices.tables import (
    WORKBOOK_GROWTH,
    ZIP,
    BadFile,
    Sheet,
    read_csv,
    read_workbook,
    unzip,
)
from services.care_directory_parts import Directory, Listed, Standing, save_directory, standings
from services.keeping import day_of
from services.models import CareDirectory

ID, NAME, CARE_HOME = "Location ID", "Location Name", "Care home?"
OPENED, DORMANT, BEDS = "Location HSCA start date", "Dormant (Y/N)", "Care homes beds"
AUTHORITY, REGION, POSTCODE = (
    "Location Local Authority",
    "Location Region",
    "Location Postal Code",
)
PROVIDER_ID, PROVIDER = "Provider ID", "Provider Name"
NURSING = "Service type - Care home service with nursing"
RESIDENTIAL = "Service type - Care home service without nursing"
DUAL, PRIMARY = "Location Dual Registered", "Primary ID (Dual registration locations)"
LAYOUT = Layout(
    (
        *(Column(title) for title in (ID, NAME, CARE_HOME, DORMANT, BEDS, AUTHORITY, REGION)),
        *(Column(title) for title in (POSTCODE, PROVIDER_ID, PROVIDER, NURSING, RESIDENTIAL)),
        Column(OPENED),
        Column(DUAL, required=False),
        Column(PRIMARY, also=("Primary ID",), required=False),
    )
)
ENTITY = "Care home"
LAST_ROW, LAST_COLUMN = 100_000, b"GZ"
YES_NO = {"y": "y", "n": "n", "yes": "y", "no": "n"}


class CqcDirectory:
    """Care homes of all England as CQC lists them on a day."""

    key = "cqc_directory"
    national = True

    def recognises(self, sheet: Sheet) -> bool:
        return has_columns(sheet, LAYOUT)

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        plan = Plan()
        given = context.parameters.get("reference_date")
        published = read_day(given) if given else day_of(context.at)
        known = _is_known(published)
        listed = _read(plan, _sheet(content, context.max_bytes))
        if not plan.refused:
            _plan_homes(plan, listed, published, known=known, dated=bool(given))
        return plan


def _is_known(published: date) -> bool:
    """Whether a directory of that day is in; raise BadFile where a later one is."""
    newest = CareDirectory.objects.order_by("-published").first()
    if newest is None or newest.published <= published:
        return newest is not None and newest.published == published
    when = say(newest.published)
    raise BadFile(
        f"The directory of {when} is in already, and this one is older. Take directories in by "
        "their dates."
    )


def _sheet(content: bytes, max_bytes: int) -> Sheet:
    """The table in a CSV file, or the first tab of a workbook that has the columns."""
    if not content.startswith(ZIP) or not _is_workbook(content, max_bytes):
        return read_csv(content, max_bytes)
    tabs = read_workbook(content, max_bytes, last_row=LAST_ROW, last_column=LAST_COLUMN)
    found = next((tab for tab in tabs.values() if has_columns(tab, LAYOUT)), None)
    if found is None:
        raise BadFile(
            "No sheet of the workbook has the columns of the CQC directory. Choose "
            "“HSCA_Active_Locations” as published."
        )
    return found


def _is_workbook(content: bytes, max_bytes: int) -> bool:
    return "xl/workbook.xml" in unzip(content, max_bytes * WORKBOOK_GROWTH)


def _read(plan: Plan, sheet: Sheet) -> list[Listed]:
    unique, listed, others = Unique("This location"), [], 0
    for reader in rows_of(sheet, LAYOUT, plan):
        if reader.choice(CARE_HOME, YES_NO) == "n":
            others += 1
            continue
        home = _home(reader)
        if home and unique.check(reader, ID, home.location_id):
            listed.append(home)
    if others:
        plan.summary.append(f"Locations left out because they are no care homes: {others:,}.")
    if not listed and not plan.refused:
        raise BadFile("The file has no care home. Choose the complete directory.")
    return listed


def _home(reader: RowReader) -> Listed | None:
    location, beds = reader.text(ID, needed=True, longest=20), reader.whole(BEDS, needed=False)
    dual = reader.raw(DUAL).lower().startswith("y")
    primary = reader.text(PRIMARY, longest=20) if dual else ""
    home = Listed(
        location_id=location,
        name=reader.text(NAME, needed=True),
        provider_id=reader.text(PROVIDER_ID, longest=20),
        provider=reader.text(PROVIDER),
        postcode=reader.text(POSTCODE, longest=10),
        local_authority=reader.text(AUTHORITY),
        region=reader.text(REGION),
        nursing=_yes(reader, NURSING),
        residential=_yes(reader, RESIDENTIAL),
        primary_id="" if primary == location else primary,
        opened=reader.day(OPENED),
        standing=Standing(True, _yes(reader, DORMANT), beds),
        row=reader.number,
    )
    return home if reader.good else None


def _yes(reader: RowReader, title: str) -> bool:
    """Whether a cell says yes; CQC leaves the cell of a service that is not given blank."""
    return bool(reader.raw(title)) and reader.choice(title, YES_NO) == "y"


def _plan_homes(
    plan: Plan, listed: list[Listed], published: date, *, known: bool, dated: bool
) -> None:
    """Plan the homes, and the directory itself where somebody says that it is of a new day."""
    _plan_facts(plan, listed, published)
    if known and plan.changes:
        plan.error(f"Another directory of {say(published)} is in already. Check the date.")
    if not known and (dated or plan.changes):
        plan.change(NEW, "CQC directory", say(published), None, "", f"{len(listed):,} care homes")


def _plan_facts(plan: Plan, listed: list[Listed], published: date) -> None:
    known = standings()
    changed = [home for home in listed if known.get(home.location_id) != home.standing]
    for home in changed:
        before = known.get(home.location_id)
        kind = NEW if before is None else CHANGED
        was = "" if before is None else _words(before)
        plan.change(kind, ENTITY, _key(home), home.row, was, _words(home.standing))
    here = {home.location_id for home in listed}
    gone = sorted(
        location for location, was in known.items() if was.listed and location not in here
    )
    for location in gone:
        plan.change(ENDED, ENTITY, location, None, _words(known[location]), "Not listed")
    plan.same(ENTITY, len(listed) - len(changed))
    beds = sum(home.standing.beds or 0 for home in listed)
    plan.dates["about"] = published.isoformat()
    plan.summary.append(f"{len(listed):,} care homes on {say(published)}, {beds:,} beds.")
    plan.then(save_directory, directory=Directory(tuple(listed), tuple(gone), published))


def _key(home: Listed) -> str:
    return f"{home.location_id} {home.name}"


def _words(standing: Standing) -> str:
    if not standing.listed:
        return "Not listed"
    beds = "beds not given" if standing.beds is None else f"{standing.beds:,} beds"
    return f"{beds}, dormant" if standing.dormant else beds
