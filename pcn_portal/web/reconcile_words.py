"""Reconciliation in words: what came of a due sum, why a line fits nothing, and tags."""

from collections.abc import Iterable
from typing import Any

from funding.engine.matching import STRAY_WORDS, Found, Outcome, Stray, YearFound
from funding.models import PaidKind, PaidLine
from funding.queries import DueRow, Reconciliation, YearRow
from funding.queries.books import TITLES
from pcn_portal.web.formats import counted, joined, money

FOUND_TAGS: dict[Found, dict[str, str]] = {
    Found.EXACT: {"text": "Paid", "colour": "green"},
    Found.PART: {"text": "Paid in part", "colour": "yellow"},
    Found.OVER: {"text": "Paid too much", "colour": "orange"},
    Found.DOUBLE: {"text": "Paid twice", "colour": "red"},
    Found.NOT_PAID: {"text": "Not paid", "colour": "red"},
}
YEAR_TAGS: dict[YearFound, dict[str, str]] = {
    YearFound.EXACT: {"text": "The same", "colour": "green"},
    YearFound.LESS: {"text": "Paid less", "colour": "yellow"},
    YearFound.MORE: {"text": "Paid more", "colour": "orange"},
    YearFound.NOT_HERE: {"text": "Not in the books", "colour": "grey"},
}
WAITING = {"text": "Nothing to compare with", "colour": "grey"}
SIDE_WORDS = {PaidKind.STATEMENT: "the national statement", PaidKind.BANK: "the bank"}


def title_of(stream: str) -> str:
    """A payment's name; "Not said" where a file names none."""
    if stream == "unknown":
        return "A payment the portal does not know"
    return TITLES.get(stream, stream) if stream else "Not said"


def due_row(row: DueRow) -> dict[str, Any]:
    """A due sum as its table shows it."""
    return {
        "payee": row.key.payee,
        "networks": row.networks,
        "title": title_of(row.key.stream),
        "stream": row.key.stream,
        "month": row.key.month,
        "due": money(row.due, "recovered"),
        "paid": _side(row.paid),
        "received": _side(row.received),
        "age": row.age,
        "settled": row.settled,
        "amount": row.due,
    }


def _side(outcome: Outcome | None) -> dict[str, Any]:
    if outcome is None:
        return {"tag": WAITING, "got": "", "lines": []}
    difference = outcome.difference
    words = money(outcome.got, "recovered") if outcome.lines else ""
    if difference and outcome.lines:
        words += f", {money(abs(difference))} {'more' if difference > 0 else 'less'}"
    return {"tag": FOUND_TAGS[outcome.found], "got": words, "lines": list(outcome.lines)}


def stray_row(line: PaidLine, why: Stray) -> dict[str, Any]:
    """A line that fits nothing due, with the likely reason."""
    return line_row(line) | {"why": STRAY_WORDS[why], "file": line.file}


def line_row(line: PaidLine) -> dict[str, Any]:
    """A line of a file as it stands there."""
    return {
        "id": line.pk,
        "row": line.row,
        "payee": line.payee,
        "name": line.payee_name,
        "network": line.network,
        "label": line.label or title_of(line.stream),
        "month": line.month,
        "on": line.paid_on,
        "amount": money(line.amount, "recovered"),
    }


def year_row(row: YearRow) -> dict[str, Any]:
    """A sum of a published year beside the books."""
    return line_row(row.line) | {
        "posted": money(row.posted, "recovered") if row.posted is not None else "Nothing",
        "tag": YEAR_TAGS[row.found],
        "why": row.why,
        "found": row.found.value,
    }


def answer(found: Reconciliation, year: str) -> str:
    """What was due in the year, how much of it is settled, and what is odd."""
    if not found.rows:
        return f"No payment file of {year} is produced yet, so nothing is due to be paid."
    settled = sum(row.settled for row in found.rows)
    sums = counted(len(found.rows), "sum is,sums are")
    words = [f"{sums} due in {year}, {money(found.due, 'recovered')} in all; {settled:,} settled."]
    for side in found.sides:
        words.append(f"{SIDE_WORDS[PaidKind(side.kind)].capitalize()} says {money(side.got)}.")
    if not found.sides:
        words.append("No statement or bank file is here to compare with.")
    if found.strays:
        words.append(f"{counted(len(found.strays), 'line fits,lines fit')} nothing that was due.")
    return " ".join(words)


def odd_sentences(found: Reconciliation) -> list[str]:
    """Payments that came in another number of instalments than they were due."""
    return [
        f"{title_of(one.stream)} to {one.payee}: {counted(one.came, 'payment,payments')} by "
        f"{SIDE_WORDS[PaidKind(kind)]} for {counted(one.due, 'month,months')}."
        for kind, one in found.odd
    ]


def year_answer(rows: Iterable[YearRow], year: str) -> str:
    """How the sums of a published year compare with the books."""
    counts: dict[YearFound, int] = dict.fromkeys(YearFound, 0)
    for row in rows:
        counts[row.found] += 1
    said = {
        YearFound.EXACT: "the same to the penny",
        YearFound.LESS: "less than posted",
        YearFound.MORE: "more than posted",
        YearFound.NOT_HERE: "not in the books",
    }
    words = joined([f"{counts[f]:,} {word}" for f, word in said.items() if counts[f]])
    return f"{counted(sum(counts.values()), 'sum,sums')} of {year}: {words}."
