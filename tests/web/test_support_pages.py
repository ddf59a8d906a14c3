"""Plans, baseline, supervision, desks and equipment in the browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pcn_portal.accounts.models import User
from tests.web.pages import errors, text
from tests.workforce.staff_cast import somebody
from workforce.models import Baseline, WorkforcePlan

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("england")
OWN = "U90001"


def send(client: Client, name: str, data: dict[str, Any], *args: Any) -> None:
    answer = client.post(reverse(name, args=[OWN, *args]), data)
    assert answer.status_code == 302, errors(answer)


def test_a_plan_is_submitted_agreed_and_listed(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    somebody(people["manager"].actor)
    manager, board = signed_in("manager"), signed_in("commissioner")
    page = reverse("workforce_plan", args=[OWN, "2025-26"])
    listed = reverse("plans_of_board", args=["QZ1", "2025-26"])
    assert "2 networks have not submitted a plan." in text(board.get(listed))
    assert "CP 1.00 2025-04" in text(manager.get(page))
    assert board.post(page, {"outcome": "agree"}).status_code == 404
    assert "Line 1" in str(errors(manager.post(page, {"lines": "CP"})))
    assert manager.post(page, {"lines": "CP 1.00"}).status_code == 302
    assert "waits for the board" in text(board.get(page))
    assert "Say why" in str(errors(board.post(page, {"outcome": "return"})))
    assert board.post(page, {"outcome": "agree"}).status_code == 302
    assert "Plan 1 of 2025/26 is agreed." in text(manager.get(page))
    assert "1 network has not submitted a plan." in text(board.get(listed))
    assert WorkforcePlan.objects.get().decision.agreed
    for year in ("2025-27", "nonsense", "1999-00"):
        assert manager.get(reverse("workforce_plan", args=[OWN, year])).status_code == 404


def test_support_and_baseline_are_recorded_and_read_by_the_board(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    one = somebody(people["manager"].actor)
    manager, board = signed_in("manager"), signed_in("commissioner")
    page = reverse("staff_support", args=[OWN])
    assert "1 person lacks supervision as guidance has it." in text(board.get(page))
    starts = {"starts_day": 1, "starts_month": 4, "starts_year": 2025}
    supervisor = {"supervisor": "Senior pharmacist", "times_a_year": "12", **starts}
    send(manager, "supervision_set", supervisor, one.pk)
    send(manager, "training_set", {"pathway": "Pathway"}, one.pk)
    laptop = {"kind": "laptop", "held": "no", "funder": "icb"}
    send(manager, "equipment_set", laptop, one.pk)
    desks = {"practice": "Z90001", "site": "Main", "day": "1", "half": "am", "desks": "2"}
    send(manager, "room_set", desks)
    shown = text(board.get(page))
    assert "0 people lack supervision" in shown
    assert "No laptop, to be paid by: Integrated care board." in shown
    assert "Alder Surgery (Z90001) 2 0 0" in shown
    bad = manager.post(reverse("room_set", args=[OWN]), desks | {"practice": "Z99999"})
    assert "There is no practice" in str(errors(bad))
    send(manager, "baseline_set", {"practice": "Z90001", "role": "CP", "wte": "0.5"})
    row = Baseline.objects.get()
    assert "Alder Surgery" in text(board.get(reverse("staff_baseline", args=[OWN])))
    assert board.get(reverse("baseline_set", args=[OWN])).status_code == 403
    send(manager, "baseline_drop", {"sure": "1"}, row.pk)
    assert not Baseline.objects.exists()


def test_the_planner_answers_in_the_address(signed_in: SignedIn, people: dict[str, User]) -> None:
    somebody(people["manager"].actor)
    page = reverse("claims_planner", args=[OWN])
    assert "What can we afford?" in text(signed_in("manager").get(page))
    asked = {"from_month": "2025-09", "role": "CP", "wte": "1", "area": "national"}
    shown = text(signed_in("manager").get(page, asked))
    assert "The year’s sum is not known" in shown
    bad = signed_in("manager").get(page, asked | {"wte": "many"})
    assert bad.status_code == 400
