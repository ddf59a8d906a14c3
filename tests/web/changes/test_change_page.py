"""One change with its effect: to the penny, with gaps as gaps, and only to whose it is."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from funding.models import Calculation, Decision, MonthCheck, Statement
from networks.models import ProposalSighting
from practices.models import SourceFile
from tests.api import england as made_up
from tests.web.pages import heading, links, text

pytestmark = pytest.mark.usefixtures("england")
APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)
AT = datetime(2025, 6, 1, 9, 0, tzinfo=UTC)


def test_each_network_is_shown_before_and_after(signed_in, propose_change):
    found = propose_change()

    shown = text(signed_in("commissioner").get(f"/changes/{found.pk}/"))

    assert "From 1 July 2025" in shown
    assert "Proposed by manager on 3 June 2025" in shown
    assert "Core network practices Before 2 After 1 Difference 1 fewer" in shown
    assert "Registered patients Before 20,000 After 10,000 Difference 10,000 fewer" in shown
    assert "Quay PCN (U90002)" in shown
    assert "Registered patients Before 10,000 After 20,000 Difference 10,000 more" in shown


def test_what_is_not_known_is_named_and_not_nought(signed_in, propose_change):
    found = propose_change()

    shown = text(signed_in("commissioner").get(f"/changes/{found.pk}/"))

    assert "Care home premium A figure is missing Before Not known" in shown
    assert "which is not known" in shown or "which are not known" in shown
    assert "figures are missing for Harbour PCN" in shown


def test_what_follows_is_said(signed_in, propose_change):
    found = propose_change()

    shown = text(signed_in("commissioner").get(f"/changes/{found.pk}/"))

    assert "What follows" in shown
    assert "network agreement" in shown


def test_a_manager_sees_figures_of_their_own_network_only(signed_in, propose_change):
    found = propose_change()

    shown = text(signed_in("manager").get(f"/changes/{found.pk}/"))

    assert "Networks that are not yours" in shown
    assert "Quay PCN (U90002)" in shown
    assert "Quay PCN is paid" not in shown
    assert "Before 10,000 After 20,000" not in shown
    assert "Harbour PCN is paid" in shown


def test_a_new_network_is_shown_to_who_sees_all_that_exist(signed_in, propose_change):
    found = propose_change(
        "network_formed",
        {"code": "U90010", "name": "Haven PCN", "sub_icb": "Z1A", "practices": ["Z90001"]},
    )

    shown = text(signed_in("manager").get(f"/changes/{found.pk}/"))

    assert "Haven PCN begins with £" in shown


@pytest.fixture
def approve(people) -> Callable[[date], None]:
    """A month of Saltmarsh with a statement of Harbour, approved."""

    def make(month: date) -> None:
        made = Calculation.objects.create(
            icb_code="QZ1", icb_name="Saltmarsh Fictional ICB", month=month, digest=str(month),
            rates_digest="r", known_at=AT, calculated_at=AT,
            calculated_by=people["commissioner"], networks=1, lines=1, gaps=0, total="1.00",
        )  # fmt: skip
        Statement.objects.create(
            calculation=made, network_code="U90001", network_name="Harbour PCN", month=month,
            total="1.00", inputs=[],
        )  # fmt: skip
        MonthCheck.objects.create(
            calculation=made, unusual=0, checked_at=AT, checked_by=people["approver"]
        )
        Decision.objects.create(
            calculation=made, icb_code="QZ1", month=month, outcome="approved",
            calculated_by=people["commissioner"], decided_by=people["approver"], decided_at=AT,
        )  # fmt: skip

    return make


def test_a_backdated_one_says_which_approved_months_it_touches(
    signed_in, propose_change, approve: Callable[[date], None]
):
    approve(APRIL)
    approve(MAY)
    found = propose_change(effective=APRIL)

    shown = text(signed_in("commissioner").get(f"/changes/{found.pk}/"))

    assert "Its day has passed" in shown
    assert (
        "April 2025 and May 2025 are approved for Saltmarsh Fictional ICB. They stay as they are; "
        "their difference is put right in a later month." in shown
    )


def test_one_approved_month_is_said_in_the_singular(
    signed_in, propose_change, approve: Callable[[date], None]
):
    approve(MAY)
    found = propose_change(effective=APRIL)

    shown = text(signed_in("commissioner").get(f"/changes/{found.pk}/"))

    assert "May 2025 is approved for Saltmarsh Fictional ICB. It stays as it is; its" in shown


def file_with_rows(name: str) -> SourceFile:
    found: SourceFile = made_up.source_file(name)
    return found


def test_its_files_and_rows_are_linked(signed_in, propose_change):
    first, second = file_with_rows("map_april.csv"), file_with_rows("map_may.csv")
    found = propose_change(source=first, source_row=7)
    for source, row, on in ((first, 7, APRIL), (second, 8, MAY)):
        ProposalSighting.objects.create(
            proposal=found, source=source, source_row=row, on=on, seen_at=AT
        )

    answer = signed_in("commissioner").get(f"/changes/{found.pk}/")

    assert {f"/sources/{first.pk}/rows/7/", f"/sources/{second.pk}/rows/8/"} <= set(links(answer))
    assert "map_may.csv, as of 1 May 2025" in text(answer)


def test_one_the_register_no_longer_allows_says_why(signed_in, propose_change, decide_change):
    found = propose_change()
    decide_change(
        propose_change("practice_closure", {"practice": "Z90001"}, effective=date(2025, 6, 15))
    )

    shown = text(signed_in("commissioner").get(f"/changes/{found.pk}/"))

    assert "It cannot be done as it stands" in shown
    assert "Z90001" in shown


def test_a_renamed_network_is_called_what_it_was(signed_in, propose_change, decide_change):
    renamed: dict[str, Any] = {"network": "U90001", "name": "Lighthouse PCN"}
    found = decide_change(propose_change("network_renamed", renamed, effective=date(2025, 6, 1)))

    answer = signed_in("commissioner").get(f"/changes/{found.pk}/")

    assert "Harbour PCN is renamed Lighthouse PCN on 1 June 2025" in heading(answer)
    assert "/networks/U90001/?on=2025-05-31" in links(answer)
    assert "/networks/U90001/?on=2025-06-01" in links(answer)


def test_a_number_that_is_none_is_not_found(signed_in):
    for number in (999, 10**30):
        assert signed_in("national").get(f"/changes/{number}/").status_code == 404
