"""The year of many networks' pots: claimed, approved, paid, and what the register leads to."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet, Sum

from funding.claims.drafting import NOTHING
from funding.engine.outlook import MonthOfPot, Outlook
from funding.gather import known_on
from funding.models import Decision
from funding.pots import Pots, pots_of
from pcn_portal.units.money import exact_to_pennies
from pcn_portal.units.periods import ContractYear, Month
from workforce.engine.generating import MAIN, RING_FENCE, RING_FENCED_ROLE, Room, Rules, generate
from workforce.engine.roles import Area, RoleMissing
from workforce.models import ClaimLine, LineStep, Post
from workforce.queries import role_book
from workforce.staff import (
    claimed_before,
    costs_of_month,
    counting_of,
    people_in_post,
    standing_lines,
    vacant_baselines,
)

Key = tuple[int, str, Month]
"""Network, pot and month."""
Sums = dict[Key, Decimal]


def outlooks(
    *, icb_code: str, network_ids: Collection[int], year: ContractYear, known_at: datetime
) -> dict[int, dict[str, Outlook]]:
    """The outlook of every pot of a board's networks, by network id and pot."""
    found = pots_of(icb_code=icb_code, network_ids=network_ids, year=year, known_at=known_at)
    return Year(icb_code, network_ids, year, known_at).outlooks(found)


class Year:
    """What a year's outlooks of a board's networks are made of, read once."""

    def __init__(
        self, icb_code: str, network_ids: Collection[int], year: ContractYear, known_at: datetime
    ) -> None:
        self.ids = list(network_ids)
        self.year = year
        self.known_at = known_at
        self.now = Month.of(known_on(known_at))
        self.book = role_book(known_at)
        self.counting = counting_of(icb_code=icb_code, month=year.first, known_at=known_at)
        self.vacancies = vacant_baselines(self.ids)
        self.icb_code = icb_code
        self.people = people_in_post(network_ids=self.ids, month=None, known_at=known_at)
        self.posts = _empty_posts(self.ids, year)

    def outlooks(self, pots: Mapping[int, Pots]) -> dict[int, dict[str, Outlook]]:
        """The outlook of each pot."""
        claimed = _sums(standing_lines(), self.ids, self.year)
        approved = _sums(_approved(), self.ids, self.year)
        paid = _sums(_approved(self._booked()), self.ids, self.year)
        open_, unclear = self._by_register(pots)
        planned = self._planned(pots)
        return {
            network: {
                key: Outlook(
                    pot.amount,
                    tuple(
                        self._month((network, key, month), claimed, approved, paid, open_, planned)
                        for month in self.year.months()
                    ),
                    unclear.get((network, key), {}),
                )
                for key, pot in mine.items()
            }
            for network, mine in pots.items()
        }

    def _month(
        self, key: Key, claimed: Sums, approved: Sums, paid: Sums, open_: Sums, planned: Sums
    ) -> MonthOfPot:
        more = open_.get(key, NOTHING)
        over = key[2] < self.now
        return MonthOfPot(
            month=key[2],
            claimed=claimed.get(key, NOTHING),
            approved=approved.get(key, NOTHING),
            paid=paid.get(key, NOTHING),
            open=more if over else NOTHING,
            to_come=NOTHING if over else more,
            planned=planned.get(key, NOTHING),
        )

    def _by_register(
        self, pots: Mapping[int, Pots]
    ) -> tuple[Sums, dict[tuple[int, str], dict[Month, int]]]:
        """What claims would have beyond those made, whatever the pot leaves; and who is unclear."""
        sums: Sums = defaultdict(lambda: NOTHING)
        unclear: dict[tuple[int, str], dict[Month, int]] = defaultdict(dict)
        for month in self.year.months():
            before = claimed_before(network_ids=self.ids, month=month.first)
            costs = costs_of_month(network_ids=self.ids, month=month.first, known_at=self.known_at)
            rules = Rules(month, self.book, known_on(self.known_at), self.counting)
            for network, people in self.people.items():
                fenced = RING_FENCE in pots[network] and month in pots[network][RING_FENCE].months
                left: dict[str, Decimal | None] = {MAIN: None}
                room = Room(
                    left | ({RING_FENCE: None} if fenced else {}),
                    vacancies=self.vacancies.get(network, {}),
                )
                own = [replace(one, actual=costs.get(one.key)) for one in people]
                for line in generate(own, rules, room, before):
                    sums[network, line.pot, month] += line.amount
                    if line.missing:
                        counts = unclear[network, line.pot]
                        counts[month] = counts.get(month, 0) + 1
        return sums, unclear

    def _planned(self, pots: Mapping[int, Pots]) -> Sums:
        """Posts nobody is in, at the maximum of their role, in months that are not over."""
        sums: Sums = defaultdict(lambda: NOTHING)
        for month in self.year.months():
            if month < self.now:
                continue
            for post in self.posts:
                if post.starts < month.next.first and (not post.ends or post.ends > month.first):
                    fence = pots[post.network_id].get(RING_FENCE)
                    fenced = post.role == RING_FENCED_ROLE and fence and month in fence.months
                    pot = RING_FENCE if fenced else MAIN
                    sums[post.network_id, pot, month] += self.at_most(post, month)
        return sums

    def at_most(self, post: Post, month: Month) -> Decimal:
        """The most that a post may be claimed at in a month; nothing where that is not known."""
        try:
            role = self.book.role(post.role, month.first, known_on(self.known_at))
        except RoleMissing:
            return NOTHING
        pounds = role.maximum(Area(post.area)).pounds
        if pounds is None:
            return NOTHING
        share = role.later_share if post.later else role.share
        return exact_to_pennies(Fraction(pounds) / 12 * Fraction(post.wte) * Fraction(share))

    def _booked(self) -> list[date]:
        """Months whose run is approved: what they pay is in the books."""
        approved = Decision.objects.filter(
            icb_code=self.icb_code, outcome=Decision.Outcome.APPROVED
        )
        return list(approved.values_list("month", flat=True))


def _approved(months: Collection[date] | None = None) -> QuerySet[ClaimLine]:
    found = ClaimLine.objects.filter(decisions__step=LineStep.APPROVED)
    return found if months is None else found.filter(decisions__pay_month__in=list(months))


def _sums(lines: QuerySet[ClaimLine], network_ids: Collection[int], year: ContractYear) -> Sums:
    rows = lines.filter(
        claim__network__in=list(network_ids),
        claim__month__gte=year.first,
        claim__month__lt=year.after,
    )
    sums = rows.order_by().values_list("claim__network_id", "pot", "claim__month")
    return {
        (network, pot, Month.of(month)): total
        for network, pot, month, total in sums.annotate(sum=Sum("amount"))
    }


def _empty_posts(network_ids: Collection[int], year: ContractYear) -> list[Post]:
    """Posts of the networks that nobody was ever in, funded on a day of the year."""
    posts = Post.objects.filter(
        network__in=list(network_ids), engagements__isnull=True, starts__lt=year.after
    )
    return [post for post in posts if post.ends is None or post.ends > year.first]
