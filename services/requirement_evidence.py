"""Evidence: recorded once by a network, and linked wherever it is asked for."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from networks.agreements.document_types import BadDocument, kind_of
from networks.models import Network
from pcn_portal.audit.models import Actor
from pcn_portal.units.periods import ContractYear
from services.keeping import (
    LONGEST_TEXT,
    ServicesRefused,
    lock_services,
    note_service,
    read_line,
    who,
)
from services.models import Evidence, EvidenceUse
from services.requirement_sets import set_of_year

REQUIREMENT, RETURN = "requirement", "return"
LONGEST_KEY = 80


@dataclass(frozen=True, slots=True)
class Use:
    """Where evidence is used in a year: a requirement by its code, or a return by its name."""

    kind: str
    year: ContractYear
    key: str


@transaction.atomic
def record_evidence(
    *,
    network: Network,
    title: str,
    day: date,
    words: str,
    file: tuple[str, bytes] | None,
    by: Actor,
    at: datetime,
) -> Evidence:
    """Record evidence; `file` is a name and bytes of a PDF or DOCX. Raises ServicesRefused.

    It is never changed or removed: a newer item stands beside it.
    """
    title = read_line(title, "title", "Give it a title.")
    words = words.strip()
    if len(words) > LONGEST_TEXT:
        raise ServicesRefused(f"The most is {LONGEST_TEXT:,} characters.", "words")
    if not words and file is None:
        raise ServicesRefused("Describe it, or add a file.", "words")
    lock_services(network.pk)
    kept = _file(network, *file) if file else {}
    made = Evidence.objects.create(
        network=network,
        title=title,
        day=day,
        words=words,
        recorded_at=at,
        recorded_by_id=who(by),
        **kept,
    )
    data = {"evidence": made.pk, "title": title, "sha256": made.sha256}
    note_service("evidence.recorded", network, by, at, data)
    return made


@transaction.atomic
def link_evidence(
    *, evidence: Evidence, use: Use, linked: bool, by: Actor, at: datetime
) -> EvidenceUse:
    """Link evidence to where it is asked for, or take the link away. Raises ServicesRefused."""
    lock_services(evidence.network_id)
    key = read_line(use.key, "key", "Say where it is used.", LONGEST_KEY)
    if use.kind not in (REQUIREMENT, RETURN):
        raise ServicesRefused("It is used for a requirement or a return.", "kind")
    if linked and use.kind == REQUIREMENT and key not in set_of_year(use.year, at).requirements:
        raise ServicesRefused(f"“{key[:8]}” is not asked in {use.year}.", "key")
    last = (
        EvidenceUse.objects.filter(
            evidence=evidence, kind=use.kind, year=use.year.start_year, key=key
        )
        .order_by("-turn")
        .first()
    )
    if linked == bool(last and last.linked):
        words = "It is linked there already." if linked else "It is not linked there."
        raise ServicesRefused(words, "key")
    made = EvidenceUse.objects.create(
        evidence=evidence,
        kind=use.kind,
        year=use.year.start_year,
        key=key,
        turn=(last.turn if last else 0) + 1,
        linked=linked,
        linked_at=at,
        linked_by_id=who(by),
    )
    data = {"evidence": evidence.pk, "kind": use.kind, "year": str(use.year), "key": key}
    note_service(f"evidence.{'linked' if linked else 'unlinked'}", evidence.network, by, at, data)
    return made


def uses_now(evidence_ids: Collection[int]) -> dict[int, list[EvidenceUse]]:
    """Where each item of evidence is used now, the latest year first."""
    found: dict[int, list[EvidenceUse]] = {}
    for use in _last_uses().filter(evidence__in=evidence_ids):
        if use.linked:
            found.setdefault(use.evidence_id, []).append(use)
    for uses in found.values():
        uses.sort(key=lambda use: (-use.year, use.kind, use.key))
    return found


def evidence_for(network: Network, use: Use) -> list[Evidence]:
    """A network's evidence that is linked there, without the files' content."""
    last = _last_uses().filter(
        evidence__network=network, kind=use.kind, year=use.year.start_year, key=use.key
    )
    ids = [one.evidence_id for one in last if one.linked]
    return list(evidence_of(network).filter(pk__in=ids))


def evidence_of(network: Network) -> QuerySet[Evidence]:
    """All evidence of a network, the newest first, without the files' content."""
    found = Evidence.objects.filter(network=network).defer("content")
    return found.select_related("recorded_by").order_by("-day", "-pk")


def copy_uses(
    *, network: Network, code: str, earlier: int, year: ContractYear, by: Actor, at: datetime
) -> None:
    """Link to a requirement's year what was linked to it in an earlier one."""
    before = Use(REQUIREMENT, ContractYear(earlier), code)
    there = {one.pk for one in evidence_for(network, Use(REQUIREMENT, year, code))}
    for one in evidence_for(network, before):
        if one.pk not in there:
            link_evidence(evidence=one, use=Use(REQUIREMENT, year, code), linked=True, by=by, at=at)


def _last_uses() -> QuerySet[EvidenceUse]:
    keys = ("evidence_id", "kind", "year", "key")
    return EvidenceUse.objects.order_by(*keys, "-turn").distinct(*keys)


def _file(network: Network, name: str, content: bytes) -> dict[str, Any]:
    try:
        kind = kind_of(content, name, settings.DOCUMENT_MAX_BYTES)
    except BadDocument as bad:
        raise ServicesRefused(str(bad), "file") from None
    digest = hashlib.sha256(content).hexdigest()
    same = Evidence.objects.filter(network=network, sha256=digest).defer("content").first()
    if same:
        raise ServicesRefused(f"This file is there already, as “{same.title}”. Link that.", "file")
    return {
        "name": kind.name,
        "media_type": kind.media_type,
        "size": len(content),
        "sha256": digest,
        "content": content,
    }
