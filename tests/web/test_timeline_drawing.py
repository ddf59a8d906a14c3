"""A timeline puts every fact at its dates, and shows what holds on the day looked at."""

from datetime import date
from decimal import Decimal

import pytest

from pcn_portal.web.timeline_drawing import (
    EDGE,
    LETTERS,
    WIDTH,
    Amount,
    Axis,
    Band,
    Span,
    Timeline,
    axis_of,
    draw_timeline,
    shortened,
)

JUNE = date(2023, 6, 1)
ALDER = Span(date(2019, 7, 1), date(2023, 4, 1), "Alder Surgery")
BIRCH = Span(date(2023, 4, 1), None, "Birch Surgery")
MEMBERS = Band("Core network practices", "member", rows=((ALDER,), (BIRCH,)))
LISTS = Band(
    "Registered list",
    "list",
    amounts=(
        Amount(date(2022, 1, 1), Decimal(20_000), "20,000"),
        Amount(date(2023, 1, 1), Decimal(40_000), "40,000"),
        Amount(date(2024, 1, 1), Decimal(10_000), "10,000, 1 of 2 known", whole=False),
    ),
)


def drawn(*bands: Band, day: date = JUNE) -> Timeline:
    found = draw_timeline(bands, day=day, words="1 June 2023")
    assert found is not None
    return found


def test_the_axis_runs_over_whole_years_that_hold_every_date_and_the_day():
    axis = axis_of([MEMBERS], date(2026, 3, 1))

    assert (axis.first, axis.after) == (date(2019, 1, 1), date(2027, 1, 1))
    assert [text.words for text in drawn(MEMBERS).years] == ["2019", "2020", "2021", "2022", "2023"]


def test_days_are_placed_in_proportion_and_never_outside():
    axis = Axis(date(2020, 1, 1), date(2022, 1, 1))

    assert axis.x(date(2020, 1, 1)) == EDGE
    assert axis.x(date(2022, 1, 1)) == WIDTH - EDGE
    assert axis.x(date(2020, 12, 31)) == pytest.approx(WIDTH / 2, abs=1)
    assert axis.x(date(1999, 1, 1)) == EDGE


def test_a_bar_runs_from_the_first_day_to_the_day_after_the_last():
    alder, birch = drawn(MEMBERS).bars

    assert alder.right == birch.x
    assert birch.right == WIDTH - EDGE
    assert (alder.going, birch.going) == (False, True)


@pytest.mark.parametrize(
    ("day", "held"), [(date(2023, 3, 31), [True, False]), (date(2023, 4, 1), [False, True])]
)
def test_what_holds_on_the_day_is_told_from_what_does_not(day: date, held: list[bool]):
    assert [bar.held for bar in drawn(MEMBERS, day=day).bars] == held


def test_two_spells_of_one_practice_share_a_row():
    again = Span(date(2022, 1, 1), None, "Alder Surgery")
    first, second = drawn(Band("Members", "member", rows=((ALDER, again),))).bars

    assert first.y == second.y


def test_columns_are_as_high_as_the_figures_and_the_newest_by_the_day_counts():
    first, second, third = drawn(LISTS).bars

    assert second.height == pytest.approx(2 * first.height)
    assert [bar.held for bar in (first, second, third)] == [False, True, False]
    assert first.y + first.height == pytest.approx(second.y + second.height)


def test_a_figure_that_is_not_whole_never_looks_whole():
    *_, third = drawn(LISTS, day=date(2025, 1, 1)).bars

    assert not third.held
    assert "1 of 2 known" in third.words


def test_bands_without_facts_are_left_out_and_the_rest_do_not_overlap():
    found = drawn(Band("Holds", "hold"), MEMBERS, LISTS)

    assert [title.words for title in found.titles] == ["Core network practices", "Registered list"]
    lowest = max(bar.y + bar.height for bar in found.bars if bar.kind == "member")
    assert lowest < min(bar.y for bar in found.bars if bar.kind == "list")
    assert max(bar.y + bar.height for bar in found.bars) < found.height


def test_nothing_at_all_is_not_drawn():
    assert draw_timeline([Band("Holds", "hold")], day=JUNE, words="today") is None


def test_words_stand_within_the_drawing_whatever_the_date():
    late = Span(date(2023, 12, 1), None, "A practice that joined late in a year")
    [label] = drawn(Band("Members", "member", rows=((late,),))).labels

    assert label.anchor == "end"
    assert label.x == WIDTH - EDGE


def test_a_long_name_is_cut_on_the_drawing():
    assert shortened("x" * LETTERS) == "x" * LETTERS
    assert len(shortened("x" * 200)) == LETTERS
