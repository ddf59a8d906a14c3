"""What capacity and access improvement is worth to networks in a year: at most, due, and booked.

By the engine itself, month by month with the members of each month, so that the sums are those
that statements come to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import Sum

from funding.engine.facts import ImprovementFact, NetworkFacts, PracticeFacts
from funding.engine.rates import RateBook
from funding.engine.statement import improvement_amounts
from funding.engine.streams import IMPROVEMENT
from funding.gather import Figures, figures_to_use, known_on, practice_facts
from funding.improvement_facts import as_fact
from funding.models import Posting, PostingKind
from funding.rate_books import rate_books
from networks.queries import Member, members_by_month
from pcn_portal.units.periods import ContractYear, Month
from services.improvement_files import ImprovementYear, improvement_years
from services.improvement_queries import PartStanding

NOTHING = Decimal("0.00")
ENTITLEMENT = (PostingKind.ENTITLEMENT, PostingKind.CORRECTION)
Amounts = dict[str, Decimal]
"""Pounds by part."""


@dataclass(frozen=True, slots=True)
class Worth:
    """A part of a network's year in pounds.

    `most` is what the whole year comes to if it is met, `due` what the declarations make due, also
    of months to come; None where an input is missing. `booked` is what approved months posted.
    """

    most: Decimal | None = None
    due: Decimal | None = NOTHING
    booked: Decimal = NOTHING

    @property
    def missed(self) -> Decimal | None:
        """What is not due of the most; None where it is not known."""
        return None if self.most is None or self.due is None else self.most - self.due


def improvement_worth(
    *,
    codes: Mapping[int, str],
    icb_code: str,
    year: ContractYear,
    standings: Mapping[int, Sequence[PartStanding]],
    known_at: datetime,
) -> dict[tuple[int, str], Worth]:
    """Every part of a year for networks (`codes` by id), by network's id and part.

    As many queries for one network as for a board of them.
    """
    of = improvement_years().get(year)
    if of is None or not codes:
        return {}
    months = [Month.of(year.after).previous] if of.judged else list(year.months())
    members = members_by_month(network_ids=list(codes), days=[month.first for month in months])
    people = {m.practice_id for day in members.values() for its in day.values() for m in its}
    figures = figures_to_use(icb_code=icb_code, year=year, practices=people, known_at=known_at)
    books, day = rate_books(icb_code=icb_code, known_at=known_at), known_on(known_at)
    booked = _booked(list(codes.values()), year)
    found: dict[tuple[int, str], Worth] = {}
    for key, code in codes.items():
        sums = _Sums(of, standings.get(key, ()), books.of(code), day)
        for month in months:
            if key in members[month.first]:
                sums.add(_facts(code, members[month.first][key], figures), month)
        for part, worth in sums.worths().items():
            found[key, part] = replace(worth, booked=booked.get((code, part), NOTHING))
    return found


class _Sums:
    """One network's parts as its months are added; a missing input makes a sum unknown."""

    def __init__(
        self, of: ImprovementYear, standings: Sequence[PartStanding], book: RateBook, day: date
    ) -> None:
        self.of, self.standings, self.book, self.day = of, standings, book, day
        self.most: dict[str, Decimal | None] = {one.part.key: NOTHING for one in standings}
        self.due = dict(self.most)
        self._whole: dict[tuple[PracticeFacts, ...], Amounts] = {}

    def add(self, network: NetworkFacts, month: Month) -> None:
        """Add a month; the year's rate is the same in all, so members make the difference."""
        facts = tuple(as_fact(self.of, one, month.first) for one in self.standings)
        if network.practices not in self._whole:
            met = tuple(replace(one, due=True, percent=Fraction(1)) for one in facts)
            self._whole[network.practices] = self._amounts(network, met, month)
        most = self._whole[network.practices]
        judged = tuple(one for one in facts if one.due and one.percent != 1)
        due = most | (self._amounts(network, judged, month) if judged else {})
        for one in facts:
            _add(self.most, one.part, most)
            if one.due:
                _add(self.due, one.part, due)

    def worths(self) -> dict[str, Worth]:
        return {part: Worth(most, self.due[part]) for part, most in self.most.items()}

    def _amounts(
        self, network: NetworkFacts, facts: tuple[ImprovementFact, ...], month: Month
    ) -> Amounts:
        told = replace(network, improvement=facts)
        return improvement_amounts(told, month, self.book, self.day)


def _add(sums: dict[str, Decimal | None], part: str, amounts: Amounts) -> None:
    before, more = sums[part], amounts.get(part)
    sums[part] = None if before is None or more is None else before + more


def _facts(code: str, members: Sequence[Member], figures: Figures) -> NetworkFacts:
    practices = (practice_facts(m.practice_id, m.code, m.name, figures) for m in members)
    return NetworkFacts(code, "", tuple(practices))


def _booked(codes: Sequence[str], year: ContractYear) -> dict[tuple[str, str], Decimal]:
    """Pounds posted for the year's months, by network and part; one query."""
    rows = (
        Posting.objects.filter(
            network_code__in=codes,
            stream=IMPROVEMENT,
            entitlement_month__gte=year.first,
            entitlement_month__lt=year.after,
            kind__in=ENTITLEMENT,
        )
        .order_by()
        .values_list("network_code", "component")
        .annotate(sum=Sum("amount"))
    )
    return {(network, part): total for network, part, total in rows}
