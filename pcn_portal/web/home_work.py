"""What a person finds on the home page: what needs them, what is late, how far the months are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.urls import reverse

from funding.models import Decision, RunPart
from funding.queries import MonthOverview, MonthState, months_overview
from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import (
    Scope,
    batches_in,
    calculations_in,
    icbs_in,
    parts_in,
    scope_of,
)
from pcn_portal.units.periods import Month
from pcn_portal.web.formats import counted, day, joined, money, month
from practices.import_models import ImportState

MONTHS_SHOWN = 12
CHANGES_SHOWN = 8
# Above this many boards the page speaks of months, not of each board's month.
FEW_BOARDS = 3


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do or know: a sentence and the page where it is done."""

    text: str
    href: str
    words: str = ""
    number: int = 1


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One contract month over the person's boards."""

    month: date
    href: str
    total: Decimal
    held: Decimal
    networks: int
    gaps: int
    states: dict[str, int]

    @property
    def standing(self) -> str:
        words = {
            MonthState.RETURNED: "returned",
            MonthState.CALCULATED: "waiting for approval",
            MonthState.APPROVED: "approved",
        }
        if sum(self.states.values()) == 1:
            return next(words[MonthState(s)] for s in self.states).capitalize()
        return joined([f"{self.states[s]} {w}" for s, w in words.items() if s in self.states])


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened in the person's organisations."""

    at: datetime
    text: str
    href: str


