"""What is held, in words: for the month, for home and for the list of holds."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse

from funding.queries import Held, HeldSum, held_sums
from networks.holds import hold_on
from networks.models import Network, PaymentHold
from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import holds_in, scope_of, statements_in
from pcn_portal.web.formats import counted, money, month
from pcn_portal.web.home_work import Item

NAMED_AT_HOME = 5
NOTHING = HeldSum(0, Decimal("0.00"))


def held_sentence(held: Collection[Held]) -> str:
    """ "£12,345.67 for 2 networks is held.", or nothing where nothing is."""
    if not held:
        return ""
    total = sum((row.total for row in held), Decimal("0.00"))
    return f"{money(total)} for {counted(len(held), 'network,networks')} is held."


def hold_tag(network: Network, on: date) -> dict[str, Any] | None:
    """The tag and reason (and number) that a network's pages bear while its payments are held."""
    hold = hold_on(network, on)
    if hold is None:
        return None
    tag = f"Payments held from {month(hold.from_month)}"
    return {"id": hold.pk, "tag": tag, "reason": hold.reason}


def sums_of(user: User, holds: Collection[PaymentHold]) -> dict[int, HeldSum]:
    """What each hold holds back so far, in the statements that the person may see."""
    if not holds:
        return {}
    within = statements_in(scope_of(user, Permission.SEE_STATEMENTS))
    found = held_sums([hold.pk for hold in holds], within=within)
    return {hold.pk: found.get(hold.pk, NOTHING) for hold in holds}


def so_far(held: HeldSum) -> str:
    """ "£12,345.67 for 1 month", or that no month is calculated under the hold yet."""
    if not held.months:
        return "no month is calculated under it yet"
    return f"{money(held.total)} for {counted(held.months, 'month,months')}"


def held_at_home(user: User, today: date) -> list[Item]:
    """The person's networks whose payments are held; one item for all where there are many."""
    scope = scope_of(user, Permission.SEE_NETWORKS)
    holds = list(
        holds_in(scope, today)
        .filter(lifted_at=None)
        .select_related("network")
        .order_by("network__name", "pk")
    )
    sums, href = sums_of(user, holds), reverse("list_holds")
    if len(holds) <= NAMED_AT_HOME:
        return [Item(_named(hold, sums[hold.pk]), href) for hold in holds]
    total = sum((held.total for held in sums.values()), Decimal("0.00"))
    return [Item(f"Payments of {len(holds):,} networks are held: {money(total)} so far.", href)]


def _named(hold: PaymentHold, held: HeldSum) -> str:
    return f"{hold.network} from {month(hold.from_month)}, {so_far(held)}: {hold.reason}"
