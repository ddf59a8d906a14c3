"""Every kind of file the portal takes in, and the three things done with one.

`stage` reads a file and keeps what it would do, `apply` does it, all or nothing, and `discard`
puts it aside. Who may do so, and for which ICBs, is settled before by the page or endpoint.
"""

from datetime import datetime

from django.conf import settings

from pcn_portal.audit.models import Actor
from pcn_portal.import_kinds import KINDS, ImportKind, Parameter
from practices.cells import BadCell, read_day
from practices.icb_outlines import IcbOutlines
from practices.import_actions import (
    ImportRefused,
    apply_batch,
    discard_batch,
    stage_file,
)
from practices.import_models import ImportBatch
from practices.tables import BadFile, read_csv, read_workbook

__all__ = ["KINDS", "ImportKind", "ImportRefused", "Parameter", "apply", "discard", "stage"]

CSV = (".csv", ".zip")


_TABLES = tuple(kind for kind in KINDS.values() if ".csv" in kind.extensions)
_WORKBOOKS = tuple(kind for kind in KINDS.values() if ".xlsx" in kind.extensions)


def stage(
    *,
    kind: str,
    name: str,
    content: bytes,
    parameters: dict[str, str],
    by: Actor,
    at: datetime,
    icbs: frozenset[str] | None = None,
) -> ImportBatch:
    """Read a file and keep what it would change; the register stays as it is.

    The batch is staged, unchanged (nothing to do) or refused (it has errors). `parameters` are
    those of the kind; `icbs` limit a local kind. Raises ImportRefused with a sentence.
    """
    return stage_file(
        importer=_kind(kind).importer,
        name=name,
        content=content,
        parameters=_parameters(_kind(kind), parameters),
        icbs=icbs,
        hint=lambda bytes_: _looks_like(bytes_, kind),
        by=by,
        at=at,
    )


def apply(*, batch_id: int, by: Actor, at: datetime) -> ImportBatch:
    """Do what the preview showed, all or nothing. Raises ImportRefused with a sentence."""
    batch = ImportBatch.objects.filter(pk=batch_id).only("kind").first()
    if batch is None:
        raise ImportRefused("There is no such import.")
    try:
        return apply_batch(importer=_kind(batch.kind).importer, batch_id=batch_id, by=by, at=at)
    except BadFile as problem:
        raise ImportRefused(
            f"The file can no longer be read: {problem} Discard it and bring it in again."
        ) from problem


def discard(*, batch_id: int, by: Actor, at: datetime) -> ImportBatch:
    """Put a preview aside. Raises ImportRefused with a sentence."""
    return discard_batch(batch_id=batch_id, by=by, at=at)


def _kind(key: str) -> ImportKind:
    if key not in KINDS:
        raise ImportRefused(f"“{key}” is not a kind of import. Choose one of: {', '.join(KINDS)}.")
    return KINDS[key]


def _parameters(kind: ImportKind, given: dict[str, str]) -> dict[str, str]:
    """Check the parameters of a kind and write dates as 2025-04-01."""
    wanted = {parameter.key: parameter for parameter in kind.parameters}
    found: dict[str, str] = {}
    for key, text in given.items():
        if not text.strip():
            continue
        if key not in wanted:
            raise ImportRefused(f"{kind.title} takes no “{key}”. Leave it out.")
        try:
            found[key] = read_day(text.strip()).isoformat()
        except BadCell as error:
            raise ImportRefused(f"{wanted[key].label}: “{text}” {_lowered(error)}") from error
    for parameter in kind.parameters:
        if parameter.required and parameter.key not in found:
            raise ImportRefused(f"{parameter.label} is needed. {parameter.hint}")
    return found


def _lowered(error: BadCell) -> str:
    text = str(error)
    return text[0].lower() + text[1:]


def _looks_like(content: bytes, wanted: str) -> str:
    """A sentence that names the kind of file the bytes look like, or nothing."""
    found = _kind_of(content, wanted)
    return f"It looks like another kind of file: {found.title}." if found else ""


def _kind_of(content: bytes, wanted: str) -> ImportKind | None:
    """Another kind than the one wanted that the bytes look like."""
    if content.lstrip().startswith(b"{"):
        return KINDS[IcbOutlines.key] if wanted != IcbOutlines.key else None
    try:
        sheet = read_csv(content, settings.IMPORT_MAX_BYTES)
    except BadFile:
        return _workbook_kind(content, wanted)
    others = (kind for kind in _TABLES if kind.key != wanted)
    return next((kind for kind in others if kind.importer.recognises(sheet)), None)


def _workbook_kind(content: bytes, wanted: str) -> ImportKind | None:
    try:
        tabs = read_workbook(content, settings.IMPORT_MAX_BYTES).values()
    except BadFile:
        return None
    others = (kind for kind in _WORKBOOKS if kind.key != wanted)
    return next((k for k in others if any(k.importer.recognises(tab) for tab in tabs)), None)
