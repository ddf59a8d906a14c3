"""What boards decide: when they pay, how much areas count, and the judgement at year end."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from networks.models import Network
from pcn_portal.accounts.models import User
from services.engine.improvement import State
from services.improvement_boards import (
    AreaJudged,
    judge_areas,
    set_paying,
    set_weights,
    submit_improvement_plan,
)
from services.improvement_files import improvement_years
from services.improvement_queries import improvement_standing, rules_of
from services.keeping import ServicesRefused
from services.models import ImprovementJudgement, ImprovementPay, ImprovementSetting
from tests.api import england as made_up
from tests.services.improvement_cast import JUDGED, JULY_1, JUNE_20, YEAR

YEAR_END = datetime(2024, 4, 5, 9, tzinfo=UTC)
AREAS = tuple(improvement_years()[JUDGED].parts)


@pytest.fixture
def network(db: None) -> Network:
    made_up.build_england()
    return Network.objects.get(code="U90001")


@pytest.fixture
def manager(db: None) -> User:
    return User.objects.create_user("max@portal.example", name="Max Made-Up")


@pytest.fixture
def board(db: None) -> User:
    return User.objects.create_user("cal@portal.example", name="Cal Made-Up")


def planned(network: Network, by: User, **more: Any) -> Any:
    usual: dict[str, Any] = {
        "year": JUDGED, "submitted_on": date(2023, 6, 28), "words": "Made-up plan.",
        "by": by.actor, "at": datetime(2023, 6, 28, 9, tzinfo=UTC),
    }  # fmt: skip
    return submit_improvement_plan(network=network, **usual | more)


def weighed(by: User, **weights: int) -> ImprovementSetting:
    given = weights or {area: 1 for area in AREAS}
    return set_weights(
        icb_code="QZ1", year=JUDGED, weights=given, reason="Made up: minute 7.", by=by.actor,
        at=datetime(2023, 7, 1, tzinfo=UTC),
    )  # fmt: skip


def judged(network: Network, by: User, *percents: str, at: datetime = YEAR_END) -> Any:
    areas = {
        area: AreaJudged(Decimal(percent), "Made up: seen.")
        for area, percent in zip(AREAS, percents or ("100", "60", "0"), strict=True)
    }
    return judge_areas(
        network=network, icb_code="QZ1", year=JUDGED, areas=areas, by=by.actor, at=at
    )


def test_a_boards_last_decision_counts_from_when_it_was_made(db: None, board: User) -> None:
    assert not rules_of("QZ1", YEAR, JULY_1).after_acceptance
    for at, pay in ((JUNE_20, ImprovementPay.ACCEPTANCE), (JULY_1, ImprovementPay.DECLARATION)):
        set_paying(icb_code="QZ1", year=YEAR, pay=pay, reason="Made up.", by=board.actor, at=at)
    assert rules_of("QZ1", YEAR, JUNE_20).after_acceptance
    assert not rules_of("QZ1", YEAR, JULY_1).after_acceptance
    assert not rules_of("QZ2", YEAR, JUNE_20).after_acceptance


def test_a_decision_has_a_reason_and_fits_its_year(db: None, board: User) -> None:
    with pytest.raises(ServicesRefused, match="Say why"):
        set_paying(
            icb_code="QZ1", year=YEAR, pay=ImprovementPay.ACCEPTANCE, reason=" ", by=board.actor,
            at=JUNE_20,
        )  # fmt: skip
    with pytest.raises(ServicesRefused, match="judged at year end"):
        set_paying(
            icb_code="QZ1", year=JUDGED, pay=ImprovementPay.ACCEPTANCE, reason="x",
            by=board.actor, at=JUNE_20,
        )  # fmt: skip
    with pytest.raises(ServicesRefused, match="Give a number for each area"):
        weighed(board, **{AREAS[0]: 1})
    with pytest.raises(ServicesRefused, match="not all 0"):
        weighed(board, **dict.fromkeys(AREAS, 0))
    with pytest.raises(IntegrityError, match="one_thing"), transaction.atomic():
        ImprovementSetting.objects.create(
            icb_code="QZ1", year=2025, pay="", reason="x", set_at=JUNE_20, set_by=board
        )


def test_a_late_plan_is_kept_with_its_day(network: Network, manager: User) -> None:
    late = planned(network, manager, submitted_on=date(2023, 7, 3), at=JUNE_20)
    assert (late.turn, late.submitted_on) == (1, date(2023, 7, 3))
    assert planned(network, manager).turn == 2
    with pytest.raises(ServicesRefused, match="today or before"):
        planned(network, manager, submitted_on=date(2023, 6, 29))
    with pytest.raises(ServicesRefused, match="declared part by part"):
        planned(network, manager, year=YEAR, at=JUNE_20)


def test_areas_are_judged_at_year_end_by_somebody_else_and_weighed_by_the_board(
    network: Network, manager: User, board: User
) -> None:
    with pytest.raises(ServicesRefused, match="no plan"):
        judged(network, board)
    planned(network, manager)
    with pytest.raises(ServicesRefused, match="No source says how much each area counts"):
        judged(network, board)
    weighed(board, **{AREAS[0]: 2, AREAS[1]: 1, AREAS[2]: 1})
    with pytest.raises(ServicesRefused, match="at year end, from 31 March 2024"):
        judged(network, board, at=datetime(2024, 3, 30, 9, tzinfo=UTC))
    with pytest.raises(ServicesRefused, match="You recorded the plan"):
        judged(network, manager)
    judged(network, board)
    found = improvement_standing(
        network_ids=[network.pk], icb_code="QZ1", year=JUDGED, known_at=YEAR_END
    )[network.pk]
    assert [(one.state, one.paying, one.share, one.percent) for one in found] == [
        (State.JUDGED, True, Fraction(1, 2), Fraction(1)),
        (State.JUDGED, True, Fraction(1, 4), Fraction(3, 5)),
        (State.JUDGED, False, Fraction(1, 4), Fraction(0)),
    ]


def test_a_later_judgement_replaces_an_earlier_one(
    network: Network, manager: User, board: User
) -> None:
    planned(network, manager)
    weighed(board)
    judged(network, board)
    judged(network, board, "50", "50", "50")
    found = improvement_standing(
        network_ids=[network.pk], icb_code="QZ1", year=JUDGED, known_at=YEAR_END
    )[network.pk]
    assert {one.percent for one in found} == {Fraction(1, 2)}
    assert ImprovementJudgement.objects.count() == 6


@pytest.mark.parametrize("percent", ["-1", "100.01", "33.333", "NaN"])
def test_percent_are_hundredths_from_0_to_100(
    network: Network, manager: User, board: User, percent: str
) -> None:
    planned(network, manager)
    weighed(board)
    with pytest.raises(ServicesRefused, match="from 0 to 100") as refusal:
        judged(network, board, "100", percent, "0")
    assert refusal.value.field == f"percent_{AREAS[1]}"


def test_the_database_refuses_a_judgement_by_who_recorded_the_plan(
    network: Network, manager: User, board: User
) -> None:
    plan = planned(network, manager)
    row = {
        "plan": plan, "part": AREAS[0], "turn": 1, "percent": Decimal(100), "reason": "Mine.",
        "judged_at": YEAR_END, "judged_by": manager,
    }  # fmt: skip
    with pytest.raises(IntegrityError, match="did_not_plan"), transaction.atomic():
        ImprovementJudgement.objects.create(**row, recorded_by=manager)
    with pytest.raises(IntegrityError, match="of_who_planned"), transaction.atomic():
        ImprovementJudgement.objects.create(**row, recorded_by=board)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
