"""Networks and practices as they stood on a day: rows for lists, in one query each."""

from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, JSONObject

from networks.models import Network, NetworkCommissioner, NetworkMembership
from networks.names import name_expression
from networks.queries import memberships_on
from pcn_portal.audit.dated import holds_on
from practices.models import OrganisationKind, OrganisationLink, Practice, PracticeCommissioner

Rows = QuerySet[Any, Any]


def commissioned_by(icb: str, day: date) -> Q:
    """Networks or practices commissioned on `day` by a sub-ICB location of the ICB `icb`."""
    sub_icbs = OrganisationLink.objects.filter(
        holds_on(day), parent__kind=OrganisationKind.ICB, parent__code=icb
    ).values("child_id")
    return holds_on(day, "commissioners__") & Q(commissioners__sub_icb__in=sub_icbs)


def matching(sought: str) -> Q:
    """Networks or practices with `sought` in their name or code."""
    return Q(name__icontains=sought) | Q(code__icontains=sought) if sought else Q()


def network_rows(networks: QuerySet[Network], day: date) -> Rows:
    """Return `networks` as rows: who commissioned each on `day`, and how many members it had.

    `sub_icb` and `icb` are {"code", "name"}, or None where nobody is recorded; `name` is the one
    it had then.
    """
    spells = NetworkCommissioner.objects.filter(holds_on(day), network=OuterRef("pk"))
    members = memberships_on(day).filter(network=OuterRef("pk")).order_by().values("network")
    number = members.annotate(number=Count("pk")).values("number")
    rows: Rows = networks.values(
        "code",
        "postcode",
        "opened",
        "closed",
        **_commissioner(spells, day),
        members=Coalesce(Subquery(number), 0),
    ).annotate(name=name_expression(day))
    return rows


def practice_rows(practices: QuerySet[Practice], day: date) -> Rows:
    """Return `practices` as rows: who commissioned each on `day`, and its network then."""
    spells = PracticeCommissioner.objects.filter(holds_on(day), practice=OuterRef("pk"))
    spell = memberships_on(day).filter(practice=OuterRef("pk"))
    rows: Rows = practices.values(
        "code",
        "name",
        "postcode",
        "status",
        "opened",
        "closed",
        **_commissioner(spells, day),
        network=_named(spell, "network__code", name_expression(day, "network__")),
    )
    return rows


def member_rows(network_code: str, day: date) -> Rows:
    """Return the core network practices of a network on `day`, by code, with their spells."""
    spells = memberships_on(day).filter(network__code=network_code).order_by("practice__code")
    rows: Rows = spells.values("starts", "ends", code=F("practice__code"), name=F("practice__name"))
    return rows


def spell_rows(practice_code: str) -> Rows:
    """Return a practice's spells in networks, oldest first; empty ones never counted."""
    spells = NetworkMembership.objects.filter(
        Q(ends__isnull=True) | Q(ends__gt=F("starts")), practice__code=practice_code
    ).order_by("starts")
    rows: Rows = spells.values("starts", "ends", code=F("network__code"), name=F("network__name"))
    return rows


def _commissioner(spells: QuerySet[Any], day: date) -> dict[str, Subquery]:
    above = "sub_icb__parent_links__"
    in_icb = spells.filter(
        holds_on(day, above), **{f"{above}parent__kind": OrganisationKind.ICB.value}
    )
    return {
        "sub_icb": _named(spells, "sub_icb__code", "sub_icb__name"),
        "icb": _named(in_icb, f"{above}parent__code", f"{above}parent__name"),
    }


def _named(rows: QuerySet[Any], code: str, name: str | Combinable) -> Subquery:
    called = F(name) if isinstance(name, str) else name
    return Subquery(rows.order_by().values(named=JSONObject(code=F(code), name=called))[:1])
