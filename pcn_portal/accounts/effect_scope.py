"""How much of a change's effect a person may see: the figures of their own networks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from funding.effects import ApprovedMonth, Effect
from networks.models import Network
from pcn_portal.accounts.scope import Scope, networks_in


@dataclass(frozen=True)
class Seen:
    """Codes of the networks whose figures are shown; the notes and approved months about them."""

    networks: frozenset[str]
    notes: tuple[str, ...]
    approved_months: tuple[ApprovedMonth, ...]


def seen_of(scope: Scope, effect: Effect, on: date) -> Seen:
    """What of an effect the scope shows on a day: no note that names another's network."""
    codes = {found.code for found in effect.networks}
    seen = _networks_seen(scope, codes, on)
    others = [found for found in effect.networks if found.code not in seen]
    notes = (n for n in effect.notes if not any(o.code in n or o.name in n for o in others))
    months = (month for month in effect.approved_months if seen.intersection(month.networks))
    return Seen(seen, tuple(notes), tuple(months))


def _networks_seen(scope: Scope, codes: Collection[str], on: date) -> frozenset[str]:
    """Those of the scope; a network that would be new is too, if all the others are."""
    known = set(Network.objects.filter(code__in=codes).values_list("code", flat=True))
    own = set(networks_in(scope, on).filter(code__in=codes).values_list("code", flat=True))
    return frozenset(codes if scope.england or (known and known <= own) else own)
