"""What claims ask of a person at home: decisions of a board, answers and claims of a network."""

from datetime import date
from decimal import Decimal

from django.urls import reverse

from funding.claims.queries import last_claimed_months, waiting_claims
from networks.models import Network
from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.units.periods import Month
from pcn_portal.web.formats import counted, money
from pcn_portal.web.formats import month as month_words
from pcn_portal.web.home_work import Item

NOTHING = Decimal("0.00")


def claims_at_home(user: User, today: date) -> list[Item]:
    """Claims to decide, queries to answer, and a month that is over and not claimed."""
    return [*_to_decide(user, today), *_of_own_networks(user, today)]


def _to_decide(user: User, today: date) -> list[Item]:
    scope = scope_of(user, Permission.DECIDE_CLAIMS)
    if scope.empty:
        return []
    ids = list(networks_in(scope, today).values_list("pk", flat=True))
    rows = [row for row in waiting_claims(ids) if row.waiting]
    if not rows:
        return []
    total = sum((row.waiting for row in rows), NOTHING)
    days = rows[0].days(today)
    oldest = f"{counted(days, 'day,days')} ago" if days else "today"
    claims = counted(len(rows), "claim,claims")
    text = f"{claims} to decide: {money(total)}, the oldest declared {oldest}."
    return [Item(text, reverse("claims_waiting"), "claim to decide,claims to decide", len(rows))]


def _of_own_networks(user: User, today: date) -> list[Item]:
    codes = scope_of(user, Permission.KEEP_STAFF).networks
    networks = list(Network.objects.filter(code__in=codes).order_by("name")) if codes else []
    found = []
    last = Month.of(today).previous
    claimed = last_claimed_months([network.pk for network in networks])
    for row in waiting_claims([network.pk for network in networks]):
        if row.queried:
            address = reverse("claim", args=[row.claim.network.code, row.claim.pk])
            when = month_words(row.claim.month)
            text = f"The board asks about the claim of {row.claim.network.name} for {when}."
            found.append(Item(text, address, "query to answer,queries to answer"))
    for network in networks:
        staffed = network.staff_posts.filter(engagements__isnull=False).exists()
        if staffed and claimed.get(network.pk, date.min) < last.first:
            address = reverse("claim_month", args=[network.code, str(last)])
            text = f"{network.name} has not claimed {month_words(last)}."
            found.append(Item(text, address, "month to claim,months to claim"))
    return found
