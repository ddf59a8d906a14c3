"""Population and projects in the browser: missing is named, figures lead to rows, stories show."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from services.models import ProjectVersion
from tests.intake.files import AGE_TITLES, IMD_TITLES, age_rows, as_csv, take_in
from tests.web.pages import errors, links, text

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("england")
OWN, OTHER = "U90001", "U90002"
POPULATION = reverse("network_population", args=[OWN]) + "?on=2025-06-01"
BOARD = reverse("population_of_board", args=["QZ1"]) + "?on=2025-06-01"
PROJECT: dict[str, Any] = {
    "title": "Walks", "state": "running", "aim": "Fewer falls", "cohort": "Made-up people",
    "partners": "School; Made-up High; a room", "measure": "Walkers", "unit": "people",
}  # fmt: skip


def import_ages(*practices: str) -> None:
    rows = [row for place, code in enumerate(practices) for row in age_rows(code, 10 + place)]
    take_in("age_bands", as_csv(AGE_TITLES, *rows))


def import_scores() -> None:
    rows = (("Z90001", "A", 2025, "40"), ("Z90002", "B", 2025, "20"), ("Z90003", "C", 2025, "5"))
    take_in("deprivation", as_csv(IMD_TITLES, *rows))


def test_without_a_file_nothing_is_zero(signed_in: SignedIn) -> None:
    assert "are not known on this day" in text(signed_in("manager").get(POPULATION))
    assert "Nobody’s age is known" in text(signed_in("commissioner").get(BOARD))


def test_a_missing_practice_is_named_and_not_in_the_sum(signed_in: SignedIn) -> None:
    import_ages("Z90001", "Z90003")
    import_scores()
    shown = text(signed_in("manager").get(POPULATION))
    assert "400 patients on 1 March 2025" in shown
    assert "Birch Surgery (Z90002)" in shown
    assert "is, by registered patients" not in shown
    assert "deprivation score 40.00" in shown
    before = text(signed_in("manager").get(POPULATION.replace("2025-06", "2025-02")))
    assert "are not known on this day" in before


def test_the_average_is_by_list_and_a_band_leads_to_its_row(signed_in: SignedIn) -> None:
    import_ages("Z90001", "Z90002")
    import_scores()
    client = signed_in("manager")
    shown = text(client.get(POPULATION))
    assert "840 patients" in shown
    assert "29.52" in shown  # (400 x 40 + 440 x 20) / 840
    band = client.get(reverse("network_population_band", args=[OWN, "95+"]) + "?on=2025-06-01")
    assert "21 female and 21 male patients" in text(band)
    rows = [link for link in links(band) if "/sources/" in link]
    assert len(rows) == 4
    assert "95+" in text(client.get(rows[0]))
    assert client.get(reverse("network_population_band", args=[OWN, "96"])).status_code == 404


def test_a_board_sorts_and_takes_out_its_networks(signed_in: SignedIn) -> None:
    import_ages("Z90001", "Z90002", "Z90003")
    import_scores()
    client = signed_in("commissioner")
    shown = text(client.get(BOARD))
    assert shown.index("Harbour PCN (U90001)") < shown.index("Quay PCN (U90002)")
    other = text(client.get(f"{BOARD}&sort=score"))
    assert other.index("Quay PCN (U90002)") < other.index("Harbour PCN (U90001)")
    assert client.get(f"{BOARD}&sort=nonsense").status_code == 200
    file = client.get(reverse("population_of_board_file", args=["QZ1"]) + "?on=2025-06-01")
    lines = file.content.decode().splitlines()
    assert lines[1].startswith("U90001,Harbour PCN,2025-03-01,840,")
    assert lines[2].endswith(",1,0,2025,5.00")


def test_a_manager_tells_a_project_and_the_board_reads_it(signed_in: SignedIn) -> None:
    manager = signed_in("manager")
    new = reverse("project_new", args=[OWN])
    wrong = manager.post(new, PROJECT | {"partners": "Made-up High", "title": ""})
    assert wrong.status_code == 400 and "#id_title" in errors(wrong)
    assert "Line 1" in str(errors(manager.post(new, PROJECT | {"partners": "Made-up High"})))
    assert signed_in("commissioner").get(new).status_code == 403
    assert manager.get(reverse("project_new", args=[OTHER])).status_code == 404
    assert manager.post(new, PROJECT).status_code == 302
    project = ProjectVersion.objects.get().project_id
    page = reverse("network_project", args=[OWN, project])
    day = {"measured_on_day": 1, "measured_on_month": 5, "measured_on_year": 2025}
    result = reverse("project_result", args=[OWN, project])
    assert manager.post(result, day | {"value": "12", "source": "Register"}).status_code == 302
    shown = text(signed_in("commissioner").get(page))
    assert "Walkers: 12 people on 1 May 2025" in shown
    assert "Made-up High" in shown
    assert "Record a result" not in shown
    change = reverse("project_change", args=[OWN, project])
    assert manager.post(change, PROJECT | {"title": "Runs", "shared": "on"}).status_code == 302
    assert 'name="seen" value="2"' in manager.get(change).content.decode()
    late = manager.post(change, PROJECT | {"seen": "1"})
    assert "Somebody has changed this project" in str(errors(late))
    again = text(manager.get(page))
    assert "Runs" in again and "Version 1" in again and "Walks" in again
    gallery = reverse("projects_of_board", args=["QZ1"])
    assert "Runs" in text(signed_in("commissioner").get(f"{gallery}?kind=school&q=made-up"))
    assert "Nothing fits" in text(signed_in("commissioner").get(f"{gallery}?kind=federation"))


def test_others_read_only_what_is_shared(signed_in: SignedIn) -> None:
    manager = signed_in("manager")
    manager.post(reverse("project_new", args=[OWN]), PROJECT)
    project = ProjectVersion.objects.get().project_id
    shared = reverse("project_shared", args=[project])
    stranger = signed_in("other_commissioner")
    assert stranger.get(shared).status_code == 404
    assert manager.get(shared).status_code == 200
    change = reverse("project_change", args=[OWN, project])
    manager.post(change, PROJECT | {"shared": "on"})
    shown = text(stranger.get(shared))
    assert "Fewer falls" in shown
    assert "Made-up High" not in shown and "Made-up people" not in shown
    assert "Walks" in text(stranger.get(reverse("projects_shared")))
    assert "Walks" not in text(stranger.get(reverse("projects_shared") + "?q=made-up+people"))
    assert stranger.get(reverse("network_project", args=[OWN, project])).status_code == 404
