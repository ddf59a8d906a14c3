"""Outlines of ICBs as ONS publishes them: a GeoJSON file of polygons in degrees."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any

from practices import register
from practices.actions import NewOutline, save_outlines
from practices.cells import BadCell, read_code, read_text
from practices.degrees import misplaced
from practices.outlines import plain_name
from practices.plans import CHANGED, NEW, ImportContext, Plan
from practices.tables import ZIP, BadFile, Sheet

ONS_CODE = re.compile(r"E54[0-9]{6}")
CODE, NAME, GEOMETRY = "ICB23CD", "name", "geometry"
# ONS writes the year of the codes into their titles.
_TITLES = {CODE: re.compile(r"ICB\d\dCD"), NAME: re.compile(r"name|ICB\d\dNM")}
ENTITY = "Outline of an ICB"
MOST_POSITIONS = 20_000
Ring = list[list[float]]


class BadShape(ValueError):
    """A shape cannot be drawn; the message says what is wrong and what to do."""


class IcbOutlines:
    """One shape for each ICB, found by its name when a map is drawn."""

    key = "icb_outlines"
    national = True

    def recognises(self, sheet: Sheet) -> bool:
        return False  # it is no table

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        plan = Plan()
        given = _read(plan, _features(content))
        if plan.refused:
            return plan
        _plan_outlines(plan, given)
        names = {plain_name(name) for name in register.icb_names()}
        drawn = sum(plain_name(outline.name) in names for outline in given)
        plan.summary.append(
            f"{len(given):,} outlines, {drawn:,} of them of an ICB that the register has by name."
        )
        return plan


def _features(content: bytes) -> list[Any]:
    """The features of the file; raise BadFile if it is no GeoJSON collection of any."""
    document = _document(content)
    if not isinstance(document, dict) or document.get("type") != "FeatureCollection":
        raise BadFile(
            "The file is JSON but not a GeoJSON FeatureCollection. Choose the outlines as ONS "
            "publishes them, in degrees (WGS 84)."
        )
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise BadFile("The file has no shape in it. Choose the complete file.")
    return features


def _document(content: bytes) -> Any:
    if not content.strip():
        raise BadFile("The file is empty. Choose the file again.")
    if content.startswith(ZIP):
        raise BadFile("This is a zip file. Unpack it and choose the GeoJSON file in it.")
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise BadFile(
            "The file is not text in UTF-8. Choose the GeoJSON file as published."
        ) from error
    except RecursionError as error:
        raise BadFile("The file is nested too deeply to be GeoJSON. Choose it again.") from error
    except ValueError as error:
        raise BadFile(
            f"The file is not JSON, or it is cut off: {str(error)[:120]}. Download it again."
        ) from error


def _no_number(text: str) -> float:
    raise ValueError(f"{text} is not a number")


def _read(plan: Plan, features: list[Any]) -> list[NewOutline]:
    seen: dict[str, int] = {}
    given = []
    for number, feature in enumerate(features, 1):
        plan.rows_read += 1
        outline = _outline(plan, feature, number)
        if outline is None:
            continue
        earlier = seen.setdefault(outline.ons_code, number)
        if earlier == number:
            given.append(outline)
        else:
            plan.error(f"This ICB is already shape {earlier}.", number, CODE, outline.ons_code)
    return given


def _outline(plan: Plan, feature: Any, number: int) -> NewOutline | None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    said = properties if isinstance(properties, dict) else {}
    code, name = _text(said, CODE), _text(said, NAME)
    column = CODE
    try:
        code = read_code(code, ONS_CODE, "E54000038")
        column = NAME
        name = _name(name)
        column = GEOMETRY
        return NewOutline(code, name, _geometry(feature.get(GEOMETRY)), number)
    except (BadCell, BadShape) as error:
        value = {CODE: code, NAME: name}.get(column, "")
        plan.error(str(error), number, column, value[:200] if value.isprintable() else "")
    return None


def _text(said: dict[Any, Any], title: str) -> str:
    found = (value for key, value in said.items() if _TITLES[title].fullmatch(key))
    return str(next(found, "")).strip()


def _name(name: str) -> str:
    if not name or not name.isprintable():
        raise BadCell("Is blank or not text. Write the name of the ICB.")
    return read_text(name)


def _geometry(shape: Any) -> dict[str, Any]:
    """The shape as a MultiPolygon of plain numbers, whatever else the file says of it."""
    kind = shape.get("type") if isinstance(shape, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadShape("Is not a Polygon or MultiPolygon. Choose the file of the boundaries.")
    polygons = [shape.get("coordinates")] if kind == "Polygon" else shape.get("coordinates")
    read = [[_ring(ring) for ring in _list(polygon)] for polygon in _list(polygons)]
    if sum(len(ring) for polygon in read for ring in polygon) > MOST_POSITIONS:
        raise BadShape(
            f"Has more than {MOST_POSITIONS:,} points, too many for a page. "
            "Choose the generalised boundaries."
        )
    return {"type": "MultiPolygon", "coordinates": read}


def _list(found: Any) -> list[Any]:
    if not isinstance(found, list) or not found:
        raise BadShape("Has no coordinates. Choose the complete file.")
    return found


def _ring(found: Any) -> Ring:
    ring = list(_positions(_list(found)))
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise BadShape("Has a ring that is not closed. Choose the complete file.")
    return ring


def _positions(ring: list[Any]) -> Iterator[list[float]]:
    for position in ring:
        if not isinstance(position, list) or not 2 <= len(position) <= 3:
            raise BadShape("Has a point without longitude and latitude. Choose the file again.")
        longitude, latitude = (_degrees(part) for part in position[:2])
        if wrong := misplaced(latitude, longitude):
            raise BadShape(f"At {longitude:g}, {latitude:g}: {wrong[:1].lower()}{wrong[1:]}")
        yield [longitude, latitude]


def _degrees(part: Any) -> float:
    if isinstance(part, bool) or not isinstance(part, int | float) or not abs(part) < 1e9:
        raise BadShape("Has a coordinate that is not a number of degrees. Choose the file again.")
    return round(float(part), 6)


def _plan_outlines(plan: Plan, given: list[NewOutline]) -> None:
    known = register.outlines()
    wanted = []
    for outline in given:
        before = known.get(outline.ons_code)
        if before == (outline.name, outline.geometry):
            plan.same(ENTITY)
            continue
        kind = NEW if before is None else CHANGED
        was = "" if before is None else _words(*before)
        now = _words(outline.name, outline.geometry)
        plan.change(kind, ENTITY, outline.ons_code, outline.number, was, now)
        wanted.append(outline)
    plan.then(save_outlines, outlines=wanted)


def _words(name: str, geometry: dict[str, Any]) -> str:
    """What a person compares, with the middle of the shape so that a changed one looks changed."""
    points = [p for polygon in geometry["coordinates"] for ring in polygon for p in ring]
    east, north = (math.fsum(p[axis] for p in points) / len(points) for axis in (0, 1))
    return f"{name}; {len(points):,} points around {north:.5f}, {east:.5f}"
