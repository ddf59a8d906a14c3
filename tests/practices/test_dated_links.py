"""How a publication about one day becomes dated links."""

from datetime import date

import pytest

from practices.dated_links import Spell, Verdict, judge

JAN, APR, JUL = date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)
OLD = Spell(1, "ZQ1", date(2019, 4, 1), None)
MOVED = [Spell(1, "ZQ1", date(2019, 4, 1), APR), Spell(2, "ZQ2", APR, None)]


@pytest.mark.parametrize(
    ("spells", "parent", "on", "newest", "verdict"),
    [
        ([], "ZQ1", JAN, True, Verdict.FIRST),
        ([], "ZQ1", JAN, False, Verdict.FIRST),
        ([OLD], "ZQ1", JAN, True, Verdict.SAME),
        ([OLD], "ZQ2", APR, True, Verdict.MOVED),
        ([OLD], "ZQ2", APR, False, Verdict.DISAGREES),
        (MOVED, "ZQ1", JAN, False, Verdict.SAME),
        (MOVED, "ZQ2", JUL, True, Verdict.SAME),
        (MOVED, "ZQ3", APR, True, Verdict.CORRECTED),
        (MOVED, "ZQ2", JAN, False, Verdict.DISAGREES),
        (MOVED, "ZQ3", JAN, True, Verdict.DISAGREES),
        ([Spell(1, "ZQ1", JAN, APR)], "ZQ2", JUL, True, Verdict.MOVED),
        ([Spell(1, "ZQ1", APR, None)], "ZQ2", JAN, True, Verdict.DISAGREES),
    ],
)
def test_what_a_sighting_means(
    spells: list[Spell], parent: str, on: date, newest: bool, verdict: Verdict
) -> None:
    assert judge(spells, parent, on, newest) is verdict
