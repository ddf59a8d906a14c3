"""The year's sum: claimed, not claimed, to come, lost on 31 March, and what can be afforded."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from funding.claims.deciding import decide_lines
from funding.claims.declaring import Declaration, declare
from funding.claims.outlook import outlooks
from funding.claims.planner import Answer, Question, plan_ahead
from funding.engine.outlook import MonthOfPot, Outlook, late_months, used_up_in
from networks.models import Network
from pcn_portal.accounts.models import User
from pcn_portal.units.periods import ContractYear, Month
from tests.funding.approving import approve
from tests.funding.cast import APRIL, run_month
from tests.workforce.staff_cast import post, somebody
from workforce.models import LineStep

People = dict[str, User]
YEAR = ContractYear(2025)
JULY = datetime(2025, 7, 3, 12, tzinfo=UTC)
NET = "U90001"


def harbour() -> Network:
    return Network.objects.get(code=NET)


def outlook(at: datetime = JULY) -> Outlook:
    pk = harbour().pk
    return outlooks(icb_code="QZ1", network_ids=[pk], year=YEAR, known_at=at)[pk]["main"]


def months(*expected: str) -> tuple[MonthOfPot, ...]:
    return tuple(
        MonthOfPot(month, to_come=Decimal(pounds))
        for month, pounds in zip(YEAR.months(), expected, strict=False)
    )


def test_what_is_not_expected_is_lost_and_what_is_beyond_is_the_networks() -> None:
    low = Outlook(Decimal("100.00"), months("30.00", "30.00"), {})
    assert (low.lost, low.beyond, used_up_in(low)) == (Decimal("40.00"), Decimal("0.00"), None)
    high = Outlook(Decimal("50.00"), months("30.00", "30.00"), {})
    assert (high.lost, high.beyond) == (Decimal("0.00"), Decimal("10.00"))
    assert used_up_in(high) == Month(2025, 5)
    assert [str(left) for _, left in high.burn_down()] == ["20.00", "-10.00"]
    unknown = Outlook(None, months("30.00"), {})
    assert (unknown.lost, unknown.beyond, used_up_in(unknown)) == (None, None, None)


def test_the_year_by_month_from_claims_and_register(people: People, whole_sum: Decimal) -> None:
    by, board = people["manager"].actor, people["commissioner"]
    somebody(by)
    somebody(by, "3000.00", role="PT", ends=date(2025, 9, 1))
    somebody(by, role="DIET")
    post(by, wte=Decimal("0.50"), starts=date(2025, 10, 1))
    claim = declare(network=harbour(), month=APRIL, given=Declaration(True, "x"), by=by, at=JULY)
    first = claim.lines.earliest("pk")
    decide_lines(
        claim_id=claim.pk, line_ids=[first.pk], step=LineStep.APPROVED, reason="", by=board.actor,
        at=JULY,
    )  # fmt: skip
    (april,) = run_month(board, icb="QZ1", month=APRIL, at=JULY)
    approve(calculation_id=april.pk, by=people["approver"].actor, at=JULY)
    found = outlook()
    rows = {one.month.number: one for one in found.months}
    assert rows[4].claimed == Decimal("7000.00")
    assert rows[4].approved == rows[4].paid == Decimal("4000.00")
    assert [rows[n].open for n in (4, 5, 6)] == [Decimal(0), Decimal("7000.00"), Decimal("7000.00")]
    assert [rows[n].to_come for n in (7, 8, 9, 3)] == [
        Decimal("7000.00"), Decimal("7000.00"), Decimal("4000.00"), Decimal("4000.00"),
    ]  # fmt: skip
    assert [rows[n].planned for n in (9, 10)] == [Decimal(0), Decimal("2790.50")]
    assert late_months(found.months, Month(2025, 7)) == [Month(2025, 5), Month(2025, 6)]
    expected = Decimal("4000.00") * 12 + Decimal("3000.00") * 5
    assert found.expected == expected
    assert found.lost == whole_sum - expected
    assert set(found.unclear.values()) == {1}


def test_the_planner_says_what_is_afforded_and_what_changes(
    people: People, whole_sum: Decimal
) -> None:
    one = somebody(people["manager"].actor)

    def ask(**more: Any) -> Answer:
        question = Question(date(2025, 9, 1), **more)
        return plan_ahead(
            icb_code="QZ1", network=harbour(), year=YEAR, asked=question, known_at=JULY
        )

    nobody = ask()
    assert (nobody.comes, nobody.goes, nobody.affordable) == (Decimal(0), Decimal(0), None)
    comes = ask(role="CP", wte=Decimal("2"))
    assert comes.comes == Decimal("5581.00") * 2 * 7
    left = whole_sum - Decimal("48000.00")
    assert comes.lost == left - comes.comes
    whole = Decimal("5581.00") * 7
    assert comes.affordable == (left / whole).quantize(Decimal("0.01"), "ROUND_DOWN")
    goes = ask(leaves=one.pk)
    assert goes.goes == Decimal("28000.00")
    assert goes.lost == left + Decimal("28000.00")
    unknown = ask(role="DIET")
    assert unknown.affordable is None
    assert "The maximum for a dietitian is not known" in unknown.notes[0]
