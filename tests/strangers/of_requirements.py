"""What Heather PCN keeps to itself of requirements."""

from datetime import UTC, date, datetime

from networks.models import Network
from pcn_portal.accounts.models import User
from services.models import (
    DeliveryAnswer,
    DeliveryReview,
    DeliveryRisk,
    Evidence,
    EvidenceUse,
    RequirementSet,
)

# What the contract asks, drafts of it included, is the same for everybody.
FOR_ALL: set[str] = {"requirement_set", "api_requirement_set", "api_decide_requirement_set"}
SECRET = "Zyzzyva"
NOON = datetime(2025, 5, 3, 12, tzinfo=UTC)


def plant(network: Network, by: User) -> dict[str, object]:
    """Write secrets; what stands for the words in addresses that name them."""
    answer = DeliveryAnswer.objects.create(
        network=network, year=2025, code="EHCH", turn=1, status="under_way", plan=SECRET,
        owner=SECRET, narrative=SECRET, given_at=NOON, given_by=by,
    )  # fmt: skip
    DeliveryRisk.objects.create(
        answer=answer, number=1, words=SECRET, likelihood="high", impact="high", done=SECRET
    )
    asked = DeliveryAnswer.objects.create(
        network=network, year=2025, code="EA", turn=1, status="under_way", given_at=NOON,
        given_by=by,
    )  # fmt: skip
    board = User.objects.exclude(pk=by.pk)[0]
    DeliveryReview.objects.create(
        answer=asked, accepted=False, words=SECRET, given_by=by, reviewed_at=NOON, reviewed_by=board
    )
    item = Evidence.objects.create(
        network=network, title=SECRET, day=date(2025, 5, 1), words=SECRET, name=f"{SECRET}.pdf",
        media_type="application/pdf", size=5, sha256="2" * 64, content=SECRET.encode(),
        recorded_at=NOON, recorded_by=by,
    )  # fmt: skip
    EvidenceUse.objects.create(
        evidence=item, kind="return", year=2025, key=SECRET, turn=1, linked=True, linked_at=NOON,
        linked_by=by,
    )  # fmt: skip
    draft = RequirementSet.objects.create(
        year=2027, version=1, note="For everybody", drafted_at=NOON, drafted_by=by
    )
    return {
        "evidence_id": item.pk,
        "requirement": "EHCH",
        "requirement_answer_id": answer.pk,
        "requirement_set_id": draft.pk,
    }
