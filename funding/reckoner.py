"""The ready reckoner: what would a network get? A plain document in, a plain document out.

`reckon` is the whole of it; the page, the API and `./portal manage ready_reckoner` only carry
its document in and its answer out. The layout: docs/ready-reckoner.md. A document that comes as
JSON text is read with `read_document`, which keeps its numbers exact.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from funding.engine.facts import Figure, NetworkFacts, PracticeFacts
from funding.engine.lines import Entitlement, Gap, Line
from funding.engine.plan import ANNUAL_TWELFTH, CONVENTIONS
from funding.engine.rates import RateBook
from funding.engine.statement import entitlement
from funding.engine.streams import IMPROVEMENT, MONTHLY_STREAMS
from funding.improvement_facts import AtMost, improvement_at_most
from funding.reckoner_input import BadReckonerInput, Place, Taken, read_document
from pcn_portal.units.periods import Month

__all__ = ["BadReckonerInput", "NOMINATED_PAYEE", "read_document", "reckon"]

NOMINATED_PAYEE = "nominated_payee"
"""The payee of everything that is not paid to a practice."""


@dataclass(frozen=True, slots=True)
class _Spell:
    """A practice in the network over [starts, ends), with its figures; None is open."""

    practice: PracticeFacts
    starts: Month | None
    ends: Month | None

    def covers(self, month: Month) -> bool:
        return (self.starts is None or self.starts <= month) and (
            self.ends is None or month < self.ends
        )

    def overlaps(self, other: "_Spell") -> bool:
        return _begins_before_end(self, other) and _begins_before_end(other, self)


@dataclass(frozen=True, slots=True)
class _Case:
    """One case, read and checked."""

    id: str | int
    months: tuple[Month, ...]
    known_on: date | None
    rounding: Mapping[str, str]
    spells: tuple[_Spell, ...]
    beds: Mapping[Month, Decimal | None] | Decimal | None

    def facts(self, month: Month) -> NetworkFacts:
        beds = self.beds.get(month) if isinstance(self.beds, Mapping) else self.beds
        return NetworkFacts(
            code=NOMINATED_PAYEE,
            name="",
            practices=tuple(s.practice for s in self.spells if s.covers(month)),
            beds=None if beds is None else Figure(beds),
        )


def reckon(document: Any, book: RateBook) -> dict[str, Any]:
    """Calculate every case of a document as JSON gives it; raise BadReckonerInput if it is wrong.

    Figures are strings, whole numbers or Decimals, never floats. Nothing is calculated unless
    the whole document is right. Amounts in the answer are strings.
    """
    return {"results": [_result(case, book) for case in _read_cases(document)]}


def _result(case: _Case, book: RateBook) -> dict[str, Any]:
    months = [
        entitlement(
            network=case.facts(month),
            month=month,
            book=book,
            known_on=case.known_on,
            rounding=case.rounding,
        )
        for month in case.months
    ]
    return {
        "id": case.id,
        "lines": [_line(line) for month in months for line in month.lines],
        "gaps": [_gap(gap) for month in months for gap in month.gaps],
        "totals": _totals(months),
        "conditional": [
            _at_most(one)
            for month in case.months
            for one in improvement_at_most(case.facts(month), month, book, case.known_on)
        ],
    }


def _at_most(one: AtMost) -> dict[str, Any]:
    return {
        "month": str(one.month),
        "stream": IMPROVEMENT,
        "part": one.part,
        "title": one.title,
        "at_most": None if one.amount is None else f"{one.amount:f}",
        "condition": one.condition,
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "month": str(line.month),
        "stream": line.stream,
        "payee": line.payee,
        "amount": f"{line.amount:f}",
        "steps": [step.as_dict() for step in line.steps],
        "citations": list(line.citations),
        "status": line.status,
    }


def _gap(gap: Gap) -> dict[str, str]:
    return {"month": str(gap.month), "stream": gap.stream, "missing": gap.missing}


def _totals(months: list[Entitlement]) -> dict[str, str]:
    totals: dict[str, Decimal] = {}
    for month in months:
        for line in month.lines:
            totals[line.stream] = totals.get(line.stream, Decimal(0)) + line.amount
    return {stream: f"{total:f}" for stream, total in totals.items()}


def _read_cases(document: Any) -> list[_Case]:
    top = Taken(document, Place())
    entries = top.list("cases")
    top.refuse_others()
    cases: dict[str | int, _Case] = {}
    for number, entry in enumerate(entries, start=1):
        case = _read_case(entry, Place(case=f"number {number}"))
        if case.id in cases:
            Place(case=f"“{case.id}”").refuse("id", "is used twice. Give each case its own.")
        cases[case.id] = case
    return list(cases.values())


def _read_case(entry: Any, place: Place) -> _Case:
    fields = Taken(entry, place)
    case_id = fields.identifier("id")
    fields.place = place = Place(case=f"“{case_id}”")
    case = _Case(
        id=case_id,
        months=_read_months(fields),
        known_on=fields.day("known_on"),
        rounding=_read_rounding(fields),
        spells=_read_spells(fields),
        beds=_read_beds(fields),
    )
    fields.refuse_others()
    return case


def _read_months(fields: Taken) -> tuple[Month, ...]:
    months: list[Month] = []
    for value in fields.list("months"):
        month = fields.as_month("months", value)
        if month in months:
            fields.place.refuse("months", f"has {month} twice. Name each month once.")
        months.append(month)
    if not months:
        fields.place.refuse("months", 'is empty. Name at least one month, as "2025-04".')
    return tuple(months)


def _read_rounding(fields: Taken) -> dict[str, str]:
    value = fields.anything("rounding")
    if isinstance(value, dict):
        for stream, convention in value.items():
            if stream not in MONTHLY_STREAMS:
                known = ", ".join(MONTHLY_STREAMS)
                fields.place.refuse("rounding", f"names “{stream}”. Use one of: {known}.")
            _check_convention(fields, convention)
        return value
    convention = ANNUAL_TWELFTH if value is None else value
    _check_convention(fields, convention)
    return dict.fromkeys(MONTHLY_STREAMS, convention)


def _check_convention(fields: Taken, convention: Any) -> None:
    if not isinstance(convention, str) or convention not in CONVENTIONS:
        fields.place.refuse("rounding", f"must be one of: {', '.join(CONVENTIONS)}.")


def _read_spells(fields: Taken) -> tuple[_Spell, ...]:
    spells: list[_Spell] = []
    for number, entry in enumerate(fields.list("practices", required=False), start=1):
        place = Place(fields.place.case, f"practices, entry {number}")
        spell = _read_spell(Taken(entry, place))
        for other in spells:
            if spell.practice.code == other.practice.code and spell.overlaps(other):
                place.refuse("code", f"“{other.practice.code}” is there twice in the same month.")
        spells.append(spell)
    return tuple(spells)


def _read_spell(fields: Taken) -> _Spell:
    practice = PracticeFacts(
        code=fields.text("code"),
        registered=_figure(fields, "registered_list"),
        adjusted=_figure(fields, "adjusted_population"),
        weighted=_figure(fields, "weighted_list"),
    )
    starts, ends = fields.month("from"), fields.month("to")
    if starts is not None and ends is not None and ends <= starts:
        fields.place.refuse("to", "must be after “from”; it is the first month not included.")
    fields.refuse_others()
    return _Spell(practice, starts, ends)


def _figure(fields: Taken, key: str) -> Figure | None:
    value = fields.number(key)
    return None if value is None else Figure(value)


def _read_beds(fields: Taken) -> Mapping[Month, Decimal | None] | Decimal | None:
    value = fields.anything("care_home_beds")
    if not isinstance(value, dict):
        return fields.as_number("care_home_beds", value)
    return dict(_beds_by_month(fields, value))


def _beds_by_month(fields: Taken, value: dict[str, Any]) -> Iterator[tuple[Month, Decimal | None]]:
    for text, beds in value.items():
        yield (
            fields.as_month("care_home_beds", text),
            fields.as_number(f"care_home_beds, {text}", beds),
        )


def _begins_before_end(one: _Spell, other: _Spell) -> bool:
    return one.starts is None or other.ends is None or one.starts < other.ends
