"""What an earlier month gets more, or less: the entitlement as known now against the books.

Pure: lines and gaps in, differences out. A payment that cannot be worked out now is left as it was
posted, for missing is not zero; one that no longer exists comes to nothing and is recovered.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from funding.engine.lines import Entitlement, Line
from funding.engine.streams import ADDITIONAL_ROLES, IMPROVEMENT, INCENTIVE_FUND, PRACTICE_STREAMS

RATE = "rate"
POPULATION = "population"
MEMBERSHIP = "membership"
BEDS = "beds"
SUPPLIED = "supplied"
CONVENTION = "convention"
METHOD = "method"
CLAIMS = "claims"
DECLARED = "declared"
ACHIEVEMENT = "achievement"

NOTHING = Decimal("0.00")
BEDS_STREAM = "care_home_premium"
Inputs = Sequence[Mapping[str, Any]]
"""Figures used, as a statement keeps them: {practice, basis, value, …}."""


class Payment(NamedTuple):
    """One payment of a network's month, as the books tell payments apart."""

    stream: str
    component: str
    payee: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A payment whose entitlement as known now is not what was posted; pounds."""

    payment: Payment
    known: Decimal
    posted: Decimal
    line: Line | None

    @property
    def amount(self) -> Decimal:
        return self.known - self.posted


@dataclass(frozen=True, slots=True)
class Earlier:
    """How the posted sums came about: an explanation by payment, and the figures used."""

    explanations: Mapping[Payment, Mapping[str, Any]]
    inputs: Inputs


def payment_of(line: Line) -> Payment:
    """The payment that a line is of."""
    return Payment(line.stream, line.component, line.payee)


def differences(found: Entitlement, posted: Mapping[Payment, Decimal]) -> Iterator[Difference]:
    """Every payment of one network's month that differs from its posted sum, in a fixed order."""
    lines = {payment_of(line): line for line in found.lines}
    gaps = {(gap.stream, gap.payee) for gap in found.gaps}
    whole = {gap.stream for gap in found.gaps if gap.payee == found.network}
    for payment in sorted(lines.keys() | posted.keys()):
        line = lines.get(payment)
        if line is None and (payment.stream in whole or (payment.stream, payment.payee) in gaps):
            continue
        known = line.amount if line else NOTHING
        before = posted.get(payment, NOTHING)
        if known != before:
            yield Difference(payment, known, before, line)


def explanation(line: Line | None) -> dict[str, Any]:
    """A line as a correction keeps it; empty without one."""
    if line is None:
        return {}
    return {
        "amount": str(line.amount),
        "status": line.status,
        "rate_id": line.rate_id,
        "steps": [step.as_dict() for step in line.steps],
        "citations": list(line.citations),
    }


def causes(difference: Difference, earlier: Earlier, inputs: Inputs) -> tuple[str, ...]:
    """Why a payment differs, from both explanations and the figures used then and now."""
    if difference.payment.stream == ADDITIONAL_ROLES:
        return (CLAIMS,)
    if difference.payment.stream == INCENTIVE_FUND:
        return (ACHIEVEMENT,)
    before, after = earlier.explanations.get(difference.payment), difference.line
    if not before or after is None:
        return (_appeared(difference, earlier, inputs),)
    found = [
        *_figure_causes(difference.payment, before, after, earlier.inputs, inputs),
        *_rate_causes(difference.payment, before, after),
    ]
    return tuple(found) or (METHOD,)


def _appeared(difference: Difference, earlier: Earlier, inputs: Inputs) -> str:
    """Why there is a payment that there was not, or is none any more."""
    stream, component, payee = difference.payment
    if stream == IMPROVEMENT:
        return _improvement_cause(difference, earlier.inputs, inputs)
    parts = {p for p in earlier.explanations if (p.stream, p.payee) == (stream, payee)}
    if any(part.component != component for part in parts):
        return RATE
    then, now = _members(earlier.inputs), _members(inputs)
    if stream in PRACTICE_STREAMS:
        then, now = then & {payee}, now & {payee}
    if then != now:
        return MEMBERSHIP
    if difference.line is None:
        return METHOD
    same = _figures(earlier.inputs, beds=True) == _figures(inputs, beds=True)
    return RATE if same else SUPPLIED


def _improvement_cause(difference: Difference, then: Inputs, now: Inputs) -> str:
    """A part is due since it was declared or judged, unless the population was what lacked."""
    if difference.line is None:
        return DECLARED if _members(now) else MEMBERSHIP
    had, has = ({key for key in _figures(used) if key[1] == "adjusted"} for used in (then, now))
    return SUPPLIED if _members(then) == _members(now) and had != has else DECLARED


def _figure_causes(
    payment: Payment, before: Mapping[str, Any], after: Line, then: Inputs, now: Inputs
) -> Iterator[str]:
    if before["steps"][0]["value"] == after.steps[0].value:
        return
    if payment.stream == BEDS_STREAM:
        yield BEDS
        return
    old, new = _figures(then), _figures(now)
    if _members(then) != _members(now):
        yield MEMBERSHIP
    if any(old[key] != new[key] for key in old.keys() & new.keys()):
        yield POPULATION


def _rate_causes(payment: Payment, before: Mapping[str, Any], after: Line) -> Iterator[str]:
    if before["rate_id"] != after.rate_id:
        yield RATE
    elif _arithmetic(before["steps"][1]["formula"]) != _arithmetic(after.steps[1].formula):
        yield DECLARED if payment.stream == IMPROVEMENT else CONVENTION


def _arithmetic(formula: str) -> str:
    """What follows the figure in "52,083 × £2.266 ÷ 12"."""
    return formula.partition(" × ")[2]


def _members(inputs: Inputs) -> set[str]:
    return {used["practice"] for used in inputs if used["basis"] != "beds"}


def _figures(inputs: Inputs, *, beds: bool = False) -> dict[tuple[str, str], str]:
    return {
        (used["practice"], used["basis"]): str(used["value"])
        for used in inputs
        if beds or used["basis"] != "beds"
    }
