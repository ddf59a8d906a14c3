"""Figures and their days by page and API."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from knox.models import AuthToken
from rest_framework.test import APIClient

from funding.models import VintageOverride
from practices.models import PopulationFigure, Practice
from tests.web.pages import text

PAGE = "/money/QZ1/figures/?year=2025-26"
CHOICE = {"choice": "weighted:2024-10-01", "reason": "January is late."}


@pytest.fixture
def october(england):
    """Alder Surgery has a weighted population of October only."""
    PopulationFigure.objects.create(
        practice=Practice.objects.get(code="Z90001"), basis="weighted", version=1,
        reference_date=date(2024, 10, 1), value=Decimal(9000), vintage="made up",
        received_at=datetime(2025, 1, 5, tzinfo=UTC),
    )  # fmt: skip


def test_the_page_lists_what_is_asked_for_and_what_is_missing(signed_in, october):
    shown = text(signed_in("auditor").get(PAGE))

    assert "Missing for 2025/26: contractor weighted population of 3 practices." in shown
    assert "1 October 2024: 1 practice" in shown
    assert "Use figures of another day" not in shown


def test_a_commissioner_chooses_another_day_and_the_statement_says_so(
    signed_in, october, calculate
):
    page = signed_in("commissioner")

    answer = page.post(PAGE, CHOICE, follow=True)

    assert "of 1 October 2024 where missing. January is late." in text(answer)
    assert VintageOverride.objects.get().icb_code == "QZ1"


@pytest.mark.parametrize(
    "form", [{"reason": "x"}, CHOICE | {"reason": ""}, CHOICE | {"choice": "weighted:2023-01-01"}]
)
def test_a_wrong_choice_is_refused(signed_in, october, form):
    assert signed_in("commissioner").post(PAGE, form).status_code == 400
    assert not VintageOverride.objects.exists()


def test_others_do_not_choose(signed_in, october):
    assert signed_in("auditor").post(PAGE, CHOICE).status_code == 404
    assert signed_in("other_commissioner").get(PAGE).status_code == 404
    assert signed_in("manager").get(PAGE).status_code == 403
    assert not VintageOverride.objects.exists()


def test_the_same_over_the_api(people, october):
    client = APIClient()
    client.credentials(
        HTTP_AUTHORIZATION=f"Bearer {AuthToken.objects.create(user=people['commissioner'])[1]}"
    )
    address = "/api/v1/vintages/"
    needs = client.get(address, {"icb": "QZ1", "year": "2025/26"}).json()
    (weighted,) = [need for need in needs if need["basis"] == "weighted"]
    assert weighted["others"] == [{"day": "2024-10-01", "practices": 1}]
    body = {
        "icb": "QZ1", "year": "2025/26", "basis": "weighted", "reference_date": "2024-10-01",
        "reason": "Late.",
    }  # fmt: skip
    assert client.post(address, body, format="json").status_code == 201
    assert client.post(address, body | {"year": "2025"}, format="json").status_code == 400
    wrong = body | {"reference_date": "2020-01-01"}
    assert client.post(address, wrong, format="json").status_code == 409
    assert client.post(address, body | {"icb": "QZ2"}, format="json").status_code == 404
