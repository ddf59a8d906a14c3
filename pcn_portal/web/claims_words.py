"""Claims and the year's sums in words, rows and a burn-down."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from funding.claims.drafting import Draft
from funding.claims.queries import STATE_WORDS, WAITING, state_of
from funding.engine.outlook import Outlook, late_months, used_up_in
from funding.engine.pots import Pot
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import month_in_words
from pcn_portal.web.bar_drawing import draw_bars
from pcn_portal.web.formats import counted, joined, money
from workforce.engine.claims import DAY_COUNT_WORDS
from workforce.models import ClaimLine, LineStep

COLOURS = {
    WAITING: "yellow",
    LineStep.QUERIED: "orange",
    LineStep.ANSWERED: "yellow",
    LineStep.APPROVED: "green",
    LineStep.REJECTED: "red",
}


def state_words(line: ClaimLine) -> dict[str, str]:
    """A line's state as a tag."""
    state = state_of(line)
    return {"text": STATE_WORDS[state], "colour": COLOURS[state]}


def draft_rows(draft: Draft, names: Mapping[int, str]) -> list[dict[str, Any]]:
    """The drafted lines, those with a rule against them first; `names` are by engagement."""
    lines = sorted(draft.lines, key=lambda one: not one.stopped)
    return [
        {"line": one, "steps": one.steps, "name": names.get(one.engaged.key, "")} for one in lines
    ]


def draft_answer(draft: Draft) -> str:
    """What the month comes to, whom a rule stops, and what the sum does not leave."""
    if not draft.lines:
        return f"Nobody is recorded in post in {month_in_words(draft.month)}."
    words = (
        f"{counted(len(draft.claiming), 'line,lines')} to claim, "
        f"{money(draft.total, 'taken back')} in all."
    )
    if draft.stopped:
        words += f" {counted(len(draft.stopped), 'person is,people are')} stopped by a rule."
    cut = sum((line.cut for line in draft.lines), Decimal(0))
    if cut:
        words += f" The network’s sum does not leave {money(cut)}."
    above = sum((line.above for line in draft.lines), Decimal(0))
    if above:
        words += f" {money(above)} are above the maxima and stay with the network."
    return f"{words} Part months: {DAY_COUNT_WORDS[draft.counting]}."


def outlook_view(pot: Pot, found: Outlook, now: Month) -> dict[str, Any]:
    """A pot's year for the page: the answer, the burn-down, and a row a month."""
    return {
        "pot": pot,
        "outlook": found,
        "answer": outlook_answer(pot, found),
        "late": joined([month_in_words(month) for month in late_months(found.months, now)]),
        "unclear": unclear_words(found),
        "bars": _burn_down(found) if found.pot is not None else None,
        "rows": [
            {"month": one, "slug": str(one.month), "left": left if found.pot is not None else None}
            for one, (_, left) in zip(found.months, found.burn_down(), strict=True)
        ],
    }


def outlook_answer(pot: Pot, found: Outlook) -> str:
    """What is lost, or borne by the network, if nothing changes."""
    if found.pot is None:
        return f"The sum is not known, so nobody can say what is left. {pot.note}"
    if found.beyond:
        month = used_up_in(found)
        when = f" It is used up in {month_in_words(month)}." if month else ""
        return (
            f"{money(found.beyond)} more is committed than the sum has, and stays with the "
            f"network.{when}"
        )
    if found.lost:
        return f"{money(found.lost)} of {money(found.pot)} is lost on 31 March if nothing changes."
    return f"All of {money(found.pot)} will be claimed."


def unclear_words(found: Outlook) -> str:
    """How many cannot be worked out, in the month with the most."""
    if not found.unclear:
        return ""
    month = max(found.unclear, key=lambda one: found.unclear[one])
    people = counted(found.unclear[month], "person,people")
    return (
        f"Not in these figures: {people} of {month_in_words(month)} for whom nothing can be worked "
        "out, because a maximum or their pay is not known. That is not zero."
    )


def _burn_down(found: Outlook) -> Any:
    """What the sum still has after each month."""
    left = found.burn_down()
    return draw_bars(
        [month_in_words(month) for month, _ in left],
        [[max(amount, Decimal(0)) for _, amount in left]],
        [[money(amount, "overdrawn") for _, amount in left]],
    )
