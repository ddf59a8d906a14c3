"""Rates over the API: by year, payment, month and the day they were known."""

import pytest

from pcn_portal.api.rates import RateShape, RatesShape, YearShape
from tests.api.test_errors import error

RATES = "/api/v1/rates/"


@pytest.fixture
def client(client_of):
    return client_of("manager")


def ids(response):
    assert response.status_code == 200, response.content
    return {rate["id"] for rate in response.json()["rates"]}


def test_every_contract_year_is_listed_with_its_digest(client):
    found = client.get(RATES).json()
    assert [year["year"] for year in found["results"]][:2] == ["2019/20", "2020/21"]
    assert all(len(year["digest"]) == 64 and year["rates"] > 0 for year in found["results"])
    assert set(found["results"][0]) == set(YearShape().fields)


def test_a_rate_has_its_value_as_text_with_its_sources(client):
    found = client.get(f"{RATES}2025-26/").json()
    assert set(found) == set(RatesShape().fields)
    known = [rate for rate in found["rates"] if rate["value"] is not None]
    assert known and all(isinstance(rate["value"], str) and rate["sources"] for rate in known)
    assert set(found["rates"][0]) == set(RateShape().fields)


def test_rates_are_filtered_by_payment(client):
    found = client.get(f"{RATES}2025-26/?stream=care_home_premium").json()["rates"]
    assert {rate["stream"] for rate in found} == {"care_home_premium"}


def test_a_backdated_rate_counts_only_once_it_was_published(client):
    """In 2024/25 rates were raised in the year and backdated to April."""
    stream = "month=2024-05&stream=core_pcn_funding"
    then = ids(client.get(f"{RATES}2024-25/?{stream}&known_on=2024-05-01"))
    now = ids(client.get(f"{RATES}2024-25/?{stream}&known_on=2025-03-31"))
    everything = ids(client.get(f"{RATES}2024-25/?stream=core_pcn_funding"))
    assert then and now and not then & now
    assert then | now <= everything


def test_nothing_was_known_before_anything_was_published(client):
    assert ids(client.get(f"{RATES}2025-26/?known_on=2001-01-01")) == set()
    assert ids(client.get(f"{RATES}2025-26/?known_on=2001-01-01&month=2025-04")) == set()


def test_a_month_of_another_year_is_refused(client):
    found = error(client.get(f"{RATES}2025-26/?month=2024-04"), 400, "invalid")
    assert "not in the contract year" in found["fields"]["month"][0]
