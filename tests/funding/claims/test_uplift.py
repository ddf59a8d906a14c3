"""The backdated award of 2025/26 replayed: batch, proof, approval, arrears."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from funding.claims.deciding import decide_lines
from funding.claims.declaring import ClaimRefused, Declaration, declare
from funding.claims.uplifting import (
    UpliftEntry,
    decide_uplift,
    preview_uplift,
    request_uplift,
)
from funding.models import Line, Posting
from networks.models import Network
from pcn_portal.accounts.models import User
from tests.funding.approving import approve
from tests.funding.cast import run_month
from tests.workforce.staff_cast import somebody, terms
from workforce.actions import MaximaEntry, decide_maxima, enter_maxima
from workforce.models import Claim, LineStep, Uplift
from workforce.register import change_terms

People = dict[str, User]
MONTHS = [date(2025, number, 1) for number in (4, 5, 6, 7)]
AUGUST = date(2025, 8, 1)
EARLY = datetime(2025, 8, 20, 12, tzinfo=UTC)
LATE = datetime(2025, 9, 8, 12, tzinfo=UTC)
ENTRY = UpliftEntry("Pay award of 2025/26", MONTHS[0], MONTHS[-1], "Payroll report of August", True)


def harbour() -> Network:
    return Network.objects.get(code="U90001")


@pytest.fixture
def claimed(people: People) -> People:
    """April to July are claimed, approved and in the books, at the maxima first published.

    Two pharmacists: one below the maximum, one at it (£66,972 ÷ 12 is £5,581).
    """
    manager, commissioner = people["manager"].actor, people["commissioner"]
    somebody(manager, "5000.00")
    somebody(manager, "5800.00")
    for month in MONTHS:
        at = datetime(2025, month.month, 28, 12, tzinfo=UTC)
        given = Declaration(True, "Payroll report")
        claim = declare(network=harbour(), month=month, given=given, by=manager, at=at)
        decide_lines(
            claim_id=claim.pk, line_ids=list(claim.lines.values_list("pk", flat=True)),
            step=LineStep.APPROVED, reason="", by=commissioner.actor, at=at,
        )  # fmt: skip
        (run,) = run_month(commissioner, icb="QZ1", month=month, at=at)
        approve(calculation_id=run.pk, by=people["approver"].actor, at=at)
    return people


def award(people: People) -> None:
    """4 % more from April, paid in August."""
    by = people["manager"].actor
    for one, pounds in zip(("S001", "S002"), ("5200.00", "6032.00"), strict=True):
        engagement = harbour().staff.get(reference=one).engagements.get()
        change_terms(
            engagement_id=engagement.pk, terms=terms(pounds), from_day=MONTHS[0],
            reason="Pay award", by=by, at=EARLY,
        )  # fmt: skip


def publish(people: People) -> None:
    entry = MaximaEntry(
        "Revised", MONTHS[0], date(2026, 4, 1), "CP national 69383.00", "Made-up letter"
    )
    sheet = enter_maxima(entry=entry, by=people["national"].actor, at=EARLY)
    decide_maxima(
        sheet_id=sheet.pk, publish=True, compared="All", by=people["commissioner"].actor, at=EARLY
    )


def test_the_award_is_previewed_requested_approved_and_paid_as_arrears(claimed: People) -> None:
    manager, commissioner = claimed["manager"].actor, claimed["commissioner"]
    award(claimed)
    publish(claimed)
    seen = preview_uplift(network=harbour(), first=MONTHS[0], last=MONTHS[-1], by=manager, at=LATE)
    # S001: 5,200 − 5,000; S002: 69,383 ÷ 12 rounded (5,781.92) − 5,581.
    assert [month.total for month in seen] == [Decimal("400.92")] * 4
    assert not Uplift.objects.exists()
    uplift = request_uplift(network=harbour(), entry=ENTRY, by=manager, at=LATE)
    assert uplift.claims.count() == 4
    line = uplift.claims.get(month=MONTHS[0]).lines.get(reference="S002")
    assert (line.claimable, line.before, line.amount) == (
        Decimal("5781.92"), Decimal("5581.00"), Decimal("200.92"),
    )  # fmt: skip
    done = decide_uplift(
        uplift_id=uplift.pk, step=LineStep.APPROVED, reason="", by=commissioner.actor, at=LATE
    )
    assert done == 8
    (august,) = run_month(commissioner, icb="QZ1", month=AUGUST, at=LATE)
    paid = Line.objects.get(statement__calculation=august, stream="additional_roles")
    assert paid.amount == Decimal("1603.68")
    assert [step["label"] for step in paid.steps][:2] == [
        "Clinical pharmacist S001, April 2025",
        "Clinical pharmacist S002, April 2025",
    ]
    approve(calculation_id=august.pk, by=claimed["approver"].actor, at=LATE)
    posted = Posting.objects.filter(stream="additional_roles")
    assert sum(one.amount for one in posted) == 4 * (Decimal("10581.00") + Decimal("400.92"))


def test_before_the_maxima_are_published_nothing_can_be_claimed(claimed: People) -> None:
    award(claimed)
    with pytest.raises(ClaimRefused, match="The maximum for a clinical pharmacist"):
        request_uplift(network=harbour(), entry=ENTRY, by=claimed["manager"].actor, at=LATE)
    assert not Uplift.objects.exists()
    assert Claim.objects.count() == 4


def test_an_award_that_was_requested_is_not_requested_twice(claimed: People) -> None:
    award(claimed)
    publish(claimed)
    by = claimed["manager"].actor
    uplift = request_uplift(network=harbour(), entry=ENTRY, by=by, at=LATE)
    with pytest.raises(ClaimRefused, match="Nothing more can be claimed"):
        request_uplift(network=harbour(), entry=ENTRY, by=by, at=LATE)
    decide_uplift(
        uplift_id=uplift.pk, step=LineStep.REJECTED, reason="No proof.",
        by=claimed["commissioner"].actor, at=LATE,
    )  # fmt: skip
    with pytest.raises(ClaimRefused, match="No line of this uplift waits"):
        decide_uplift(
            uplift_id=uplift.pk, step=LineStep.APPROVED, reason="",
            by=claimed["commissioner"].actor, at=LATE,
        )  # fmt: skip
    again = request_uplift(network=harbour(), entry=ENTRY, by=by, at=LATE)
    assert again.claims.get(month=MONTHS[0]).turn == 3


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (UpliftEntry("", MONTHS[0], MONTHS[1], "x", True), "Give it a name"),
        (UpliftEntry("x", MONTHS[0], MONTHS[1], "", True), "Say where the proof is"),
        (UpliftEntry("x", MONTHS[0], MONTHS[1], "x", False), "Staff are paid first"),
        (UpliftEntry("x", MONTHS[1], MONTHS[0], "x", True), "The last month is before"),
        (UpliftEntry("x", date(2019, 7, 1), MONTHS[0], "x", True), "At most 24 months"),
    ],
)
def test_an_uplift_has_a_name_months_and_proof(
    people: People, entry: UpliftEntry, said: str
) -> None:
    with pytest.raises(ClaimRefused, match=said):
        request_uplift(network=harbour(), entry=entry, by=people["manager"].actor, at=LATE)


def test_what_nobody_claimed_for_is_not_an_uplift(claimed: People) -> None:
    somebody(claimed["manager"].actor, "3000.00")
    award(claimed)
    publish(claimed)
    uplift = request_uplift(network=harbour(), entry=ENTRY, by=claimed["manager"].actor, at=LATE)
    lines = {line.reference for claim in uplift.claims.all() for line in claim.lines.all()}
    assert lines == {"S001", "S002"}
