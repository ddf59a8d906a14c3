"""The benchmark measures what it says: all the year's months, and floors of the same amounts."""

from datetime import date

import pytest
from django.db.models import Sum

from benchmarks.floor import Floor, make_tables
from benchmarks.made_up import fill
from benchmarks.month import NOON, TIMED, measure, parts_of, run_month
from funding.gather import gather
from funding.models import Calculation, Line, RunPart, Statement
from pcn_portal.accounts.models import User

APRIL = date(2025, 4, 1)


@pytest.mark.django_db
def test_a_small_england_is_measured_for_a_year() -> None:
    make_tables()
    found = measure(icbs=2, networks=4, practices=12)
    assert Statement.objects.count() == 12 * 4
    assert Calculation.objects.count() == 12 * 2
    assert found.rows == 4 + 5 * 4 + 12
    assert found.queries <= 40
    assert [len(cost.clock) for cost in (found.product, found.like, found.bare)] == [TIMED] * 3
    assert min(found.product.clock + found.like.clock + found.bare.clock) > 0
    assert set(found.resident) == {"1 month", "12 months"}
    assert "product ÷ floor, like rows" in found.report()


@pytest.mark.django_db
def test_the_floor_pays_what_the_product_pays() -> None:
    codes = fill(icbs=2, networks=4, practices=12)
    person = User.objects.create_user("asha@icb.example", name="Asha Fictional")
    run_month(person, codes, APRIL)
    networks = [
        n for icb in codes for n in gather(icb_code=icb, month=APRIL, known_at=NOON).networks
    ]
    amounts = Floor(networks, "", "").amounts()
    assert len(amounts) == Line.objects.count()
    assert sum(row[-1] for row in amounts) == Line.objects.aggregate(sum=Sum("amount"))["sum"]


@pytest.mark.django_db
def test_the_parts_measured_are_of_one_run_of_england() -> None:
    codes = fill(icbs=2, networks=4, practices=12)
    person = User.objects.create_user("asha@icb.example", name="Asha Fictional")
    parts = parts_of(person, codes, APRIL)
    assert list(RunPart.objects.filter(pk__in=parts).values_list("icb_code", flat=True)) == codes
