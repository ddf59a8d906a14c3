"""What a person must look at before a month is approved."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.engine.unusual import InputSeen, Kind, LineSeen, Picture, unusual
from pcn_portal.units.periods import Month

MAY = Month(2025, 5)
JANUARY = date(2025, 1, 1)
CORE = ("core_pcn_funding", "", "U00001")
HOMES = ("care_home_premium", "", "U00001")


def picture(**changed) -> Picture:
    usual = Picture(
        code="U00001",
        name="Heather PCN",
        total=Decimal("1500.00"),
        inputs={("registered", "Z00001"): InputSeen("Alder Surgery", Decimal(10000), JANUARY)},
        lines={CORE: LineSeen(Decimal("1500.00"), False)},
    )
    return replace(usual, **changed)


def list_of(size: int) -> dict[tuple[str, str], InputSeen]:
    return {("registered", "Z00001"): InputSeen("Alder Surgery", Decimal(size), JANUARY)}


def sentences(now: Picture, before: Picture | None = None) -> list[str]:
    found = unusual(MAY, [now], [before or picture()])
    return [one.sentence for one in found]


def test_a_month_like_the_one_before_has_nothing_unusual():
    assert sentences(picture()) == []


@pytest.mark.parametrize("size", [10500, 9500, 10499])
def test_a_figure_that_moved_by_five_per_cent_or_less_is_usual(size: int):
    assert sentences(picture(inputs=list_of(size))) == []


def test_a_figure_that_moved_by_more_than_five_per_cent_is_named_with_both_values():
    found = sentences(picture(inputs=list_of(10501)))

    assert found == ["Registered list of Alder Surgery: 10,000, now 10,501, +5.0 %."]


def test_a_figure_from_nothing_to_something_is_unusual():
    found = sentences(picture(inputs=list_of(1)), picture(inputs=list_of(0)))

    assert len(found) == 1
    assert found[0].endswith("of Alder Surgery: 0, now 1.")


def test_a_figure_that_counts_for_the_first_time_or_no_longer_is_unusual():
    (new,) = sentences(picture(), picture(inputs={}))
    (gone,) = sentences(picture(inputs={}))

    assert new.endswith("of Alder Surgery counts for the first time: 10,000.")
    assert gone.endswith("of Alder Surgery no longer counts: it was 10,000.")


def test_a_payment_that_appears_or_vanishes_is_unusual_by_its_amount():
    more = dict(picture().lines) | {HOMES: LineSeen(Decimal("120.00"), False)}
    (new,) = unusual(MAY, [picture(lines=more)], [picture()])
    (gone,) = unusual(MAY, [picture()], [picture(lines=more)])

    assert (new.kind, new.size, new.sentence) == (
        Kind.LINE,
        Decimal("120.00"),
        "Care home premium is new: £120.00.",
    )
    assert gone.sentence == "Care home premium is gone: it was £120.00."


def test_a_network_that_is_new_or_gone_is_one_thing():
    other = picture(code="U00002", name="Clover PCN")
    (new,) = unusual(MAY, [picture(), other], [picture()])
    (gone,) = unusual(MAY, [picture()], [picture(), other])

    assert new.sentence == "The network is new this month: £1,500.00."
    assert gone.sentence == "The network is gone. It had £1,500.00 in the month before."


def test_a_missing_amount_is_unusual_every_month():
    missing = {"care_home_premium": ("Beds: no number is recorded", "Something else")}
    now = picture(gaps=missing)

    assert sentences(now, now) == [
        "Care home premium is not calculated. Missing: Beds: no number is recorded, and 1 more."
    ]


def test_provisional_rates_are_one_thing_for_each_payment():
    provisional = {CORE: LineSeen(Decimal("1500.00"), True)}
    two = [picture(lines=provisional), picture(code="U00002", lines=provisional)]
    (found,) = unusual(MAY, two, two)

    assert found.sentence == (
        "Core PCN funding: 2 amounts use a provisional rate, £3,000.00 in all."
    )
    assert found.size == Decimal("3000.00")


def test_a_hold_is_unusual_by_all_that_is_held():
    now = picture(hold="No director.")
    (found,) = unusual(MAY, [now], [now])

    assert (found.sentence, found.size) == ("Payments are held: No director.", Decimal("1500.00"))


def test_a_bed_count_of_an_earlier_month_is_old_and_one_of_this_month_is_not():
    def beds(month: date) -> Picture:
        return picture(inputs={("beds", "U00001"): InputSeen("Heather PCN", Decimal(30), month)})

    assert sentences(beds(date(2025, 5, 1)), beds(date(2025, 4, 1))) == []
    assert sentences(beds(date(2025, 4, 1)), beds(date(2025, 4, 1))) == [
        "The bed count is of April 2025: 30 beds."
    ]


def test_without_a_month_before_that_itself_is_to_be_acknowledged():
    (found,) = unusual(MAY, [picture()], None)

    assert found.kind == Kind.NO_MONTH_BEFORE


@given(
    st.lists(st.tuples(st.integers(0, 30000), st.integers(0, 30000)), min_size=1, max_size=6),
    st.randoms(),
)
def test_the_list_does_not_depend_on_the_order_of_networks_and_no_key_stands_twice(sizes, random):
    now = [picture(code=f"U0000{n}", inputs=list_of(new)) for n, (new, _) in enumerate(sizes)]
    before = [picture(code=f"U0000{n}", inputs=list_of(old)) for n, (_, old) in enumerate(sizes)]
    found = unusual(MAY, now, before)
    random.shuffle(now)
    random.shuffle(before)

    assert unusual(MAY, now, before) == found
    assert len({one.key for one in found}) == len(found)
    assert [one.size for one in found] == sorted((one.size for one in found), reverse=True)
