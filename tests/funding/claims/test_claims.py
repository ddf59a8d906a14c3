"""A claim's way: drafted from the register, declared, queried, approved, and paid by the run."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from funding.claims.deciding import decide_lines
from funding.claims.declaring import ClaimRefused, Declaration, declare
from funding.claims.drafting import draft_of
from funding.models import Correction, Line, Posting
from funding.pots import pots_of
from networks.models import Network, NetworkMembership
from networks.refusals import RegisterRefused
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import SYSTEM
from pcn_portal.units.periods import ContractYear
from practices.models import Practice
from tests.funding.approving import approve
from tests.funding.cast import APRIL, MAY, NOON, run_month
from tests.workforce.staff_cast import somebody, terms
from workforce.actions import MaximaEntry, decide_maxima, enter_maxima
from workforce.models import Claim, ClaimLine, LineDecision, LineStep
from workforce.register import change_terms, leave_post

People = dict[str, User]
GIVEN = Declaration(True, "Payroll report of April")
JUNE = datetime(2025, 6, 3, 12, tzinfo=UTC)
YEAR = ContractYear(2025)


def harbour() -> Network:
    return Network.objects.get(code="U90001")


def declared(people: People, month: date = APRIL, at: datetime = NOON, **more: Any) -> Claim:
    by = people["manager"].actor
    return declare(network=harbour(), month=month, given=more.get("given", GIVEN), by=by, at=at)


def decide(
    people: People, claim: Claim, step: LineStep, *, who: str = "commissioner", reason: str = "",
    at: datetime = NOON, lines: list[int] | None = None,
) -> int:  # fmt: skip
    ids = lines or list(claim.lines.values_list("pk", flat=True))
    return decide_lines(
        claim_id=claim.pk, line_ids=ids, step=step, reason=reason, by=people[who].actor, at=at
    )


def revise(people: People, lines: str = "CP national 66972.00") -> None:
    """Enter and publish the revised maxima of 2025/26: since 1 August the first ones are void."""
    sheet = enter_maxima(
        entry=MaximaEntry("Revised", APRIL, date(2026, 4, 1), lines, "Letter"),
        by=people["commissioner"].actor,
        at=NOON,
    )
    decide_maxima(
        sheet_id=sheet.pk, publish=True, compared="All", by=people["national"].actor, at=NOON
    )


def lines_paid(calculation: Any) -> dict[str, Decimal]:
    rows = Line.objects.filter(statement__calculation=calculation, stream="additional_roles")
    return dict(rows.values_list("component", "amount"))


def test_a_month_is_drafted_declared_approved_and_paid_with_every_step(people: People) -> None:
    by = people["manager"].actor
    somebody(by)
    somebody(by, "9000.00")
    somebody(by, "3200.00", role="PT")
    claim = declared(people)
    assert [str(a) for a in claim.lines.values_list("amount", flat=True)] == [
        "4000.00", "5581.00", "3200.00",
    ]  # fmt: skip
    decide(people, claim, LineStep.APPROVED)
    (calculation,) = run_month(people["commissioner"], icb="QZ1", at=NOON)
    assert lines_paid(calculation) == {"CP": Decimal("9581.00"), "PT": Decimal("3200.00")}
    line = Line.objects.get(statement__calculation=calculation, component="CP")
    words = [(step["label"], step["value"]) for step in line.steps]
    assert words == [
        ("Clinical pharmacist S001, April 2025", "4000.00"),
        ("Clinical pharmacist S002, April 2025", "5581.00"),
        ("2 approved lines", "9581.00"),
    ]
    assert line.citations
    approve(calculation_id=calculation.pk, by=people["approver"].actor, at=NOON)
    posted = Posting.objects.filter(stream="additional_roles")
    assert sum(one.amount for one in posted) == Decimal("12781.00")


def test_what_is_approved_after_the_months_run_is_paid_by_the_next(people: People) -> None:
    somebody(people["manager"].actor)
    (april,) = run_month(people["commissioner"], icb="QZ1")
    approve(calculation_id=april.pk, by=people["approver"].actor, at=NOON)
    late = NOON + timedelta(days=2)
    claim = declared(people, at=late)
    decide(people, claim, LineStep.APPROVED, at=late)
    assert LineDecision.objects.get().pay_month == MAY
    (may,) = run_month(people["commissioner"], icb="QZ1", month=MAY, at=JUNE)
    assert lines_paid(may) == {"CP": Decimal("4000.00")}
    assert not Correction.objects.filter(stream="additional_roles").exists()


def test_an_approval_that_a_run_did_not_see_is_made_good_by_the_next(people: People) -> None:
    somebody(people["manager"].actor)
    claim = declared(people)
    (april,) = run_month(people["commissioner"], icb="QZ1")
    decide(people, claim, LineStep.APPROVED, at=NOON + timedelta(minutes=5))
    approve(calculation_id=april.pk, by=people["approver"].actor, at=NOON + timedelta(minutes=10))
    run_month(people["commissioner"], icb="QZ1", month=MAY, at=JUNE)
    correction = Correction.objects.get(stream="additional_roles")
    assert (correction.amount, correction.causes) == (Decimal("4000.00"), ["claims"])


def test_a_second_claim_of_the_month_has_only_what_changed(people: People) -> None:
    by = people["manager"].actor
    one = somebody(by)
    declared(people)
    with pytest.raises(ClaimRefused, match="claimed for already. Nothing has changed since"):
        declared(people)
    later = NOON + timedelta(days=1)
    change_terms(
        engagement_id=one.pk, terms=terms("4100.00"), from_day=APRIL, reason="Late award", by=by,
        at=later,
    )  # fmt: skip
    again = declared(people, at=later)
    (line,) = again.lines.all()
    assert (again.turn, line.before, line.amount) == (2, Decimal("4000.00"), Decimal("100.00"))


def test_who_had_left_is_taken_back_by_a_line_below_zero(people: People) -> None:
    by = people["manager"].actor
    one = somebody(by)
    somebody(by)
    decide(people, declared(people), LineStep.APPROVED)
    leave_post(engagement_id=one.pk, on=date(2025, 3, 1), by=by, at=NOON)
    (line,) = declared(people).lines.all()
    assert line.amount == Decimal("-4000.00")
    decide(people, line.claim, LineStep.APPROVED)
    (april,) = run_month(people["commissioner"], icb="QZ1")
    assert lines_paid(april) == {"CP": Decimal("4000.00")}


def test_a_rejected_line_is_not_paid_and_can_be_claimed_again(people: People) -> None:
    somebody(people["manager"].actor)
    decide(people, declared(people), LineStep.REJECTED, reason="No payslip.")
    again = declared(people)
    assert again.lines.get().amount == Decimal("4000.00")
    (april,) = run_month(people["commissioner"], icb="QZ1")
    assert lines_paid(april) == {}


def test_a_query_waits_for_its_answer(people: People) -> None:
    somebody(people["manager"].actor)
    claim = declared(people)
    with pytest.raises(ClaimRefused, match="Say what you want to know"):
        decide(people, claim, LineStep.QUERIED)
    with pytest.raises(ClaimRefused, match="S001 has no query that waits"):
        decide(people, claim, LineStep.ANSWERED, who="manager", reason="Here.")
    decide(people, claim, LineStep.QUERIED, reason="Which week?")
    with pytest.raises(ClaimRefused, match="already waits for an answer"):
        decide(people, claim, LineStep.QUERIED, reason="Which week?")
    decide(people, claim, LineStep.ANSWERED, who="manager", reason="All of April.")
    decide(people, claim, LineStep.APPROVED)
    with pytest.raises(ClaimRefused, match="S001 is approved already"):
        decide(people, claim, LineStep.REJECTED, reason="Changed my mind.")


def test_the_sum_is_used_up_in_january_and_the_rest_is_the_networks(
    people: People, whole_sum: Decimal
) -> None:
    revise(people)
    by = people["manager"].actor
    for _ in range(15):
        somebody(by, "9000.00")
    months = [date(2025, number, 1) for number in range(4, 13)]
    for month in months:
        claim = declared(people, month, at=datetime(2026, 2, 1, 12, tzinfo=UTC))
        decide(people, claim, LineStep.APPROVED, at=datetime(2026, 2, 1, 12, tzinfo=UTC))
    january = draft_of(
        network=harbour(), month=date(2026, 1, 1), known_at=datetime(2026, 2, 1, 12, tzinfo=UTC)
    )
    used = Decimal("5581.00") * 15 * 9
    assert january.total == whole_sum - used
    assert sum(line.cut for line in january.lines) == Decimal("5581.00") * 15 - january.total
    declared(people, date(2026, 1, 1), at=datetime(2026, 2, 2, 12, tzinfo=UTC))
    with pytest.raises(ClaimRefused, match="The network’s sum is used up"):
        declared(people, date(2026, 2, 1), at=datetime(2026, 3, 2, 12, tzinfo=UTC))


def test_the_sum_moves_with_a_practice_that_moves(people: People, whole_sum: Decimal) -> None:
    spell = NetworkMembership.objects.get(practice__code="Z90002")
    spell.ends = date(2025, 10, 1)
    spell.save()
    quay = Network.objects.get(code="U90002")
    NetworkMembership.objects.create(
        practice=spell.practice, network=quay, starts=date(2025, 10, 1)
    )
    found = pots_of(icb_code="QZ1", network_ids=[harbour().pk, quay.pk], year=YEAR, known_at=NOON)
    left, joined = found[harbour().pk]["main"], found[quay.pk]["main"]
    assert left.amount == whole_sum * 3 / 4
    assert joined.amount == whole_sum * 3 / 4
    assert "Its practices changed within the year." in left.note


def test_nothing_is_approved_while_the_sum_is_not_known(people: People) -> None:
    somebody(people["manager"].actor)
    practice = Practice.objects.create(code="Z90010", name="Fir Surgery", status="active")
    NetworkMembership.objects.create(practice=practice, network=harbour(), starts=APRIL)
    claim = declared(people)
    assert "sum is not known, so not looked at" in claim.lines.get().steps[-1]["words"]
    with pytest.raises(ClaimRefused, match="weighted population missing: Fir Surgery"):
        decide(people, claim, LineStep.APPROVED)


def test_approval_never_goes_beyond_a_sum_that_fell(people: People) -> None:
    revise(people)
    by = people["manager"].actor
    for _ in range(15):
        somebody(by, "9000.00")
    at = datetime(2026, 4, 1, 12, tzinfo=UTC)
    claims = [declared(people, date(2025, number, 1), at=at) for number in range(4, 13)]
    for claim in claims[:-1]:
        decide(people, claim, LineStep.APPROVED, at=at)
    spell = NetworkMembership.objects.get(practice__code="Z90002")
    spell.ends = date(2025, 10, 1)
    spell.save()
    with pytest.raises(ClaimRefused, match="£0.00 are left of the year"):
        decide(people, claims[-1], LineStep.APPROVED, at=at)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Declaration(False, "Payroll"), "Read the declaration"),
        (Declaration(True, " "), "Say where the evidence is"),
    ],
)
def test_a_claim_is_declared_with_evidence(people: People, given: Declaration, said: str) -> None:
    somebody(people["manager"].actor)
    with pytest.raises(ClaimRefused, match=said):
        declared(people, given=given)
    assert not Claim.objects.exists()


def test_who_declares_never_decides_and_the_system_does_neither(people: People) -> None:
    somebody(people["manager"].actor)
    claim = declared(people)
    with pytest.raises(ClaimRefused, match="Somebody else must decide"):
        decide(people, claim, LineStep.APPROVED, who="manager")
    line = claim.lines.get()
    with pytest.raises(RegisterRefused, match="kept by a person"):
        decide_lines(
            claim_id=claim.pk, line_ids=[line.pk], step=LineStep.APPROVED, reason="", by=SYSTEM,
            at=NOON,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        LineDecision.objects.create(
            line=line, step="approved", pay_month=APRIL, at=NOON, by=people["manager"],
            submitted_by=people["manager"],
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        LineDecision.objects.create(
            line=line, step="approved", pay_month=APRIL, at=NOON, by=people["manager"],
            submitted_by=people["national"],
        )  # fmt: skip


def test_a_month_that_has_not_begun_or_without_anybody_is_refused(people: People) -> None:
    with pytest.raises(ClaimRefused, match="June 2025 has not begun"):
        declared(people, date(2025, 6, 1))
    with pytest.raises(ClaimRefused, match="Nobody is recorded in post in April 2025"):
        declared(people)
    somebody(people["manager"].actor, role="DIET")
    with pytest.raises(ClaimRefused, match="The maximum for a dietitian, outside London, is not"):
        declared(people)


def test_lines_left_out_wait_for_a_later_claim(people: People) -> None:
    by = people["manager"].actor
    first, second = somebody(by), somebody(by)
    given = Declaration(True, "Payroll", frozenset({second.pk}))
    assert declared(people, given=given).lines.get().engagement_id == first.pk
    assert declared(people).lines.get().engagement_id == second.pk


def test_claims_are_never_changed(people: People) -> None:
    somebody(people["manager"].actor)
    declared(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimLine.objects.update(amount=Decimal("1.00"))
