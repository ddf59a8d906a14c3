"""What the engine answers: lines with the steps that lead to them, and gaps."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from pcn_portal.units.periods import Month


class Step(NamedTuple):
    """One step of an explanation, in the words and figures a commissioner can check.

    `formula` has the figures in place ("52,083 × £2.266 ÷ 12"); `value` is the result as text,
    not rounded unless the step is the rounding ("…" where digits go on); `rate` names the rate's
    id and `citation` its source where the step uses one.
    """

    label: str
    formula: str
    value: str
    rate: str = ""
    citation: str = ""

    def as_dict(self) -> dict[str, str]:
        """The step as plain text values, the same in the database, the API and the reckoner."""
        return {
            "label": self.label,
            "formula": self.formula,
            "value": self.value,
            "rate": self.rate,
            "citation": self.citation,
        }


class Line(NamedTuple):
    """One monthly amount to one payee. `component` tells the two bases of a stream apart.

    `payee` is the network's code where its nominated payee is paid, else a practice's code.
    """

    month: Month
    stream: str
    component: str
    payee: str
    amount: Decimal
    status: str
    rate_id: str
    steps: tuple[Step, ...]
    citations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A payment that cannot be calculated: what is missing, and for whom (`payee`)."""

    month: Month
    stream: str
    payee: str
    missing: str


@dataclass(frozen=True, slots=True)
class Note:
    """A payment that depends on what people do and is not due: neither money nor a gap."""

    stream: str
    component: str
    text: str


@dataclass(frozen=True, slots=True)
class Entitlement:
    """All of one network's lines and gaps for one month, and notes on what is not due."""

    month: Month
    network: str
    lines: tuple[Line, ...] = ()
    gaps: tuple[Gap, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def total(self) -> Decimal:
        return sum((line.amount for line in self.lines), Decimal("0.00"))
