"""Capacity and access improvement in the words of its pages."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from funding.improvement_outlook import PartOutlook, together
from pcn_portal.web.formats import counted, day, joined, moment, money
from pcn_portal.web.incentive_pages import KNOWN
from services.engine.improvement import Paid, State
from services.improvement_files import ABOLISHED, ImprovementPart, ImprovementYear
from services.improvement_queries import BoardRules

TAGS = {
    State.NOT_DECLARED: {"text": "Not declared", "colour": "grey"},
    State.DECLARED: {"text": "Declared, to be checked", "colour": "blue"},
    State.ACCEPTED: {"text": "Accepted", "colour": "green"},
    State.MORE_ASKED: {"text": "More asked for", "colour": "orange"},
    State.NOT_MET: {"text": "Not met", "colour": "red"},
    State.WITHDRAWN: {"text": "Withdrawn", "colour": "grey"},
    State.NOT_JUDGED: {"text": "Not judged", "colour": "grey"},
    State.JUDGED: {"text": "Judged", "colour": "green"},
}
NO_PAYMENT = f"The payment was abolished from {ABOLISHED}. Earlier years are kept."


def how_paid(of: ImprovementYear) -> str:
    """How a year pays, in a sentence."""
    last = day(of.last_day)
    if of.paid == Paid.JUDGED:
        return (
            f"The network submits a plan by {last}. Its board judges each area at year end and may "
            "pay all or part of it."
        )
    if of.paid == Paid.FULL_YEAR:
        return (
            f"A part declared by {last} is paid for the full year: earlier months come as arrears."
        )
    return f"A part declared by {last} is paid for the months that begin once it is met."


def when_paid(rules: BoardRules) -> str:
    """Whether the board pays on declaration or after acceptance, and since when."""
    if rules.pay is None:
        return "The board pays on declaration and checks afterwards. It has decided nothing else."
    how = "pays a part only once it has accepted it"
    if not rules.after_acceptance:
        how = "pays on declaration and checks afterwards"
    return f"The board {how}, as decided on {moment(rules.pay.set_at)}: {rules.pay.reason}"


def share_words(share: Fraction | None) -> str:
    return "Not known" if share is None else f"{share.numerator}/{share.denominator}"


def known_tags(part: ImprovementPart) -> dict[str, dict[str, str]]:
    """How well a part's share and criteria are known."""
    return {"share": KNOWN[part.share_known], "criteria": KNOWN[part.criteria_known]}


def state_words(found: PartOutlook, of: ImprovementYear) -> str:
    """What stands behind a part's tag: by whom, since when, and whether it is paid."""
    one = found.one
    if one.state == State.JUDGED:
        percent = one.percent * 100
        return f"Judged at {Decimal(percent.numerator) / percent.denominator:f} % on {day(one.on)}."
    if one.state == State.NOT_JUDGED:
        return "The board has not judged it."
    if one.state == State.NOT_DECLARED:
        return "Nobody has declared it, so nothing is paid."
    if one.state == State.WITHDRAWN:
        return f"Withdrawn on {day(one.on)}. Nothing is paid."
    if one.state == State.NOT_MET:
        return "The board found it not met. What was paid is recovered."
    paid = "It is paid once the board accepts it." if one.waits else paid_words(of)
    return f"Declared on {day(one.on)} by {one.director}, turn {one.turn}. {paid}"


def paid_words(of: ImprovementYear) -> str:
    if of.paid == Paid.FULL_YEAR:
        return f"It is paid from {day(of.year.first)}, the full year."
    return "It is paid for the months that begin once it is met."


def answer(parts: Sequence[PartOutlook], of: ImprovementYear, today: date) -> str:
    """How many parts stand, what they come to of the most, and what is missed."""
    words = "area,areas" if of.judged else "part,parts"
    standing = sum(found.one.paying for found in parts)
    done = "paid for as judged" if of.judged else "declared and paid"
    start = f"{standing} of {counted(len(parts), words)} {'is' if standing == 1 else 'are'} {done}"
    worth = together(parts)
    if worth.most is None or worth.due is None:
        return f"{start}. What the year comes to is not known: an input is missing."
    sums = f"{start}: {money(worth.due)} of at most {money(worth.most)} for {of.year}."
    return f"{sums} {missed_words(worth.missed or Decimal(0), of, today)}".strip()


def missed_words(missed: Decimal, of: ImprovementYear, today: date) -> str:
    """What is still to be had, or lost."""
    if not missed:
        return ""
    if not of.judged and today <= of.last_day:
        return f"{money(missed)} more is due if the rest is declared by {day(of.last_day)}."
    return f"{money(missed)} is not paid."


def joined_words(found: PartOutlook) -> str:
    """Which practices joined since the declaration, and what to do."""
    names = joined([f"{one.name} ({one.code}), since {day(one.starts)}" for one in found.joined])
    return (
        f"{found.one.part.title}: {names} did not confirm. The clinical director declares it again."
    )


def part_rows(parts: Sequence[PartOutlook], of: ImprovementYear) -> list[dict[str, Any]]:
    """A network's parts as its page shows them."""
    return [
        {
            "found": found,
            "part": found.one.part,
            "tag": TAGS[found.one.state],
            "words": state_words(found, of),
            "share": share_words(found.one.share),
            "known": known_tags(found.one.part),
        }
        for found in parts
    ]
