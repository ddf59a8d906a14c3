"""Approved claims for additional roles as lines of a statement: one a role, explained by person."""

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from funding.engine.facts import ApprovedLine, NetworkFacts
from funding.engine.lines import Line, Step
from funding.engine.streams import ADDITIONAL_ROLES
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import month_in_words

LISTED = 12
"""Up to so many people, the sum is written out."""


def claim_lines(network: NetworkFacts, month: Month) -> Iterator[Line]:
    """A line for each role that the month pays, in the order of their codes."""
    by_role: dict[str, list[ApprovedLine]] = defaultdict(list)
    for one in network.claims:
        by_role[one.role].append(one)
    for role in sorted(by_role):
        yield _line(network.code, month, role, sorted(by_role[role], key=_place))


def _line(network: str, month: Month, role: str, lines: list[ApprovedLine]) -> Line:
    amount = sum((one.amount for one in lines), Decimal("0.00"))
    firm = all(one.status == "confirmed" for one in lines)
    return Line(
        month,
        ADDITIONAL_ROLES,
        role,
        network,
        amount,
        "confirmed" if firm else "provisional",
        "",
        (*map(_step, lines), Step(_sum_words(lines), _formula(lines), str(amount))),
        tuple(dict.fromkeys(source for one in lines for source in one.citations)),
    )


def _step(one: ApprovedLine) -> Step:
    return Step(
        f"{one.role_name} {one.reference}, {month_in_words(one.month)}",
        f"approved line {one.line} of claim {one.claim}",
        str(one.amount),
    )


def _sum_words(lines: list[ApprovedLine]) -> str:
    return "1 approved line" if len(lines) == 1 else f"{len(lines)} approved lines"


def _formula(lines: list[ApprovedLine]) -> str:
    if len(lines) > LISTED:
        return "sum of the lines above"
    return " + ".join(f"£{one.amount:,.2f}" for one in lines)


def _place(one: ApprovedLine) -> tuple[Month, str, int]:
    return one.month, one.reference, one.line
