"""A month's claim from the register: who may be claimed for, how much, and which rule says no."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pcn_portal.units.money import to_pennies
from pcn_portal.units.periods import Month
from workforce.engine.claims import Cost, DayCount
from workforce.engine.engaged import Engaged, TermsFact
from workforce.engine.generating import MAIN, RING_FENCE, Drafted, Room, Rules, generate
from workforce.engine.roles import Area, Maximum, Overlay, RoleBook, Standing
from workforce.role_files import national_roles

MAY = Month(2025, 5)
NOVEMBER = Month(2024, 11)
MAY_2024 = Month(2024, 5)
KNOWN = date(2025, 6, 2)
PLENTY = Room({MAIN: Decimal("900000.00")}, registered=Decimal(30000))
LONG_AGO = date(2023, 4, 1)
FULL = Decimal("37.5")


def terms(pounds: str, hours: Decimal = FULL, since: date = LONG_AGO) -> TermsFact:
    return TermsFact(since, hours, Cost(Decimal(pounds)))


def engaged(key: int = 1, role: str = "CP", pounds: str = "4000.00", **more: Any) -> Engaged:
    usual: dict[str, Any] = {
        "reference": f"S{key:03d}", "area": Area.NATIONAL, "starts": LONG_AGO, "ends": None,
        "terms": (terms(pounds),),
    }  # fmt: skip
    return Engaged(key=key, role=role, **usual | more)


def book(**pounds: str) -> RoleBook:
    """The national roles, with made-up maxima laid over them."""
    maxima = {
        (code, area): Maximum(Decimal(one), Standing.ENTERED, ("Made up",))
        for code, one in pounds.items()
        for area in Area
    }
    overlay = Overlay(date(2019, 7, 1), date(2027, 4, 1), date(2019, 7, 1), maxima)
    return RoleBook(national_roles().tables, (overlay,))


def drafts(
    *people: Engaged, month: Month = MAY, room: Room = PLENTY, before: Any = None, **more: Any
) -> list[Drafted]:
    rules = Rules(month, more.pop("book", national_roles()), KNOWN, **more)
    return generate(people, rules, room, before or {})


def only(*people: Engaged, **more: Any) -> Drafted:
    (found,) = drafts(*people, **more)
    return found


def test_everybody_in_post_has_a_line_at_their_cost_up_to_the_maximum() -> None:
    gone = engaged(3, ends=date(2025, 5, 1))
    to_come = engaged(4, starts=date(2025, 6, 1))
    low, high = drafts(engaged(1), engaged(2, pounds="9000.00"), gone, to_come)
    assert (low.amount, low.above) == (Decimal("4000.00"), Decimal("0.00"))
    # £66,972 ÷ 12: the maximum of a clinical pharmacist in 2025/26, as first published.
    assert (high.amount, high.above) == (Decimal("5581.00"), Decimal("3419.00"))
    assert high.citations
    assert high.status == "confirmed"


def test_a_joiner_on_the_17th_and_a_leaver_have_their_days_of_pay_and_of_maximum() -> None:
    joiner = engaged(1, starts=date(2025, 5, 17), pounds="9000.00")
    leaver = engaged(2, ends=date(2025, 5, 11))
    first, second = drafts(joiner, leaver)
    assert first.amount == to_pennies(Decimal(5581) * 15 / 31)
    assert second.amount == to_pennies(Decimal(4000) * 10 / 31)
    by_year = drafts(joiner, leaver, count=DayCount.OF_YEAR)
    assert by_year[0].amount == to_pennies(Decimal(5581) * 15 * 12 / 365)


def test_hours_that_change_within_the_month_count_by_their_days() -> None:
    both = (terms("9000.00"), terms("9000.00", Decimal("30.00"), date(2025, 5, 17)))
    found = only(engaged(terms=both))
    mean = (Decimal("37.5") * 16 + Decimal(30) * 15) / 31
    assert found.amount == to_pennies(Decimal(5581) * mean / Decimal("37.5"))
    assert "(37.5 × 16 + 30.00 × 15) ÷ 31 ÷ 37.5 hours" in found.steps[1].words


def test_two_people_who_share_a_post_have_half_of_the_maximum_each() -> None:
    half = (terms("9000.00", Decimal("18.75")),)
    first, second = drafts(engaged(1, terms=half), engaged(2, terms=half))
    assert first.amount == second.amount == Decimal("2790.50")
    assert first.wte == Decimal("0.5000")


def test_what_the_month_really_cost_counts_before_the_terms() -> None:
    assert only(engaged(actual=Cost(Decimal("3999.17")))).amount == Decimal("3999.17")


def test_london_an_apprentice_and_a_practitioner_paid_in_part() -> None:
    outer = engaged(1, area=Area.OUTER, pounds="9000.00")
    apprentice = engaged(2, "APA", pounds="2500.00")
    practitioner = engaged(3, "MHP", pounds="4000.00")
    found = drafts(
        outer, apprentice, practitioner, book=book(APA="36000.00", MHP="60000.00", CP="74392.00")
    )
    amounts = [str(one.amount) for one in found]
    assert amounts == ["6199.33", "2500.00", "2000.00"]
    assert "50 % of the cost is paid" in [step.words for step in found[2].steps]


def test_a_maximum_that_nobody_knows_stops_the_line_and_takes_nothing_back() -> None:
    found = only(engaged(role="DIET"), before={1: Decimal("1000.00")})
    assert "is not known for May 2025. It must be entered and checked" in found.stopped
    assert found.amount == 0


def test_parental_leave_is_paid_on_and_cover_has_what_it_leaves() -> None:
    away = engaged(1, leave=((date(2025, 5, 1), date(2025, 8, 1)),), terms=(terms("1500.00"),))
    cover = engaged(2, covers=1, starts=date(2025, 5, 1), ends=date(2025, 8, 1), pounds="4500.00")
    absent, covering = drafts(away, cover)
    assert absent.amount == Decimal("1500.00")
    assert covering.amount == Decimal("4081.00")
    assert covering.above == Decimal("419.00")
    assert covering.steps[-1].words.endswith("only the absent WTE can be claimed, not both")


def test_cover_of_a_pharmacist_of_2019_has_what_the_maximum_of_what_is_paid_leaves() -> None:
    july, starts, ends = date(2019, 7, 1), date(2019, 11, 1), date(2019, 12, 1)
    away = engaged(1, leave=((starts, ends),), terms=(terms("100.00", since=july),), starts=july)
    cover = engaged(2, covers=1, starts=starts, ends=ends, terms=(terms("5000.00", since=july),))
    absent, covering = drafts(away, cover, month=Month(2019, 11))
    assert absent.amount == Decimal("70.00")
    assert covering.amount == Decimal("3080.83")


def test_cover_without_leave_or_without_the_person_covered_is_stopped() -> None:
    cover = engaged(2, covers=1, starts=date(2025, 5, 1), ends=date(2025, 6, 1))
    assert "not on leave" in drafts(engaged(1), cover)[1].stopped
    assert "Nothing can be claimed for the person covered" in only(cover).stopped


def test_cover_of_somebody_for_whom_nothing_is_known_is_not_taken_back() -> None:
    away = engaged(1, "DIET", leave=((date(2025, 5, 1), date(2025, 6, 1)),))
    cover = engaged(2, covers=1, starts=date(2025, 5, 1), ends=date(2025, 6, 1))
    _, covering = drafts(away, cover, before={2: Decimal("500.00")})
    assert covering.amount == 0
    assert covering.missing


def test_the_networks_sum_cuts_the_last_lines_and_says_so() -> None:
    room = Room({MAIN: Decimal("5000.00")})
    first, second, third = drafts(engaged(1), engaged(2), engaged(3), room=room)
    assert [first.amount, second.amount, third.amount] == [
        Decimal("4000.00"),
        Decimal("1000.00"),
        Decimal("0.00"),
    ]
    assert (second.cut, third.cut) == (Decimal("3000.00"), Decimal("4000.00"))
    assert second.steps[-1].words == "The network’s sum leaves £1,000.00"


def test_a_gp_is_paid_from_the_ring_fence_while_there_is_one() -> None:
    room = Room({MAIN: Decimal("100.00"), RING_FENCE: Decimal("5000.00")})
    gp, other = drafts(engaged(1, "GP"), engaged(2), room=room, month=NOVEMBER)
    assert (gp.pot, gp.amount) == (RING_FENCE, Decimal("4000.00"))
    assert (other.pot, other.amount) == (MAIN, Decimal("100.00"))
    (later,) = drafts(engaged(1, "GP"), room=PLENTY)
    assert later.pot == MAIN


def test_a_sum_that_is_not_known_is_said_and_not_taken_for_none() -> None:
    room = Room({MAIN: None}, {MAIN: "Contractor weighted population missing: Alder Surgery."})
    found = only(engaged(), room=room)
    assert found.amount == Decimal("4000.00")
    assert "sum is not known, so not looked at. Contractor weighted" in found.steps[-1].words


def test_a_later_claim_has_only_the_difference_up_or_down() -> None:
    more = only(engaged(pounds="4100.00"), before={1: Decimal("4000.00")})
    assert (more.claimable, more.before, more.amount) == (
        Decimal("4100.00"),
        Decimal("4000.00"),
        Decimal("100.00"),
    )
    less = only(engaged(pounds="3900.00"), before={1: Decimal("4000.00")})
    assert less.amount == Decimal("-100.00")
    assert only(engaged(), before={1: Decimal("4000.00")}).amount == 0


def test_who_turns_out_to_have_left_before_is_taken_back_whole() -> None:
    gone = engaged(ends=date(2025, 4, 30))
    found = only(gone, before={1: Decimal("4000.00")})
    assert found.amount == Decimal("-4000.00")
    assert "left on 29 April 2025: nothing can be claimed after that" in found.steps[0].words


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (engaged(before="baseline"), "Counts in the baseline of 31 March 2019"),
        (engaged(role="PT", before="scheme"), "Only clinical pharmacists may move over"),
        (engaged(role="HCSW", before="recent"), "employed in the 12 months before"),
        (engaged(role="HCSW", before="senior"), "does not apply to a healthcare support worker"),
        (
            engaged(starts=date(2025, 5, 1), contracted_until=date(2025, 9, 30)),
            "for less than six months",
        ),
        (engaged(terms=()), "No hours and pay are recorded for May 2025."),
        (engaged(role="XX"), "There is no role “XX”."),
    ],
)
def test_what_is_not_additional_is_stopped_with_the_rule(person: Engaged, said: str) -> None:
    found = only(person)
    assert said in found.stopped
    assert found.amount == 0


@pytest.mark.parametrize(
    "person",
    [
        engaged(before="scheme"),
        engaged(before="recent"),
        engaged(role="EGPN", before="senior"),
        engaged(starts=date(2025, 5, 1), contracted_until=date(2025, 10, 31)),
    ],
)
def test_exceptions_are_claimed_for(person: Engaged) -> None:
    assert not only(person).stopped


@pytest.mark.parametrize(
    ("since", "stops"), [(date(2025, 2, 2), False), (date(2025, 2, 1), True), (None, False)]
)
def test_a_baseline_vacancy_has_three_months_of_grace(since: date | None, stops: bool) -> None:
    room = Room(PLENTY.left, vacancies={"CP": since} if since else {})
    found = drafts(engaged(1), engaged(2, "PT"), room=room)
    assert bool(found[0].stopped) is stops
    assert not found[1].stopped


def test_more_of_a_role_than_the_network_may_have_is_stopped() -> None:
    two = (engaged(1, "EPN"), engaged(2, "EPN"))
    small = Room(PLENTY.left, registered=Decimal(99_999))
    large = Room(PLENTY.left, registered=Decimal(100_000))
    first, second = drafts(*two, month=MAY_2024, room=small)
    assert not first.stopped
    assert "fewer than 100,000 patients may claim 1 WTE" in second.stopped
    assert not any(one.stopped for one in drafts(*two, month=MAY_2024, room=large))
    unknown = drafts(*two, month=MAY_2024, room=Room(PLENTY.left))
    assert all("registered list, which is not known" in one.stopped for one in unknown)


def test_who_is_beyond_the_limit_takes_no_room_from_who_is_not() -> None:
    small = Room(PLENTY.left, registered=Decimal(99_999))
    hours = ("30.00", "15.00", "7.50")
    people = [
        engaged(key, "EPN", terms=(terms("500.00", Decimal(one)),))
        for key, one in enumerate(hours, 1)
    ]
    found = drafts(*people, month=MAY_2024, room=small)
    assert [bool(one.stopped) for one in found] == [False, True, False]
    assert "with this one there are 1.2" in found[1].stopped
