"""A network's month: facts and rates in, explained lines and gaps out.

The rule throughout (see `rounding` in docs/adr/0010): add up the practices' unrounded figures,
multiply by the rate, divide, and round once, half up, to pence. Each part of a payment is a line
of its own, rounded once.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Context, Decimal, localcontext

from funding.engine.achieved_lines import achieved_lines
from funding.engine.claim_lines import claim_lines
from funding.engine.facts import Figure, NetworkFacts, PracticeFacts
from funding.engine.improvement import improvement_notes, improvement_plan
from funding.engine.lines import Entitlement, Gap, Line, Step
from funding.engine.plan import CONVENTIONS, Part, StreamPlan, plan_for
from funding.engine.rates import RateBook
from pcn_portal.units.money import to_pennies
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import day_in_words, exact_text, month_in_words, shown_text

EXACT = Context(prec=60)
"""Enough digits that sums and products are exact and a half penny is seen as one.

A figure of 15 digits and 20 decimals, a thousand practices and a rate of 10 digits need 48.
"""

LISTED_FIGURES = 10
"""Up to this many practices, the sum is written out in the step."""


class BadRounding(ValueError):
    """A rounding convention that does not exist."""


def entitlement(
    *,
    network: NetworkFacts,
    month: Month,
    book: RateBook,
    known_on: date | None,
    rounding: Mapping[str, str],
) -> Entitlement:
    """What a network and its practices are entitled to for one month.

    `known_on`: use the rates as published by that day; None: all that is known. `rounding`: a
    convention by stream, "annual_twelfth" where a stream is not named. The order of the
    network's practices makes no difference.
    """
    unknown = set(rounding.values()) - set(CONVENTIONS)
    if unknown:
        raise BadRounding(f"“{unknown.pop()}” is not one of: {', '.join(CONVENTIONS)}.")
    plan = plan_for(book, month, known_on, tuple(sorted(rounding.items())))
    with localcontext(EXACT):
        sheet = _Sheet(network, month)
        for stream in plan:
            sheet.add(stream)
        if improvement := improvement_plan(network, month, book, known_on):
            sheet.add(improvement)
        sheet.lines.extend(claim_lines(network, month))
        sheet.lines.extend(achieved_lines(network, month))
    notes = improvement_notes(network)
    return Entitlement(month, network.code, tuple(sheet.lines), tuple(sheet.gaps), notes)


def improvement_amounts(
    network: NetworkFacts, month: Month, book: RateBook, known_on: date | None
) -> dict[str, Decimal]:
    """What the due parts of capacity and access improvement come to; none where one is a gap."""
    plan = improvement_plan(network, month, book, known_on)
    if plan is None:
        return {}
    with localcontext(EXACT):
        sheet = _Sheet(network, month)
        sheet.add(plan)
    return {line.component: line.amount for line in sheet.lines}


class _Sheet:
    """The lines and gaps of one network's month as they come about."""

    def __init__(self, network: NetworkFacts, month: Month) -> None:
        self.network = network
        self.month = month
        self.practices = sorted(network.practices, key=lambda practice: practice.code)
        self.lines: list[Line] = []
        self.gaps: list[Gap] = []
        self._figures: dict[str, tuple[Decimal, Step] | list[str]] = {}

    def add(self, plan: StreamPlan) -> None:
        """Add a stream's lines, or the gaps that stand for them."""
        if plan.missing:
            for missing in plan.missing:
                self._gap(plan.stream, missing)
        elif plan.per_practice:
            self._add_for_practices(plan)
        else:
            self._add_for_network(plan)

    def _add_for_network(self, plan: StreamPlan) -> None:
        figures = [self._figure(part) for part in plan.parts]
        missing = [what for figure in figures if isinstance(figure, list) for what in figure]
        for what in dict.fromkeys(missing):
            self._gap(plan.stream, what)
        for part, figure in zip(plan.parts, figures, strict=True):
            if not missing and isinstance(figure, tuple):
                days = _other_days(part, self.practices)
                self.lines.append(_line(self.month, plan, part, self.network.code, *figure, days))

    def _add_for_practices(self, plan: StreamPlan) -> None:
        if not self.practices:
            self._gap(plan.stream, _no_members(self.month))
        for part in plan.parts:
            for practice in self.practices:
                found = practice.figure(part.basis)
                if found is None:
                    self._gap(plan.stream, _missing_figure(part, practice), practice.code)
                    continue
                step = Step(part.figure_label, f"practice {practice.code}", exact_text(found.value))
                days = _other_days(part, [practice])
                self.lines.append(
                    _line(self.month, plan, part, practice.code, found.value, step, days)
                )

    def _figure(self, part: Part) -> tuple[Decimal, Step] | list[str]:
        """The network's figure for a part with its step, or what is missing for it."""
        if part.figure_label not in self._figures:
            found = self._beds(part) if part.basis == "beds" else self._population(part)
            self._figures[part.figure_label] = found
        return self._figures[part.figure_label]

    def _beds(self, part: Part) -> tuple[Decimal, Step] | list[str]:
        beds = self.network.beds
        if beds is None:
            return [f"{part.figure_label}: no number is recorded"]
        text = exact_text(beds.value)
        return beds.value, Step(part.figure_label, f"{beds.value:,f} beds", text)

    def _population(self, part: Part) -> tuple[Decimal, Step] | list[str]:
        if not self.practices:
            return [_no_members(self.month)]
        figures: list[Figure] = []
        missing: list[str] = []
        for practice in self.practices:
            figure = practice.figure(part.basis)
            if figure is None:
                missing.append(_missing_figure(part, practice))
            else:
                figures.append(figure)
        return missing or _sum(part, [figure.value for figure in figures])

    def _gap(self, stream: str, missing: str, payee: str = "") -> None:
        self.gaps.append(Gap(self.month, stream, payee or self.network.code, missing))


