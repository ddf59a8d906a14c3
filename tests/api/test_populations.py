"""Population figures over the API: whose, of when, as known when."""

from datetime import UTC, datetime

import pytest

from pcn_portal.api.populations import PopulationShape
from practices.models import Practice
from tests.api.england import figure

pytestmark = pytest.mark.usefixtures("england")
POPULATIONS = "/api/v1/populations/"


def rows(client, query=""):
    response = client.get(f"{POPULATIONS}?{query}")
    assert response.status_code == 200, response.content
    return response.json()["results"]


def practices(found):
    return {row["practice_code"] for row in found}


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("commissioner", {"Z90001", "Z90002", "Z90003"}),
        ("other_commissioner", {"Z90004"}),
        ("manager", {"Z90001", "Z90002"}),
        ("auditor", {"Z90001", "Z90002", "Z90003"}),
        ("national", {"Z90001", "Z90002", "Z90003", "Z90004"}),
    ],
)
def test_each_role_reads_the_figures_of_its_own_practices_only(client_of, name, seen):
    assert practices(rows(client_of(name))) == seen


def test_a_figure_is_text_at_full_precision_with_its_file_and_row(client_of):
    (row,) = rows(client_of("manager"), "practice=Z90001&basis=adjusted")
    assert set(row) == set(PopulationShape().fields)
    assert (row["value"], row["source_file"], row["source_row"]) == (
        "9876.54321",
        "list_sizes.csv",
        2,
    )


def test_figures_are_filtered_by_network_and_basis_and_date(client_of):
    client = client_of("national")
    assert practices(rows(client, "network=U90003")) == {"Z90004"}
    assert len(rows(client, "basis=registered")) == 4
    assert rows(client, "reference_date=2024-01-01") == []


def test_a_restated_figure_takes_the_place_of_the_old_from_the_day_it_came(client_of):
    alder = Practice.objects.get(code="Z90001")
    restated = datetime(2025, 6, 1, tzinfo=UTC)
    figure(alder, "registered", "10500", version=2, received_at=restated)
    client, asked = client_of("manager"), "practice=Z90001&basis=registered"
    assert [r["value"] for r in rows(client, asked)] == ["10500"]
    assert [r["value"] for r in rows(client, f"{asked}&known_at=2025-05-31T00:00:00Z")] == ["10000"]
    assert [r["version"] for r in rows(client, f"{asked}&versions=all")] == [1, 2]
    assert rows(client, f"{asked}&versions=all&known_at=2024-01-01T00:00:00Z") == []
