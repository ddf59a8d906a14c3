"""The small fictional England with every figure of 2025/26, and drafts of changes to it.

Registered, adjusted and weighted populations of 1 January 2025 differ by practice, so that an
amount tells whose it is. Harbour (U90001) has 10 care home beds in July, Quay (U90002) has 7.
"""

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from funding.effects import Effect, NetworkEffect, effect_of
from networks.models import Network
from networks.proposals.details import Draft, check_details
from practices.models import Practice
from services.models import BedCount
from tests.api.england import RECEIVED, build_england, figure

JULY = date(2025, 7, 1)
KNOWN = datetime(2025, 6, 10, 12, tzinfo=UTC)
BASES = ("registered", "adjusted", "weighted")
FIGURES = {
    "Z90001": ("10000", "9876.54321", "10321.5"),
    "Z90002": ("8123", "8000.12345", "8432.25"),
    "Z90003": ("24500", "25111.1", "23999.75"),
    "Z90004": ("31000", "30500.5", "30250"),
}
BEDS = {"U90001": 10, "U90002": 7}
# £ a year in 2025/26, by payment and population, as the specification of 28 March 2025 has them.
RATES = {
    "core_pcn_funding": (("registered", "2.266"), ("adjusted", "0.733")),
    "enhanced_access": (("adjusted", "8.427"),),
    "capacity_and_access_support": (("adjusted", "3.208"),),
    "care_home_premium": (("beds", "130.253"),),
    "network_participation_payment": (("weighted", "1.761"),),
}


def build() -> None:
    """Write all of it."""
    build_england()
    for code, values in FIGURES.items():
        practice = Practice.objects.get(code=code)
        for basis, value in zip(BASES, values, strict=True):
            figure(practice, basis, value, version=2)
    for code, beds in BEDS.items():
        network = Network.objects.get(code=code)
        BedCount.objects.create(
            network=network, month=JULY, version=1, beds=beds, received_at=RECEIVED
        )


def draft(kind: str, effective: date = JULY, **details: Any) -> Draft:
    """A draft with its details checked; `from_` stands for the key “from”."""
    said = {key.rstrip("_"): value for key, value in details.items()}
    return Draft(kind, effective, check_details(kind, said))


def move(practice: str = "Z90002", to: str = "U90002", effective: date = JULY) -> Draft:
    return draft("move", effective, practice=practice, from_="U90001", to=to)


def merger() -> Draft:
    """Harbour and Quay merge into the new Estuary."""
    return draft("network_merger", networks=["U90001", "U90002"], into="U90009", name="Estuary PCN")


def split() -> Draft:
    """Harbour keeps Alder; Birch is the new Jetty."""
    parts = [
        {"code": "U90001", "name": "", "practices": ["Z90001"]},
        {"code": "U90008", "name": "Jetty PCN", "practices": ["Z90002"]},
    ]
    return draft("network_split", network="U90001", parts=parts)


def weigh(*drafts: Draft, known_at: datetime = KNOWN) -> tuple[Effect, dict[str, NetworkEffect]]:
    """The effect, and its networks by code."""
    effect = effect_of(drafts, known_at=known_at)
    return effect, {network.code: network for network in effect.networks}


def by_hand(practices: list[str], beds: int | None) -> dict[str, Decimal | None]:
    """A month's payments worked out with pencil and paper: figure × rate ÷ 12, half up."""
    amounts: dict[str, Decimal | None] = {}
    for stream, parts in RATES.items():
        if stream == "care_home_premium":
            amounts[stream] = None if beds is None else twelfth(Decimal(beds), parts[0][1])
        elif stream == "network_participation_payment":
            each = [twelfth(population([code], "weighted"), parts[0][1]) for code in practices]
            amounts[stream] = sum(each, Decimal(0))
        else:
            paid = [twelfth(population(practices, basis), rate) for basis, rate in parts]
            amounts[stream] = sum(paid, Decimal(0))
    return amounts


def population(practices: list[str], basis: str) -> Decimal:
    found = (Decimal(FIGURES[code][BASES.index(basis)]) for code in practices)
    return sum(found, Decimal(0))


def twelfth(figure: Decimal, rate: str) -> Decimal:
    return penny(figure * Decimal(rate) / 12)


def penny(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
