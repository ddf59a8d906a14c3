"""Taking files of paid money, whole or not at all, and describing where they come from."""

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from funding.engine.streams import STREAM_TITLES
from funding.models import PaidFile, PaidKind, PaidLine, PaidSource
from funding.paid_files import NEEDED, PARTS, PaidFileBad, ReadLine, read_paid, read_yearly
from pcn_portal.audit.models import Actor, record

FIRST_YEAR, LAST_YEAR = 2019, 2099


class PaidRefused(Exception):
    """A source or file is refused; the message says why, `faults` lists every cell at fault."""

    def __init__(self, message: str, faults: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.faults = faults


@transaction.atomic
def set_source(
    *, icb_code: str, name: str, kind: str, columns: Mapping[str, str], words: Mapping[str, str],
    by: Actor, at: datetime,
) -> PaidSource:  # fmt: skip
    """Describe where files come from: which title has what. The latest of a name counts."""
    if by.id is None:
        raise PaidRefused("A source is described by a person.")
    if not name.strip():
        raise PaidRefused("Give the source a name.")
    if kind not in PaidKind.values:
        raise PaidRefused("Say whether it is a statement, a bank’s file or a year’s file.")
    titles = {part: title.strip() for part, title in columns.items() if title.strip()}
    unknown = (set(titles) - set(PARTS)) | (set(words) - set(STREAM_TITLES))
    if unknown:
        raise PaidRefused(f"“{min(unknown)}” is neither a part of a row nor a payment.")
    if kind != PaidKind.YEARLY and any(part not in titles for part in NEEDED):
        raise PaidRefused("Say which columns have the payee’s code and the amount.")
    made = PaidSource.objects.create(
        icb_code=icb_code,
        name=name.strip(),
        kind=kind,
        columns=titles,
        words={stream: word.strip() for stream, word in words.items() if word.strip()},
        set_at=at,
        set_by_id=by.id,
    )
    _note("paid_source.set", icb_code, made.name, by, at, {"kind": kind})
    return made


@transaction.atomic
def take_file(
    *, source: PaidSource, name: str, content: bytes, year: int | None, max_bytes: int,
    by: Actor, at: datetime,
) -> PaidFile:  # fmt: skip
    """Read a file by its source's columns and keep it with every line. Raises PaidRefused.

    `year` is the contract year's first for a yearly file. Nothing is kept of a file at fault.
    """
    if by.id is None:
        raise PaidRefused("A file is brought in by a person.")
    digest = sha256(content).hexdigest()
    earlier = PaidFile.objects.filter(icb_code=source.icb_code, sha256=digest).first()
    if earlier is not None:
        raise PaidRefused(f"This file is here already, as {earlier.name}. Nothing was added.")
    lines = _read(source, content, year, max_bytes)
    try:
        made = PaidFile.objects.create(
            source=source,
            icb_code=source.icb_code,
            kind=source.kind,
            name=name[:200],
            content=content,
            sha256=digest,
            year=year if source.kind == PaidKind.YEARLY else None,
            received_at=at,
            received_by_id=by.id,
        )
    except IntegrityError:
        raise PaidRefused("Somebody else is bringing in this file now.") from None
    PaidLine.objects.bulk_create(_stored(made, line) for line in lines)
    _note("paid_file.taken", source.icb_code, made.name, by, at, {"lines": len(lines)})
    return made


def _read(source: PaidSource, content: bytes, year: int | None, max_bytes: int) -> list[ReadLine]:
    try:
        if source.kind == PaidKind.YEARLY:
            if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
                raise PaidRefused("Say which contract year the file is of.")
            return read_yearly(content, max_bytes=max_bytes)
        return read_paid(content, columns=source.columns, words=source.words, max_bytes=max_bytes)
    except PaidFileBad as bad:
        raise PaidRefused(f"The file is not taken. {bad}", bad.faults) from None


def _stored(made: PaidFile, line: ReadLine) -> PaidLine:
    return PaidLine(
        file=made,
        row=line.row,
        payee=line.payee,
        payee_name=line.payee_name,
        network=line.network,
        label=line.label,
        stream=line.stream,
        month=line.month,
        paid_on=line.paid_on,
        amount=line.amount,
    )


def _note(
    action: str, icb: str, name: str, by: Actor, at: datetime, data: dict[str, object]
) -> None:
    record(
        action=action,
        by=by,
        at=at,
        object_kind="paid",
        object_key=icb,
        data={"name": name, **data},
    )
