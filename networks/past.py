"""All that a network was, day by day: its spells, lists and predecessors. No query per row."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet

from networks.models import Network, NetworkMembership
from practices.models import Basis, PopulationFigure
from practices.queries import latest_known


@dataclass(frozen=True, slots=True)
class JanuaryList:
    """The registered list of the core network practices of a 1 January, on that day.

    `patients` is the sum over the `known` of the `members` whose list is held.
    """

    on: date
    patients: Decimal
    known: int
    members: int

    @property
    def whole(self) -> bool:
        return self.known >= self.members


def spells_of(network: Network) -> QuerySet[NetworkMembership]:
    """Every spell of a core network practice that ever counted, by practice, oldest first."""
    spells = network.memberships.filter(Q(ends__isnull=True) | Q(ends__gt=F("starts")))
    sourced = spells.select_related("practice", "source").defer("source__content")
    return sourced.order_by("practice__code", "starts")


def january_lists(network: Network) -> list[JanuaryList]:
    """The network's registered list on every 1 January for which one is held."""
    spells = list(spells_of(network))
    lists = PopulationFigure.objects.filter(
        basis=Basis.REGISTERED,
        reference_date__month=1,
        reference_date__day=1,
        practice__in={spell.practice_id for spell in spells},
    )
    figures: dict[date, dict[int, Decimal]] = {}
    for figure in latest_known(lists, None).order_by("reference_date"):
        figures.setdefault(figure.reference_date, {})[figure.practice_id] = figure.value
    summed = (_january(on, held, spells) for on, held in figures.items())
    return [january for january in summed if january.known]


def _january(on: date, held: dict[int, Decimal], spells: list[NetworkMembership]) -> JanuaryList:
    members = {spell.practice_id for spell in spells if _counts(spell, on)}
    known = [held[practice] for practice in members if practice in held]
    return JanuaryList(on, sum(known, Decimal(0)), len(known), len(members))


def _counts(spell: NetworkMembership, on: date) -> bool:
    closed = spell.practice.closed
    held = spell.starts <= on and (spell.ends is None or on < spell.ends)
    return held and (closed is None or on < closed)
