"""Staging a file, applying it all or nothing, and discarding it."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import PurePosixPath, PureWindowsPath
from typing import Protocol

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from pcn_portal.audit.copying import copy_in
from pcn_portal.audit.models import Actor, record
from practices.cells import say
from practices.import_models import (
    ImportBatch,
    ImportChange,
    ImportProblem,
    ImportState,
    SourceFile,
)
from practices.plans import ImportContext, Plan, Receipt
from practices.tables import BadFile, Sheet

REGISTER_LOCK = 20190401
MOST_PROBLEMS = 2000
BATCH = 2000
# Rows changed by one file, above which the database's statistics are made anew.
MANY = 1000


class ImportRefused(Exception):
    """An import cannot be staged, applied or discarded; the message says why."""


class Importer(Protocol):
    """Reads one kind of file and plans its effect. It writes nothing."""

    key: str
    national: bool

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        """Compare the file with the register; raise BadFile if it cannot be read at all."""
        ...

    def recognises(self, sheet: Sheet) -> bool:
        """Whether a table (with at least one row) looks like this kind of file."""
        ...


def lock_register() -> None:
    """Let one change of the register at a time through, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REGISTER_LOCK])


@transaction.atomic
def stage_file(
    *,
    importer: Importer,
    name: str,
    content: bytes,
    parameters: Mapping[str, str],
    icbs: frozenset[str] | None,
    hint: Callable[[bytes], str],
    by: Actor,
    at: datetime,
) -> ImportBatch:
    """Keep a file and what it would do; the register stays as it is.

    `hint` may say what kind of file the bytes look like, for when they are not this kind.
    """
    if len(content) > settings.IMPORT_MAX_BYTES:
        raise ImportRefused(
            f"The file is too large: {len(content) / 2**20:.1f} MB. "
            f"The most is {settings.IMPORT_MAX_BYTES // 2**20} MB."
        )
    source = _keep(name, content, by, at)
    limit = None if importer.national else icbs
    context = ImportContext(dict(parameters), at, limit, settings.IMPORT_MAX_BYTES)
    plan = _plan(importer, content, context, hint)
    _warn_of_going_back(plan, importer.key, source)
    batch = ImportBatch.objects.create(
        kind=importer.key,
        national=importer.national,
        icbs=sorted(limit or ()),
        source=source,
        parameters={**parameters, **plan.dates},
        state=_state(plan),
        rows_read=plan.rows_read,
        counts=plan.counts(),
        summary=plan.summary,
        plan_digest=plan.digest(),
        staged_at=at,
        staged_by_id=by.id,
    )
    _list(batch, plan)
    _record(batch, "import.staged", by, at)
    return batch


def _keep(name: str, content: bytes, by: Actor, at: datetime) -> SourceFile:
    """Keep the bytes once: the same bytes are the same file, whatever they are called."""
    plain = PurePosixPath(PureWindowsPath(name).name).name.replace("\x00", "")[:255]
    source, _ = SourceFile.objects.get_or_create(
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={
            "name": plain or "file without a name",
            "size": len(content),
            "content": content,
            "received_at": at,
            "received_by_id": by.id,
        },
    )
    return source


def _plan(
    importer: Importer, content: bytes, context: ImportContext, hint: Callable[[bytes], str]
) -> Plan:
    try:
        return importer.plan(content, context)
    except BadFile as error:
        plan = Plan()
        plan.error(f"{error} {hint(content)}".strip())
        return plan


def _warn_of_going_back(plan: Plan, kind: str, source: SourceFile) -> None:
    """Say so if the file has been applied before and a later one has changed what it said."""
    applied = ImportBatch.objects.filter(kind=kind, source=source, state=ImportState.APPLIED)
    last = applied.order_by("-decided_at").first()
    if plan.changes and last and last.decided_at:
        plan.warn(
            f"This file was applied before, on {say(last.decided_at.date())}, and the register "
            "has changed since. Applying it again goes back to what it says."
        )


def _state(plan: Plan) -> ImportState:
    if plan.refused:
        return ImportState.REFUSED
    return ImportState.STAGED if plan.changes else ImportState.UNCHANGED


