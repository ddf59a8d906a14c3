"""Writing a picture's changes to the database, and what each proposal wrote, to undo it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Model

from networks.models import Network
from networks.proposals.details import Change
from networks.proposals.picture import Note, Picture
from pcn_portal.audit.append_only import AppendOnly
from practices.models import Practice

BATCH = 2000
Written = list[dict[str, Any]]


def save(picture: Picture) -> None:
    """Write every change: first what becomes shorter, then the rest, then what is new.

    In this order no state on the way overlaps, and the database checks every row.
    """
    new = [note.row for note in picture.notes if note.was is None]
    created = {id(row) for row in new}
    changed = [note for note in picture.notes if id(note.row) not in created]
    _update([note for note in changed if _shorter(note)])
    _update([note for note in changed if not _shorter(note)])
    for rows in _by_model(new):
        # Who succeeded whom stays when a change is called off, and is there if it is made again.
        there = isinstance(rows[0], AppendOnly)
        type(rows[0])._default_manager.bulk_create(rows, BATCH, ignore_conflicts=there)


def _shorter(note: Note) -> bool:
    ends, was = getattr(note.row, "ends", None), (note.was or {}).get("ends")
    return "ends" in note.now and ends is not None and (was is None or ends < was)


def _update(notes: Sequence[Note]) -> None:
    fields: dict[type[Model], set[str]] = defaultdict(set)
    rows: dict[int, Any] = {}
    for note in notes:
        fields[type(note.row)] |= {name.removesuffix("_id") for name in note.now}
        rows[id(note.row)] = note.row
    for group in _by_model(list(rows.values())):
        model = type(group[0])
        model._default_manager.bulk_update(group, sorted(fields[model]), batch_size=BATCH)


def _by_model(rows: Sequence[Any]) -> list[list[Any]]:
    """Group rows by table; networks and practices first, because the others point at them."""
    groups: dict[type[Model], list[Any]] = {Network: [], Practice: []}
    for row in rows:
        groups.setdefault(type(row), []).append(row)
    return [group for group in groups.values() if group]


def written(picture: Picture, cause: Change) -> Written:
    """What a change wrote, once it is saved: by table and row, with the fields before and after.

    Rows of tables that only grow are left out: they are never undone.
    """
    return [
        {
            "table": note.row._meta.label,
            "id": note.row.pk,
            "was": None if note.was is None else _plain(note.was),
            "now": _plain(note.now),
        }
        for note in picture.notes
        if note.cause is cause and not isinstance(note.row, AppendOnly)
    ]


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: _text(value) for name, value in fields.items() if not isinstance(value, Model)}


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
