"""Coordinates of practices, from their postcodes: where each is on a map."""

from dataclasses import dataclass
from decimal import Decimal

from practices import register
from practices.actions import NewLocation, save_locations
from practices.columns import Column, Layout, RowReader, Unique, has_columns, rows_of
from practices.degrees import misplaced
from practices.plans import CHANGED, NEW, ImportContext, Plan
from practices.tables import Sheet, read_csv

CODE, POSTCODE, LATITUDE, LONGITUDE = "practice_code", "postcode", "lat", "lon"
LAYOUT = Layout(
    (
        Column(CODE),
        Column(POSTCODE),
        Column(LATITUDE, also=("latitude",)),
        Column(LONGITUDE, also=("longitude", "long")),
    )
)
ENTITY = "Place of a practice"
NAMED = 5
PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A practice of the file that the register does not know."""

    code: str
    row: int


class PracticeCoordinates:
    """The postcode of each practice and its place in degrees."""

    key = "practice_coordinates"
    national = True

    def recognises(self, sheet: Sheet) -> bool:
        return has_columns(sheet, LAYOUT)

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        plan = Plan()
        given, unknown = _read(plan, read_csv(content, context.max_bytes))
        if plan.refused:
            return plan
        _warn_of_unknown(plan, unknown)
        plan.summary.append(f"{len(given):,} practices of the register have a place in the file.")
        _plan_locations(plan, given)
        return plan


def _read(plan: Plan, sheet: Sheet) -> tuple[list[NewLocation], list[Unknown]]:
    known = register.practice_names()
    unique, given, unknown = Unique("This practice"), [], []
    for reader in rows_of(sheet, LAYOUT, plan):
        found = _location(reader)
        if found is None or not unique.check(reader, CODE, found.practice):
            continue
        if found.practice in known:
            given.append(found)
        else:
            unknown.append(Unknown(found.practice, reader.number))
    return given, unknown


def _location(reader: RowReader) -> NewLocation | None:
    code = reader.practice(CODE)
    postcode = reader.text(POSTCODE, needed=True, longest=10).upper()
    latitude, longitude = reader.degrees(LATITUDE), reader.degrees(LONGITUDE)
    if latitude is None or longitude is None:
        return None
    if wrong := misplaced(float(latitude), float(longitude)):
        reader.fail(LATITUDE, wrong)
    if not reader.good:
        return None
    place = (latitude.quantize(PLACES), longitude.quantize(PLACES))
    return NewLocation(code, postcode, *place, reader.number)


def _warn_of_unknown(plan: Plan, unknown: list[Unknown]) -> None:
    if not unknown:
        return
    named = ", ".join(each.code for each in unknown[:NAMED])
    more = f" and {len(unknown) - NAMED:,} more" if len(unknown) > NAMED else ""
    plan.warn(
        f"The register does not know {len(unknown):,} of the practices, which are left out: "
        f"{named}{more}. If they should be there, import the list-size map or the practice "
        "register first.",
        unknown[0].row,
        CODE,
        unknown[0].code,
    )


def _plan_locations(plan: Plan, given: list[NewLocation]) -> None:
    known = register.practice_locations()
    wanted = []
    for location in given:
        now, before = _words(location), known.get(location.practice)
        if before == now:
            plan.same(ENTITY)
            continue
        kind = NEW if before is None else CHANGED
        plan.change(kind, ENTITY, location.practice, location.row, before or "", now)
        wanted.append(location)
    plan.then(save_locations, locations=wanted)


def _words(location: NewLocation) -> str:
    return register.place_in_words(location.postcode, location.latitude, location.longitude)
