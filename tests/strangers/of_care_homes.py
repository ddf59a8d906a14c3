"""What Heather PCN keeps to itself of care homes."""

from datetime import UTC, date, datetime

from networks.models import Network
from pcn_portal.accounts.models import User
from services.models import (
    Alignment,
    AuthorityChoice,
    BedCount,
    CareHome,
    CodingStatement,
    CountedHome,
    HomeClaim,
)

FOR_ALL: set[str] = set()
SECRET = "Zyzzyva"
NOON = datetime(2025, 5, 6, 12, tzinfo=UTC)
APRIL = date(2025, 4, 1)


def plant(network: Network, by: User) -> dict[str, object]:
    """Write secrets; what stands for the words in addresses that name them."""
    home = CareHome.objects.create(
        location_id="1-900000001", name=f"{SECRET} House", nursing=True, residential=False
    )
    aligned = Alignment.objects.create(
        home=home, network=network, starts=APRIL, reason=SECRET, decided_at=NOON, decided_by=by
    )
    claim = HomeClaim.objects.create(
        home=home, network=network, from_day=APRIL, reason=SECRET, claimed_at=NOON, claimed_by=by
    )
    count = BedCount.objects.create(
        network=network, month=date(2025, 3, 1), version=1, beds=3, received_at=NOON,
        counted_by=by, reason=SECRET,
    )  # fmt: skip
    CountedHome.objects.create(count=count, home=home, counts=True, beds=3, why=SECRET)
    CodingStatement.objects.create(
        network=network, from_month=APRIL, confirmed=True, words=SECRET, stated_at=NOON,
        stated_by=by,
    )  # fmt: skip
    AuthorityChoice.objects.create(
        icb_code="QZ2", authority=f"{SECRET} Council", chosen=True, made_at=NOON, made_by=by
    )
    return {"care_home_id": home.pk, "home_claim_id": claim.pk, "alignment_id": aligned.pk}
