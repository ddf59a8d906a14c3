"""Forecasts and scenarios by page."""

import pytest

from funding.models import Scenario
from networks.models import Proposal
from tests.web.pages import text

AHEAD, LIST = "/money/QZ1/ahead/?year=2025-26", "/money/QZ1/scenarios/"
MOVE = {"kind": "move", "start": "2025-07", "practice": "z90001", "network": "U90002"}


@pytest.fixture
def scenario(signed_in, england):
    signed_in("commissioner").post(LIST, {"name": "One move", "year": "2025/26"})
    return Scenario.objects.get()


def test_a_board_sees_its_year_to_come_with_what_is_not_known(signed_in, england):
    shown = text(signed_in("auditor").get(AHEAD))

    assert "2025/26 comes to at least £" in shown
    assert "0 months are in the books." in shown
    assert "missing from it; not zero." in shown
    assert "Harbour PCN" in shown
    assert shown.count("To come") == 12


def test_a_manager_sees_their_own_networks_year(signed_in, england):
    manager = signed_in("manager")

    assert "Forecast 2025/26" in text(manager.get("/networks/U90001/ahead/?year=2025-26"))
    assert manager.get("/networks/U90002/ahead/").status_code == 404
    assert manager.get(AHEAD).status_code == 403
    assert signed_in("other_commissioner").get(AHEAD).status_code == 404


def test_a_year_without_rates_is_no_error(signed_in, england):
    assert signed_in("auditor").get("/money/QZ1/ahead/?year=2099-00").status_code == 200
    assert signed_in("auditor").get("/money/QZ1/ahead/?year=2018-19").status_code == 200


def test_a_scenario_is_begun_changed_compared_and_proposed(signed_in, scenario):
    page, address = signed_in("commissioner"), f"{LIST}{scenario.pk}/"

    page.post(address, MOVE)
    shown = text(page.get(address))
    compared = text(page.get(f"{LIST}compared/?id={scenario.pk}"))
    done = text(page.post(f"{address}propose/", {"reason": "Agreed."}))

    assert "Z90001 moves to U90002 from July 2025." in shown
    assert "Networks that it changes" in shown
    assert "Scenarios of 2025/26 compared" in compared and "One move" in compared
    assert "The moves are proposed." in done
    assert Proposal.objects.get().reason == "Scenario “One move”: Agreed."
    page.post(address, {"drop": "1"})
    assert Scenario.objects.get().changes == []


@pytest.mark.parametrize(
    ("form", "said"),
    [
        (MOVE | {"practice": "Z90004"}, "is a core network practice of no network"),
        (MOVE | {"practice": ""}, "Say which practice it is."),
        (MOVE | {"kind": "rate", "rate": "", "value": "1"}, "There is no such rate"),
        (MOVE | {"kind": "beds", "value": "x"}, "Write a number: 10500."),
        ({"drop": "7"}, "no such change"),
        ({"drop": "x"}, "no such change"),
        (MOVE | {"start": "2029-01"}, "There is a problem"),
    ],
)
def test_what_cannot_be_is_refused_in_words(signed_in, scenario, form, said):
    answer = signed_in("commissioner").post(f"{LIST}{scenario.pk}/", form)

    assert answer.status_code == 400
    assert said in text(answer)
    assert Scenario.objects.get().changes == []


def test_others_read_and_strangers_do_not(signed_in, scenario):
    address = f"{LIST}{scenario.pk}/"

    assert "Add a change" not in text(signed_in("auditor").get(address))
    assert signed_in("auditor").post(address, MOVE).status_code == 404
    assert signed_in("other_commissioner").get(address).status_code == 404
    assert signed_in("manager").get(address).status_code == 403
    assert signed_in("auditor").get(f"{address}propose/").status_code == 403
    assert Scenario.objects.get().changes == []


def test_nothing_chosen_is_said(signed_in, scenario):
    answer = signed_in("commissioner").get(f"{LIST}compared/", follow=True)

    assert "Choose the scenarios to compare." in text(answer)


def test_a_scenario_of_a_name_stands_once(signed_in, scenario):
    answer = signed_in("commissioner").post(LIST, {"name": "One move", "year": "2025/26"})

    assert answer.status_code == 400
    assert "has a scenario of that name already" in text(answer)
