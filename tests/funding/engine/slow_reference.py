"""A second implementation of a network's month, slow and obvious, for comparison only.

It shares nothing with the engine: it reads the rate files itself, takes the ready reckoner's
input and works in fractions, so nothing is ever rounded but the answer.
"""

from collections import Counter
from fractions import Fraction
from functools import cache
from math import floor
from pathlib import Path
from typing import Any

import yaml

RATES = Path(__file__).resolve().parents[3] / "funding" / "rates"
STREAMS = [
    "core_pcn_funding",
    "clinical_director",
    "leadership_and_management",
    "extended_hours_access",
    "enhanced_access",
    "capacity_and_access_support",
    "pcn_support_payment",
    "pcn_support_payment_winter",
    "care_home_premium",
    "network_participation_payment",
]
FIGURE = {
    "registered": "registered_list",
    "adjusted": "adjusted_population",
    "weighted": "weighted_list",
}


@cache
def rates_of_year(april: int) -> list[dict[str, Any]] | None:
    path = RATES / f"{april}-{(april + 1) % 100:02d}.yaml"
    if not path.exists():
        return None
    return [
        {
            key: str(value) if key in ("from", "to", "published") else value
            for key, value in row.items()
        }
        for row in yaml.safe_load(path.read_text(encoding="utf-8"))["rates"]
        if row["payment"] in STREAMS
    ]


def next_month(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year + 1}-01" if number == 12 else f"{year}-{number + 1:02d}"


def known_from(row: dict[str, Any]) -> str:
    return str(row["from"] if row["published"] == "unknown" else row["published"])


def rows_in_force(
    stream: str, month: str, known_on: str | None, entered: list[dict[str, Any]]
) -> tuple[bool, list[Any]]:
    """Whether the stream exists in the month, and the rows that count.

    `entered` are rows that people entered, beside those of the year's file.
    """
    april = int(month[:4]) - (1 if int(month[5:]) < 4 else 0)
    rows = rates_of_year(april)
    if rows is None:
        return True, []
    rows = [
        row
        for row in [*rows, *entered]
        if row["payment"] == stream
        and row["from"] < next_month(month) + "-01"
        and row["to"] > month + "-01"
    ]
    known = [row for row in rows if known_on is None or known_from(row) <= known_on]
    latest = max((known_from(row) for row in known), default="")
    return bool(rows), [row for row in known if known_from(row) == latest]


def parts_of(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [row | part for part in row["components"]] if "components" in row else [row]


def months_of(row: dict[str, Any]) -> int:
    count, month = 0, row["from"][:7]
    while month + "-01" < row["to"]:
        count, month = count + 1, next_month(month)
    return count


def monthly_rate(part: dict[str, Any], convention: str) -> Fraction | None:
    """Pounds a month for one patient or bed; None when it is not known."""
    if part["method"] != "monthly" or part["value"] == "unknown":
        return None
    if convention == "printed_monthly":
        printed = part.get("printed_monthly")
        return Fraction(printed["value"]) if printed else None
    return Fraction(part["value"]) / (12 if part["per"] == "year" else months_of(part))


def pennies(pounds: Fraction) -> int:
    return floor(pounds * 100 + Fraction(1, 2))


def members(case: dict[str, Any], month: str) -> list[dict[str, Any]]:
    return [
        practice
        for practice in case.get("practices", [])
        if (practice.get("from") or "0000-00") <= month < (practice.get("to") or "9999-99")
    ]


def beds_of(case: dict[str, Any], month: str) -> Any:
    beds = case.get("care_home_beds")
    return beds.get(month) if isinstance(beds, dict) else beds


def convention_of(case: dict[str, Any], stream: str) -> str:
    rounding = case.get("rounding") or "annual_twelfth"
    found = rounding.get(stream, "annual_twelfth") if isinstance(rounding, dict) else rounding
    return str(found)


def reckon_slowly(case: dict[str, Any]) -> tuple[Counter[Any], Counter[Any]]:
    """Lines as (month, stream, payee, pennies) and gaps as (month, stream), both counted."""
    lines: Counter[Any] = Counter()
    gaps: Counter[Any] = Counter()
    for month in case["months"]:
        for stream in STREAMS:
            paid, missing = stream_in_month(case, stream, month)
            for payee, amount in paid:
                lines[(month, stream, payee, amount)] += 1
            if missing:
                gaps[(month, stream)] += missing
    return lines, gaps


def stream_in_month(case: dict[str, Any], stream: str, month: str) -> tuple[list[Any], int]:
    exists, rows = rows_in_force(stream, month, case.get("known_on"), case.get("entered_rates", []))
    if not exists:
        return [], 0
    if not rows:
        return [], 1
    parts = [part for row in rows for part in parts_of(row)]
    rates = [monthly_rate(part, convention_of(case, stream)) for part in parts]
    if None in rates:
        return [], rates.count(None)
    if stream == "care_home_premium":
        return for_beds(beds_of(case, month), rates[0])
    practices = members(case, month)
    if not practices:
        return [], 1
    if stream == "network_participation_payment":
        return for_practices(practices, rates[0])
    return for_network(practices, parts, rates)


def for_beds(beds: Any, rate: Any) -> tuple[list[Any], int]:
    if beds is None:
        return [], 1
    return [("nominated_payee", pennies(Fraction(str(beds)) * rate))], 0


def for_practices(practices: list[dict[str, Any]], rate: Any) -> tuple[list[Any], int]:
    paid = [
        (practice["code"], pennies(Fraction(str(practice["weighted_list"])) * rate))
        for practice in practices
        if practice.get("weighted_list") is not None
    ]
    return paid, len(practices) - len(paid)


def for_network(
    practices: list[dict[str, Any]], parts: list[dict[str, Any]], rates: list[Any]
) -> tuple[list[Any], int]:
    figures = [[practice.get(FIGURE[part["basis"]]) for practice in practices] for part in parts]
    missing = sum(figure is None for column in figures for figure in column)
    if missing:
        return [], missing
    totals = [sum(Fraction(str(figure)) for figure in column) for column in figures]
    return [
        ("nominated_payee", pennies(total * rate))
        for total, rate in zip(totals, rates, strict=True)
    ], 0
