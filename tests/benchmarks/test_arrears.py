"""The benchmark measures what it says: twelve approved months, all worked out again."""

import pytest

from benchmarks.arrears import measure
from funding.models import Correction, Decision, Posting, Recalculation


@pytest.mark.django_db
def test_a_small_england_is_worked_out_again_for_a_year() -> None:
    found = measure(icbs=2, networks=4, practices=12)
    assert Decision.objects.count() == 12 * 2
    assert found.postings == Posting.objects.count() == 12 * (5 * 4 + 12)
    assert Recalculation.objects.count() == 12 * 4
    # Two payments of 2025/26 are paid on the adjusted population alone, one in part.
    assert found.corrections == Correction.objects.count() == 12 * 4 * 3
    costs = (found.unchanged, found.restated, found.written)
    assert [len(cost.clock) for cost in (found.month, *costs)] == [12, 1, 1, 1]
    assert "restated ÷ twelve months" in found.report()
