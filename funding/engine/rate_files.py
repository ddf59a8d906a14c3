"""The strict reader of the rate files: one contract year a file, and their sources.

Layout and meaning of each key: docs/new-contract-year.md.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from funding.engine.rate import BadRates, Rate, Source
from funding.engine.rate_fields import Fields
from funding.engine.rate_yaml import read_yaml
from funding.engine.streams import CONFIDENCE, METHODS, STREAM_TITLES
from pcn_portal.units.periods import BadPeriod, ContractYear

SOURCES_FILE = "sources.yaml"
STATUS_OF = {
    "two_sources": "confirmed",
    "single_source": "provisional",
    "derived": "provisional",
    "memory_only": "provisional",
    "unknown": "unknown",
}
BASES = ("registered", "adjusted", "weighted", "beds", "flat", "none")
PERS = ("year", "period", "maximum", "pot")
PAYEES = ("network", "practice", "other")


@dataclass(frozen=True, slots=True)
class RateYear:
    """One contract year's file: its rates in order and the digest of its bytes (sha256, hex)."""

    year: ContractYear
    file: str
    digest: str
    rates: tuple[Rate, ...]


def read_folder(folder: Path) -> tuple[list[RateYear], str]:
    """Every year in `folder` and the digest over all its files; raise BadRates if one is wrong."""
    try:
        contents = {path.name: path.read_bytes() for path in sorted(folder.glob("*.yaml"))}
    except OSError as problem:
        raise BadRates(f"{folder}: cannot be read ({problem.strerror}).") from None
    if SOURCES_FILE not in contents:
        raise BadRates(f"{folder}: {SOURCES_FILE} is missing. Each rate names its sources there.")
    sources = read_sources(read_yaml(contents[SOURCES_FILE], SOURCES_FILE), SOURCES_FILE)
    years = [
        read_year(content, name, sources)
        for name, content in contents.items()
        if name != SOURCES_FILE
    ]
    _refuse_repeated_ids(years)
    whole = hashlib.sha256()
    for name, content in contents.items():
        whole.update(f"{name} {hashlib.sha256(content).hexdigest()}\n".encode())
    return years, whole.hexdigest()


def read_year(content: bytes, name: str, sources: dict[str, Source]) -> RateYear:
    """One year's file; `name` must be the year, as 2025-26.yaml."""
    document = Fields(read_yaml(content, name), name)
    try:
        year = ContractYear.parse(document.text("year"))
    except BadPeriod as problem:
        raise BadRates(f"{name}: year: {problem}") from None
    if name != f"{year}.yaml".replace("/", "-"):
        raise BadRates(f"{name}: its year is {year}. Name the file after its year.")
    rates = read_entries(document.list("rates"), name, year, sources)
    document.refuse_others()
    return RateYear(year, name, hashlib.sha256(content).hexdigest(), tuple(rates))


def read_entries(
    entries: Sequence[Any], name: str, year: ContractYear, sources: dict[str, Source]
) -> list[Rate]:
    """The rates of a year's entries; `name` is where they stand, for the words of a refusal."""
    rates: list[Rate] = []
    for entry in entries:
        rates.extend(_read_entry(Fields(entry, name), year, sources))
    _refuse_overlaps(rates, name)
    return rates


def read_sources(entries: Mapping[str, Any], name: str) -> dict[str, Source]:
    """Documents by the short name that rates use."""
    found = {}
    for key, entry in entries.items():
        fields = Fields(entry, f"{name}: “{key}”")
        url = fields.text("url")
        if url != "unknown" and not url.startswith(("https://", "http://")):
            fields.refuse("url", "is not an address. Write https://…, or unknown.")
        note = fields.text("note", "")
        found[key] = Source(fields.text("title"), "" if url == "unknown" else url, note)
        fields.refuse_others()
    return found


def _read_entry(fields: Fields, year: ContractYear, sources: dict[str, Source]) -> list[Rate]:
    row = fields.text("id")
    fields.where = f"{fields.where}: rate “{row}”"
    common = _read_common(fields, year) | {"row": row, "sources": _sources(fields, sources)}
    whole = _read_value(fields, common["method"])
    parts = fields.list("components", ())
    basis = fields.choice("basis", BASES, "" if parts else None)
    status, confidence = _read_standing(fields, whole, common["method"])
    if not parts:
        part = {"component": "", "value": whole, "total": None, "share": "", "basis": basis}
        part |= {"status": status, "confidence": confidence}
    fields.refuse_others()
    if not parts:
        return [_rate(fields, row, common | part)]
    return [_read_part(Fields(p, fields.where), common | {"total": whole}) for p in parts]


