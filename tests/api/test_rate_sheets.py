"""Rates by people over REST: entered by one, published by another, within their scope."""

import pytest

from funding.models import RateSheet
from pcn_portal.api.rate_sheets import SheetShape
from tests.api.test_errors import error
from tests.funding.rates_by_people.cast import LOCAL, SPLIT

pytestmark = pytest.mark.usefixtures("england")
API = "/api/v1/rate-sheets/"
GOOD = {"title": "Split", "document": "Letter, page 2", "content": SPLIT}
LOCALLY = GOOD | {"content": LOCAL, "icb": "QZ1", "networks": ["U90001"]}


def decide(client, number, publish=True):
    body = {"publish": publish, "compared": "All of it"}
    return client.post(f"{API}{number}/decide/", body, format="json")


def test_a_local_variation_is_entered_and_published(client_of):
    made = client_of("commissioner").post(API, LOCALLY, format="json")
    assert made.status_code == 201, made.content
    assert set(made.json()) == set(SheetShape().fields)
    done = decide(client_of("approver"), made.json()["id"]).json()
    assert (done["state"], done["decided_by"]) == ("published", "approver")
    listed = client_of("commissioner").get(API).json()["results"]
    assert [row["state"] for row in listed] == ["published"]
    assert client_of("other_commissioner").get(API).json()["results"] == []


def test_national_rates_are_for_national_administrators(client_of):
    assert client_of("commissioner").post(API, GOOD, format="json").status_code == 403
    number = client_of("national").post(API, GOOD, format="json").json()["id"]
    assert decide(client_of("approver"), number).status_code == 403
    assert decide(client_of("commissioner"), number).status_code == 403
    own = error(decide(client_of("national"), number), 409, "refused")["message"]
    assert own == "You entered these rates. Somebody else must check them."


def test_refusals_are_in_words(client_of):
    national = client_of("national")
    bad = national.post(API, GOOD | {"content": "year: soon"}, format="json")
    assert "is not a contract year" in error(bad, 409, "refused")["message"]
    early = client_of("commissioner").post(API, LOCALLY | {"content": SPLIT}, format="json")
    assert "possible from 2026/27" in error(early, 409, "refused")["message"]
    assert national.post(API, {"title": "x"}, format="json").status_code == 400
    assert not RateSheet.objects.exists()
