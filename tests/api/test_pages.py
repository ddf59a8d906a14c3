"""Keyset pages: every row once, in order, whatever is inserted meanwhile."""

import pytest

from networks.models import Network
from practices.models import Practice
from tests.api.england import figure

pytestmark = pytest.mark.usefixtures("england")


def follow(client, address):
    """Yield the rows of every page behind `address`."""
    while address:
        found = client.get(address).json()
        yield from found["results"]
        address = found["next"]


def test_pages_give_every_network_once_in_order(client_of):
    rows = [row["code"] for row in follow(client_of("national"), "/api/v1/networks/?limit=1")]
    assert rows == ["U90001", "U90002", "U90003"]


def test_a_row_inserted_before_the_cursor_neither_repeats_nor_loses_a_row(client_of):
    client = client_of("national")
    first = client.get("/api/v1/networks/?limit=2").json()
    Network.objects.create(code="U10000", name="Early PCN")
    Network.objects.create(code="U99999", name="Late PCN")
    second = client.get(first["next"]).json()
    assert [row["code"] for row in second["results"]] == ["U90003", "U99999"]
    assert second["next"] is None


def test_pages_keep_their_filters(client_of):
    rows = list(follow(client_of("national"), "/api/v1/networks/?limit=1&icb=QZ1&on=2025-04-01"))
    assert [row["code"] for row in rows] == ["U90001", "U90002"]


def test_an_order_of_several_columns_gives_every_row_once(client_of):
    practice = Practice.objects.get(code="Z90002")
    figure(practice, "registered", "10001", version=2)
    figure(practice, "registered", "10002", version=3)
    client = client_of("national")
    whole = client.get("/api/v1/populations/?versions=all").json()["results"]
    assert len(whole) == 10
    for limit in (1, 2, 3):
        assert list(follow(client, f"/api/v1/populations/?versions=all&limit={limit}")) == whole


@pytest.mark.parametrize(
    "cursor", ["", "%00", "x", "W10", "WzFd", "bnVsbA", "WyJhIiwiYiJd", "%F0%9F%92%A9", "A" * 499]
)
def test_a_cursor_that_is_not_ours_is_refused_by_name(client_of, cursor):
    response = client_of("national").get(f"/api/v1/networks/?cursor={cursor}")
    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == ["cursor"]


@pytest.mark.parametrize("limit", ["0", "501", "-1", "many", "1e9", "9" * 400, "%00"])
def test_a_page_has_between_one_and_500_rows(client_of, limit):
    response = client_of("national").get(f"/api/v1/networks/?limit={limit}")
    assert response.status_code == 400
    assert list(response.json()["error"]["fields"]) == ["limit"]
