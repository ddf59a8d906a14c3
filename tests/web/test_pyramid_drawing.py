"""A population pyramid is drawn to one scale, the oldest on top, each bar with its number."""

from pcn_portal.web.pyramid_drawing import draw_pyramid


def test_both_sides_have_one_scale_and_carry_their_numbers() -> None:
    found = draw_pyramid(["0 to 4", "5 to 9"], [1000, 500], [0, 250])
    oldest, youngest = found.steps
    assert (oldest.words, youngest.words) == ("5 to 9", "0 to 4")
    assert (youngest.female.words, oldest.male.words) == ("1,000", "250")
    assert youngest.female.width == 2 * oldest.female.width == 4 * oldest.male.width
    assert youngest.male.width == 0
    assert youngest.female.x + youngest.female.width == found.left
    assert youngest.female.words_x > 40


def test_nobody_can_be_drawn() -> None:
    assert draw_pyramid(["0 to 4"], [0], [0]).steps[0].male.width == 0
