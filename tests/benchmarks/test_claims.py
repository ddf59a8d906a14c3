"""The benchmark measures what it says: a month claimed, approved and in the run, and its floor."""

from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Sum

from benchmarks.claims import make_tables, measure
from benchmarks.staff import CASES
from funding.models import Line
from workforce.models import ClaimLine, LineDecision


@pytest.mark.django_db
def test_a_small_england_is_claimed_approved_and_run() -> None:
    make_tables()
    found = measure(icbs=3, networks=6, people=len(CASES))
    assert found.lines == ClaimLine.objects.count() == 6 * len(CASES)
    assert LineDecision.objects.filter(step="approved").count() == found.lines
    claimed = ClaimLine.objects.aggregate(sum=Sum("amount"))["sum"]
    paid = Line.objects.filter(stream="additional_roles").aggregate(sum=Sum("amount"))["sum"]
    assert paid == claimed > Decimal(0)
    assert found.queries <= 45
    assert "product ÷ floor" in found.report()


@pytest.mark.django_db
def test_the_floor_writes_as_many_rows() -> None:
    make_tables()
    measure(icbs=3, networks=6, people=len(CASES))
    with connection.cursor() as cursor:
        for table, number in (("claim", 4), ("line", 4 * len(CASES)), ("decision", 4 * 13)):
            cursor.execute(f"SELECT count(*) FROM benchmark_{table}")
            assert cursor.fetchone() == (number,)
