"""Ages add up and deprivation is weighed by list."""

from decimal import Decimal
from fractions import Fraction

from services.engine.age_bands import BANDS, GROUPS, Ages, total, words_of
from services.engine.deprivation import patients_by_tenth, tenths, weighted


def test_groups_are_whole_bands_and_shares_are_of_everybody() -> None:
    ages = Ages(tuple(range(1, 21)), (0,) * 20)
    found = {group.key: group.patients(ages) for group in GROUPS}
    assert ages.patients == 210
    assert found == {
        "under_5": 1, "under_15": 6, "under_20": 10, "from_65": 119, "from_75": 90, "from_85": 57,
    }  # fmt: skip
    assert GROUPS[0].share(ages) == Fraction(1, 210)
    assert GROUPS[0].share(Ages()) is None
    assert total([ages, ages]).patients == 420
    assert (words_of(BANDS[1]), words_of(BANDS[13]), words_of(BANDS[19])) == (
        "5 to 9", "65 to 69", "95 and over",
    )  # fmt: skip


def test_the_average_is_by_patients_and_nobody_has_none() -> None:
    assert weighted([(1000, Decimal("10")), (3000, Decimal("30"))]) == 25
    assert weighted([]) is None
    assert weighted([(0, Decimal("30"))]) is None


def test_the_first_tenth_has_the_highest_scores_and_equal_scores_share_one() -> None:
    found = tenths({number: Decimal(number) for number in range(20)})
    assert (found[19], found[18], found[17], found[0]) == (1, 1, 2, 10)
    assert set(tenths({"a": Decimal(5), "b": Decimal(5)}).values()) == {1}
    assert tenths({}) == {}
    assert patients_by_tenth([(1, 10), (1, 5), (10, 7)])[1] == 15
