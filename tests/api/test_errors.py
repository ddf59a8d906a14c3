"""Whatever goes wrong, the API answers in one shape, says what to do, and never breaks."""

import re
from itertools import product

import pytest
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

ADDRESSES = [
    "/api/v1/networks/",
    "/api/v1/networks/U90001/",
    "/api/v1/practices/",
    "/api/v1/practices/Z90001/",
    "/api/v1/populations/",
    "/api/v1/rates/",
    "/api/v1/rates/2025-26/",
    "/api/v1/runs/",
    "/api/v1/runs/00000000-0000-4000-8000-000000000000/",
    "/api/v1/calculations/",
    "/api/v1/calculations/1/",
    "/api/v1/statements/",
    "/api/v1/statements/U90001/2025-04/",
    "/api/v1/imports/",
    "/api/v1/imports/1/",
    "/api/v1/networks/U90001/appointments/",
    "/api/v1/networks/U90001/payees/",
    "/api/v1/network-roles/",
    "/api/v1/vacancies/",
    "/api/v1/network-sizes/",
    "/api/v1/size-approvals/",
]


def error(response, status, code):
    """Return the error, having checked that it has the one shape."""
    assert response.status_code == status, response.content
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "fields"}
    assert body["error"]["code"] == code
    assert body["error"]["message"].strip()
    for sentences in body["error"]["fields"].values():
        assert sentences and all(isinstance(sentence, str) for sentence in sentences)
    return body["error"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_without_a_sign_in_every_endpoint_answers_401(address):
    response = APIClient().get(address)
    error(response, 401, "not_signed_in")
    assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("address", ADDRESSES)
def test_without_the_permission_every_endpoint_answers_403(client_of, address):
    error(client_of("nobody").get(address), 403, "not_allowed")


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer x", "Bearer a b", "Bearer \u00e9", "Bearer a\0b", "Bearer " + "a" * 5000],
)
@pytest.mark.django_db
def test_a_token_that_is_none_answers_401(header):
    client = APIClient(raise_request_exception=False)
    error(client.get("/api/v1/networks/", HTTP_AUTHORIZATION=header), 401, "not_signed_in")


@pytest.mark.parametrize(
    ("address", "method"),
    [("/api/v1/networks/", "put"), ("/api/v1/runs/", "put"), ("/api/v1/runs/", "patch"),
     ("/api/v1/tokens/", "get"), ("/api/v1/rates/", "post"), ("/api/v1/networks/", "options"),
     ("/api/v1/calculations/1/approve/", "get")],
)  # fmt: skip
def test_a_method_an_address_does_not_have_answers_405(client_of, address, method):
    error(getattr(client_of("national"), method)(address), 405, "method_not_allowed")


@pytest.mark.parametrize(
    "address", ["", "nothing/", "networks", "networks/U9000%00/", "runs/not-a-uuid/",
                "calculations/-1/", "calculations/" + "9" * 5000 + "/", "schema/x/",
                "rates/2025/a/"],
)  # fmt: skip
def test_an_unknown_address_answers_404(client_of, address):
    for method in ("get", "post"):
        error(getattr(client_of("national"), method)(f"/api/v1/{address}"), 404, "not_found")


@pytest.mark.parametrize(
    "address", ["networks/U00000/", "practices/%E2%82%AC/", "rates/1999-00/", "rates/never/",
                "statements/U90001/2025-13/", "statements/U90001/0000-01/",
                "calculations/99999999999999999999999999/", "statements/U90001/2025-04/"],
)  # fmt: skip
def test_something_that_is_not_there_answers_404(client_of, england, address):
    error(client_of("national").get(f"/api/v1/{address}"), 404, "not_found")


@pytest.mark.parametrize("body", [b"", b"{", b"[" * 100_000, b'"\xff"', b"NaN", b'{"month": NaN}'])
def test_a_body_that_is_not_json_answers_400(client_of, body):
    response = client_of("national").post("/api/v1/runs/", body, content_type="application/json")
    error(response, 400, "bad_request" if body else "invalid")