@dataclass
class BoardWork:
    """The work of somebody who sees runs: their months, and what waits for whom."""

    user: User
    today: date

    def __post_init__(self) -> None:
        self.scope = scope_of(self.user, Permission.SEE_RUNS)
        self.names = {icb.code: icb.name for icb in icbs_in(self.scope)}
        calculated = calculations_in(self.scope).order_by("-month")
        months = list(calculated.values_list("month", flat=True).distinct()[:MONTHS_SHOWN])
        found = months_overview(icb_codes=list(self.names), months=months)
        self.overviews = [o for o in found if o.state != MonthState.NOT_CALCULATED]

    def needs(self) -> list[Item]:
        """What only this person (or a colleague in the same role) can do next."""
        return [
            *self._checks(),
            *self._approvals(),
            *self._of_state(MonthState.RETURNED, Permission.START_RUNS, "returned"),
            *self._recalculated(),
            *self._failed(),
            *self._imports(),
        ]

    def waiting_for_others(self) -> int:
        """Number of months that somebody else is to approve."""
        calculated = {o.month for o in self.overviews if o.state == MonthState.CALCULATED}
        return len(calculated - {o.month for o in self._mine_to_approve()})

    def late(self) -> list[Item]:
        """Months that are over and not approved, whoever is to act."""
        open_states = (MonthState.CALCULATED, MonthState.RETURNED)
        over = [
            o
            for o in self.overviews
            if o.state in open_states and Month.of(o.month).next.first <= self.today
        ]
        return list(self._items(over, "over and not approved"))

    def months(self) -> list[MonthRow]:
        """How far each calculated month is, newest first."""
        newest_first = sorted(self.overviews, key=lambda o: o.month, reverse=True)
        return [
            self._month_row(first, list(found))
            for first, found in groupby(newest_first, key=lambda o: o.month)
        ]

    def _mine_to_approve(self) -> list[MonthOverview]:
        may = scope_of(self.user, Permission.APPROVE)
        return [
            o
            for o in self._in_state(MonthState.CALCULATED, may)
            if o.check
            and o.calculation
            and o.calculation.calculated_by_id != self.user.pk
            and not (o.first and o.first.approved_by_id == self.user.pk)
        ]

    def _checks(self) -> Iterator[Item]:
        may = scope_of(self.user, Permission.CHECK_MONTH)
        open_ = [o for o in self._in_state(MonthState.CALCULATED, may) if o.check is None]
        yield from self._items(open_, "to be checked", "month to check,months to check")

    def _approvals(self) -> Iterator[Item]:
        words = "month waiting for your approval,months waiting for your approval"
        yield from self._items(self._mine_to_approve(), "waiting for your approval", words)

    def _of_state(self, state: MonthState, needed: Permission, said: str) -> Iterator[Item]:
        found = self._in_state(state, scope_of(self.user, needed))
        yield from self._items(found, said, f"{said} month,{said} months")

    def _recalculated(self) -> Iterator[Item]:
        may = scope_of(self.user, Permission.START_RUNS)
        changed = [o for o in self.overviews if o.newer and _covers(may, o.icb_code)]
        words = "approved month with changed facts,approved months with changed facts"
        yield from self._items(changed, "approved, but its facts have changed since", words)

    def _failed(self) -> Iterator[Item]:
        may = scope_of(self.user, Permission.START_RUNS)
        failed = parts_in(may).filter(state=RunPart.State.FAILED).select_related("run")
        latest = failed.order_by("icb_code", "run__month", "-id").distinct("icb_code", "run__month")
        made = {(o.icb_code, o.month) for o in self.overviews}
        for part in latest:
            if (part.icb_code, part.run.month) not in made:
                text = f"The run of {month(part.run.month)} failed for {part.icb_name}."
                yield Item(text, reverse("run", args=[part.run_id]), "failed run,failed runs")

    def _imports(self) -> Iterator[Item]:
        scope = scope_of(self.user, Permission.IMPORT_DATA)
        if scope.empty:
            return
        staged = batches_in(scope).filter(state=ImportState.STAGED, staged_by=self.user)
        for batch in staged.select_related("source").defer("source__content"):
            text = f"{batch.source.name} is read and waits for you to apply or discard it."
            yield Item(text, reverse("import", args=[batch.pk]), "staged import,staged imports")

    def _in_state(self, state: MonthState, scope: Scope) -> list[MonthOverview]:
        return [o for o in self.overviews if o.state == state and _covers(scope, o.icb_code)]

    def _items(self, found: list[MonthOverview], said: str, words: str = "") -> Iterator[Item]:
        """A sentence for each board's month, or for each month if there are many boards."""
        if len(self.names) <= FEW_BOARDS:
            for o in found:
                yield Item(self._sentence(o, said), _month_page(o), words)
            return
        for first, group in groupby(sorted(found, key=lambda o: o.month), key=lambda o: o.month):
            number = len(list(group))
            text = f"{month(first)}: {counted(number, 'board,boards')} {said}."
            yield Item(text, _all_boards(first), words)

    def _sentence(self, o: MonthOverview, said: str) -> str:
        board = f", {self.names[o.icb_code]}" if len(self.names) > 1 else ""
        parts = [f"{money(o.total)} for {counted(o.networks, 'network,networks')}"]
        if o.gaps:
            parts.append(counted(o.gaps, "gap,gaps"))
        if o.state == MonthState.CALCULATED and o.calculation:
            parts.append(f"calculated on {day(o.calculation.calculated_at)}")
        if o.state == MonthState.RETURNED and o.decision:
            parts.append(f"returned by {o.decision.decided_by}: {o.decision.reason}")
        return f"{month(o.month)}{board}, {said}: {', '.join(parts)}."

    def _month_row(self, first: date, found: list[MonthOverview]) -> MonthRow:
        states = {state: sum(o.state == state for o in found) for state in MonthState}
        return MonthRow(
            month=first,
            href=_month_page(found[0]) if len(self.names) == 1 else _all_boards(first),
            total=sum((o.total or Decimal(0) for o in found), Decimal(0)),
            held=sum((o.held for o in found), Decimal(0)),
            networks=sum(o.networks for o in found),
            gaps=sum(o.gaps for o in found),
            states={state: number for state, number in states.items() if number},
        )

    def changes(self) -> list[Change]:
        """The latest calculations, decisions and imports, newest first."""
        return latest(self._decided(), self._calculated(), self._imported())

    def _decided(self) -> Iterator[Change]:
        decided = Decision.objects.filter(calculation__in=calculations_in(self.scope))
        for d in decided.select_related("decided_by", "calculation").order_by("-id")[
            :CHANGES_SHOWN
        ]:
            text = f"{d.decided_by} {d.outcome} {month(d.month)}, {d.calculation.icb_name}"
            yield Change(d.decided_at, text, _page(d.icb_code, d.month))

    def _calculated(self) -> Iterator[Change]:
        made = calculations_in(self.scope).select_related("calculated_by").order_by("-id")
        for c in made[:CHANGES_SHOWN]:
            text = f"{c.calculated_by} had {month(c.month)} calculated, {c.icb_name}"
            yield Change(c.calculated_at, text, _page(c.icb_code, c.month))

    def _imported(self) -> Iterator[Change]:
        seen = batches_in(scope_of(self.user, Permission.SEE_IMPORTS))
        applied = seen.filter(state=ImportState.APPLIED, decided_at__isnull=False)
        rows: Any = applied.select_related("decided_by").order_by("-decided_at")
        for batch in rows.select_related("source").defer("source__content")[:CHANGES_SHOWN]:
            who = batch.decided_by or "The system"
            text = f"{who} applied {batch.source.name}"
            yield Change(batch.decided_at, text, reverse("import", args=[batch.pk]))


def latest(*lists: Iterable[Change]) -> list[Change]:
    """The newest of several lists, newest first."""
    found = [change for one in lists for change in one]
    return sorted(found, key=lambda change: change.at, reverse=True)[:CHANGES_SHOWN]


def answer(needs: list[Item], waiting: int) -> str:
    """The first sentences: what needs the person, and how many months wait for somebody else."""
    sentence = _needs_sentence(needs)
    if not waiting:
        return sentence
    return f"{sentence} {counted(waiting, 'month waits,months wait')} for somebody else’s approval."


def _needs_sentence(needs: list[Item]) -> str:
    tally: dict[str, int] = {}
    for item in needs:
        tally[item.words] = tally.get(item.words, 0) + item.number
    if not tally:
        return "Nothing needs you now."
    said = joined([counted(number, words) for words, number in tally.items()])
    return f"{said} {'needs' if sum(tally.values()) == 1 else 'need'} you."


def _covers(scope: Scope, icb_code: str) -> bool:
    return scope.england or icb_code in scope.icbs


def _month_page(o: MonthOverview) -> str:
    return _page(o.icb_code, o.month)


def _all_boards(first: date) -> str:
    return f"{reverse('money')}?month={first:%Y-%m}"


def _page(icb_code: str, first: date) -> str:
    return reverse("month_result", args=[icb_code, first])
