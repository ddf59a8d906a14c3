"""What is held, in words: for the month, for home and for the list of holds."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from funding.queries import Held, HeldSum, held_sums
from networks.holds import hold_on, open_holds
from networks.models import Network, PaymentHold
from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of, statements_in
from pcn_portal.web.formats import counted, money, month

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


def holds_answer(holds: Collection[PaymentHold], sums: dict[int, HeldSum]) -> str:
    """ "Payments of 2 networks are held: £12,345.67 so far." """
    if not holds:
        return "No payments are held."
    total = sum((sums[hold.pk].total for hold in holds), Decimal("0.00"))
    whose = counted(len(holds), "network,networks")
    return f"Payments of {whose} are held: {money(total)} so far."


def held_at_home(user: User, today: date) -> dict[str, Any] | None:
    """What home says of the person's networks whose payments are held; None if none are.

    `networks` names each, or nothing where there are many: the list of holds does.
    """
    scope = scope_of(user, Permission.SEE_NETWORKS)
    holds = list(open_holds(networks_in(scope, today)))
    if not holds:
        return None
    sums = sums_of(user, holds)
    named = holds if len(holds) <= NAMED_AT_HOME else []
    lines = [_named(hold, sums[hold.pk]) for hold in named]
    return {"answer": holds_answer(holds, sums), "networks": lines}


def _named(hold: PaymentHold, held: HeldSum) -> str:
    so_far = "no statement is held yet"
    if held.months:
        so_far = f"{money(held.total)} for {counted(held.months, 'month,months')}"
    return f"{hold.network} from {month(hold.from_month)}, {so_far}: {hold.reason}"