def _list(batch: ImportBatch, plan: Plan) -> None:
    problems = sorted(plan.problems, key=lambda p: (p.severity, p.row or 0))
    rows = [
        ImportProblem(
            batch=batch,
            severity=p.severity,
            row=p.row,
            column=p.column[:120],
            value=p.value[:200],
            message=p.message[:500],
        )
        for p in problems[:MOST_PROBLEMS]
    ]
    if more := len(problems) - MOST_PROBLEMS:
        message = f"{more:,} more are not listed. Correct these first."
        if more > 0:
            rows.append(ImportProblem(batch=batch, severity=rows[-1].severity, message=message))
    ImportProblem.objects.bulk_create(rows, batch_size=BATCH)
    if not plan.refused:
        copy_in(
            ImportChange,
            ("batch_id", "kind", "entity", "key", "row", "before", "after"),
            (
                (batch.pk, c.kind, c.entity, c.key[:80], c.row, c.before[:400], c.after[:400])
                for c in plan.changes
            ),
        )


def _record(batch: ImportBatch, action: str, by: Actor, at: datetime) -> None:
    totals = {key: value for key, value in batch.counts.items() if key != "entities"}
    record(
        action=action,
        by=by,
        at=at,
        object_kind="import",
        object_key=str(batch.pk),
        data={
            "kind": batch.kind,
            "file": batch.source.name,
            "sha256": batch.source.sha256,
            "state": str(batch.state),
            "counts": totals,
        },
    )


_CLOSED = {
    ImportState.REFUSED: "This file has errors. Correct it and choose it again.",
    ImportState.APPLIED: "This file has already been applied.",
    ImportState.DISCARDED: "This preview was discarded. Choose the file again.",
    ImportState.UNCHANGED: "The register already holds all of this file. There is nothing to do.",
}


def _staged(batch_id: int) -> ImportBatch:
    found = ImportBatch.objects.select_for_update(of=("self",)).filter(pk=batch_id)
    batch = found.select_related("source").first()
    if batch is None:
        raise ImportRefused("There is no such import.")
    if batch.state != ImportState.STAGED:
        raise ImportRefused(_CLOSED[ImportState(batch.state)])
    return batch


@transaction.atomic
def apply_batch(*, importer: Importer, batch_id: int, by: Actor, at: datetime) -> ImportBatch:
    """Do what the preview showed, all of it or nothing; refuse if the register has changed."""
    lock_register()
    batch = _staged(batch_id)
    # The same moment as the preview, so that nothing but the register can make a difference.
    icbs = frozenset(batch.icbs) or None
    context = ImportContext(batch.parameters, batch.staged_at, icbs, settings.IMPORT_MAX_BYTES)
    plan = importer.plan(bytes(batch.source.content), context)
    if plan.refused or plan.digest() != batch.plan_digest:
        raise ImportRefused(
            "The register has changed since this preview was made, so nothing was applied. "
            "Choose the file again to see what it would do now."
        )
    _write(plan, Receipt(batch.source, by, at))
    return _decide(batch, ImportState.APPLIED, "import.applied", by, at)


def _write(plan: Plan, receipt: Receipt) -> None:
    """Do what was planned; what the database itself refuses becomes a sentence."""
    try:
        with transaction.atomic():
            for write in plan.writes:
                write(receipt)
    except IntegrityError as error:
        said = str(error).splitlines()[0]
        raise ImportRefused(
            "The file contradicts what people have entered, so nothing was applied. "
            f"The database says: {said}. Correct the one that is wrong, then choose the file again."
        ) from error
    if len(plan.changes) > MANY:
        _refresh_statistics()


def _refresh_statistics() -> None:
    """Tell PostgreSQL how large its tables are now, instead of within minutes by itself.

    Until it knows, the lists of a country just imported take twenty seconds instead of one.
    """
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@transaction.atomic
def discard_batch(*, batch_id: int, by: Actor, at: datetime) -> ImportBatch:
    """Put a preview aside; the file is kept, the register stays as it is."""
    return _decide(_staged(batch_id), ImportState.DISCARDED, "import.discarded", by, at)


def _decide(
    batch: ImportBatch, state: ImportState, action: str, by: Actor, at: datetime
) -> ImportBatch:
    batch.state, batch.decided_at, batch.decided_by_id = state, at, by.id
    batch.save(update_fields=["state", "decided_at", "decided_by"])
    _record(batch, action, by, at)
    return batch
