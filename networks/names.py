"""The name a network had on a day. Only networks that were ever renamed have any recorded."""

from collections.abc import Iterable
from datetime import date

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from networks.models import Network, NetworkName


def name_on(network: Network, day: date) -> str:
    """The name on a day; before the first one recorded, that one."""
    return names_on([network], day)[network.pk]


def names_on(networks: Iterable[Network], day: date) -> dict[int, str]:
    """The names of networks on a day, by primary key, in one query."""
    wanted = {network.pk: network.name for network in networks}
    rows = _reaching_beyond(day).filter(network__in=wanted).order_by("network", "-starts")
    # Of a network, the earliest row comes last and stays.
    return wanted | dict(rows.values_list("network_id", "name"))


def name_expression(day: date, prefix: str = "") -> Combinable:
    """The name on a day, for any query; `prefix` reaches a network by a relation ("network__")."""
    found = _reaching_beyond(day).filter(network=OuterRef(f"{prefix}pk")).order_by("starts")
    return Coalesce(
        Subquery(found.values("name")[:1]), F(f"{prefix}name"), output_field=CharField()
    )


def _reaching_beyond(day: date) -> QuerySet[NetworkName]:
    """Names that end after the day; the earliest of them is the one on the day."""
    borne = Q(ends__isnull=True) | Q(ends__gt=F("starts"))
    return NetworkName.objects.filter(borne, Q(ends__isnull=True) | Q(ends__gt=day))
