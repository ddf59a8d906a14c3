"""Audit trail: one row for each action, with who, when and why. No foreign keys upward."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from pcn_portal.audit.append_only import AppendOnly


@dataclass(frozen=True)
class Actor:
    """Who acts: a person by primary key and e-mail, or the system itself (id None)."""

    id: int | None
    label: str


SYSTEM = Actor(id=None, label="system")


class AuditEvent(AppendOnly):
    """One thing done, kept for investigation; application state never depends on it."""

    at = models.DateTimeField(db_index=True)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=254)
    action = models.CharField(max_length=80, db_index=True)
    object_kind = models.CharField(max_length=60)
    object_key = models.CharField(max_length=80, db_index=True)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]


def event(
    *,
    action: str,
    by: Actor,
    at: datetime,
    object_kind: str,
    object_key: str,
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> AuditEvent:
    """An audit event that is not written yet, for those who write many at once."""
    return AuditEvent(
        at=at,
        actor_id=by.id,
        actor_label=by.label,
        action=action,
        object_kind=object_kind,
        object_key=object_key,
        reason=reason,
        data=data or {},
    )


def record(
    *,
    action: str,
    by: Actor,
    at: datetime,
    object_kind: str,
    object_key: str,
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> AuditEvent:
    """Write one audit event, e.g. action="run.started" on object_kind="run"."""
    written = event(
        action=action,
        by=by,
        at=at,
        object_kind=object_kind,
        object_key=object_key,
        reason=reason,
        data=data,
    )
    written.save()
    return written