def _read_part(fields: Fields, common: dict[str, Any]) -> Rate:
    component = fields.text("component")
    fields.where = f"{fields.where}: component “{component}”"
    value = _read_value(fields, common["method"])
    status, confidence = _read_standing(fields, value, common["method"])
    part = {
        "component": component,
        "value": value,
        "share": fields.text("share", ""),
        "basis": fields.choice("basis", BASES),
        "status": status,
        "confidence": confidence,
    }
    fields.refuse_others()
    return _rate(fields, f"{common['row']}-{component.replace(' ', '-')}", common | part)


def _read_common(fields: Fields, year: ContractYear) -> dict[str, Any]:
    starts, ends = fields.day("from"), fields.day_or_unknown("to")
    if ends is not None and ends <= starts:
        fields.refuse("to", "is not after “from”. It is the first day no longer in force.")
    if starts < year.first or (ends is not None and ends > year.after):
        fields.refuse("from", f"and “to” reach out of the contract year {year}. Use its own file.")
    monthly, monthly_published = _read_printed_monthly(fields)
    return {
        "stream": fields.choice("payment", tuple(STREAM_TITLES)),
        "title": fields.text("title"),
        "method": fields.choice("method", tuple(METHODS)),
        "unit": fields.text("unit"),
        "per": fields.choice("per", PERS),
        "payee": fields.choice("payee", PAYEES),
        "starts": starts,
        "ends": ends,
        "population_date": _read_population_date(fields),
        "monthly_value": monthly,
        "monthly_published": monthly_published,
        "published": fields.day_or_unknown("published"),
        "published_evidence": fields.text("published_evidence", ""),
        "checked_against_payments": fields.flag("checked_against_payments"),
        "paid": fields.text("paid"),
        "conditions": fields.text("conditions", ""),
        "notes": fields.text("notes", ""),
    }


def _read_value(fields: Fields, method: str) -> Decimal | None:
    if method == "abolished":
        if fields.text("value") != "none":
            fields.refuse("value", "must be “none” for an abolished payment.")
        return None
    return fields.decimal_or_unknown("value")


def _read_standing(fields: Fields, value: Decimal | None, method: str) -> tuple[str, str]:
    confidence = fields.choice("confidence", tuple(CONFIDENCE))
    status = fields.choice("status", ("confirmed", "provisional", "unknown"))
    if status != STATUS_OF[confidence]:
        fields.refuse(
            "status", f"must be “{STATUS_OF[confidence]}” where confidence is {confidence}."
        )
    if method != "abolished" and (value is None) != (status == "unknown"):
        fields.refuse("value", f"does not go with status “{status}”.")
    return status, confidence


def _read_population_date(fields: Fields) -> date | str:
    text = fields.text("population_date")
    if text in ("each month", "not applicable", "unknown"):
        return text
    return fields.day("population_date")


def _read_printed_monthly(fields: Fields) -> tuple[Decimal | None, bool]:
    printed = fields.mapping("printed_monthly")
    if printed is None:
        return None, False
    value = printed.decimal_or_unknown("value")
    published = printed.flag("published", required=True)
    printed.refuse_others()
    return value, published


def _sources(fields: Fields, known: dict[str, Source]) -> tuple[Source, ...]:
    names = fields.list("sources")
    for name in names:
        if not isinstance(name, str) or name not in known:
            fields.refuse("sources", f"“{name}” is not in {SOURCES_FILE}. Add it there.")
    return tuple(known[name] for name in names)


def _rate(fields: Fields, rate_id: str, values: dict[str, Any]) -> Rate:
    rate = Rate(id=rate_id, **values)
    if rate.method == "monthly":
        if rate.ends is None or rate.starts.day != 1 or rate.ends.day != 1:
            fields.refuse("from", "and “to” of a monthly payment must be firsts of a month.")
        if rate.per not in ("year", "period"):
            fields.refuse("per", "of a monthly payment must be year or period.")
        if rate.basis not in ("registered", "adjusted", "weighted", "beds"):
            fields.refuse("basis", "of a monthly payment must be a population or beds.")
    return rate


def _refuse_overlaps(rates: list[Rate], name: str) -> None:
    for number, one in enumerate(rates):
        for other in rates[number + 1 :]:
            same = (one.stream, one.component) == (other.stream, other.component)
            if same and one.known_from == other.known_from and _overlap(one, other):
                raise BadRates(
                    f"{name}: rates “{one.id}” and “{other.id}” overlap. End one before the other"
                    " begins, or give each its own publication date."
                )


def _overlap(one: Rate, other: Rate) -> bool:
    return (other.ends is None or one.starts < other.ends) and (
        one.ends is None or other.starts < one.ends
    )


def _refuse_repeated_ids(years: list[RateYear]) -> None:
    seen: dict[str, str] = {}
    for year in years:
        for rate in year.rates:
            if rate.id in seen:
                raise BadRates(
                    f"{year.file}: rate “{rate.id}” is also in {seen[rate.id]}. Rename one."
                )
            seen[rate.id] = year.file
