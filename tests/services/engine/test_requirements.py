"""How a requirement stands: the worst thing that holds, with every reason in words."""

from datetime import date

import pytest

from pcn_portal.units.periods import ContractYear
from services.engine.requirements import (
    STATE_WORDS,
    Cell,
    State,
    Status,
    Told,
    counts,
    standing,
    worst_first,
)

YEAR = ContractYear(2024)
JULY = date(2024, 7, 12)


def stands(told: Told | None, on: date = JULY, starts: date | None = None) -> Cell:
    return standing(told, starts=starts, year=YEAR, on=on)


def test_a_planned_date_is_late_from_the_day_after_it() -> None:
    told = Told(Status.PLANNED, due=date(2024, 6, 30))
    assert stands(told, on=date(2024, 6, 30)).state == State.PLANNED
    assert stands(told, on=date(2024, 7, 1)).reasons[0].endswith("passed 1 day ago")
    late = stands(told)
    assert late.state == State.LATE
    assert late.reasons == (
        "planned, but its date 30 June 2024 passed 12 days ago",
        "planned for 30 June 2024",
    )


def test_what_is_delivered_is_never_late() -> None:
    told = Told(Status.DELIVERED, due=date(2024, 6, 30))
    assert stands(told) == Cell(State.DELIVERED, ("delivered, waits for review",))
    accepted = stands(Told(Status.DELIVERED, accepted=date(2024, 7, 2)))
    assert accepted == Cell(State.ACCEPTED, ("delivered, accepted on 2 July 2024",))


def test_without_a_date_the_years_end_counts() -> None:
    told = Told(Status.UNDER_WAY)
    assert stands(told, on=date(2025, 3, 31)).state == State.UNDER_WAY
    assert stands(told, on=date(2025, 4, 1)).reasons[0] == (
        "under way without a date, and 2024/25 ended 1 day ago"
    )


def test_no_answer_is_the_worst_but_not_before_it_starts() -> None:
    assert stands(None) == Cell(State.NO_ANSWER, ("no answer for 2024/25",))
    october = date(2024, 10, 1)
    assert stands(None, starts=october) == Cell(State.NOT_YET, ("it starts on 1 October 2024",))
    assert stands(None, starts=october, on=october).state == State.NO_ANSWER
    assert stands(None, on=date(2024, 3, 31)).state == State.NOT_YET


def test_all_reasons_are_given_the_worst_first() -> None:
    told = Told(
        Status.UNDER_WAY, due=date(2024, 7, 1), asked_more=date(2024, 5, 3), grave=("Nobody leads",)
    )
    found = stands(told)
    assert found.state == State.LATE
    assert found.reasons == (
        "under way, but its date 1 July 2024 passed 11 days ago",
        "review asked for more on 3 May 2024",
        "a risk is high in likelihood and impact: Nobody leads",
        "under way for 1 July 2024",
    )


def test_more_asked_of_something_delivered_counts_as_such() -> None:
    found = stands(Told(Status.DELIVERED, asked_more=date(2024, 5, 3), grave=("x",)))
    assert (found.state, found.reasons[-1]) == (State.MORE_ASKED, "delivered")


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_a_cell_with_a_letter_of_its_own(status: Status) -> None:
    assert stands(Told(status)).state in STATE_WORDS
    assert len({letter for letter, _ in STATE_WORDS.values()}) == len(State)


def test_networks_sort_by_their_worst_cells() -> None:
    silent, late, fine = (Cell(s, ()) for s in (State.NO_ANSWER, State.LATE, State.ACCEPTED))
    rows = [[fine, fine], [late, late], [silent, fine], [silent, late]]
    rows.sort(key=worst_first)
    assert rows == [[silent, late], [silent, fine], [late, late], [fine, fine]]
    assert counts([fine, silent, fine]) == [(State.NO_ANSWER, 1), (State.ACCEPTED, 2)]
