"""Reads about networks and their core network practices on a day. No query per row."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from networks.models import Network, NetworkCommissioner, NetworkMembership
from pcn_portal.audit.dated import holds_on, meets
from practices.models import (
    Organisation,
    OrganisationKind,
    OrganisationLink,
    PracticeCommissioner,
)
from practices.queries import not_closed_on, open_on


@dataclass(frozen=True, slots=True)
class Member:
    """A core network practice of a network on a day."""

    practice_id: int
    code: str
    name: str
    starts: date


def _counting_on(day: date) -> Q:
    """Spells that count on `day`: they hold, and neither practice nor network has closed."""
    return holds_on(day) & not_closed_on(day, "practice__") & not_closed_on(day, "network__")


def members_on(network: Network, day: date) -> QuerySet[NetworkMembership]:
    """Return the spells of a network's core network practices on `day`, practice included."""
    spells = NetworkMembership.objects.filter(_counting_on(day), network=network)
    return spells.select_related("practice").order_by("practice__code")


def memberships_on(day: date) -> QuerySet[NetworkMembership]:
    """Return every spell that counts on `day`, in all networks."""
    return NetworkMembership.objects.filter(_counting_on(day))


def members_by_network(*, network_ids: Collection[int], day: date) -> dict[int, tuple[Member, ...]]:
    """Return the core network practices of many networks on `day`, by network id, in one query.

    A network without any has no key. Practices stand in order of code.
    """
    found: dict[int, list[Member]] = defaultdict(list)
    rows = memberships_on(day).filter(network__in=list(network_ids)).order_by("practice__code")
    for network, practice, code, name, starts in rows.values_list(
        "network_id", "practice_id", "practice__code", "practice__name", "starts"
    ):
        found[network].append(Member(practice, code, name, starts))
    return {network: tuple(members) for network, members in found.items()}


def members_by_month(
    *, network_ids: Collection[int], days: Collection[date]
) -> dict[date, dict[int, tuple[Member, ...]]]:
    """The core network practices of many networks on each of several days, in two queries.

    A network that does not exist on a day has no key there; one without members has none of them.
    """
    open_in = {
        key: (opened or date.min, closed or date.max)
        for key, opened, closed in Network.objects.filter(pk__in=list(network_ids)).values_list(
            "pk", "opened", "closed"
        )
    }
    spells = NetworkMembership.objects.filter(
        meets(min(days), max(days) + timedelta(days=1)), network__in=open_in
    )
    rows = list(
        spells.order_by("practice__code").values_list(
            "network_id",
            "practice_id",
            "practice__code",
            "practice__name",
            "starts",
            "ends",
            "practice__closed",
        )
    )
    return {
        day: _members_then(
            day, rows, {k for k, (opens, ends) in open_in.items() if opens <= day < ends}
        )
        for day in days
    }


def _members_then(
    day: date, rows: Collection[tuple[Any, ...]], there: set[int]
) -> dict[int, tuple[Member, ...]]:
    found: dict[int, list[Member]] = {network: [] for network in there}
    for network, practice, code, name, starts, ends, closed in rows:
        counts = starts <= day and (ends is None or day < ends) and (closed is None or day < closed)
        if counts and network in found:
            found[network].append(Member(practice, code, name, starts))
    return {network: tuple(members) for network, members in found.items()}


def networks_open_on(day: date) -> QuerySet[Network]:
    """Networks that exist on `day`."""
    return Network.objects.filter(open_on(day))


def _commissioners_on(day: date) -> QuerySet[NetworkCommissioner]:
    return NetworkCommissioner.objects.filter(holds_on(day), network=OuterRef("pk"))


def _icb_links_on(day: date) -> QuerySet[OrganisationLink]:
    return OrganisationLink.objects.filter(
        holds_on(day), child__kind=OrganisationKind.SUB_ICB, parent__kind=OrganisationKind.ICB
    )


def networks_of_icb(icb_code: str, on: date) -> QuerySet[Network]:
    """Networks that exist on a day and whose commissioning sub-ICB is then in the ICB."""
    return networks_open_on(on).filter(
        holds_on(on, "commissioners__"),
        holds_on(on, "commissioners__sub_icb__parent_links__"),
        commissioners__sub_icb__kind=OrganisationKind.SUB_ICB,
        commissioners__sub_icb__parent_links__parent__kind=OrganisationKind.ICB,
        commissioners__sub_icb__parent_links__parent__code=icb_code,
    )


def networks_without_icb(on: date) -> QuerySet[Network]:
    """Networks that exist on a day but that no ICB is known to commission then."""
    placed = _commissioners_on(on).filter(sub_icb__in=_icb_links_on(on).values("child"))
    return networks_open_on(on).exclude(Exists(placed))


def icbs_on(day: date) -> QuerySet[Organisation]:
    """ICBs that commission at least one network on `day`, in order of code."""
    networks = NetworkCommissioner.objects.filter(
        holds_on(day), network__in=networks_open_on(day)
    ).values("sub_icb")
    parents = _icb_links_on(day).filter(child__in=networks).values("parent")
    return Organisation.objects.filter(kind=OrganisationKind.ICB, pk__in=parents).order_by("code")


def sub_icbs_with_networks(day: date) -> dict[str, int]:
    """Return how many networks that exist on a day each sub-ICB location commissions, by code."""
    links = NetworkCommissioner.objects.filter(holds_on(day) & open_on(day, "network__"))
    return Counter(links.values_list("sub_icb__code", flat=True))


def icb_codes_of_networks(*, network_ids: Collection[int], on: date) -> dict[int, str]:
    """Return the code of the ICB that commissions each network on a day; absent if none."""
    rows = NetworkCommissioner.objects.filter(
        holds_on(on), holds_on(on, "sub_icb__parent_links__"), network__in=list(network_ids)
    )
    return dict(rows.values_list("network_id", "sub_icb__parent_links__parent__code"))


def network_codes_of_icbs(icbs: Collection[str], on: date) -> set[str]:
    """Return the codes of the networks that ICBs commission on a day, closed ones too."""
    sub_icbs = _icb_links_on(on).filter(parent__code__in=list(icbs)).values("child")
    commissioned = _commissioners_on(on).filter(sub_icb__in=sub_icbs)
    return set(Network.objects.filter(Exists(commissioned)).values_list("code", flat=True))


def practice_codes_of_icbs(icbs: Collection[str], on: date) -> set[str]:
    """Return the codes of practices an ICB commissions, or that are core in its networks."""
    sub_icbs = _icb_links_on(on).filter(parent__code__in=list(icbs)).values("child")
    commissioned = PracticeCommissioner.objects.filter(holds_on(on), sub_icb__in=sub_icbs)
    members = memberships_on(on).filter(network__code__in=network_codes_of_icbs(icbs, on))
    return {
        *commissioned.values_list("practice__code", flat=True),
        *members.values_list("practice__code", flat=True),
    }
