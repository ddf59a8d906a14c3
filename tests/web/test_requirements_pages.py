"""Requirements in the browser: answering, review, evidence, the heat table and drafts."""

from collections.abc import Callable

import pytest
from django.test import Client

from services.models import DeliveryAnswer, Evidence, RequirementSet
from tests.web.pages import text

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("england")
OURS = "/networks/U90001/requirements/"
ONE = f"{OURS}EHCH/?year=2025-26"
BOARD = "/services/QZ1/requirements/"
RISK = {"words_1": "", "likelihood_1": "medium", "impact_1": "medium", "done_1": ""}
DONE = {"seen_turn": "0", "status": "delivered", "narrative": "Made up: done", **RISK}


def test_a_network_answers_and_the_board_asks_for_more(signed_in: SignedIn) -> None:
    manager, board = signed_in("manager"), signed_in("commissioner")
    assert "no answer for 2025/26" in text(manager.get(f"{OURS}?year=2025-26"))
    wrong = manager.post(ONE, DONE | {"status": "planned"})
    assert wrong.status_code == 400
    assert manager.post(ONE, DONE).status_code == 302
    assert board.post(ONE, {"outcome": "more", "words": ""}).status_code == 400
    assert board.post(ONE, {"outcome": "more", "words": "By whom?"}).status_code == 302
    assert "By whom?" in text(manager.get(ONE))
    assert manager.post(ONE, DONE).status_code == 400
    assert DeliveryAnswer.objects.count() == 1
    assert "More asked" in text(board.get(f"{BOARD}?year=2025-26"))
    assert b"more_asked" in board.get(f"{BOARD}heat.csv?year=2025-26").content
    changed = manager.get(f"{OURS}EHCH/?year=2026-27").content.decode()
    assert "Made up: done" in changed
    carried = manager.post(f"{OURS}carry/?year=2026-27", {"codes": ["EHCH"]})
    assert carried.status_code == 302
    assert "Confirmed as it was in answer 1" in text(manager.get(f"{OURS}EHCH/?year=2026-27"))


def test_evidence_is_recorded_once_and_linked(signed_in: SignedIn) -> None:
    manager = signed_in("manager")
    sent = {"title": "Rota", "words": "Made up", "day_day": "1", "day_month": "5"}
    assert manager.post(f"{OURS}evidence/new/", sent).status_code == 400
    manager.post(f"{OURS}evidence/new/", sent | {"day_year": "2025"})
    there = f"{OURS}evidence/{Evidence.objects.get().pk}/?year=2025-26"
    assert manager.post(there, {"use": "", "named": ""}).status_code == 400
    assert manager.post(there, {"use": "2025:EHCH", "named": ""}).status_code == 302
    assert "Rota" in text(manager.get(ONE))
    assert "EHCH 2025/26" in text(signed_in("commissioner").get(there))


def test_a_year_is_copied_and_another_person_publishes_it(signed_in: SignedIn) -> None:
    national, board = signed_in("national"), signed_in("commissioner")
    sets = "/services/requirement-sets/"
    copy = {"from_year": "2026/27", "to_year": "2027/28", "note": "Made up"}
    assert board.post(sets, copy).status_code == 404
    assert national.post(sets, copy).status_code == 302
    there = f"{sets}{RequirementSet.objects.get().pk}/"
    assert national.post(there, {"outcome": "publish", "reason": "x"}).status_code == 404
    assert board.post(there, {"outcome": "publish", "reason": "Read"}).status_code == 302
    assert "Published" in text(national.get(there))
