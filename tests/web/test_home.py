"""Home answers first: what needs this person, what is late, what changed."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from funding.models import Calculation, Decision, MonthCheck, Run, RunPart, Statement
from pcn_portal.accounts.models import User
from practices.import_models import ImportBatch
from tests.api import england as made_up
from tests.web.pages import links, text

pytestmark = pytest.mark.usefixtures("england", "settled")
APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)
AT = datetime(2025, 6, 3, 9, 30, tzinfo=UTC)
Calculate = Callable[..., Calculation]


@pytest.fixture
def calculate(people: dict[str, User]) -> Calculate:
    """Record a month's calculation of a board, found by a finished run."""

    def make(
        month: date = APRIL, *, icb: str = "QZ1", by: str = "commissioner", total: str = "100.00"
    ) -> Calculation:
        person = people[by]
        run = Run.objects.create(
            month=month, icb_code=icb, known_at=AT, requested_at=AT, requested_by=person
        )
        made = Calculation.objects.create(
            icb_code=icb, icb_name=made_up.ICBS[icb], month=month, digest=str(run.pk),
            rates_digest="r", known_at=AT, calculated_at=AT, calculated_by=person,
            networks=2, lines=9, gaps=4, total=total,
        )  # fmt: skip
        RunPart.objects.create(
            run=run, icb_code=icb, icb_name=made_up.ICBS[icb], state="done",
            started_at=AT, finished_at=AT, calculation=made,
        )  # fmt: skip
        return made

    return make


def check(made: Calculation, people: dict[str, User]) -> None:
    MonthCheck.objects.create(
        calculation=made, unusual=0, checked_at=AT, checked_by=people["commissioner"]
    )


def decide(made: Calculation, outcome: str, people: dict[str, User], reason: str = "") -> None:
    check(made, people)
    Decision.objects.create(
        calculation=made, icb_code=made.icb_code, month=made.month, outcome=outcome,
        calculated_by=made.calculated_by, decided_by=people["approver"], decided_at=AT,
        reason=reason,
    )  # fmt: skip


def test_with_nothing_brought_in_the_page_says_what_to_do_first(signed_in):
    shown = text(signed_in("commissioner").get("/"))

    assert "Nothing needs you now." in shown
    assert "No month is calculated yet. First bring in networks and populations" in shown


def test_who_may_check_is_told_of_months_to_check(signed_in, calculate: Calculate):
    calculate(APRIL, total="1234.56")

    for who in ("commissioner", "approver"):
        shown = text(signed_in(who).get("/"))
        assert "1 month to check needs you." in shown
        assert "April 2025, to be checked: £1,234.56 for 2 networks, 4 gaps" in shown


def test_an_approver_is_told_what_waits_for_them(signed_in, calculate: Calculate, people):
    check(calculate(APRIL, total="1234.56"), people)

    answer = signed_in("approver").get("/")

    assert "1 month waiting for your approval needs you." in text(answer)
    assert "April 2025, waiting for your approval: £1,234.56 for 2 networks, 4 gaps" in text(answer)
    assert "/money/QZ1/2025-04/" in links(answer)


def test_who_calculated_is_told_that_it_waits_for_somebody_else(
    signed_in, calculate: Calculate, people
):
    check(calculate(APRIL), people)

    shown = text(signed_in("commissioner").get("/"))

    assert "Nothing needs you now. 1 month waits for somebody else’s approval." in shown
    assert "April 2025, over and not approved: £100.00 for 2 networks" in shown


def test_another_boards_months_are_not_shown(signed_in, calculate: Calculate):
    calculate(APRIL, icb="QZ2", by="other_commissioner", total="777.77")

    shown = text(signed_in("approver").get("/"))

    assert "Nothing needs you now." in shown
    assert "777.77" not in shown


def test_a_returned_month_needs_the_commissioner_and_says_why(
    signed_in, calculate: Calculate, people: dict[str, User]
):
    decide(calculate(APRIL), "returned", people, "The beds are missing")

    shown = text(signed_in("commissioner").get("/"))

    assert "1 returned month needs you." in shown
    assert "returned by approver: The beds are missing." in shown


