"""What an effect is worked out from: figures, beds, rounding and boards, in a few queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from funding.boards import Boards, read_boards
from funding.engine.facts import Figure, NetworkFacts, PracticeFacts
from funding.engine.rates import RateBook
from funding.gather import beds_figure, figures_of, known_on, practice_facts, rounding_in_force
from funding.rate_books import RateBooks, national_book, rate_books
from networks.models import Network, ProposalKind
from networks.proposals.applying import in_order
from networks.proposals.details import Change
from networks.proposals.projection import NetworkView, Projection
from pcn_portal.units.periods import Month
from practices.models import Practice
from services.queries import beds_known


@dataclass(frozen=True, slots=True)
class EffectFacts:
    """The facts of all touched networks for one month.

    `practices` are by code, beds by network code, `rounding` and `books` by ICB code.
    """

    month: Month
    known_on: date
    practices: dict[str, PracticeFacts]
    beds: dict[str, Figure]
    beds_after: dict[str, Figure]
    rounding: dict[str, dict[str, str]]
    books: dict[str, RateBooks]
    national: RateBook
    boards: Boards

    def network(self, view: NetworkView, *, after: bool) -> NetworkFacts:
        """The network of a view as the engine is told of it."""
        beds = self.beds_after if after else self.beds
        return NetworkFacts(
            view.code,
            view.name,
            tuple(self.practices[code] for code in view.practices),
            beds.get(view.code),
        )

    def book_of(self, network: str) -> RateBook:
        """The rates of the network's board; the national ones where no board is recorded."""
        board = self.boards.of(network, self.month.first)
        return self.books[board.code].of(network) if board else self.national

    def rounding_of(self, network: str) -> dict[str, str]:
        """The conventions of the network's board; none set where no board is recorded."""
        board = self.boards.of(network, self.month.first)
        return self.rounding[board.code] if board else {}


def gather_effect(
    drafts: Sequence[Change], projection: Projection, *, known_at: datetime
) -> EffectFacts:
    """Read what the engine needs for the projection's day, the first of a month."""
    month = Month.of(projection.on)
    networks = dict(Network.objects.filter(code__in=projection.after).values_list("pk", "code"))
    counted = beds_known(network_ids=list(networks), month=month.first, known_at=known_at)
    beds = {networks[key]: beds for key, one in counted.items() if (beds := beds_figure(one))}
    boards = read_boards(drafts, list(projection.after))
    found = {board for code in projection.after if (board := boards.of(code, month.first))}
    return EffectFacts(
        month=month,
        known_on=known_on(known_at),
        practices=_practices(drafts, projection, known_at),
        beds=beds,
        beds_after=_beds_after(drafts, beds),
        rounding={
            board.code: rounding_in_force(icb_code=board.code, month=month.first, known_at=known_at)
            for board in found
        },
        books={board.code: rate_books(icb_code=board.code, known_at=known_at) for board in found},
        national=national_book(known_at),
        boards=boards,
    )


def _practices(
    drafts: Sequence[Change], projection: Projection, known_at: datetime
) -> dict[str, PracticeFacts]:
    """Every member before or after; one that would be new has no figures yet."""
    views = (*projection.before.values(), *projection.after.values())
    codes = {code for view in views for code in view.practices}
    rows = list(Practice.objects.filter(code__in=codes).values_list("pk", "code", "name"))
    listed = Month.of(projection.on).contract_year.list_date
    figures = figures_of([key for key, _, _ in rows], listed, known_at)
    known = {code: practice_facts(key, code, name, figures) for key, code, name in rows}
    named = {code: name for draft in drafts for code, name in _named(draft)}
    return {code: known.get(code) or PracticeFacts(code, named.get(code, "")) for code in codes}


def _named(draft: Change) -> list[tuple[str, str]]:
    """Codes and names of the practices that a draft would make new."""
    if draft.kind == ProposalKind.PRACTICE_MERGER:
        return [(draft.details["into"], draft.details["name"])]
    if draft.kind == ProposalKind.PRACTICE_SPLIT:
        return [(part["code"], part["name"]) for part in draft.details["into"]]
    return []


def _beds_after(drafts: Sequence[Change], beds: dict[str, Figure]) -> dict[str, Figure]:
    """Beds as the changes leave them: a merged network has those of all that merge.

    After a split nobody knows yet which part a home is aligned to, so its beds are in none.
    """
    found = dict(beds)
    for draft in in_order(drafts):
        if draft.kind == ProposalKind.NETWORK_MERGER:
            merged = [found.pop(code, None) for code in draft.details["networks"]]
            counted = [figure.value for figure in merged if figure is not None]
            if len(counted) == len(merged):
                found[draft.details["into"]] = Figure(sum(counted, Decimal(0)))
        if draft.kind == ProposalKind.NETWORK_SPLIT:
            found.pop(draft.details["network"], None)
    return found
