"""The register as it stands, read in a few queries for a plan to compare a file with."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from practices.dated_links import Spell
from practices.import_models import ImportBatch, ImportState
from practices.models import (
    IcbOutline,
    Organisation,
    OrganisationKind,
    OrganisationLink,
    Practice,
    PracticeCommissioner,
    PracticeLocation,
)

Named = tuple[str, str]


@dataclass(frozen=True)
class Organisations:
    """Regions, ICBs and sub-ICBs: names by (kind, code), and links by kind and child's code."""

    names: Mapping[Named, str]
    links: Mapping[str, Mapping[str, list[Spell]]]


def organisations() -> Organisations:
    """Read all regions, ICBs and sub-ICB locations and their dated links."""
    names = {(o.kind, o.code): o.name for o in Organisation.objects.all()}
    links: dict[str, dict[str, list[Spell]]] = {
        kind: defaultdict(list) for kind in OrganisationKind
    }
    rows = OrganisationLink.objects.order_by("starts", "ends").values_list(
        "child__kind", "child__code", "id", "parent__code", "starts", "ends"
    )
    for kind, child, pk, parent, starts, ends in rows:
        links[kind][child].append(Spell(pk, parent, starts, ends))
    return Organisations(names, links)


def practices() -> dict[str, Practice]:
    """Read every practice, by code."""
    return {practice.code: practice for practice in Practice.objects.all()}


def practice_names() -> dict[str, str]:
    """Read every practice's name, by code."""
    return dict(Practice.objects.values_list("code", "name"))


def practice_commissioners() -> dict[str, list[Spell]]:
    """Read the sub-ICB locations of every practice, by the practice's code."""
    return spells_by_child(
        PracticeCommissioner.objects.order_by("starts", "ends").values_list(
            "practice__code", "id", "sub_icb__code", "starts", "ends"
        )
    )


def place_in_words(postcode: str, latitude: Decimal, longitude: Decimal) -> str:
    """A place as an import's preview shows it and compares it."""
    return f"{postcode} at {latitude:.6f}, {longitude:.6f}"


def practice_locations() -> dict[str, str]:
    """Read where practices are, in words, by code."""
    rows = PracticeLocation.objects.values_list(
        "practice__code", "postcode", "latitude", "longitude"
    )
    return {
        code: place_in_words(postcode, latitude, longitude)
        for code, postcode, latitude, longitude in rows
    }


def outlines() -> dict[str, tuple[str, dict[str, Any]]]:
    """Read the name and shape of every outline, by ONS code."""
    rows = IcbOutline.objects.values_list("ons_code", "name", "geometry")
    return {code: (name, geometry) for code, name, geometry in rows}


def icb_names() -> set[str]:
    """Read the names of all ICBs."""
    icbs = Organisation.objects.filter(kind=OrganisationKind.ICB)
    return set(icbs.values_list("name", flat=True))


def spells_by_child(
    rows: Iterable[tuple[str, int, str, date, date | None]],
) -> dict[str, list[Spell]]:
    """Group rows of (child, id, parent, starts, ends) by child."""
    found: dict[str, list[Spell]] = defaultdict(list)
    for child, pk, parent, starts, ends in rows:
        found[child].append(Spell(pk, parent, starts, ends))
    return found


def is_newest(kind: str, on: date) -> bool:
    """Whether no file of this kind about a later day has been taken in."""
    taken_in = [ImportState.APPLIED, ImportState.UNCHANGED]
    batches = ImportBatch.objects.filter(kind=kind, state__in=taken_in)
    days = batches.values_list("parameters__about", flat=True)
    return all(day is None or day <= on.isoformat() for day in days)
