"""The incentive fund on the pages: declared by the director, decided by the board."""

from datetime import UTC, datetime

import pytest

from pcn_portal.accounts.models import User
from services.models import AchievementDecision, AchievementPayment
from tests.intake.files import take_in
from tests.services.test_achievement import (  # noqa: F401
    both,
    browser_of,
    cast,
    figures,
    give_all,
)

pytestmark = pytest.mark.django_db
NETWORK = "/networks/U90001/incentive-fund/?year=2023-24"
BOARD = "/services/QZ1/incentive-fund/?year=2023-24"
NOW = datetime(2025, 5, 2, 9, tzinfo=UTC)


def test_it_is_declared_and_approved_on_the_page(cast: dict[str, User]) -> None:  # noqa: F811
    take_in("incentive_publication", figures(*both("U90001", 100, 1000)))
    give_all(cast)
    director, board = browser_of(cast["director"]), browser_of(cast["commissioner"])
    assert "All points by decision" in director.get(NETWORK).content.decode()
    assert director.post(NETWORK, {"statement": "On nurses."}).status_code == 302
    assert "It waits for the board" in director.get(NETWORK).content.decode()

    refused = board.post(NETWORK, {"outcome": "approve"})
    assert refused.status_code == 400
    assert "could not be valued. Record its pounds" in refused.content.decode()
    given = {
        f"{name}_{code}": value
        for code in ("VI-02", "VI-03", "HI-03", "CAN-02")
        for name, value in (("amount", "0"), ("reason", "Made up"))
    }
    assert board.post(NETWORK, {"outcome": "approve", **given}).status_code == 302
    assert AchievementDecision.objects.get().approved
    assert AchievementPayment.objects.filter(recorded=True).count() == 4
    assert "Approved; paid with April 2024" in board.get(NETWORK).content.decode()


def test_a_board_sees_what_lacks_an_input_and_takes_it_as_a_file(
    cast: dict[str, User],  # noqa: F811
) -> None:
    board = browser_of(cast["commissioner"])
    assert "No figures of 2023/24" in board.get(BOARD).content.decode()
    take_in("incentive_publication", figures(*both("U90001", 950, 1000)))

    page = board.get(BOARD).content.decode()
    assert "71.00 of 71" in page
    assert "9 figures lack an input and cannot be valued" in page
    assert (
        "U90001,ACC-08,95.0 %,71.00,14058.00,0.00"
        in board.get(BOARD + "&format=csv").content.decode()
    )
    assert "No indicator of 2026/27" in board.get(BOARD[:-7] + "2026-27").content.decode()
    assert board.get("/services/QZ2/incentive-fund/").status_code == 404


def test_a_national_administrator_records_a_decision_for_all(
    cast: dict[str, User],  # noqa: F811
) -> None:
    national = browser_of(cast["national"])
    address = "/rates/incentive/2023-24/decisions/points/"
    form = {"indicator": "ACC-08", "full": "yes", "source": "Made up", "reason": "Made up letter"}
    assert national.post(address, form | {"network": "U99999"}).status_code == 400
    assert national.post(address, form).status_code == 302
    assert "Made up letter" in national.get("/rates/incentive/2023-24/decisions/").content.decode()
    assert browser_of(cast["commissioner"]).post(address, form).status_code == 403


def test_the_page_says_how_many_patients_are_missing(cast: dict[str, User]) -> None:  # noqa: F811
    take_in("incentive_publication", figures(*both("U90001", 899, 1000)))

    page = browser_of(cast["director"]).get(NETWORK).content.decode()

    assert "89.9 %" in page
    assert "69.58 of 71" in page
    assert "1 patient to the next point" in page
    assert "1 patient to all points" in page
