"""Networks under 30,000 need an approval with a day of review; those over 50,000 are shown."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.models import Network, NetworkMembership, SizeApproval
from networks.size_approvals import (
    NetworkSize,
    SizeRefused,
    approvals_of,
    approve_size,
    end_approval,
    sizes_to_weigh,
)
from networks.sizes import newest_vintages
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import SYSTEM, Actor, AuditEvent
from practices.models import Practice
from tests.api import england as made_up

AT = datetime(2025, 5, 6, 10, tzinfo=UTC)
TODAY = date(2025, 6, 1)
HARBOUR = "U90001"


@pytest.fixture
def england(db: None) -> None:
    made_up.build_england()


@pytest.fixture
def casey(england: None) -> Actor:
    return User.objects.create_user("casey@portal.example", name="Casey Fictional").actor


def approve(by: Actor, network: str = HARBOUR, **facts: Any) -> SizeApproval:
    given: dict[str, Any] = {
        "ground": "natural_community", "reason": "An island", "starts": date(2024, 4, 1),
        "review_on": date(2026, 4, 1),
    }  # fmt: skip
    return approve_size(network_code=network, by=by, at=AT, **(given | facts))


def weighed(on: date = TODAY) -> dict[str, NetworkSize]:
    rows = sizes_to_weigh(Network.objects.all(), on=on, vintages=newest_vintages(by=on))
    return {row.code: row for row in rows}


def state(code: str = HARBOUR, on: date = TODAY) -> str:
    return weighed(on)[code].state.value


def grow(practice: str, patients: str) -> None:
    made_up.figure(Practice.objects.get(code=practice), "registered", patients, version=2)


def test_networks_under_30_000_without_an_approval_come_first_the_smallest_at_the_top(casey: Actor):
    approve(casey, "U90002")

    assert [(row.code, row.state) for row in weighed().values()] == [
        ("U90003", "unapproved"), ("U90001", "unapproved"), ("U90002", "approved"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("patients", "expected"),
    [
        ("19999", "unapproved"),
        ("20000", "usual"),
        ("40000", "usual"),
        ("40001", "over"),
    ],
)
def test_the_bounds_are_30_000_and_50_000_registered_patients(
    england: None, patients: str, expected: str
):
    grow("Z90001", patients)  # Birch Surgery has 10,000 more

    assert state() == expected


def test_a_missing_list_leaves_the_size_unknown_and_names_the_practice(england: None):
    elm = Practice.objects.create(code="Z90009", name="Elm Surgery", status="active")
    NetworkMembership.objects.create(
        practice=elm, network=Network.objects.get(code=HARBOUR), starts=TODAY
    )

    row = weighed()[HARBOUR]
    assert row.state == "unknown"
    assert [member.name for member in row.missing] == ["Elm Surgery"]


@pytest.mark.parametrize(
    ("review_on", "expected"),
    [
        (date(2025, 5, 1), "review"),
        (date(2025, 7, 31), "review"),
        (date(2025, 8, 1), "approved"),
    ],
)
def test_an_approval_is_due_for_review_sixty_days_before(
    casey: Actor, review_on: date, expected: str
):
    approve(casey, review_on=review_on)

    assert state() == expected


def test_an_approval_counts_only_on_its_days(casey: Actor):
    approve(casey, starts=TODAY)

    assert state(on=date(2025, 5, 31)) == "unapproved"
    assert state() == "approved"


def test_a_network_that_grew_needs_no_approval_and_no_review(casey: Actor):
    approve(casey, review_on=date(2025, 1, 1))
    grow("Z90001", "30000")

    assert state() == "usual"


def test_a_new_approval_replaces_the_one_in_force(casey: Actor):
    approve(casey)
    approve(casey, starts=TODAY, review_on=date(2027, 6, 1), reason="Still an island")

    found = approvals_of(Network.objects.get(code=HARBOUR))
    assert [(a.starts, a.ends, a.reason) for a in found] == [
        (TODAY, None, "Still an island"),
        (date(2024, 4, 1), TODAY, "An island"),
    ]
    event = AuditEvent.objects.filter(action="size.approved").first()
    assert event
    assert (event.object_key, event.reason) == (HARBOUR, "Still an island")
    assert event.data["review_on"] == "2027-06-01"


def test_an_approval_cannot_stand_before_or_on_one_that_is_recorded(casey: Actor):
    approve(casey)

    for starts in (date(2024, 3, 1), date(2024, 4, 1)):
        with pytest.raises(SizeRefused, match="approval from 1 April 2024 is recorded"):
            approve(casey, starts=starts)


def test_an_approval_ends_with_a_reason(casey: Actor):
    made = approve(casey)

    end_approval(approval_id=made.pk, on=TODAY, reason="Merges", by=casey, at=AT)

    assert state() == "unapproved"
    assert state(on=date(2025, 5, 31)) == "approved"
    with pytest.raises(SizeRefused, match="has an end already: 1 June 2025"):
        end_approval(approval_id=made.pk, on=TODAY, reason="Again", by=casey, at=AT)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"ground": "because"}, "ground"),
        ({"reason": " "}, "reason"),
        ({"review_on": date(2024, 4, 1)}, "review_on"),
        ({"network": "U99999"}, "starts"),
    ],
)
def test_what_cannot_be_approved_is_refused(casey: Actor, facts: dict[str, Any], field: str):
    with pytest.raises(SizeRefused) as refusal:
        approve(casey, **facts)

    assert refusal.value.field == field
    assert not SizeApproval.objects.exists()


def test_only_a_person_approves(england: None):
    with pytest.raises(SizeRefused, match="A person approves"):
        approve(SYSTEM)


@pytest.mark.parametrize(("on", "reason"), [(date(2024, 4, 1), "Merges"), (TODAY, " ")])
def test_an_end_comes_after_the_start_and_says_why(casey: Actor, on: date, reason: str):
    made = approve(casey)

    with pytest.raises(SizeRefused):
        end_approval(approval_id=made.pk, on=on, reason=reason, by=casey, at=AT)


def test_all_networks_take_as_many_queries_as_one(casey: Actor):
    approve(casey)
    vintages = newest_vintages(by=TODAY)
    with CaptureQueriesContext(connection) as few:
        sizes_to_weigh(Network.objects.filter(code=HARBOUR), on=TODAY, vintages=vintages)
    with CaptureQueriesContext(connection) as many:
        sizes_to_weigh(Network.objects.all(), on=TODAY, vintages=vintages)

    assert len(few) == len(many) <= 6
