"""Offering money that will not be claimed, and giving it to other networks, where the year allows.

To 2023/24 boards could invite bids for unclaimed money; from 2024/25 the contract has no such
rule (Pulse PCN, two articles of 2024).
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from funding.claims.declaring import ClaimRefused
from funding.models import PotOffer, PotTransfer
from funding.pots import pots_of, transferred
from networks.models import Network
from networks.queries import networks_of_icb
from networks.refusals import read_words
from pcn_portal.audit.models import Actor, record
from pcn_portal.units.periods import ContractYear
from workforce.engine.generating import MAIN
from workforce.keeping_checks import who
from workforce.register_parts import lock_networks
from workforce.staff import claimed_of_pots

LAST_YEAR = 2023
NOTHING = Decimal("0.00")
LARGEST = Decimal("9999999.99")
NOT_ALLOWED = (
    "From 2024/25 the contract has no rule for unclaimed money to go to other networks: it stays "
    "with the board."
)


@transaction.atomic
def offer(
    *,
    icb_code: str,
    network: Network,
    year: ContractYear,
    amount: Decimal,
    reason: str,
    by: Actor,
    at: datetime,
) -> PotOffer:
    """Offer what a network will not claim. Raises ClaimRefused."""
    said = _reason(reason)
    _check(year, amount, least=NOTHING)
    lock_networks([network.pk])
    left = _left(icb_code, network, year, at)
    if amount > left:
        raise ClaimRefused(f"The sum has £{left:,.2f} that is not claimed. Offer less.", "amount")
    given = transferred(network_ids=[network.pk], year=year, known_at=at).given(network.pk)
    if amount < given:
        raise ClaimRefused(f"£{given:,.2f} of an earlier offer are given away already.", "amount")
    made = PotOffer.objects.create(
        network=network,
        year=year.start_year,
        amount=amount,
        reason=said,
        offered_at=at,
        offered_by_id=who(by),
    )
    _note("pot.offered", network, {"year": str(year), "amount": str(amount)}, said, by, at)
    return made


@transaction.atomic
def give(
    *,
    icb_code: str,
    giver: Network,
    receiver: Network,
    year: ContractYear,
    amount: Decimal,
    reason: str,
    by: Actor,
    at: datetime,
) -> PotTransfer:
    """Give offered money to another network of the board. Raises ClaimRefused."""
    said = _reason(reason)
    _check(year, amount, least=Decimal("0.01"))
    if giver.pk == receiver.pk:
        raise ClaimRefused("Choose another network to receive it.", "receiver")
    here = set(networks_of_icb(icb_code, year.first).values_list("pk", flat=True))
    if not {giver.pk, receiver.pk} <= here:
        raise ClaimRefused("Both are networks of the board in that year.", "receiver")
    lock_networks([giver.pk, receiver.pk])
    offered = offers_of([giver.pk], year).get(giver.pk)
    given = transferred(network_ids=[giver.pk], year=year, known_at=at).given(giver.pk)
    left = (offered.amount if offered else NOTHING) - given
    if amount > left:
        raise ClaimRefused(f"{giver.name} has £{left:,.2f} on offer. Give less.", "amount")
    made = PotTransfer.objects.create(
        icb_code=icb_code,
        year=year.start_year,
        giver=giver,
        receiver=receiver,
        amount=amount,
        reason=said,
        decided_at=at,
        decided_by_id=who(by),
    )
    data = {"year": str(year), "amount": str(amount), "receiver": receiver.code}
    _note("pot.given", giver, data, said, by, at)
    return made


def offers_of(network_ids: Collection[int], year: ContractYear) -> dict[int, PotOffer]:
    """The latest offer of each network, by its id."""
    rows = PotOffer.objects.filter(network__in=list(network_ids), year=year.start_year)
    return {row.network_id: row for row in rows.select_related("network").order_by("id")}


def allowed(year: ContractYear) -> bool:
    """Whether a year's rules let unclaimed money go to other networks."""
    return year.start_year <= LAST_YEAR


def _left(icb_code: str, network: Network, year: ContractYear, at: datetime) -> Decimal:
    ids = [network.pk]
    pots = pots_of(icb_code=icb_code, network_ids=ids, year=year, known_at=at)
    pot = pots[network.pk][MAIN]
    if pot.amount is None:
        raise ClaimRefused(f"The network’s sum is not known. {pot.note}")
    given = transferred(network_ids=ids, year=year, known_at=at).given(network.pk)
    claimed: dict[tuple[int, str], Decimal] = defaultdict(lambda: NOTHING)
    claimed |= claimed_of_pots(network_ids=ids, starts=year.first, ends=year.after)
    return max(pot.amount + given - claimed[network.pk, MAIN], NOTHING)


def _check(year: ContractYear, amount: Decimal, *, least: Decimal) -> None:
    if not allowed(year):
        raise ClaimRefused(NOT_ALLOWED)
    good = amount.is_finite() and least <= amount <= LARGEST and amount == round(amount, 2)
    if not good:
        raise ClaimRefused(f"Write pounds and pence, at least {least}.", "amount")


def _reason(reason: str) -> str:
    return read_words(reason, field="reason", refusal=ClaimRefused, missing="Say why. It is kept.")


def _note(
    action: str, network: Network, data: dict[str, str], reason: str, by: Actor, at: datetime
) -> None:
    record(
        action=action,
        by=by,
        at=at,
        object_kind="network",
        object_key=network.code,
        reason=reason,
        data=data,
    )
