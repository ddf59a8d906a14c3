"""A network agreement in the small fictional England: Harbour's, and who is asked to sign it."""

from datetime import UTC, date, datetime

from networks.models import Agreement, Network, Partner, PartnerKind
from pcn_portal.audit.models import Actor

AT = datetime(2025, 6, 2, 9, 0, tzinfo=UTC)
TODAY = date(2025, 6, 2)
CLERK = Actor(id=None, label="clerk@portal.example")
APRIL = date(2025, 4, 1)


def network(code: str = "U90001") -> Network:
    return Network.objects.get(code=code)


def agreement(code: str = "U90001", starts: date = APRIL, version: int = 1) -> Agreement:
    return Agreement.objects.create(network=network(code), version=version, starts=starts)


def pharmacy(code: str = "U90001", starts: date = APRIL) -> Partner:
    return Partner.objects.create(
        network=network(code),
        kind=PartnerKind.PHARMACY,
        name="Made-up Pharmacy",
        ods_code="FZZ01",
        starts=starts,
    )
