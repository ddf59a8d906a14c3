"""Declaring, checking and reading capacity and access improvement, as people do in a browser."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from networks.models import Network, NetworkMembership
from pcn_portal.accounts.models import User
from practices.models import Practice
from services.engine.improvement import Outcome
from services.models import (
    ImprovementCheck,
    ImprovementDeclaration,
    ImprovementJudgement,
    ImprovementPlan,
    ImprovementSetting,
)
from tests.funding.books.cast import approve_month
from tests.funding.cast import APRIL
from tests.networks.people.cast import put
from tests.services.improvement_cast import ACCESS, checked, declaration, director
from tests.web.pages import errors, heading, text

HARBOUR = "/networks/U90001/improvement"
BOARD = "/services/QZ1/improvement"
DECLARE = f"{HARBOUR}/2025-26/{ACCESS}/declare/"
LATE_JUNE = datetime(2025, 6, 25, 9, tzinfo=UTC)
MAY = datetime(2025, 5, 6, 12, tzinfo=UTC)
SignedIn = Callable[[str], Client]
FILLED: dict[str, Any] = {
    "met_on_day": "1",
    "met_on_month": "4",
    "met_on_year": "2025",
    "practices": ["Z90001", "Z90002"],
    "evidence_in-place": "Made up: seen in both.",
}


@pytest.fixture
def ada(england: None, people: dict[str, User], monkeypatch: pytest.MonkeyPatch) -> User:
    """The clinical director of Harbour PCN, in June 2025."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATE_JUNE)
    put("U90001")
    people["ada"] = director()
    return people["ada"]


@pytest.fixture
def april(ada: User, people: dict[str, User]) -> None:
    """April is approved before anything is declared."""
    approve_month(APRIL, people["commissioner"], people["approver"], at=MAY, icb="QZ1")


def test_nobody_has_declared_and_the_page_says_what_that_costs(
    ada: User, signed_in: SignedIn
) -> None:
    said = text(signed_in("manager").get(f"{HARBOUR}/"))
    assert "0 of 2 parts are declared and paid: £0.00 of at most £27,160.56 for 2025/26." in said
    assert "£27,160.56 more is due if the rest is declared by 31 March 2026." in said
    assert "What is asked in detail is in no source read." in said
    assert "The board pays on declaration" in said
    assert "Declare :" not in said


def test_the_director_declares_and_sees_what_it_is_worth_before(
    april: None, signed_in: SignedIn
) -> None:
    browser = signed_in("ada")
    form = text(browser.get(DECLARE))
    assert "This part is worth £18,107.04 for 2025/26." in form
    assert "Alder Surgery (Z90001)" in form and "Birch Surgery (Z90002)" in form
    answer = browser.post(DECLARE, FILLED, follow=True)
    assert "It is declared." in text(answer)
    assert "Confirmed by Alder Surgery (Z90001), Birch Surgery (Z90002)." in text(answer)
    said = text(browser.get(f"{HARBOUR}/"))
    assert "1 of 2 parts is declared and paid: £18,107.04 of at most £27,160.56" in said
    assert "It is paid from 1 April 2025, the full year." in said


def test_a_practice_without_a_tick_is_named_and_nothing_is_lost(
    ada: User, signed_in: SignedIn
) -> None:
    answer = signed_in("ada").post(DECLARE, FILLED | {"practices": ["Z90001"]})
    assert answer.status_code == 400
    (said,) = errors(answer).values()
    assert said.startswith("Not confirmed for Birch Surgery (Z90002).")
    assert "Made up: seen in both." in answer.content.decode()
    assert not ImprovementDeclaration.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"met_on_day": "31", "met_on_month": "6"}, "real date"),
        ({"met_on_year": "2026"}, "by today"),
        ({"practices": []}, "Confirm every core network practice."),
        ({"practices": ["Z90003"]}, "Select a valid choice"),
        ({"evidence_in-place": " "}, "Say how this is met"),
    ],
)
def test_wrong_input_is_answered_by_the_form(
    ada: User, signed_in: SignedIn, wrong: dict[str, Any], said: str
) -> None:
    answer = signed_in("ada").post(DECLARE, FILLED | wrong)
    assert answer.status_code == 400
    assert any(said in one for one in errors(answer).values())


