"""The national workforce publication in the browser, and over REST."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from pcn_portal import intake
from pcn_portal.audit.models import SYSTEM
from tests.intake.files import WORKFORCE_TITLES, as_csv, staff_row
from tests.web.pages import text

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("england")
WORKFORCE = reverse("workforce")
OWN = reverse("network_workforce", args=["U90001"])
AT = datetime(2025, 6, 2, tzinfo=UTC)


@pytest.fixture
def published(england: None) -> None:
    """April, of network U90001 alone."""
    rows = (
        staff_row(), staff_row(detail="Advanced Paramedic Practitioner", fte="0.5"),
        staff_row(fte=2, source="NWRS contracted services"),
    )  # fmt: skip
    batch = intake.stage(
        kind="workforce_returns", name="staff.csv", content=as_csv(WORKFORCE_TITLES, *rows),
        parameters={}, by=SYSTEM, at=AT,
    )  # fmt: skip
    intake.apply(batch_id=batch.pk, by=SYSTEM, at=AT)


def test_before_any_publication_nothing_is_known_and_nothing_is_zero(signed_in: SignedIn) -> None:
    assert "No workforce publication was taken in yet" in text(signed_in("manager").get(WORKFORCE))
    assert "It is not known, not zero" in text(signed_in("manager").get(OWN))


@pytest.mark.usefixtures("published")
def test_who_did_not_submit_stands_first_and_is_not_zero(signed_in: SignedIn) -> None:
    page = text(signed_in("commissioner").get(WORKFORCE))
    assert "did not submit. 1 network returned 1.30 whole-time equivalents of staff" in page
    assert page.index("Not submitted") < page.index("(U90001)")


@pytest.mark.usefixtures("published")
def test_one_network_by_role_with_its_file(signed_in: SignedIn) -> None:
    page = text(signed_in("manager").get(OWN))
    assert "2 posts held by staff come to 1.30 whole-time equivalents" in page
    assert "contracted services to 2.00" in page
    assert "From staff.csv" in page
    assert "Advanced Paramedic Practitioner AP 1 0.50 0.00" in page
    other = reverse("network_workforce", args=["U90002"])
    assert "That is not zero" in text(signed_in("commissioner").get(other))
    assert signed_in("manager").get(other).status_code == 404


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("month", ["soon", "2025-05", "1e400-01"])
def test_a_month_that_is_not_there_is_not_found(signed_in: SignedIn, month: str) -> None:
    assert signed_in("manager").get(WORKFORCE, {"month": month}).status_code == 404
    assert signed_in("manager").get(OWN, {"month": month}).status_code == 404


@pytest.mark.usefixtures("published")
def test_over_rest_a_silent_network_has_no_figures(signed_in: SignedIn) -> None:
    rows = signed_in("commissioner").get("/api/v1/workforce-returns/?month=2025-04").json()
    by_code = {row["network"]: row for row in rows}
    assert (by_code["U90001"]["posts"], by_code["U90001"]["fte"]) == (2, "1.300000000")
    assert by_code["U90001"]["roles"][0]["scheme_role"] == "AP"
    silent = by_code["U90002"]
    assert (silent["submitted"], silent["fte"], silent["roles"]) == (False, None, [])
