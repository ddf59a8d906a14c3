"""The incentive fund in the browser and over REST."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken
from rest_framework.test import APIClient

from pcn_portal.accounts.models import User
from tests.api.test_errors import error
from tests.web.pages import errors, text

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("england")
FLU = {
    "indicator": "VI-01", "numerator": "600", "denominator": "1000", "adjusted": "200",
    "order": "once",
}  # fmt: skip
POINTS, SCHEMES = "/api/v1/incentive-points/", "/api/v1/incentive-schemes/"


def scheme(name: str) -> str:
    return reverse("incentive_scheme", args=[name])


def test_every_figure_of_a_scheme_says_how_it_is_known(signed_in: SignedIn) -> None:
    client = signed_in("manager")
    listed = text(client.get(reverse("incentive_schemes")))
    assert "2026/27 Not known" in listed
    page = text(client.get(scheme("2023-24")))
    assert "5 indicators with 262 of 262 points are known." in page
    assert "85 % to 90 % From memory" in page
    old = text(client.get(scheme("2020-21")))
    assert "43 % to 30 %, lower is better" in old
    assert "No indicator of this scheme is known." in text(client.get(scheme("2026-27")))
    assert client.get(scheme("1999-00")).status_code == 404


def test_points_pounds_and_missing_patients_are_worked_out(signed_in: SignedIn) -> None:
    page = text(signed_in("manager").post(scheme("2020-21"), FLU))
    assert "51.4285714285… of 72 points: £5,708.57 earned, £2,283.43 missed." in page
    assert "1 patient more for the next point, 16 patients for all points." in page


@pytest.mark.parametrize(
    ("year", "more", "said"),
    [
        ("2020-21", {"adjusted": "2000"}, "More are adjusted for"),
        ("2020-21", {"numerator": "900"}, "more than the denominator leaves"),
        ("2020-21", {"list_ratio": "1e400"}, "less than or equal to 100"),
        ("2022-23", {"indicator": "ACC-02"}, "its thresholds are not known"),
    ],
)
def test_what_cannot_be_worked_out_is_said(
    signed_in: SignedIn, year: str, more: dict[str, str], said: str
) -> None:
    answer = signed_in("manager").post(scheme(year), FLU | more)
    assert answer.status_code == 400
    assert said in str(errors(answer))


def client_of(person: User) -> APIClient:
    client = APIClient(raise_request_exception=False)
    token = AuthToken.objects.create(user=person)[1]
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def test_the_same_over_rest(people: dict[str, User]) -> None:
    client = client_of(people["manager"])
    found = client.get(SCHEMES).json()
    assert [one["id"] for one in found][:2] == ["2020-21", "2021-22a"]
    assert found[-1]["point"] is None

    def ask(**more: Any) -> Any:
        body = {"scheme": "2020-21", "indicator": "VI-01", "numerator": 770, "denominator": 1000}
        return client.post(POINTS, body | more, format="json")

    full = ask().json()
    assert (full["points"], full["pounds"], full["missed"]) == ("72", "7992.00", "0.00")
    half = ask(list_ratio="0.5").json()
    assert half["pounds"] == "3996.00"
    assert "scheme" in error(ask(scheme="x"), 400, "invalid")["fields"]
    assert "indicator" in error(ask(indicator="x"), 400, "invalid")["fields"]
    assert "adjusted" in error(ask(adjusted=2000), 400, "invalid")["fields"]
    unknown = error(ask(scheme="2022-23", indicator="ACC-02"), 409, "refused")
    assert "thresholds are not known" in unknown["message"]
    binary = ask(scheme="2021-22c", indicator="COVID-ES", met=True).json()
    assert (binary["points"], binary["pounds"]) == ("220", "44000.00")
