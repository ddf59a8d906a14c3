"""The outline of an ICB, found by name: ODS and ONS give ICBs different codes."""

import re
from typing import Any

from practices.models import IcbOutline

_LEFT_OUT = re.compile(r"\b(nhs|integrated care board|icb)\b")


def plain_name(name: str) -> str:
    """An ICB's name for comparison: "NHS Somerset ICB" is "somerset"."""
    lowered = name.lower().replace("&", " and ")
    words = re.sub(r"[^a-z0-9]+", " ", lowered)
    return " ".join(_LEFT_OUT.sub(" ", words).split())


def outline_of(icb_name: str) -> IcbOutline | None:
    """The outline of the ICB of this name with its source, or None if none was imported."""
    wanted = plain_name(icb_name)
    names = IcbOutline.objects.order_by("-ons_code").values_list("pk", "name")
    found = next((pk for pk, name in names if plain_name(name) == wanted), None)
    return _with_source(found) if found and wanted else None


def _with_source(pk: int) -> IcbOutline:
    return IcbOutline.objects.select_related("source").defer("source__content").get(pk=pk)


def polygons(outline: IcbOutline) -> list[list[list[list[float]]]]:
    """Its polygons, each a list of rings of [longitude, latitude]; the first ring is the outer."""
    geometry: dict[str, Any] = outline.geometry
    found: list[list[list[list[float]]]] = geometry["coordinates"]
    return found
