"""Writes of practices, the organisations above them and their figures, in bulk.

They are called by an import when it is applied (practices/import_actions.py), inside its
transaction; `receipt` says which file the facts come from, who applied it and when.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pcn_portal.audit.copying import copy_in
from pcn_portal.audit.dated import Dated
from practices.dated_links import LinkWrites
from practices.models import (
    IcbOutline,
    Organisation,
    OrganisationKind,
    OrganisationLink,
    PopulationFigure,
    Practice,
    PracticeCommissioner,
    PracticeLocation,
)
from practices.plans import Receipt

BATCH = 2000
PRACTICE_FIELDS = (
    "name", "postcode", "address", "phone", "status", "setting", "opened", "closed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewFigure:
    """A figure to write, by the practice's code; `version` is one more than the last known."""

    practice: str
    basis: str
    reference_date: date
    version: int
    value: Decimal
    row: int


@dataclass(frozen=True, slots=True)
class NewLocation:
    """Where a practice is, in degrees, by its code."""

    practice: str
    postcode: str
    latitude: Decimal
    longitude: Decimal
    row: int


@dataclass(frozen=True, slots=True)
class NewOutline:
    """The outline of an ICB by its ONS code; `geometry` is a GeoJSON MultiPolygon.

    `number` is its place among the shapes of the file.
    """

    ons_code: str
    name: str
    geometry: dict[str, Any]
    number: int


def save_organisations(
    *,
    added: dict[tuple[str, str], str],
    renamed: dict[tuple[str, str], str],
    receipt: Receipt,
) -> None:
    """Add organisations by (kind, code) and give others a new name."""
    Organisation.objects.bulk_create(
        (
            Organisation(kind=kind, code=code, name=name)
            for (kind, code), name in (added | renamed).items()
        ),
        update_conflicts=True,
        unique_fields=["kind", "code"],
        update_fields=["name"],
    )


def save_organisation_links(*, child_kind: str, links: LinkWrites, receipt: Receipt) -> None:
    """Link sub-ICBs to ICBs, or ICBs to regions."""
    parent_kind = (
        OrganisationKind.ICB if child_kind == OrganisationKind.SUB_ICB else OrganisationKind.REGION
    )
    save_links(
        OrganisationLink,
        fields=("child_id", "parent_id"),
        children=organisation_ids(child_kind),
        parents=organisation_ids(parent_kind),
        links=links,
        receipt=receipt,
    )


def organisation_ids(kind: str) -> dict[str, int]:
    """Return the primary keys of organisations of a kind, by code."""
    return dict(Organisation.objects.filter(kind=kind).values_list("code", "id"))


def ids_by_code(model: Any, codes: Iterable[str]) -> dict[str, int]:
    """Return primary keys by code, for practices or networks."""
    return dict(model.objects.filter(code__in=list(codes)).values_list("code", "id"))


def save_links(
    model: type[Dated],
    *,
    fields: tuple[str, str],
    children: Mapping[str, int],
    parents: Mapping[str, int],
    links: LinkWrites,
    receipt: Receipt,
) -> None:
    """End, correct and add dated links of one kind; the database refuses overlaps."""
    child_field, parent_field = fields
    manager: Any = model._default_manager
    ending = list(manager.filter(pk__in=links.ended))
    for link in ending:
        link.ends = links.ended[link.pk]
    manager.bulk_update(ending, ["ends"], batch_size=BATCH)
    correcting = list(manager.filter(pk__in=links.corrected))
    for link in correcting:
        parent, link.source_row = links.corrected[link.pk]
        setattr(link, parent_field, parents[parent])
        link.source = receipt.source
    manager.bulk_update(correcting, [parent_field, "source", "source_row"], batch_size=BATCH)
    copy_in(
        model,
        (child_field, parent_field, "starts", "source_id", "source_row"),
        (
            (children[new.child], parents[new.parent], new.starts, receipt.source.pk, new.row)
            for new in links.added
        ),
    )


def save_practices(
    *, added: Sequence[Practice], changed: Sequence[Practice], receipt: Receipt
) -> None:
    """Add practices and update the details of others, by code."""
    copy_in(
        Practice,
        ("code", *PRACTICE_FIELDS),
        ((p.code, *(getattr(p, name) for name in PRACTICE_FIELDS)) for p in added),
    )
    replace_by_code(Practice, changed, PRACTICE_FIELDS)


def replace_by_code(model: Any, changed: Sequence[Any], fields: Sequence[str]) -> None:
    """Update rows that exist, by code: one upsert is a hundred times faster than an update."""
    model.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=fields,
        batch_size=BATCH,
    )


def save_practice_commissioners(*, links: LinkWrites, receipt: Receipt) -> None:
    """Say which sub-ICB location commissions which practice."""
    save_links(
        PracticeCommissioner,
        fields=("practice_id", "sub_icb_id"),
        children=ids_by_code(Practice, (new.child for new in links.added)),
        parents=organisation_ids(OrganisationKind.SUB_ICB),
        links=links,
        receipt=receipt,
    )


def save_figures(*, figures: Sequence[NewFigure], vintage: str, receipt: Receipt) -> None:
    """Add population figures of one publication; nothing known before is touched."""
    ids = ids_by_code(Practice, {figure.practice for figure in figures})
    copy_in(
        PopulationFigure,
        (
            *("practice_id", "basis", "reference_date", "version", "value", "source_row"),
            *("vintage", "received_at", "source_id"),
        ),
        (
            (ids[f.practice], f.basis, f.reference_date, f.version, f.value, f.row)
            + (vintage, receipt.at, receipt.source.pk)
            for f in figures
        ),
    )


def save_locations(*, locations: Sequence[NewLocation], receipt: Receipt) -> None:
    """Say where practices are; where one was before stays in its history."""
    ids = ids_by_code(Practice, (location.practice for location in locations))
    PracticeLocation.objects.bulk_create(
        (
            PracticeLocation(
                practice_id=ids[location.practice],
                postcode=location.postcode,
                latitude=location.latitude,
                longitude=location.longitude,
                source=receipt.source,
                source_row=location.row,
            )
            for location in locations
        ),
        update_conflicts=True,
        unique_fields=["practice"],
        update_fields=["postcode", "latitude", "longitude", "source", "source_row"],
        batch_size=BATCH,
    )


def save_outlines(*, outlines: Sequence[NewOutline], receipt: Receipt) -> None:
    """Add outlines of ICBs, or replace those known by the same ONS code."""
    IcbOutline.objects.bulk_create(
        (
            IcbOutline(
                ons_code=outline.ons_code,
                name=outline.name,
                geometry=outline.geometry,
                source=receipt.source,
                source_row=outline.number,
            )
            for outline in outlines
        ),
        update_conflicts=True,
        unique_fields=["ons_code"],
        update_fields=["name", "geometry", "source", "source_row"],
    )
