"""Bars drawn to scale, each with its number."""

from decimal import Decimal

from pcn_portal.web.bar_drawing import draw_bars


def test_bars_are_to_scale_and_carry_their_numbers():
    found = draw_bars(
        ["April", "May"],
        [[Decimal(100), Decimal(50)], [Decimal(25), Decimal(0)]],
        [["£100", "£50"], ["£25", "£0"]],
    )

    assert [label.words for label in found.labels] == ["April", "May"]
    assert [bar.words for bar in found.bars] == ["£100", "£25", "£50", "£0"]
    widths = [bar.width for bar in found.bars]
    assert widths[0] == 2 * widths[2] and abs(widths[0] - 4 * widths[1]) < 0.5
    assert widths[3] == 1.0
    assert [bar.series for bar in found.bars] == ["one", "two", "one", "two"]
    assert all(bar.y + bar.height <= found.height for bar in found.bars)


def test_a_sum_below_zero_is_drawn_by_its_size():
    found = draw_bars(["A"], [[Decimal(-10)], [Decimal(10)]], [["−£10"], ["£10"]])

    assert found.bars[0].width == found.bars[1].width


def test_nothing_and_zero_can_be_drawn():
    assert draw_bars([], [], []).bars == ()
    assert draw_bars(["A"], [[Decimal(0)]], [["£0"]]).bars[0].width == 1.0
