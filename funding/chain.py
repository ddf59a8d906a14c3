"""The chain of an ICB: approvals and files, each link holding the digest of the one before.

What is linked is read from the tables again and compared, so that a row changed behind the
portal's back is found. Other modules add their kind to `CONTENTS`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson

from funding.locks import hold_books
from funding.models import (
    AdjustmentDue,
    ChainLink,
    Correction,
    Decision,
    Line,
    PaymentFile,
    PaymentLine,
    Posting,
    Statement,
)

APPROVAL = "approval"
PAYMENT_FILE = "payment_file"


@dataclass(frozen=True, slots=True)
class Broken:
    """The first link of a board's chain that does not hold, and why."""

    icb_code: str
    number: int
    why: str


def link(*, icb_code: str, kind: str, object_key: str, at: datetime) -> ChainLink:
    """Lengthen an ICB's chain by what `kind` and `object_key` name, as it stands now."""
    hold_books(icb_code)
    last = ChainLink.objects.filter(icb_code=icb_code).order_by("number").last()
    previous = last.hash if last else ""
    digest = digest_of(kind, object_key)
    return ChainLink.objects.create(
        icb_code=icb_code,
        number=last.number + 1 if last else 1,
        kind=kind,
        object_key=object_key,
        digest=digest,
        previous=previous,
        hash=_hash(previous, digest),
        linked_at=at,
    )


def verify_chain(*, icb_code: str) -> Broken | None:
    """The first broken link of an ICB's chain; None where it is whole."""
    previous = ""
    links = ChainLink.objects.filter(icb_code=icb_code).order_by("number")
    for number, one in enumerate(links.iterator(), start=1):
        why = _what_is_wrong(one, number, previous)
        if why:
            return Broken(icb_code, number, why)
        previous = one.hash
    return _unlinked(icb_code)


def _what_is_wrong(one: ChainLink, number: int, previous: str) -> str:
    if one.number != number:
        return f"link {number} is missing"
    if one.previous != previous:
        return "it does not name the link before it"
    if one.hash != _hash(one.previous, one.digest):
        return "its hash does not follow from its digest"
    if digest_of(one.kind, one.object_key) != one.digest:
        return f"{one.kind.replace('_', ' ')} {one.object_key} is not what was linked"
    return ""


def _unlinked(icb_code: str) -> Broken | None:
    """An approval made since the chain began that is not in it."""
    links = ChainLink.objects.filter(icb_code=icb_code).order_by("number")
    first = links.first()
    if first is None:
        return None
    linked = set(links.filter(kind=APPROVAL).values_list("object_key", flat=True))
    approvals = Decision.objects.filter(
        icb_code=icb_code, outcome=Decision.Outcome.APPROVED, decided_at__gte=first.linked_at
    )
    for pk in approvals.order_by("id").values_list("pk", flat=True):
        if str(pk) not in linked:
            return Broken(icb_code, links.count() + 1, f"approval {pk} is not in the chain")
    return None


def digest_of(kind: str, object_key: str) -> str:
    """sha256 (hex) over a linked object as the tables have it now."""
    digest = sha256()
    for row in CONTENTS[kind](object_key):
        digest.update(orjson.dumps(row, default=str, option=orjson.OPT_SORT_KEYS))
        digest.update(b"\n")
    return digest.hexdigest()


def _hash(previous: str, digest: str) -> str:
    return sha256(f"{previous} {digest}".encode()).hexdigest()


def approval_content(object_key: str) -> Iterator[Any]:
    """An approval with its statements, lines, corrections and postings, row by row."""
    decision = Decision.objects.filter(pk=object_key)
    yield from decision.values_list(
        "calculation", "icb_code", "month", "outcome", "calculated_by", "decided_by", "decided_at",
        "reason",
    )  # fmt: skip
    calculation = decision.values("calculation")
    yield from Statement.objects.filter(calculation__in=calculation).order_by("id").values_list(
        "id", "network_code", "network_name", "month", "total", "corrections", "adjustments",
        "inputs", "hold",
    )  # fmt: skip
    yield from (
        Line.objects.filter(statement__calculation__in=calculation)
        .order_by("id")
        .values_list(
            "id", "statement", "stream", "component", "payee", "amount", "rate_id", "steps"
        )
    )
    yield from Correction.objects.filter(
        recalculation__calculation__in=calculation
    ).order_by("id").values_list(
        "id", "recalculation__network_code", "recalculation__month", "stream", "component", "payee",
        "known", "posted", "causes", "before", "after",
    )  # fmt: skip
    yield from AdjustmentDue.objects.filter(calculation__in=calculation).order_by("id").values_list(
        "adjustment__network_code", "adjustment__payee", "adjustment__kind", "adjustment__reason",
        "adjustment__decision__decided_by", "instalment", "month", "amount",
    )  # fmt: skip
    yield from Posting.objects.filter(decision__in=decision).order_by("id").values_list(
        "id", "network_code", "payee", "stream", "component", "entitlement_month", "payment_month",
        "kind", "amount", "instalment", "held", "posted_at",
    )  # fmt: skip


def payment_file_content(object_key: str) -> Iterator[Any]:
    """A payment file with the sha256 of its bytes as they are kept, and the postings it pays."""
    files = PaymentFile.objects.filter(pk=object_key)
    for row in files.values_list(
        "decision", "icb_code", "month", "name", "sha256", "rows", "total", "produced_at",
        "produced_by", "content",
    ):  # fmt: skip
        *facts, content = row
        yield [*facts, sha256(content).hexdigest()]
    yield from (
        PaymentLine.objects.filter(file__in=files)
        .order_by("id")
        .values_list("posting", "payee_code")
    )


CONTENTS: dict[str, Callable[[str], Iterator[Any]]] = {
    APPROVAL: approval_content,
    PAYMENT_FILE: payment_file_content,
}
"""What each kind of link is made of: rows of plain values, in a fixed order."""
