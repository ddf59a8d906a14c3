"""The file of national deadlines: what it says with which confidence, and what it must not say."""

from datetime import date

import pytest

from services.deadlines.files import BadDeadlines, National, national_deadlines, read_deadlines

GOOD = """
sources: {made: "Made up for a test"}
deadlines:
- {key: a-thing, kind: other, title: T, what: W, years: {2025: 2025-06-30}, confidence: derived,
   sources: [made], revision: 0}
"""


def of(key: str, year: int) -> National:
    return next(one for one in national_deadlines() if (one.key, one.year) == (key, year))


def test_a_known_day_has_its_source_and_confidence() -> None:
    plan = of("capacity-access-plan", 2023)

    assert (plan.rule.day, plan.confidence) == (date(2023, 6, 30), "two_sources")
    assert "https://" in plan.source


def test_a_day_that_no_source_names_is_unknown_and_never_made_up() -> None:
    for key in ("arrs-claim", "care-home-beds", "workforce-return"):
        assert of(key, 2025).rule.day_of_month is None
        assert of(key, 2025).confidence == "unknown"
    assert of("network-agreement", 2025).rule.day is None


def test_the_first_month_of_a_scheme_is_the_first_that_is_due() -> None:
    assert str(of("arrs-claim", 2019).rule.first) == "2019-07"
    assert of("arrs-claim", 2020).rule.first is None


def test_every_year_of_the_des_has_deadlines() -> None:
    assert {one.year for one in national_deadlines()} == set(range(2019, 2027))


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("kind: other", "kind: nonsense", "no kind"),
        ("confidence: derived", "confidence: sure", "confidence is one of"),
        ("confidence: derived", "confidence: unknown", "an unknown day"),
        ("2025-06-30", "unknown", "an unknown day"),
        ("2025-06-30", "soon", "write a day"),
        ("[made]", "[elsewhere]", "name its sources"),
        ("[made]", "[]", "name its sources"),
        ("key: a-thing", "key: A_thing", "small letters"),
        ("title: T, ", "", "an entry has"),
        ("deadlines:", "deadline:", "two keys"),
        ("sources: {", "sources: [", "national.yaml"),
    ],
)
def test_a_wrong_entry_is_refused_with_what_to_write(wrong: str, right: str, said: str) -> None:
    assert read_deadlines(GOOD)
    with pytest.raises(BadDeadlines, match=said):
        read_deadlines(GOOD.replace(wrong, right))


def test_the_same_deadline_twice_in_a_year_is_refused() -> None:
    entry = GOOD.split("deadlines:\n")[1]
    with pytest.raises(BadDeadlines, match="twice"):
        read_deadlines(GOOD + entry)
