"""Patients by age, deprivation and projects over REST."""

from typing import Any

import pytest

from tests.api.test_errors import error
from tests.intake.files import AGE_TITLES, IMD_TITLES, age_rows, as_csv, take_in

pytestmark = pytest.mark.usefixtures("england")
AGES, PROJECTS = "/api/v1/network-ages/", "/api/v1/projects/"
WALK = {"network": "U90001", "title": "Walks", "aim": "Fewer falls", "cohort": "Made up",
        "measure": "Walkers", "partners": [{"kind": "school", "name": "Made-up High"}]}  # fmt: skip


def test_ages_name_what_is_missing_and_lead_to_rows(client_of: Any) -> None:
    take_in("age_bands", as_csv(AGE_TITLES, *age_rows("Z90001")))
    take_in("deprivation", as_csv(IMD_TITLES, ("Z90001", "A", 2025, "33.519")))
    (row,) = client_of("manager").get(f"{AGES}?network=U90001&on=2025-06-01").json()
    assert (row["patients"], row["groups"]["from_75"], row["missing"]) == (400, 100, ["Z90002"])
    assert (row["score"], row["patients_by_tenth"]["1"]) == ("33.519", 400)
    assert row["practices"][0]["row"] == 2 and row["practices"][1]["patients"] is None
    rows = client_of("commissioner").get(f"{AGES}?icb=QZ1&on=2025-06-01").json()
    assert {one["network"]: one["patients"] for one in rows} == {"U90001": 400, "U90002": None}
    assert client_of("manager").get(f"{AGES}?network=U90003").status_code == 404
    assert client_of("other_commissioner").get(f"{AGES}?icb=QZ1").status_code == 404
    error(client_of("manager").get(AGES), 400, "invalid")


def test_a_project_is_written_measured_and_shared(client_of: Any) -> None:
    manager, stranger = client_of("manager"), client_of("other_commissioner")
    assert client_of("commissioner").post(PROJECTS, WALK, format="json").status_code == 403
    other = manager.post(PROJECTS, WALK | {"network": "U90002"}, format="json")
    assert other.status_code == 404
    bad = manager.post(PROJECTS, WALK | {"state": "stopped"}, format="json")
    assert "stopped_because" in error(bad, 400, "invalid")["fields"]
    made = manager.post(PROJECTS, WALK, format="json")
    assert made.status_code == 201, made.content
    address = f"{PROJECTS}{made.json()['id']}/"
    result = {"measured_on": "2025-05-01", "value": "12", "source": "Register"}
    measured = manager.post(f"{address}results/", result, format="json").json()
    assert measured["results"][0]["value"] == "12.0000"
    assert stranger.get(address).status_code == 404
    assert stranger.get("/api/v1/shared-projects/").json() == []
    anew = {key: value for key, value in WALK.items() if key != "network"} | {"shared": True}
    late = manager.post(address, anew | {"seen": 9}, format="json")
    assert "Somebody has changed" in error(late, 409, "refused")["message"]
    assert manager.post(address, anew | {"seen": 1}, format="json").json()["version"] == 2
    (shared,) = stranger.get("/api/v1/shared-projects/").json()
    assert (shared["title"], "partners" in shared, "cohort" in shared) == ("Walks", False, False)
    found = client_of("commissioner").get(f"{PROJECTS}?icb=QZ1&kind=school&q=fall").json()
    assert [one["title"] for one in found] == ["Walks"]
    assert client_of("commissioner").get(f"{PROJECTS}?kind=nhs").json() == []
