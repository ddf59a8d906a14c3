"""What may be claimed for a person's month: by hand, and by every published example."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pcn_portal.units.money import to_pennies
from pcn_portal.units.periods import ContractYear, Month
from workforce.engine.claims import BadClaim, Cost, DayCount, InPost, claimable, part_of_month
from workforce.engine.roles import Area, Maximum, Role, Standing
from workforce.role_files import national_roles

DOMAIN = Path(__file__).resolve().parents[4] / "shared" / "domain"
beside = pytest.mark.skipif(not DOMAIN.is_dir(), reason="../shared is not beside this checkout")
MAY = Month(2025, 5)
LONG_AGO = date(2020, 1, 1)


def role(pounds: str | None = "60000.00", code: str = "CP", **more: Any) -> Role:
    """A made-up role; its maximum is the same everywhere."""
    maximum = Maximum(Decimal(pounds) if pounds else None, Standing.ENTERED)
    share = more.pop("share", Decimal(1))
    return Role(
        code, "Clinical pharmacist", date(2019, 7, 1), "7-8a", share,
        more.pop("later_share", share), maxima=dict.fromkeys(Area, maximum), **more,
    )  # fmt: skip


def post(**more: Any) -> InPost:
    usual: dict[str, Any] = {
        "month": MAY, "hours": Decimal("37.5"), "area": Area.NATIONAL, "starts": LONG_AGO,
    }  # fmt: skip
    return InPost(**usual | more)


def amount(cost: str, found: Role | None = None, **more: Any) -> Decimal:
    return claimable(found or role(), post(**more), Cost(Decimal(cost))).amount


def test_the_cost_is_paid_up_to_a_twelfth_of_the_maximum() -> None:
    assert amount("4200.17") == Decimal("4200.17")
    above = claimable(role(), post(), Cost(Decimal("5200.17")))
    assert (above.amount, above.above) == (Decimal("5000.00"), Decimal("200.17"))


def test_part_time_has_its_part_of_the_maximum() -> None:
    assert amount("9999", hours=Decimal("22.5")) == Decimal("3000.00")


def test_a_joiner_on_the_17th_has_fifteen_of_thirty_one_days() -> None:
    assert amount("9999", starts=date(2025, 5, 17)) == to_pennies(Decimal(5000) * 15 / 31)


def test_a_leaver_has_the_days_before_the_end() -> None:
    assert amount("9999", ends=date(2025, 5, 11)) == to_pennies(Decimal(5000) * 10 / 31)


def test_days_may_be_counted_by_the_year() -> None:
    joiner = post(starts=date(2025, 5, 17))
    assert part_of_month(joiner, DayCount.OF_YEAR) == Fraction(15 * 12, 365)
    assert part_of_month(post(), DayCount.OF_YEAR) == 1
    by_year = claimable(role(), joiner, Cost(Decimal(9999)), count=DayCount.OF_YEAR)
    assert by_year.amount == to_pennies(Decimal(60000) * 15 / 365)
    assert by_year.steps[1].words.endswith(" × 15 days × 12 ÷ 365")


def test_two_people_who_share_a_post_have_one_maximum_between_them() -> None:
    each = [amount("9999", hours=Decimal(hours)) for hours in ("15", "22.5")]
    assert sum(each) == Decimal("5000.00")


def test_half_is_paid_for_a_mental_health_practitioner_and_more_for_a_later_one() -> None:
    half = role(share=Decimal("0.50"), later_share=Decimal("1.00"))
    assert amount("4000.00", half) == Decimal("2000.00")
    assert amount("9999", half) == Decimal("2500.00")
    assert amount("9999", half, first=False) == Decimal("5000.00")


def test_a_maximum_of_what_is_paid_is_not_shared_again() -> None:
    seventy = role("37810.00", share=Decimal("0.70"), after_share=True)
    assert amount("4000.00", seventy) == Decimal("2800.00")
    assert amount("9999", seventy) == Decimal("3150.83")


def test_suppliers_fees_of_a_link_worker_are_limited_and_inside_the_maximum() -> None:
    splw = role("34113.00", code="SPLW")
    found = claimable(splw, post(), Cost(Decimal(2000), fees=Decimal(250)))
    assert found.amount == Decimal("2200.00")
    part = claimable(splw, post(hours=Decimal(15)), Cost(Decimal(800), fees=Decimal(250)))
    assert part.amount == Decimal("880.00")
    assert claimable(splw, post(), Cost(Decimal(2800), fees=Decimal(200))).amount == Decimal(
        "2842.75"
    )


def test_the_steps_say_how_the_sum_came_about() -> None:
    found = claimable(role(), post(starts=date(2025, 5, 17)), Cost(Decimal(9999), Decimal(100)))
    assert [step.words for step in found.steps] == [
        "Cost: salary £9,999.00, employer’s National Insurance £100.00, employer’s pension £0.00",
        "Maximum: £60,000.00 a year ÷ 12 × 37.5 ÷ 37.5 hours × 15 ÷ 31 days",
        "May be claimed: the maximum, being the smaller",
    ]
    assert (
        to_pennies(Decimal(found.steps[-1].pounds.numerator) / found.steps[-1].pounds.denominator)
        == found.amount
    )


@pytest.mark.parametrize(
    ("more", "cost", "said"),
    [
        ({"ends": date(2019, 1, 1)}, Cost(Decimal(1)), "not after the start"),
        ({"hours": Decimal("52.5")}, Cost(Decimal(1)), "Hours a week are above 0 and at most 40"),
        ({"hours": Decimal(0)}, Cost(Decimal(1)), "Hours a week"),
        ({"hours": Decimal("NaN")}, Cost(Decimal(1)), "Hours a week"),
        ({"ends": date(2025, 5, 1)}, Cost(Decimal(1)), "left before May 2025"),
        ({"starts": date(2025, 6, 1)}, Cost(Decimal(1)), "starts after May 2025"),
        ({"month": Month(2019, 6), "starts": date(2019, 1, 1)}, Cost(Decimal(1)), "1 July 2019"),
        ({}, Cost(Decimal(-1)), "not below zero"),
        ({}, Cost(Decimal("Infinity")), "not below zero"),
        ({}, Cost(Decimal(1), fees=Decimal(1)), "fees cannot be claimed for a clinical pharm"),
    ],
)  # fmt: skip
def test_a_claim_that_breaks_a_rule_is_refused_in_words(
    more: dict[str, Any], cost: Cost, said: str
) -> None:
    with pytest.raises(BadClaim, match=said):
        claimable(role(), post(**more), cost)


def test_an_unknown_maximum_stops_the_claim_and_is_never_zero() -> None:
    with pytest.raises(BadClaim, match="is not known for May 2025. It must be entered"):
        amount("1000", role(None))


@given(
    cost=st.decimals("0", "20000", places=2), hours=st.decimals("0.5", "40", places=2),
    first=st.integers(1, 31), share=st.sampled_from([Decimal("0.5"), Decimal(1)]),
)  # fmt: skip
def test_never_more_than_the_cost_the_maximum_or_the_share(
    cost: Decimal, hours: Decimal, first: int, share: Decimal
) -> None:
    found = claimable(role(share=share), post(hours=hours, starts=date(2025, 5, first)), Cost(cost))
    days = Fraction(32 - first, 31)
    exact = min(Fraction(cost), 5000 * Fraction(hours) / Fraction("37.5") * days) * Fraction(share)
    assert abs(Fraction(found.amount) - exact) <= Fraction(1, 200)
    assert abs(Fraction(found.amount + found.above) - Fraction(cost) * Fraction(share)) <= Fraction(
        1, 100
    )


def published() -> list[Any]:
    """Every published maximum of the reference: table, role, area, pounds."""
    if not DOMAIN.is_dir():
        return []
    read = yaml.safe_load((DOMAIN / "arrs-roles.yaml").read_text())
    found = []
    for year in read["years"].values():
        for table in year["periods"]:
            for one in table["roles"]:
                maxima = dict(one.get("max_annual", {}))
                maxima["london"] = one.get("max_annual_london", {"basis": "none"})
                for area, value in maxima.items():
                    if isinstance(value, dict) and value["basis"] == "published":
                        name = f"{table['id']}-{one['role_code']}-{area}"
                        case = (table["id"], one["role_code"], area, value["value"])
                        found.append(pytest.param(*case, id=name))
    return found


AREAS = {
    "national": [Area.NATIONAL], "outer_london": [Area.OUTER], "inner_london": [Area.INNER],
    "london": [Area.INNER, Area.OUTER],
}  # fmt: skip


@beside
@pytest.mark.parametrize(("table", "code", "area", "pounds"), published())
def test_every_published_maximum_is_what_a_full_year_comes_to(
    table: str, code: str, area: str, pounds: str
) -> None:
    tables = {one.id: one for one in national_roles().tables}
    found = tables[table].roles[code]
    for place in AREAS[area]:
        month = Month.of(max(tables[table].starts, found.starts))
        most = claimable(
            found, post(month=month, area=place, starts=month.first), Cost(Decimal(99999))
        )
        assert most.amount == to_pennies(Decimal(pounds) / 12)
        assert abs(most.amount * 12 - Decimal(pounds)) <= Decimal("0.06")


@beside
def test_what_is_not_published_is_not_known() -> None:
    known = sum(
        maximum.pounds is not None
        for table in national_roles().tables
        for one in table.roles.values()
        for maximum in one.maxima.values()
    )
    assert known == sum(len(AREAS[case.values[2]]) for case in published())


@beside
def test_the_most_of_the_schemes_first_year() -> None:
    """ARRS-1920-MAX: £53,942 for a network of fewer than 100,000 patients."""
    example = examples()["ARRS-1920-MAX"]
    book = national_roles()
    months = [month for month in ContractYear(2019).months() if month >= Month(2019, 7)]
    found = sum(
        claimable(
            book.role(code, month.first, month.first),
            post(month=month, starts=month.first),
            Cost(Decimal(9999)),
        ).amount
        for month in months
        for code in ("CP", "SPLW")
    )
    assert abs(found - Decimal(example["expected"]["value"])) <= Decimal(str(example["tolerance"]))


@beside
def test_the_suppliers_contribution_of_a_year() -> None:
    """ARRS-SPLW-SUBCONTRACT: £2,400 for one WTE."""
    splw = role("99999.00", code="SPLW")
    found = sum(
        claimable(splw, post(month=month), Cost(Decimal(0), fees=Decimal(500))).amount
        for month in ContractYear(2020).months()
    )
    assert found == Decimal(examples()["ARRS-SPLW-SUBCONTRACT"]["expected"]["value"])


@beside
def test_the_pharmacists_maximum_of_inner_london() -> None:
    """ARRS-2425-CP-INNER: £76,313."""
    day = date(2024, 10, 1)
    found = national_roles().role("CP", day, day).maximum(Area.INNER).pounds
    assert found == Decimal(examples()["ARRS-2425-CP-INNER"]["expected"]["value"])


def examples() -> dict[str, Any]:
    read = yaml.safe_load((DOMAIN / "worked-examples.yaml").read_text())
    rows = read if isinstance(read, list) else next(v for v in read.values() if isinstance(v, list))
    return {row["id"]: row for row in rows}
