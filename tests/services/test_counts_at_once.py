"""Two people who count the same home for two networks at the same moment: one is refused."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from services.care_home_counts import Choice
from services.keeping import ServicesRefused
from services.models import CountedHome
from tests.api import england
from tests.services.home_cast import aligned, count, directory, home


@pytest.mark.django_db(transaction=True)
def test_a_home_that_moved_in_the_month_is_counted_for_one_of_two_networks(
    transactional_db: None,
) -> None:
    england.build_england()
    directory()
    board = england.people()["commissioner"]
    aligned(1, board)
    aligned(1, board, code="U90002", starts=date(2025, 4, 15))
    taken_in = {home(1).pk: Choice(True, "Quay has cared for it all month")}

    refused = both_at_once(
        lambda: count(board, 30),
        lambda: count(board, 30, code="U90002", choices=taken_in),
    )

    assert len(refused) == 1
    assert "is in the count of" in refused[0]
    assert CountedHome.objects.filter(counts=True).count() == 1


def both_at_once(*acts: Callable[[], object]) -> list[str]:
    """Do both from the same moment on, each with a connection of its own; the refusals."""
    start = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            start.wait(timeout=10)
            act()
        except ServicesRefused as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        return [said for said in pool.map(run, acts) if said]
