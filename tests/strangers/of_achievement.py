"""What Heather PCN keeps to itself of the incentive fund."""

from datetime import UTC, date, datetime

from networks.models import Network
from pcn_portal.accounts.models import User
from services.models import AchievementDeclaration, AchievementFigure, DeclaredIndicator

# What was decided nationally for a scheme is the same for everybody.
FOR_ALL: set[str] = {"achievement_decisions"}
SECRET = "Zyzzyva"
NOON = datetime(2025, 5, 1, 12, tzinfo=UTC)


def plant(network: Network, by: User) -> dict[str, object]:
    """Write secrets; what stands for the words in addresses that name them."""
    AchievementFigure.objects.create(
        network=network, year=2023, indicator="ACC-08", measure="numerator", field=SECRET,
        achieved_on=date(2024, 3, 31), value=1, version=1, received_at=NOON,
    )  # fmt: skip
    made = AchievementDeclaration.objects.create(
        network=network, scheme="2023-24", turn=1, achieved_on=date(2024, 3, 31),
        statement=SECRET, fingerprint="0" * 64, submitted_at=NOON, submitted_by=by,
    )  # fmt: skip
    DeclaredIndicator.objects.create(
        declaration=made, indicator="ACC-08", complete=False, by_decision=False,
        lacks=[SECRET], steps=[], citations=[], status="provisional",
    )  # fmt: skip
    return {"achievement_id": made.pk, "decide": "points"}
