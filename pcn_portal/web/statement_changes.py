"""What changed in a payment since the month before, and why: which inputs differ."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from funding.engine.plan import BASIS_TITLES
from funding.engine.streams import ADDITIONAL_ROLES, IMPROVEMENT, INCENTIVE_FUND
from funding.models import Line, Statement
from pcn_portal.units.periods import Month
from pcn_portal.web.formats import exact, joined, month

BasisOf = Callable[[Line, Month], str]
LISTED = 5
"""Up to this many practices are named one by one; of more, the number is given."""


def reasons(stream: str, now: Statement, before: Statement | None, basis_of: BasisOf) -> list[str]:
    """Sentences on what differs in `stream` between two months' statements of a network."""
    if before is None:
        return []
    lines, then = _lines(now, stream), _lines(before, stream)
    if decided := _decided_reason(stream, lines, then, before):
        return [decided]
    found = _gap_reasons(stream, now, before)
    if lines and then:
        bases = {basis_of(line, Month.of(now.month)) for line in lines}
        found += _rate_reasons(lines, then, before)
        for basis in sorted(bases):
            found += _figure_reasons(basis, now, before)
    elif lines and not _gaps(before, stream):
        found.append(f"This payment was not due in {month(before.month)}.")
    elif then and not _gaps(now, stream):
        found.append(f"This payment is no longer due; {month(before.month)} was its last month.")
    return found or [f"Nothing: the rate and every figure are those of {month(before.month)}."]


def _decided_reason(stream: str, lines: list[Line], then: list[Line], before: Statement) -> str:
    """Why a payment that people approve or declare differs; empty for one that is worked out."""
    if stream == ADDITIONAL_ROLES:
        return f"The claims approved for the month; in {month(before.month)} there were others."
    if stream == INCENTIVE_FUND:
        return "What was approved of the incentive fund to be paid in the month."
    parts, parts_then = ({line.component for line in some} for some in (lines, then))
    if stream == IMPROVEMENT and parts != parts_then:
        return "Other parts are declared than were when the month before was worked out."
    return ""


def _lines(statement: Statement, stream: str) -> list[Line]:
    return [line for line in statement.lines.all() if line.stream == stream]


def _gaps(statement: Statement, stream: str) -> set[str]:
    """What is missing in a payment, without its month, so that two months can be compared."""
    own_month = f" in {month(statement.month)}"
    return {
        gap.missing.rsplit(":", 1)[0].replace(own_month, "")
        for gap in statement.gaps.all()
        if gap.stream == stream
    }


def _gap_reasons(stream: str, now: Statement, before: Statement) -> list[str]:
    missing, was_missing = _gaps(now, stream), _gaps(before, stream)
    then = month(before.month)
    sentences = {
        f"Missing in {then} too: {{}}.": missing & was_missing,
        f"Missing now and not in {then}: {{}}.": missing - was_missing,
        f"Missing in {then} and known now: {{}}.": was_missing - missing,
    }
    return [text.format(_few(subjects)) for text, subjects in sentences.items() if subjects]


def _few(found: set[str]) -> str:
    subjects = sorted(found)
    if len(subjects) > LISTED:
        return f"{len(subjects)} figures"
    return joined(subjects)


def _rate_reasons(lines: list[Line], then: list[Line], before: Statement) -> list[str]:
    old = {line.component: line for line in then}
    found: dict[str, None] = {}
    for line in lines:
        was = old.get(line.component)
        if was is None:
            found[f"The {line.component or 'whole'} part is new this month."] = None
        elif _multiplied_by(line) != _multiplied_by(was):
            found[
                f"The rate is {_multiplied_by(line)} and was {_multiplied_by(was)}"
                f" in {month(before.month)}."
            ] = None
    gone = set(old) - {line.component for line in lines}
    return [*found, *(f"The part on the {part} population has ended." for part in sorted(gone))]


def _multiplied_by(line: Line) -> str:
    """What a line's figure is multiplied by: "£8.427 ÷ 12"."""
    return str(line.steps[1]["formula"]).partition(" × ")[2] if len(line.steps) > 1 else ""


def _figure_reasons(basis: str, now: Statement, before: Statement) -> list[str]:
    used, was = _used(now, basis), _used(before, basis)
    title = BASIS_TITLES.get(basis, basis)
    if used and was and _dates(used) != _dates(was) and basis != "beds":
        return [
            f"{title}: a new contract year, with the figures of a new 1 January. "
            f"In all {exact(_total(used))}, before {exact(_total(was))}."
        ]
    return [
        *_practices("joined since", title, used.keys() - was.keys(), used),
        *_practices("no longer counted", title, was.keys() - used.keys(), was),
        *_restated(title, used, was),
    ]


def _used(statement: Statement, basis: str) -> dict[str, dict[str, Any]]:
    return {used["practice"]: used for used in statement.inputs if used["basis"] == basis}


def _dates(used: dict[str, dict[str, Any]]) -> set[str]:
    return {figure["reference_date"] for figure in used.values()}


def _total(used: dict[str, dict[str, Any]]) -> Decimal:
    return sum((Decimal(figure["value"]) for figure in used.values()), Decimal(0))


def _practices(
    what: str, title: str, codes: set[str], figures: dict[str, dict[str, Any]]
) -> list[str]:
    if len(codes) > LISTED:
        total = exact(sum((Decimal(figures[code]["value"]) for code in codes), Decimal(0)))
        return [f"{title}: {len(codes)} practices {what}, {total} in all."]
    return [
        f"{title}: {figures[code]['name'] or code} ({code}) {what}, "
        f"{exact(Decimal(figures[code]['value']))}."
        for code in sorted(codes)
    ]


def _restated(
    title: str, used: dict[str, dict[str, Any]], was: dict[str, dict[str, Any]]
) -> list[str]:
    changed = [c for c in sorted(used.keys() & was.keys()) if _value(used[c]) != _value(was[c])]
    if len(changed) > LISTED:
        return [f"{title}: the figures of {len(changed)} practices were restated."]
    return [
        f"{title}: {used[code]['name'] or code} ({code}) now {exact(_value(used[code]))}, "
        f"before {exact(_value(was[code]))}."
        for code in changed
    ]


def _value(figure: dict[str, Any]) -> Decimal:
    return Decimal(figure["value"])
