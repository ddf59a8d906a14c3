"""How a part of capacity and access improvement stands, and which months it pays."""

from datetime import date

import pytest

from pcn_portal.units.periods import ContractYear, Month
from services.engine.improvement import (
    Outcome,
    Paid,
    State,
    Turn,
    first_month,
    pays_in,
    standing,
)

YEAR = ContractYear(2025)
MET = date(2025, 6, 1)
DECLARED = Turn(True, MET)
WITHDRAWN = Turn(False)


def checked(*outcomes: Outcome) -> Turn:
    return Turn(True, MET, outcomes)


@pytest.mark.parametrize(
    ("turns", "state", "on_declaration", "after_acceptance"),
    [
        ([], State.NOT_DECLARED, False, False),
        ([DECLARED], State.DECLARED, True, False),
        ([checked(Outcome.ACCEPTED)], State.ACCEPTED, True, True),
        ([checked(Outcome.MORE)], State.MORE_ASKED, True, False),
        ([checked(Outcome.NOT_MET)], State.NOT_MET, False, False),
        ([DECLARED, WITHDRAWN], State.WITHDRAWN, False, False),
        ([checked(Outcome.ACCEPTED), WITHDRAWN], State.WITHDRAWN, False, False),
        ([DECLARED, WITHDRAWN, DECLARED], State.DECLARED, True, False),
        ([checked(Outcome.NOT_MET, Outcome.ACCEPTED)], State.ACCEPTED, True, True),
        ([checked(Outcome.ACCEPTED, Outcome.NOT_MET)], State.NOT_MET, False, False),
        ([checked(Outcome.NOT_MET), DECLARED], State.DECLARED, True, False),
    ],
)
def test_what_stands_after_declarations_checks_and_withdrawals(
    turns: list[Turn], state: State, on_declaration: bool, after_acceptance: bool
) -> None:
    now = standing(turns)
    assert now.state == state
    assert now.pays(after_acceptance=False) is on_declaration
    assert now.pays(after_acceptance=True) is after_acceptance


def test_a_renewed_declaration_keeps_its_acceptance_until_a_check_says_otherwise() -> None:
    renewed = [checked(Outcome.ACCEPTED), DECLARED]
    assert standing(renewed).to_check
    assert standing(renewed).pays(after_acceptance=True)
    assert standing([checked(Outcome.ACCEPTED), checked(Outcome.MORE)]).pays(after_acceptance=True)
    lost = [checked(Outcome.ACCEPTED), checked(Outcome.NOT_MET)]
    assert not standing(lost).pays(after_acceptance=True)


def test_asking_for_more_is_no_acceptance() -> None:
    assert not standing([checked(Outcome.MORE), DECLARED]).pays(after_acceptance=True)


@pytest.mark.parametrize(
    ("paid", "met_on", "first"),
    [
        (Paid.FULL_YEAR, date(2026, 3, 31), Month(2025, 4)),
        (Paid.FULL_YEAR, None, Month(2025, 4)),
        (Paid.FROM_MET, date(2025, 6, 1), Month(2025, 6)),
        (Paid.FROM_MET, date(2025, 6, 2), Month(2025, 7)),
        (Paid.FROM_MET, date(2024, 1, 1), Month(2025, 4)),
        (Paid.FROM_MET, date(2026, 3, 2), None),
        (Paid.FROM_MET, None, None),
        (Paid.JUDGED, None, Month(2026, 3)),
    ],
)
def test_the_first_month_that_pays(paid: Paid, met_on: date | None, first: Month | None) -> None:
    assert first_month(paid, YEAR, met_on) == first


def test_a_part_month_pays_nothing_and_no_month_before() -> None:
    met = date(2025, 6, 2)
    paying = [month for month in YEAR.months() if pays_in(Paid.FROM_MET, month, met)]
    assert (paying[0], len(paying)) == (Month(2025, 7), 9)
    assert not pays_in(Paid.FROM_MET, Month(2025, 6), met)
    assert not pays_in(Paid.JUDGED, Month(2025, 12), None)
