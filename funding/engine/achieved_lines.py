"""What was achieved in the incentive fund as lines of a statement: one an indicator."""

from collections.abc import Iterator

from funding.engine.facts import AchievedLine, NetworkFacts
from funding.engine.lines import Line, Step
from funding.engine.streams import INCENTIVE_FUND
from pcn_portal.units.periods import Month


def achieved_lines(network: NetworkFacts, month: Month) -> Iterator[Line]:
    """A line for each approved indicator that the month pays, by scheme and code."""
    for one in sorted(network.achieved, key=lambda line: (line.scheme, line.indicator)):
        yield Line(
            month,
            INCENTIVE_FUND,
            f"{one.scheme}/{one.indicator}",
            network.code,
            one.amount,
            one.status,
            "",
            (*_steps(one), _approved(one)),
            one.citations,
        )


def _steps(one: AchievedLine) -> Iterator[Step]:
    for words, value in one.steps:
        yield Step(words, f"declaration {one.declaration}", value)


def _approved(one: AchievedLine) -> Step:
    return Step(
        f"{one.indicator} of {one.scheme}",
        f"approved sum {one.payment} of declaration {one.declaration}",
        str(one.amount),
    )