def test_only_the_networks_own_director_declares(ada: User, signed_in: SignedIn) -> None:
    assert signed_in("manager").post(DECLARE, FILLED).status_code == 403
    assert signed_in("commissioner").post(DECLARE, FILLED).status_code == 403
    other = DECLARE.replace("U90001", "U90002")
    assert signed_in("ada").post(other, FILLED).status_code == 404
    for gone in ("2026-27", "2023-24", "2025-27"):
        assert signed_in("ada").get(DECLARE.replace("2025-26", gone)).status_code == 404


def test_after_the_last_day_the_form_says_so(
    ada: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2026, 4, 1, 9, tzinfo=UTC))
    browser = signed_in("ada")
    assert "The last day to declare a part of 2025/26 was 31 March 2026." in text(
        browser.get(DECLARE)
    )
    answer = browser.post(DECLARE, FILLED)
    assert "The last day" in next(iter(errors(answer).values()))
    shown = text(browser.get(f"{HARBOUR}/"))
    assert "£27,160.56 is not paid." in shown
    assert "abolished from 2026/27" in text(browser.get(f"{HARBOUR}/?year=2026-27"))


def test_the_board_checks_and_sees_what_a_failed_check_takes_back(
    ada: User, people: dict[str, User], signed_in: SignedIn
) -> None:
    made = declaration(ada, at=datetime(2025, 5, 2, tzinfo=UTC))
    approve_month(APRIL, people["commissioner"], people["approver"], at=MAY, icb="QZ1")
    browser = signed_in("commissioner")
    board = text(browser.get(f"{BOARD}/"))
    assert "1 of 4 parts is paid: £18,107.04" in board
    assert "1 declaration waits for a check." in board
    address = f"{HARBOUR}/turns/{made.pk}/check/"
    assert "£1,508.92 in approved months is recovered with the next run." in text(
        browser.get(address)
    )
    assert browser.post(address, {"outcome": "not_met", "reason": ""}).status_code == 400
    answer = browser.post(
        address, {"outcome": "not_met", "reason": "Made up: one practice has none."}, follow=True
    )
    assert "Not met on 25 June 2025" in text(answer)
    assert "not met. It may be declared again until 31 March 2026." in text(
        browser.get(f"{BOARD}/")
    )
    assert ImprovementCheck.objects.get().checked_by == people["commissioner"]


def test_who_may_check(ada: User, signed_in: SignedIn) -> None:
    address = f"{HARBOUR}/turns/{declaration(ada).pk}/check/"
    assert signed_in("ada").get(address).status_code == 403
    assert signed_in("auditor").get(address).status_code == 403
    assert signed_in("other_commissioner").get(address).status_code == 404
    assert signed_in("commissioner").get(f"{HARBOUR}/turns/99999/check/").status_code == 404


def test_the_director_withdraws_with_a_reason(april: None, signed_in: SignedIn, ada: User) -> None:
    made = declaration(ada)
    address = f"{HARBOUR}/turns/{made.pk}/withdraw/"
    browser = signed_in("ada")
    assert "It may be declared again until 31 March 2026." in text(browser.get(address))
    answer = browser.post(address, {"reason": "Made up: too early."}, follow=True)
    assert "Turn 2: withdrawn" in text(answer)
    again = browser.post(address, {"reason": "Made up: twice."})
    assert "A later turn replaced this one" in next(iter(errors(again).values()))


