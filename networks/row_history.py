"""Earlier states of a network's rows: what each change and removal replaced, by whom, when.

The database keeps them whoever writes (pcn_portal/audit/history.py). Who may read them is
settled by the page: see docs/adr/0090.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.conf import settings
from django.db import models

from networks.models import (
    Agreement,
    AgreementSchedule,
    Appointment,
    Cover,
    Network,
    NetworkCommissioner,
    NetworkMembership,
    NetworkName,
    NominatedPayee,
    Partner,
    PaymentHold,
    SharingAgreement,
    SharingParty,
    Signature,
    SizeApproval,
)

Field: TypeAlias = "models.Field[Any, Any]"
# How to reach a person is told where the person is, and not kept alive here.
HIDDEN = frozenset({"email", "phone"})
_OWN = frozenset({"id", "source_row"})


@dataclass(frozen=True, slots=True)
class Kept:
    """A table whose rows belong to a network: `through` leads there, `about` names a row."""

    model: type[models.Model]
    title: str
    through: str = "network"
    about: tuple[str, ...] = ()


TABLES = (
    Kept(Network, "Network", "id"),
    Kept(NetworkName, "Name", about=("name",)),
    Kept(NetworkCommissioner, "Commissioner", about=("sub_icb",)),
    Kept(NetworkMembership, "Core network practice", about=("practice",)),
    Kept(Partner, "Other member", about=("name",)),
    Kept(Cover, "Cover", about=("practice",)),
    Kept(Appointment, "Appointment", about=("person", "role")),
    Kept(NominatedPayee, "Nominated payee", about=("name",)),
    Kept(Agreement, "Network agreement", about=("version",)),
    Kept(AgreementSchedule, "Schedule", "agreement__network", ("number",)),
    Kept(Signature, "Signature", "agreement__network", ("practice", "partner")),
    Kept(SharingAgreement, "Data sharing agreement", about=("title",)),
    Kept(SharingParty, "Party to data sharing", "sharing__network", ("name",)),
    Kept(SizeApproval, "Approval of size", about=("ground",)),
    Kept(PaymentHold, "Payment hold", about=("from_month",)),
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; both None where it is not shown (`hidden`)."""

    field: str
    before: Any
    after: Any
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class RowChange:
    """One change of one row. `user_id` is None where no person was signed in (an import)."""

    at: datetime
    user_id: int | None
    table: str
    about: str
    fields: tuple[FieldChange, ...]
    removed: bool


@dataclass(frozen=True, slots=True)
class _Step:
    """An earlier state of a row and what followed; `after` is None if the row was removed."""

    kept: Kept
    before: Any
    after: Any


def row_changes(network: Network) -> list[RowChange]:
    """Every change of the network's rows that changed something to read, the latest first."""
    steps = [step for kept in TABLES for step in _steps(kept, network)]
    names = _names(steps)
    changes = (_change(step, names) for step in steps)
    told = [change for change in changes if change.removed or change.fields]
    return sorted(told, key=lambda change: change.at, reverse=True)


def _steps(kept: Kept, network: Network) -> Iterable[_Step]:
    manager = kept.model.pgh_event_model._default_manager  # type: ignore[attr-defined]
    found = manager.filter(**{kept.through: network.pk}).select_related("pgh_context")
    by_row: dict[int, list[Any]] = defaultdict(list)
    for event in found.order_by("pgh_id"):
        by_row[event.id].append(event)
    now = kept.model._default_manager.in_bulk(list(by_row))
    for row, events in by_row.items():
        for before, after in zip(events, [*events[1:], now.get(row)], strict=True):
            yield _Step(kept, before, after)


def _fields(step: _Step) -> list[Field]:
    """The fields to compare: the row's own, but not who wrote it, which the change says."""
    people = settings.AUTH_USER_MODEL
    return [
        field
        for field in step.kept.model._meta.concrete_fields
        if field.name not in _OWN
        and not (field.related_model and field.related_model._meta.label == people)
    ]


Names = dict[tuple[type[models.Model], int], str]


def _names(steps: list[_Step]) -> Names:
    """What the rows that foreign keys lead to are called, one query for each table."""
    wanted: dict[type[models.Model], set[int]] = defaultdict(set)
    for step in steps:
        for field in _fields(step):
            if isinstance(field.related_model, type):
                values = (getattr(s, field.attname, None) for s in (step.before, step.after))
                wanted[field.related_model] |= {value for value in values if value}
    return {
        (model, row.pk): str(row)
        for model, keys in wanted.items()
        for row in _called(model).in_bulk(list(keys)).values()
    }


def _called(model: type[models.Model]) -> models.QuerySet[Any]:
    """Rows without their contents, which for a file are long."""
    rows: models.QuerySet[Any] = model._default_manager.all()
    return rows.defer("content") if any(f.name == "content" for f in model._meta.fields) else rows


def _value(state: Any, field: Field, names: Names) -> Any:
    value = getattr(state, field.attname)
    if isinstance(field.related_model, type):
        return names.get((field.related_model, value)) if value else None
    if field.choices:
        return dict(field.flatchoices).get(value, value)
    return value


def _change(step: _Step, names: Names) -> RowChange:
    context = step.before.pgh_context
    fields = {field.name: field for field in _fields(step)}
    about = (_value(step.before, fields[name], names) for name in step.kept.about)
    return RowChange(
        at=step.before.pgh_created_at,
        user_id=(context.metadata if context else {}).get("user"),
        table=step.kept.title,
        about=", ".join(str(part) for part in about if part),
        fields=() if step.after is None else tuple(_compared(step, fields, names)),
        removed=step.after is None,
    )


def _compared(step: _Step, fields: dict[str, Field], names: Names) -> Iterable[FieldChange]:
    for name, field in fields.items():
        before, after = (_value(state, field, names) for state in (step.before, step.after))
        if before != after and name in HIDDEN:
            yield FieldChange(name, None, None, hidden=True)
        elif before != after:
            yield FieldChange(name, before, after)
