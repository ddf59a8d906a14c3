"""Schedule 4: a network's money given out to its practices, every penny exactly once.

What is due to each is worked out as an exact fraction; then all are rounded together, so that the
shares are the sum and each is within a penny of its due. The order of practices makes no
difference: pennies left over go to the largest fractions, and among equals to the first code.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

NETWORK = ""
"""Whose share is what stays with the network: its costs, and what no practice is given."""
PENNY = Fraction(1, 100)
WHOLE = Decimal(100)


class By(StrEnum):
    """How what is left is given out."""

    REGISTERED = "registered"
    WEIGHTED = "weighted"
    EQUAL = "equal"
    KEEP = "keep"


BY_WORDS: dict[By, str] = {
    By.REGISTERED: "by registered list",
    By.WEIGHTED: "by contractor weighted population",
    By.EQUAL: "in equal parts",
    By.KEEP: "stays with the network",
}


class BadRule(ValueError):
    """A rule that cannot be; the message says what to change."""


class NoShare(Exception):
    """A sum that the rule cannot give out; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How a sum is given out: first the network's costs, then fixed sums, percentages, the rest.

    `top_fixed` and `fixed` are pounds a month; `top_percent` is of the sum, `percent` (by
    practice) of what is left after costs and fixed sums; the rest goes `by` a list or in parts.
    """

    by: By
    top_fixed: Decimal = Decimal("0.00")
    top_percent: Decimal = Decimal(0)
    fixed: Mapping[str, Decimal] = field(default_factory=dict)
    percent: Mapping[str, Decimal] = field(default_factory=dict)

    def check(self) -> None:
        """Raise BadRule where percentages or sums are out of their bounds."""
        percentages = [self.top_percent, *self.percent.values()]
        if any(one < 0 for one in (*percentages, self.top_fixed, *self.fixed.values())):
            raise BadRule("No part of the rule can be below zero.")
        if self.top_percent > WHOLE or sum(self.percent.values()) > WHOLE:
            raise BadRule("The percentages come to more than 100.")


@dataclass(frozen=True, slots=True)
class Share:
    """One share in pounds, and in words how it came about; `whose` is a practice or `NETWORK`."""

    whose: str
    amount: Decimal
    why: str


def share(
    amount: Decimal, rule: Rule, practices: Mapping[str, Decimal | None], *, fixed: bool = True
) -> list[Share]:
    """Give out `amount` (pounds; below zero takes back) to practices; raise NoShare.

    `practices` has each practice's list, None where it is not known; only `by` a list needs it.
    Without `fixed` the rule's fixed sums are left out: they are of a month, not of a correction.
    """
    rule.check()
    sign = -1 if amount < 0 else 1
    found = _dues(abs(Fraction(amount)), rule, practices, fixed and sign > 0)
    return [
        Share(whose, _pounds(sign * pennies), found.why(whose))
        for whose, pennies in sorted(_rounded(found.dues).items())
    ]


class _Dues:
    """What is due to each so far, exactly, and why."""

    def __init__(self, amount: Fraction, practices: Iterable[str]) -> None:
        self.amount = amount
        self.dues: dict[str, Fraction] = dict.fromkeys([NETWORK, *practices], Fraction(0))
        self.words: dict[str, list[str]] = {whose: [] for whose in self.dues}

    def give(self, whose: str, part: Fraction, why: str) -> None:
        """Add a part to somebody's due."""
        self.dues[whose] += part
        self.words[whose].append(why)

    @property
    def left(self) -> Fraction:
        return self.amount - sum(self.dues.values())

    def why(self, whose: str) -> str:
        return "; ".join(self.words[whose]) or "Nothing by this rule"


def _dues(
    amount: Fraction, rule: Rule, practices: Mapping[str, Decimal | None], fixed: bool
) -> _Dues:
    _check_named(rule, practices)
    found = _Dues(amount, practices)
    if rule.top_percent:
        part = amount * Fraction(rule.top_percent) / 100
        found.give(NETWORK, part, f"{rule.top_percent:f} % of the sum for the network’s costs")
    if fixed:
        _give_fixed(found, rule)
    left = found.left
    if left < 0:
        raise NoShare("The fixed sums and costs come to more than there is to share.")
    for code, percent in sorted(rule.percent.items()):
        found.give(code, left * Fraction(percent) / 100, f"{percent:f} % of what is left")
    for whose, part, why in _rest(found.left, rule.by, practices):
        found.give(whose, part, why)
    return found


def _give_fixed(found: _Dues, rule: Rule) -> None:
    if rule.top_fixed:
        found.give(NETWORK, Fraction(rule.top_fixed), f"£{rule.top_fixed:,.2f} for its costs")
    for code, pounds in sorted(rule.fixed.items()):
        found.give(code, Fraction(pounds), f"£{pounds:,.2f} fixed")


def _check_named(rule: Rule, practices: Mapping[str, Decimal | None]) -> None:
    unknown = sorted((set(rule.fixed) | set(rule.percent)) - set(practices))
    if unknown:
        raise NoShare(
            f"The rule names {', '.join(unknown)}, not a member in that month. Set a new rule."
        )


def _rest(
    rest: Fraction, by: By, practices: Mapping[str, Decimal | None]
) -> Iterable[tuple[str, Fraction, str]]:
    """Whose part of the rest is what, in words."""
    if by == By.KEEP:
        return [(NETWORK, rest, "what is left stays with the network")] if rest else []
    if not rest:
        return []
    if not practices:
        raise NoShare("The network has no members in that month.")
    if by == By.EQUAL:
        number = len(practices)
        why = f"one of {number} equal parts of what is left"
        return [(code, rest / number, why) for code in sorted(practices)]
    return _by_list(rest, by, practices)


def _by_list(
    rest: Fraction, by: By, practices: Mapping[str, Decimal | None]
) -> Iterable[tuple[str, Fraction, str]]:
    missing = sorted(code for code, size in practices.items() if size is None)
    if missing:
        raise NoShare(f"The {BY_WORDS[by].removeprefix('by ')} of {', '.join(missing)} is missing.")
    sizes = {code: Fraction(size) for code, size in practices.items() if size is not None}
    whole = sum(sizes.values())
    if not whole:
        raise NoShare("All lists are zero, so nothing can be shared by them.")
    of = _figure(whole)
    return [
        (code, rest * size / whole, f"{_figure(size)} of {of}, {BY_WORDS[by]}")
        for code, size in sorted(sizes.items())
    ]


def _figure(value: Fraction | int) -> str:
    """A list's size in words, at most two decimals."""
    text = f"{Decimal(Fraction(value).numerator) / Decimal(Fraction(value).denominator):,.2f}"
    return text.removesuffix(".00")


def _rounded(dues: Mapping[str, Fraction]) -> dict[str, int]:
    """All dues in pennies: rounded down, and the pennies left over to the largest fractions."""
    exact = {whose: due / PENNY for whose, due in dues.items()}
    pennies = {whose: int(value // 1) for whose, value in exact.items()}
    left = int(sum(exact.values())) - sum(pennies.values())
    order = sorted(exact, key=lambda whose: (pennies[whose] - exact[whose], whose))
    for whose in order[:left]:
        pennies[whose] += 1
    return pennies


def _pounds(pennies: int) -> Decimal:
    return Decimal(pennies).scaleb(-2)
