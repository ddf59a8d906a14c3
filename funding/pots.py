"""The sums that the claims of an ICB's networks are paid from, as known at a moment."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from funding.engine.facts import NetworkFacts
from funding.engine.pots import Pot, pots
from funding.gather import figures_to_use, known_on, practice_facts
from funding.models import PotTransfer
from funding.rate_books import rate_books
from networks.models import Network
from networks.queries import members_by_month
from pcn_portal.units.periods import ContractYear, Month
from workforce.engine.generating import MAIN, Room
from workforce.staff import claimed_of_pots, vacant_baselines

NOTHING = Decimal("0.00")
Pots = dict[str, Pot]


Facts = dict[int, tuple[str, dict[Month, NetworkFacts]]]
"""A network's code, and its facts in each month of a year in which it exists, by its id."""


def pots_of(
    *, icb_code: str, network_ids: Collection[int], year: ContractYear, known_at: datetime
) -> dict[int, Pots]:
    """Each network's pots of a contract year, by network id, with the rates of one board."""
    return _pots(icb_code, _facts(icb_code, network_ids, year, known_at), year, known_at)


def rooms_of(
    *, icb_code: str, network_ids: Collection[int], month: Month, known_at: datetime
) -> dict[int, Room]:
    """What the claims of a month may still draw on, by network id: each pot less what it has."""
    year = month.contract_year
    facts = _facts(icb_code, network_ids, year, known_at)
    claimed = claimed_of_pots(network_ids=network_ids, starts=year.first, ends=year.after)
    vacancies = vacant_baselines(network_ids)
    return {
        key: Room(
            left={
                pot.key: _left(pot, claimed.get((key, pot.key), NOTHING))
                for pot in mine.values()
                if pot.key == MAIN or month in pot.months
            },
            notes={pot.key: pot.note for pot in mine.values()},
            registered=_registered(facts[key][1].get(month)),
            vacancies=vacancies.get(key, {}),
        )
        for key, mine in _pots(icb_code, facts, year, known_at).items()
    }


@dataclass(frozen=True)
class Transferred:
    """What boards gave from each network's sum to others in a year, and back, by network id."""

    rows: tuple[tuple[int, int, Decimal], ...]

    def given(self, network_id: int) -> Decimal:
        return sum((amount for giver, _, amount in self.rows if giver == network_id), NOTHING)

    def received(self, network_id: int) -> Decimal:
        return sum((amount for _, to, amount in self.rows if to == network_id), NOTHING)


def transferred(
    *, network_ids: Collection[int], year: ContractYear, known_at: datetime
) -> Transferred:
    """What was given to or from networks for a year by a moment; one query."""
    ids = list(network_ids)
    rows = PotTransfer.objects.filter(
        Q(giver__in=ids) | Q(receiver__in=ids), year=year.start_year, decided_at__lte=known_at
    )
    return Transferred(tuple(rows.order_by("id").values_list("giver_id", "receiver_id", "amount")))


def _pots(icb_code: str, facts: Facts, year: ContractYear, known_at: datetime) -> dict[int, Pots]:
    books = rate_books(icb_code=icb_code, known_at=known_at)
    on = known_on(known_at)
    moved = transferred(network_ids=facts, year=year, known_at=known_at)
    return {
        key: _with_transfers(pots(months, books.of(code), on), key, moved)
        for key, (code, months) in facts.items()
    }


def _with_transfers(found: Pots, network_id: int, moved: Transferred) -> Pots:
    """The main sum less what was given away and with what was received, said in its note."""
    given, received = moved.given(network_id), moved.received(network_id)
    main = found[MAIN]
    if not (given or received) or main.amount is None:
        return found
    note = f"{main.note} £{received:,.2f} received from and £{given:,.2f} given to other networks."
    return found | {MAIN: replace(main, amount=main.amount + received - given, note=note)}


def _left(pot: Pot, claimed: Decimal) -> Decimal | None:
    return None if pot.amount is None else pot.amount - claimed


def _registered(network: NetworkFacts | None) -> Decimal | None:
    lists = [practice.registered for practice in network.practices] if network else []
    known = [figure.value for figure in lists if figure is not None]
    return sum(known, Decimal(0)) if lists and len(known) == len(lists) else None


def _facts(
    icb_code: str, network_ids: Collection[int], year: ContractYear, known_at: datetime
) -> Facts:
    months = list(year.months())
    members = members_by_month(network_ids=network_ids, days=[month.first for month in months])
    everybody = {
        member.practice_id: member
        for day in members.values()
        for found in day.values()
        for member in found
    }
    figures = figures_to_use(icb_code=icb_code, year=year, practices=everybody, known_at=known_at)
    practices = {
        key: practice_facts(key, member.code, member.name, figures)
        for key, member in everybody.items()
    }
    codes = dict(Network.objects.filter(pk__in=list(network_ids)).values_list("pk", "code"))
    facts: Facts = {key: (code, {}) for key, code in codes.items()}
    for month in months:
        for key, found in members[month.first].items():
            code = codes[key]
            its = tuple(practices[member.practice_id] for member in found)
            before = facts[key][1].get(month.previous)
            same = before is not None and before.practices == its
            facts[key][1][month] = before if before and same else NetworkFacts(code, "", its)
    return facts
