"""Schedule 4: every penny is given out once, each share within a penny of its due."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from funding.engine.shares import NETWORK, BadRule, By, NoShare, Rule, share

LISTS = {"Z00001": Decimal(10000), "Z00002": Decimal(5000), "Z00003": Decimal(5000)}


def given_out(amount: str, rule: Rule, practices=LISTS, **more) -> dict[str, str]:
    return {s.whose: str(s.amount) for s in share(Decimal(amount), rule, practices, **more)}


def test_by_registered_list():
    assert given_out("100.00", Rule(By.REGISTERED)) == {
        NETWORK: "0.00", "Z00001": "50.00", "Z00002": "25.00", "Z00003": "25.00",
    }  # fmt: skip


def test_equal_parts_give_the_penny_left_over_to_the_first_code():
    assert given_out("100.00", Rule(By.EQUAL)) == {
        NETWORK: "0.00", "Z00001": "33.34", "Z00002": "33.33", "Z00003": "33.33",
    }  # fmt: skip


def test_costs_come_first_then_fixed_sums_then_percentages_then_the_rest():
    rule = Rule(
        By.EQUAL,
        top_fixed=Decimal("10.00"),
        top_percent=Decimal(5),
        fixed={"Z00001": Decimal("15.00")},
        percent={"Z00002": Decimal(50)},
    )
    # 100 - 5 - 10 - 15 = 70; half of it is 35; the other 35 in three parts.
    assert given_out("100.00", rule) == {
        NETWORK: "15.00", "Z00001": "26.67", "Z00002": "46.67", "Z00003": "11.66",
    }  # fmt: skip


def test_each_share_says_how_it_came_about():
    rule = Rule(By.WEIGHTED, top_percent=Decimal("2.5"))
    shares = {s.whose: s.why for s in share(Decimal("100.00"), rule, LISTS)}
    assert shares[NETWORK] == "2.5 % of the sum for the network’s costs"
    assert shares["Z00001"] == "10,000 of 20,000, by contractor weighted population"


def test_what_is_taken_back_is_shared_like_what_is_given_but_without_fixed_sums():
    rule = Rule(By.REGISTERED, fixed={"Z00001": Decimal("15.00")})
    assert given_out("-100.00", rule) == {
        NETWORK: "0.00", "Z00001": "-50.00", "Z00002": "-25.00", "Z00003": "-25.00",
    }  # fmt: skip
    assert given_out("100.00", rule, fixed=False)["Z00001"] == "50.00"


def test_what_nobody_is_given_stays_with_the_network():
    rule = Rule(By.KEEP, percent={"Z00001": Decimal(40)})
    assert given_out("100.00", rule) == {
        NETWORK: "60.00", "Z00001": "40.00", "Z00002": "0.00", "Z00003": "0.00",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "practices", "said"),
    [
        (Rule(By.REGISTERED), LISTS | {"Z00003": None}, "registered list of Z00003 is missing"),
        (Rule(By.REGISTERED), {"Z00001": Decimal(0)}, "All lists are zero"),
        (Rule(By.EQUAL), {}, "no members"),
        (Rule(By.EQUAL, fixed={"Z9": Decimal(1)}), LISTS, "names Z9, not a member"),
        (Rule(By.EQUAL, top_fixed=Decimal("100.01")), LISTS, "more than there is"),
    ],
)
def test_what_cannot_be_shared_says_why_and_is_not_zero(rule, practices, said):
    with pytest.raises(NoShare, match=said):
        share(Decimal("100.00"), rule, practices)


@pytest.mark.parametrize(
    "rule",
    [
        Rule(By.EQUAL, top_percent=Decimal("100.1")),
        Rule(By.EQUAL, percent={"Z00001": Decimal(60), "Z00002": Decimal(41)}),
        Rule(By.EQUAL, fixed={"Z00001": Decimal(-1)}),
    ],
)
def test_a_rule_that_cannot_be_is_refused(rule):
    with pytest.raises(BadRule):
        rule.check()


percentages = st.integers(0, 3000).map(lambda n: Decimal(n) / 100)
rules = st.builds(
    Rule,
    by=st.sampled_from([By.REGISTERED, By.WEIGHTED, By.EQUAL]),
    top_percent=percentages,
    top_fixed=st.integers(0, 500).map(lambda n: Decimal(n) / 100),
    fixed=st.dictionaries(
        st.sampled_from(["Z1", "Z2"]), st.integers(0, 500).map(lambda n: Decimal(n) / 100)
    ),
    percent=st.dictionaries(st.sampled_from(["Z1", "Z2", "Z3"]), percentages),
)
lists = st.dictionaries(
    st.sampled_from([f"Z{n}" for n in range(4, 12)]),
    st.decimals(1, 40000, places=2),
    max_size=8,
).map(lambda more: {"Z1": Decimal(3), "Z2": Decimal("7.5"), "Z3": Decimal(11)} | more)
sums = st.integers(-10_000_000, 10_000_000).filter(lambda p: not 0 <= p < 3000)


@given(sums.map(lambda p: Decimal(p).scaleb(-2)), rules, lists, st.randoms())
def test_every_penny_once_within_a_penny_and_in_any_order(amount, rule, practices, random):
    shares = share(amount, rule, practices)
    shuffled = list(practices.items())
    random.shuffle(shuffled)

    assert share(amount, rule, dict(shuffled)) == shares
    assert sum(s.amount for s in shares) == amount
    exact = slow_dues(abs(amount), rule, practices, amount > 0)
    for one in shares:
        assert abs(Fraction(abs(one.amount)) - exact[one.whose]) < Fraction(1, 100)


def slow_dues(amount, rule, practices, fixed) -> dict[str, Fraction]:
    """The dues worked out once more, another way: whole formulas, no running remainder."""
    top = Fraction(amount) * Fraction(rule.top_percent) / 100
    top += Fraction(rule.top_fixed) if fixed else 0
    sums = rule.fixed if fixed else {}
    left = Fraction(amount) - top - sum((Fraction(s) for s in sums.values()), Fraction(0))
    rest = left * (1 - sum((Fraction(p) for p in rule.percent.values()), Fraction(0)) / 100)
    whole = sum((Fraction(size) for size in practices.values()), Fraction(0))
    found = {NETWORK: top}
    for code, size in practices.items():
        part = Fraction(1, len(practices)) if rule.by == By.EQUAL else Fraction(size) / whole
        found[code] = (
            Fraction(sums.get(code, 0))
            + left * Fraction(rule.percent.get(code, 0)) / 100
            + rest * part
        )
    return found
