"""What networks returned of their staff: by role, with versions, and never zero where silent."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from networks.models import Network
from tests.intake.files import (
    WORKFORCE_TITLES,
    as_csv,
    errors,
    small_register,
    staff_row,
    stage,
    take_in,
    warnings,
)
from workforce.engine.returns import Returned, scheme_role, summed
from workforce.models import WorkforceReturn
from workforce.queries import returned_months, returns_of, roles_returned

APRIL = date(2025, 4, 1)
CONTRACTED = "NWRS contracted services"
FIRST, SECOND = datetime(2025, 6, 2, tzinfo=UTC), datetime(2025, 7, 2, tzinfo=UTC)


@pytest.fixture
def register(db: None) -> None:
    small_register()


def publication(*rows: list[object]) -> bytes:
    return as_csv(WORKFORCE_TITLES, *rows)


def of_april() -> dict[str, WorkforceReturn]:
    codes = dict(Network.objects.values_list("id", "code"))
    return {codes[key]: row for key, row in returns_of(APRIL, codes).items()}


@pytest.mark.usefixtures("register")
def test_staff_are_summed_by_role_and_contracted_services_are_not_people() -> None:
    take_in(
        "workforce_returns",
        publication(
            staff_row(fte="0.8"), staff_row(fte="0.933333333"),
            staff_row(detail="Pharmacist", fte=2, source=CONTRACTED),
            staff_row(detail="Paramedic", fte=1),
        ),
        at=FIRST,
    )  # fmt: skip
    found = of_april()["U90001"]
    assert (found.posts, found.fte) == (3, Decimal("2.733333333"))
    assert found.contracted_fte == 2
    assert [(r.detail, r.posts, r.fte, r.contracted_fte) for r in roles_returned(found)] == [
        ("Paramedic", 1, Decimal(1), Decimal(0)),
        ("Pharmacist", 2, Decimal("1.733333333"), Decimal(2)),
    ]
    assert (found.source_row, found.received_at) == (2, FIRST)


@pytest.mark.usefixtures("register")
def test_a_network_that_did_not_submit_has_no_row() -> None:
    take_in("workforce_returns", publication(staff_row()))
    assert set(of_april()) == {"U90001"}
    assert returned_months() == [APRIL]


@pytest.mark.usefixtures("register")
def test_a_month_published_again_is_a_new_version_where_it_differs() -> None:
    both = publication(staff_row(), staff_row("U90002"))
    take_in("workforce_returns", both, at=FIRST)
    again = publication(staff_row(), staff_row("U90002", fte="0.5"))
    batch = take_in("workforce_returns", again, at=SECOND)
    assert batch.counts["changed"] == 1
    assert {code: row.version for code, row in of_april().items()} == {"U90001": 1, "U90002": 2}
    assert WorkforceReturn.objects.count() == 3
    shuffled = publication(staff_row("U90002", fte="0.5"), staff_row())
    assert stage("workforce_returns", shuffled).state == "unchanged"


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize(
    ("row", "said"),
    [
        (staff_row(month=13), "not a month"),
        (staff_row(fte="-1"), "FTE"),
        (staff_row(fte="lots"), "FTE"),
        (staff_row(fte=1001), "more than 1000 whole-time"),
        (staff_row(fte=""), "FTE"),
        (staff_row(source="Guess"), "Data_source"),
        (staff_row(detail=""), "DETAILED_STAFF_ROLE"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_kept(row: list[object], said: str) -> None:
    batch = stage("workforce_returns", publication(staff_row(), row))
    assert batch.state == "refused"
    assert any(said in str(error) for error in errors(batch))
    assert not WorkforceReturn.objects.exists()


@pytest.mark.usefixtures("register")
def test_networks_that_the_register_does_not_know_are_named_and_come_once_it_does() -> None:
    rows = publication(staff_row(), staff_row("U99999"), staff_row("U99999"))
    batch = take_in("workforce_returns", rows, at=FIRST)
    (warning,) = warnings(batch)
    assert "does not know: its rows are left out" in warning
    Network.objects.create(code="U99999", name="Made-up")
    assert take_in("workforce_returns", rows, at=SECOND).counts["new"] == 1
    only = stage("workforce_returns", publication(staff_row("U88888")))
    assert any("no row of a network that the register knows" in str(e) for e in errors(only))


@pytest.mark.usefixtures("register")
def test_one_file_is_one_month() -> None:
    batch = stage("workforce_returns", publication(staff_row(), staff_row(month=5)))
    assert any("different months" in str(error) for error in errors(batch))


def test_roles_are_matched_by_name_alone() -> None:
    found = [
        scheme_role(detail)
        for detail in (
            "Pharmacist", "Advanced Pharmacist Practitioner", "Advanced Nurse Practitioner",
            "Social Prescribing Link Worker (Mental Health Practitioner - Adult)",
            "Salaried By PCN", "Salaried By Practice", "Manager", "Other",
        )
    ]  # fmt: skip
    assert found == ["CP", "AP", "AP", "MHP", "GP", "", "", ""]


def test_the_order_of_rows_makes_no_difference() -> None:
    rows = [
        Returned("A", "B", detail, 1, Decimal(fte), Decimal(0))
        for detail, fte in (("x", "0.1"), ("y", "0.2"), ("x", "0.7"))
    ]
    assert summed(rows) == summed(reversed(rows))
    assert [row.fte for row in summed(rows)] == [Decimal("0.8"), Decimal("0.2")]
