"""What Heather PCN keeps to itself of capacity and access improvement."""

from datetime import UTC, date, datetime
from decimal import Decimal

from networks.models import Network
from pcn_portal.accounts.models import User
from practices.models import Practice
from services.models import (
    ImprovementCheck,
    ImprovementDeclaration,
    ImprovementEvidence,
    ImprovementJudgement,
    ImprovementPlan,
    ImprovementPractice,
    ImprovementSetting,
)

FOR_ALL: set[str] = set()
SECRET = "Zyzzyva"
JUNE = datetime(2025, 6, 20, 9, tzinfo=UTC)


def plant(network: Network, by: User) -> dict[str, object]:
    """Write secrets; what stands for the words in addresses that name them."""
    director = User.objects.create_user("director.of.heather@portal.example", name=f"{SECRET} Dr")
    made = ImprovementDeclaration.objects.create(
        network=network, year=2025, part="modern-access", turn=1, declared=True,
        met_on=date(2025, 4, 1), director=SECRET, reason=SECRET, declared_at=JUNE,
        declared_by=director,
    )  # fmt: skip
    ImprovementPractice.objects.create(
        declaration=made, practice=Practice.objects.get(code="Z90004")
    )
    ImprovementEvidence.objects.create(declaration=made, criterion="in-place", words=SECRET)
    ImprovementCheck.objects.create(
        declaration=made, outcome="more", reason=SECRET, declared_by=director, checked_at=JUNE,
        checked_by=by,
    )  # fmt: skip
    ImprovementSetting.objects.create(
        icb_code="QZ2", year=2025, pay="acceptance", reason=SECRET, set_at=JUNE, set_by=by
    )
    plan = ImprovementPlan.objects.create(
        network=network, year=2023, turn=1, submitted_on=date(2023, 6, 1), words=SECRET,
        recorded_at=JUNE, recorded_by=director,
    )  # fmt: skip
    ImprovementJudgement.objects.create(
        plan=plan, part="contact-experience", turn=1, percent=Decimal(50), reason=SECRET,
        recorded_by=director, judged_at=JUNE, judged_by=by,
    )  # fmt: skip
    return {
        "improvement_turn_id": made.pk,
        "improvement_part": "modern-access",
        "judged_year": "2023-24",
    }
