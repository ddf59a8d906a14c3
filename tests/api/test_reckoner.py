"""The ready reckoner over the API is the engine of the command."""

import pytest

from funding.engine.rates import national_rates
from funding.reckoner import reckon
from pcn_portal.api.reckoner import MOST_WORK
from tests.api.test_errors import error

RECKONER = "/api/v1/ready-reckoner/"
CASE = {
    "id": "one",
    "months": ["2025-04", "2025-05"],
    "practices": [{"code": "A", "registered_list": "10000", "adjusted_population": "9876.54"}],
    "care_home_beds": {"2025-04": 120},
}


@pytest.fixture
def client(client_of):
    return client_of("manager")


def test_the_answer_is_that_of_the_engine(client):
    response = client.post(RECKONER, {"cases": [CASE]}, format="json")
    assert response.status_code == 200
    assert response.json() == reckon({"cases": [CASE]}, national_rates())


def test_a_figure_written_as_a_number_is_read_exactly(client):
    body = (
        '{"cases": [{"id": 1, "months": ["2025-04"], "practices": '
        '[{"code": "A", "registered_list": 9, "adjusted_population": %s}]}]}'
    )
    answers = [
        client.post(RECKONER, body % figure, content_type="application/json").json()
        for figure in ('"29476.110000000000001"', "29476.110000000000001")
    ]
    assert answers[0]["results"][0]["lines"]
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", "line 1"),
        (b'{"cases": [], "cases": []}', "twice"),
        (b'{"cases": [{"id": "x", "months": ["April"]}]}', "Case \u201cx\u201d"),
        (b'{"cases": [{"id": "x", "months": ["2025-04"], "practices": [{"code": "A", '
         b'"registered_list": "-1"}]}]}', "negative"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_case_and_field(client, body, words):
    response = client.post(RECKONER, body, content_type="application/json")
    assert words in error(response, 400, "invalid")["fields"]["body"][0]


def test_more_work_than_a_request_may_ask_for_is_refused(client):
    months = [f"{year}-{month:02d}" for year in range(2001, 2100) for month in range(1, 13)]
    practices = [{"code": str(n), "registered_list": "1"} for n in range(MOST_WORK // 1000)]
    case = {"id": "x", "months": months, "practices": practices}
    response = client.post(RECKONER, {"cases": [case]}, format="json")
    assert "too much" in error(response, 400, "invalid")["message"]