def _sum(part: Part, values: list[Decimal]) -> tuple[Decimal, Step]:
    total = sum(values, Decimal(0))
    count = len(values)
    practices = "1 practice" if count == 1 else f"{count} practices"
    if count <= LISTED_FIGURES:
        formula = " + ".join(f"{value:,f}" for value in values)
    else:
        formula = f"sum of the figures of {practices}, not rounded"
    return total, Step(f"{part.figure_label}: {practices}", formula, exact_text(total))


def _line(
    month: Month,
    plan: StreamPlan,
    part: Part,
    payee: str,
    figure: Decimal,
    figure_step: Step,
    other_days: tuple[Step, ...],
) -> Line:
    product = figure * part.rate
    unrounded = product / part.divisor if part.divisor else product
    amount = to_pennies(unrounded)
    shown = shown_text(unrounded)
    steps = (
        figure_step,
        Step(part.label, f"{figure:,f}{part.formula_end}", shown, part.rate_id, part.citation),
        Step("Rounded half up to pence", f"£{shown}", str(amount)),
        *other_days,
    )
    return Line(
        month,
        plan.stream,
        part.component,
        payee,
        amount,
        part.status,
        part.rate_id,
        steps,
        part.citations,
    )


def _other_days(part: Part, practices: Sequence[PracticeFacts]) -> tuple[Step, ...]:
    """What says that a figure of another day was used, and why."""
    if part.basis == "beds":
        return ()
    used = [(practice.code, practice.figure(part.basis)) for practice in practices]
    return tuple(
        Step(
            f"Figure of another day, practice {code}",
            f"of {day_in_words(figure.reference_date)}: {figure.override}",
            exact_text(figure.value),
        )
        for code, figure in used
        if figure and figure.override and figure.reference_date
    )


def _missing_figure(part: Part, practice: PracticeFacts) -> str:
    name = f" ({practice.name})" if practice.name else ""
    return f"{part.figure_label} of practice {practice.code}{name}: no figure is recorded"


def _no_members(month: Month) -> str:
    return f"Core network practices in {month_in_words(month)}: none are recorded"