def test_a_body_in_another_format_answers_415(client_of):
    response = client_of("national").post("/api/v1/runs/", b"x", content_type="text/xml")
    error(response, 415, "unsupported_media_type")


def test_a_body_that_is_too_large_answers_413(client_of, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = client_of("national").post(
        "/api/v1/runs/", b'"' + b"a" * 200 + b'"', content_type="application/json"
    )
    error(response, 413, "too_large")


def test_an_answer_in_another_format_answers_406(client_of):
    response = client_of("national").get("/api/v1/networks/", HTTP_ACCEPT="application/xml")
    error(response, 406, "not_acceptable")


@pytest.mark.parametrize(
    ("address", "body"),
    [("/api/v1/runs/", [1]), ("/api/v1/runs/", "x"), ("/api/v1/runs/", None), ("/api/v1/runs/", {}),
     ("/api/v1/runs/", {"month": {"a": []}}), ("/api/v1/runs/", {"month": "2025-04\0"}),
     ("/api/v1/ready-reckoner/", {"cases": 1}), ("/api/v1/ready-reckoner/", [[]])],
)  # fmt: skip
def test_a_body_of_the_wrong_shape_answers_400_and_names_the_field(client_of, address, body):
    response = client_of("national").post(address, body, format="json")
    assert error(response, 400, "invalid")["fields"]


def test_a_session_without_its_csrf_token_answers_403(people, england):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(people["national"])
    assert client.get("/api/v1/networks/").status_code == 200
    error(client.post("/api/v1/runs/", {"month": "2025-04"}, format="json"), 403, "not_allowed")


@pytest.mark.parametrize("address", ["/api/v1/networks/", "/api/v1/runs/", "/api/v1/imports/"])
def test_head_goes_through_the_door_of_get_and_no_answer_is_kept(client_of, address):
    assert client_of("commissioner").head(address).status_code == 200
    assert client_of("nobody").head(address).status_code == 403
    answer = client_of("commissioner").get(address)
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_parameter_a_list_does_not_have_is_refused_by_name(client_of):
    response = client_of("national").get("/api/v1/networks/?icbs=QZ1")
    assert list(error(response, 400, "invalid")["fields"]) == ["icbs"]


def test_a_parameter_given_twice_is_refused_by_name(client_of):
    response = client_of("national").get("/api/v1/networks/?icb=QZ1&icb=QZ2")
    assert list(error(response, 400, "invalid")["fields"]) == ["icb"]


def test_an_unexpected_failure_answers_500_without_its_cause(client_of, monkeypatch):
    def fail(*args):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("pcn_portal.api.networks.networks_in", fail)
    response = client_of("national").get("/api/v1/networks/")
    assert "secret" not in str(error(response, 500, "unexpected"))


ODD = [
    "", "%00", "'", "9" * 50, "0001-01-01", "9999-12-31", "9999-12", "9999-12-31T23:59:59-14:00",
    "a" * 3000, "%F0%9F%92%A9", "all", "\u0662\u0660\u0662\u0665-\u0660\u0664",
]  # fmt: skip


def documented():
    """Every address and the parameters it takes, from the OpenAPI document."""
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    for path, methods in paths.items():
        for method, operation in methods.items():
            taken = operation.get("parameters", [])
            names = [taker["name"] for taker in taken if taker["in"] == "query"]
            yield method, path, names


def test_no_odd_parameter_breaks_an_endpoint(client_of, england):
    client = client_of("national")
    for method, path, names in documented():
        address = re.sub("{[^}]*id}", "1", path).format(
            code="U90001",
            year="2025-26",
            network="U90001",
            icb="QZ1",
            month="2025-04",
            role_code="clinical_director",
            number="1",
            practice="Z90001",
            ending="csv",
        )
        for name, value in product(names or ["unknown"], ODD):
            response = getattr(client, method)(f"{address}?{name}={value}")
            assert response.status_code < 500, (address, name, value, response.content)
            assert response.status_code < 400 or set(response.json()) == {"error"}
