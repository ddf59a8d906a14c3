"""What one practice was part of through time, as bands of a timeline and as rows of a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from networks.models import Signature
from networks.names import name_expression
from pcn_portal.web.timeline_drawing import Band, Span
from practices.models import Practice, PracticeLocation

KINDS = {
    "member": "Core network practice of",
    "partner": "Signed only the network agreement of",
    "cover": "Its patients were served by",
}


@dataclass(frozen=True, slots=True)
class Part:
    """What the practice was part of in [starts, ends); `code` is the network's, if it is one."""

    kind: str
    words: str
    starts: date
    ends: date | None
    code: str = ""
    note: str = ""
    source: Any = None
    source_row: int | None = None

    @property
    def title(self) -> str:
        return KINDS[self.kind]


def parts_of(practice: Practice, on: date) -> list[Part]:
    """Memberships, partnerships and cover of a practice, the latest first in each kind."""
    return [*_memberships(practice, on), *_partnerships(practice, on), *_covers(practice, on)]


def bands_of(parts: list[Part]) -> list[Band]:
    """The same as bands: a row for each network or organisation."""
    return [_band(kind, [part for part in parts if part.kind == kind]) for kind in KINDS]


def _band(kind: str, parts: list[Part]) -> Band:
    rows: dict[str, list[Span]] = {}
    for part in sorted(parts, key=lambda part: part.starts):
        rows.setdefault(part.words, []).append(Span(part.starts, part.ends, part.words))
    return Band(KINDS[kind], kind, rows=tuple(tuple(row) for row in rows.values()))


def _memberships(practice: Practice, on: date) -> Iterator[Part]:
    for row in _counting(practice.memberships, on):
        yield _part("member", f"{row.name_then} ({row.network.code})", row, row.network.code)


def _partnerships(practice: Practice, on: date) -> Iterator[Part]:
    for row in _counting(practice.partnerships, on):
        yield _part(
            "partner", f"{row.name_then} ({row.network.code})", row, row.network.code, row.note
        )


def _covers(practice: Practice, on: date) -> Iterator[Part]:
    for row in _counting(practice.covers, on):
        code = row.network.code if row.network else ""
        words = f"{row.name_then} ({code})" if row.network else row.organisation
        yield _part("cover", words, row, code, f"Paid: {row.how_paid}")


def _part(kind: str, words: str, row: Any, code: str = "", note: str = "") -> Part:
    return Part(kind, words, row.starts, row.ends, code, note, row.source, row.source_row)


def _counting(rows: Any, on: date) -> QuerySet[Any]:
    """Facts that ever held, the latest first, their networks by the name they have on the day."""
    found: QuerySet[Any] = rows.filter(Q(ends__isnull=True) | Q(ends__gt=F("starts")))
    named: QuerySet[Any] = found.annotate(name_then=name_expression(on, "network__"))
    return named.select_related("network", "source").defer("source__content").order_by("-starts")


def signatures_of(practice: Practice) -> QuerySet[Signature]:
    """What the practice signed, as core network practice or as other member, latest first."""
    either = Q(practice=practice) | Q(partner__practice=practice)
    found = Signature.objects.filter(either).select_related("agreement__network", "source")
    return found.defer("source__content").order_by("-signed_on", "-pk")


def location_of(practice: Practice) -> PracticeLocation | None:
    """Where the practice is, if its coordinates were imported."""
    found = PracticeLocation.objects.filter(practice=practice).select_related("source")
    return found.defer("source__content").first()