def test_a_practice_that_joined_asks_for_another_declaration(
    ada: User, signed_in: SignedIn
) -> None:
    checked(declaration(ada), Outcome.ACCEPTED, User.objects.get(name="commissioner"))
    elm = Practice.objects.create(code="Z90008", name="Elm Surgery", status="active")
    NetworkMembership.objects.create(
        practice=elm, network=Network.objects.get(code="U90001"), starts=date(2025, 6, 22)
    )
    for address, who in ((f"{HARBOUR}/", "ada"), (f"{BOARD}/", "commissioner")):
        said = text(signed_in(who).get(address))
        assert "Elm Surgery (Z90008), since 22 June 2025 did not confirm." in said


def test_a_board_decides_when_it_pays(ada: User, signed_in: SignedIn) -> None:
    declaration(ada)
    browser = signed_in("commissioner")
    address = f"{BOARD}/2025-26/setting/"
    answer = browser.post(
        address, {"pay": "acceptance", "reason": "Made up: minute 4."}, follow=True
    )
    assert "pays a part only once it has accepted it" in text(answer)
    assert "It is paid once the board accepts it." in text(browser.get(f"{HARBOUR}/"))
    assert ImprovementSetting.objects.get().icb_code == "QZ1"
    assert signed_in("manager").get(address).status_code == 403
    assert signed_in("other_commissioner").get(address).status_code == 404


def test_a_judged_year_from_plan_to_judgement(ada: User, signed_in: SignedIn) -> None:
    plan = {
        "submitted_on_day": "3", "submitted_on_month": "7", "submitted_on_year": "2023",
        "words": "Made-up plan.",
    }  # fmt: skip
    answer = signed_in("manager").post(f"{HARBOUR}/plan/2023-24/", plan, follow=True)
    assert "Submitted on 3 July 2023, after 30 June 2023" in text(answer)
    browser = signed_in("commissioner")
    areas = {
        f"{what}_{area}": value
        for area in ("contact-experience", "access-and-demand", "appointment-books")
        for what, value in (("percent", "50"), ("reason", "Made up."))
    }
    refused = browser.post(f"{HARBOUR}/judge/2023-24/", areas)
    assert "No source says how much each area counts" in next(iter(errors(refused).values()))
    weights = {f"weight_{name[8:]}": "1" for name in areas if name.startswith("percent_")}
    browser.post(f"{BOARD}/2023-24/setting/", weights | {"reason": "Made up: alike."})
    answer = browser.post(f"{HARBOUR}/judge/2023-24/", areas, follow=True)
    assert "Judged at 50 % on 25 June 2025." in text(answer)
    assert (ImprovementPlan.objects.count(), ImprovementJudgement.objects.count()) == (1, 3)
    assert "3 July 2023 Late" in text(browser.get(f"{BOARD}/?year=2023-24"))
    assert signed_in("manager").get(f"{HARBOUR}/plan/2025-26/").status_code == 404


def test_the_statement_says_why_nothing_is_due_and_leads_to_the_declaration(
    april: None, signed_in: SignedIn
) -> None:
    answer = signed_in("commissioner").get("/networks/U90001/money/2025-04/")
    said = text(answer)
    assert "Supporting modern general practice access: not declared, so nothing is paid" in said
    assert "Nothing due" in said
    assert f'href="{HARBOUR}/?year=2025-26"' in answer.content.decode()


def test_the_statement_explains_what_is_paid(
    ada: User, people: dict[str, User], signed_in: SignedIn
) -> None:
    declaration(ada, at=datetime(2025, 5, 2, tzinfo=UTC))
    approve_month(APRIL, people["commissioner"], people["approver"], at=MAY, icb="QZ1")
    said = text(signed_in("manager").get("/networks/U90001/money/2025-04/"))
    assert "19,753.08642 × £1.375 × 2/3 ÷ 12" in said
    assert "declared on 2 May 2025 (turn 1), not checked yet" in said
    assert "£1.375 per patient at most, for the year" in said


def test_few_queries_however_many_networks(
    ada: User, signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    browser = signed_in("commissioner")
    with django_assert_max_num_queries(30):
        assert heading(browser.get(f"{BOARD}/")).endswith("improvement 2025/26")