def test_an_approved_month_whose_facts_changed_since_needs_the_commissioner(
    signed_in, calculate: Calculate, people: dict[str, User]
):
    decide(calculate(APRIL), "approved", people)
    calculate(APRIL, total="101.00")

    shown = text(signed_in("commissioner").get("/"))

    assert "1 approved month with changed facts needs you." in shown


def test_staged_imports_need_the_commissioner(signed_in, people: dict[str, User]):
    source = made_up.source_file("map.csv")
    ImportBatch.objects.create(
        kind="list_sizes", source=source, state="staged", staged_at=AT,
        staged_by=people["commissioner"], national=True,
    )  # fmt: skip

    answer = signed_in("commissioner").get("/")

    assert "1 staged import needs you." in text(answer)
    assert "Nothing needs you now." in text(signed_in("auditor").get("/"))


def test_a_failed_run_needs_the_commissioner(signed_in, people: dict[str, User]):
    run = Run.objects.create(
        month=APRIL, icb_code="QZ1", known_at=AT, requested_at=AT,
        requested_by=people["commissioner"],
    )  # fmt: skip
    RunPart.objects.create(
        run=run, icb_code="QZ1", icb_name="Saltmarsh Fictional ICB", state="failed",
        finished_at=AT, error="A rate is missing",
    )  # fmt: skip

    answer = signed_in("commissioner").get("/")

    assert "The run of April 2025 failed for Saltmarsh Fictional ICB." in text(answer)
    assert f"/money/runs/{run.pk}/" in links(answer)


def test_the_months_are_listed_newest_first_with_their_state(
    signed_in, calculate: Calculate, people: dict[str, User]
):
    decide(calculate(APRIL, total="10.00"), "approved", people)
    calculate(MAY, total="20.00")

    shown = text(signed_in("auditor").get("/"))

    assert "May 2025 Waiting for approval 2 4 £20.00 April 2025 Approved 2 4 £10.00" in shown
    assert "approver approved April 2025, Saltmarsh Fictional ICB" in shown


def test_for_all_of_england_boards_are_counted(
    signed_in, calculate: Calculate, people: dict[str, User]
):
    decide(calculate(APRIL, total="10.00"), "approved", people)
    calculate(APRIL, icb="QZ2", by="other_commissioner", total="5.00")

    shown = text(signed_in("national").get("/"))

    assert "April 2025 1 waiting for approval and 1 approved 4 8 £15.00" in shown


def statement(made: Calculation, total: str) -> None:
    Statement.objects.create(
        calculation=made, network_code="U90001", network_name="Harbour PCN", month=made.month,
        total=total, inputs=[],
    )  # fmt: skip


def test_a_manager_reads_the_latest_approved_statement_and_its_change(
    signed_in, calculate: Calculate, people: dict[str, User]
):
    for month, total in ((APRIL, "1000.00"), (MAY, "1012.50")):
        made = calculate(month)
        statement(made, total)
        decide(made, "approved", people)

    answer = signed_in("manager").get("/")

    assert (
        "The latest approved statement of Harbour PCN is for May 2025: £1,012.50. "
        "£12.50 more than in April 2025." in text(answer)
    )
    assert "/networks/U90001/money/2025-05/" in links(answer)


def test_a_manager_does_not_see_a_statement_that_is_not_approved(signed_in, calculate: Calculate):
    statement(calculate(APRIL), "1000.00")

    shown = text(signed_in("manager").get("/"))

    assert "No statement is approved yet." in shown
    assert "1,000.00" not in shown


def test_somebody_without_a_role_is_refused_with_what_to_do(signed_in):
    answer = signed_in("nobody").get("/")

    assert answer.status_code == 403
    assert "ask the national administrator to add the role" in text(answer)


def test_the_health_check_is_open_and_asks_the_database(client, db: None):
    answer = client.get("/health/")

    assert answer.json() == {"status": "ok"}
