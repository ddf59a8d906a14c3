"""Payment holds: placed and lifted with a reason, and which are known at a moment.

“No signed network agreement, no payment” is the usual one. A hold stops the money, never the
entitlement: see docs/adr/0083.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet

from networks.models import Network, PaymentHold
from pcn_portal.audit.models import Actor, record
from practices.cells import say

LONGEST_REASON = 2000


class HoldRefused(Exception):
    """A hold cannot be placed or lifted; the message says why and what to do."""


class KnownHold(NamedTuple):
    """A hold as it was known at a moment; `from_month` is the first day of its first month."""

    id: int
    from_month: date
    reason: str
    placed_at: datetime


@transaction.atomic
def place_hold(
    *, network: str, from_month: date, reason: str, by: Actor, at: datetime
) -> PaymentHold:
    """Hold the payments of a network (its code) from a month on, until the hold is lifted.

    `from_month` is the first day of a month. Raises HoldRefused, also where a hold stands.
    """
    person = _person(by)
    found = Network.objects.select_for_update().filter(code=network).first()
    if found is None:
        raise HoldRefused(f"There is no network with the code “{network}”. Check the code.")
    _check_month(found, from_month)
    standing = PaymentHold.objects.filter(network=found, lifted_at=None).first()
    if standing:
        raise HoldRefused(
            f"Payments of {found} are already held from {_month(standing.from_month)}. "
            "Lift that hold before you place another."
        )
    hold = PaymentHold.objects.create(
        network=found,
        from_month=from_month,
        reason=_checked(reason, "Say why the payments are held."),
        placed_at=at,
        placed_by_id=person,
    )
    _record("hold.placed", hold, hold.reason, by, at)
    return hold


@transaction.atomic
def lift_hold(*, hold_id: int, reason: str, by: Actor, at: datetime) -> PaymentHold:
    """Lift a hold: months calculated from then on are paid. Raises HoldRefused."""
    person = _person(by)
    hold = PaymentHold.objects.select_for_update(of=("self",)).filter(pk=hold_id).first()
    if hold is None:
        raise HoldRefused("There is no such hold. Open the list of holds again.")
    if hold.lifted_at is not None:
        raise HoldRefused(f"{hold.lifted_by} has already lifted this hold. Nothing was changed.")
    hold.lifted_reason = _checked(reason, "Say why the hold is lifted.")
    hold.lifted_at = at
    hold.lifted_by_id = person
    hold.save(update_fields=["lifted_reason", "lifted_at", "lifted_by"])
    _record("hold.lifted", hold, hold.lifted_reason, by, at)
    return hold


def holds_known(
    *, network_ids: Collection[int], month: date, known_at: datetime
) -> dict[int, KnownHold]:
    """The hold on each network's payments of a month, as known at a moment, in one query.

    Placed by then and not lifted by then. A network that is not there is paid.
    """
    found = PaymentHold.objects.filter(
        standing_at(known_at), network__in=list(network_ids), from_month__lte=month
    )
    rows = found.order_by("placed_at").values_list(
        "network_id", "id", "from_month", "reason", "placed_at"
    )
    return {
        network: KnownHold(hold, starts, reason, placed_at)
        for network, hold, starts, reason, placed_at in rows
    }


def standing_at(moment: datetime) -> Q:
    """Holds that had been placed and not been lifted at a moment."""
    lifted_later = Q(lifted_at__isnull=True) | Q(lifted_at__gt=moment)
    return Q(placed_at__lte=moment) & lifted_later


def standing_on(day: date) -> Q:
    """Holds that stood at the end of a day."""
    lifted_later = Q(lifted_at__isnull=True) | Q(lifted_at__date__gt=day)
    return Q(placed_at__date__lte=day) & lifted_later


def hold_on(network: Network, day: date) -> PaymentHold | None:
    """The hold that stood on a network's payments on a day, whichever month it starts with."""
    return PaymentHold.objects.filter(standing_on(day), network=network).first()


def open_holds(networks: QuerySet[Network] | None = None) -> QuerySet[PaymentHold]:
    """Holds that nobody has lifted, by network, with who placed them; of `networks` or all."""
    found = PaymentHold.objects.filter(lifted_at=None)
    if networks is not None:
        found = found.filter(network__in=networks.order_by())
    return found.select_related("network", "placed_by").order_by("network__name", "network__code")


def _person(by: Actor) -> int:
    if by.id is None:
        raise HoldRefused("A hold is placed and lifted by a person.")
    return by.id


def _check_month(network: Network, from_month: date) -> None:
    if from_month.day != 1:
        raise HoldRefused("A hold starts on the first day of a month. Choose a month.")
    if network.closed and network.closed <= from_month:
        raise HoldRefused(
            f"{network} closed on {say(network.closed)}, so nothing is paid for "
            f"{_month(from_month)}. Choose an earlier month."
        )


def _checked(reason: str, wanted: str) -> str:
    if not reason.strip():
        raise HoldRefused(wanted)
    if len(reason) > LONGEST_REASON:
        raise HoldRefused(f"The reason is too long. The most is {LONGEST_REASON} characters.")
    return reason.strip()


def _month(first: date) -> str:
    return f"{first:%B %Y}"


def _record(action: str, hold: PaymentHold, reason: str, by: Actor, at: datetime) -> None:
    record(
        action=action,
        by=by,
        at=at,
        object_kind="network",
        object_key=hold.network.code,
        reason=reason,
        data={"hold": hold.pk, "from_month": f"{hold.from_month:%Y-%m}"},
    )


def held_networks_now(network_codes: Collection[str]) -> set[str]:
    """Those of the networks, by code, with a hold that nobody has lifted."""
    found = PaymentHold.objects.filter(lifted_at=None, network__code__in=list(network_codes))
    return set(found.values_list("network__code", flat=True))
