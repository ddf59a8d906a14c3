"""What the engine is told: frozen facts, each figure with where it came from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pcn_portal.units.periods import Month

Basis = Literal["registered", "adjusted", "weighted"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its reference date and source; `source` names the file, `row` its row.

    `override` is a commissioner's reason to use a figure of another day than the payment asks for.
    """

    value: Decimal
    reference_date: date | None = None
    source: str = ""
    row: int | None = None
    override: str = ""


@dataclass(frozen=True, slots=True)
class PracticeFacts:
    """A core network practice and its figures; None is missing, which is never zero."""

    code: str
    name: str = ""
    registered: Figure | None = None
    adjusted: Figure | None = None
    weighted: Figure | None = None

    def figure(self, basis: str) -> Figure | None:
        """The figure of a `Basis`; None is missing."""
        if basis == "registered":
            return self.registered
        if basis == "adjusted":
            return self.adjusted
        if basis == "weighted":
            return self.weighted
        raise ValueError(f"“{basis}” is not a population")


@dataclass(frozen=True, slots=True)
class ApprovedLine:
    """A line of a claim that was approved to be paid in the month; `month` is that of the work.

    `claim` is the claim's number, `status` that of the maximum: confirmed or provisional.
    """

    line: int
    claim: int
    month: Month
    reference: str
    role: str
    role_name: str
    amount: Decimal
    status: str
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImprovementFact:
    """A part of capacity and access improvement in the month.

    `due` says whether it pays in this month, and `why` it does or does not, in a sentence. `row`
    and `component` find its rate; `share` is its part of that rate (None: not known), `percent`
    what was judged of it. `months` the year's rate is divided by: 12, or 1 where it is paid once.
    `mark` tells facts apart: how the part stands, by which declaration; empty where there is none.
    """

    part: str
    title: str
    due: bool
    why: str
    row: str
    component: str
    share: Fraction | None
    percent: Fraction = Fraction(1)
    months: int = 12
    mark: str = ""


@dataclass(frozen=True, slots=True)
class AchievedLine:
    """An indicator of the incentive fund whose pounds were approved to be paid in the month.

    `payment` and `declaration` are their numbers, `steps` pairs of words and value.
    """

    payment: int
    declaration: int
    scheme: str
    indicator: str
    amount: Decimal
    status: str
    steps: tuple[tuple[str, str], ...] = ()
    citations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """A network in one month: its core network practices that month and its care home beds.

    `claims` are the lines for additional roles that the month pays, `improvement` how each part
    of capacity and access improvement stands in it, `achieved` the lines of the incentive fund.
    """

    code: str
    name: str
    practices: tuple[PracticeFacts, ...]
    beds: Figure | None = None
    claims: tuple[ApprovedLine, ...] = ()
    improvement: tuple[ImprovementFact, ...] = ()
    achieved: tuple[AchievedLine, ...] = ()
