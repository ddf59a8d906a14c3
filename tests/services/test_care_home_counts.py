"""A month's count is confirmed home by home: nothing is counted twice, old or silently none."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from pcn_portal.accounts.models import User
from pcn_portal.fictional.care_homes import MadeUpHome
from pcn_portal.units.periods import Month
from services.care_home_counts import Choice, confirm_counts
from services.care_home_months import (
    MonthStanding,
    directory_is_stale,
    homes_of_month,
    newest_directory,
)
from services.care_homes import close_home, end_alignment
from services.keeping import ServicesRefused
from services.models import BedCount, CountedHome
from services.queries import beds_known
from tests.api import england
from tests.intake.files import take_in
from tests.services.home_cast import (
    APRIL,
    LATER,
    MAY,
    STARTED,
    aligned,
    count,
    directory,
    home,
    network,
    seen,
    spoiled,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> User:
    england.build_england()
    directory()
    return england.people()["commissioner"]


def test_a_confirmed_count_is_what_the_premium_is_paid_on(board: User) -> None:
    aligned(1, board)
    aligned(2, board)
    assert seen().standing == MonthStanding.MISSING

    made = count(board, 52)

    known = beds_known(network_ids=[network().pk], month=APRIL, known_at=LATER)[network().pk]
    assert (known.beds, known.count_id) == (52, made.pk)
    assert known.source_name == "Aligned care homes, counted one by one"
    assert {one.home.name: one.beds for one in made.homes.all()} == {
        "Made-up Lodge 1": 30,
        "Made-up Court 2": 22,
    }
    assert seen().standing == MonthStanding.COUNTED


def test_a_forgotten_count_is_neither_none_nor_last_months(board: User) -> None:
    aligned(1, board)
    count(board, 30)

    may = seen(month=MAY)

    assert may.standing == MonthStanding.MISSING
    assert (may.count, may.proposed) == (None, 30)
    assert beds_known(network_ids=[network().pk], month=MAY, known_at=LATER) == {}


def test_a_home_that_closed_on_the_14th_is_counted_or_not_with_its_reason(board: User) -> None:
    one = aligned(1, board)
    aligned(2, board)
    close_home(
        home_id=one.home_id, on=date(2025, 4, 14), reason="CQC letter", by=board.actor, at=STARTED
    )
    assert seen().proposed == 52
    with pytest.raises(ServicesRefused, match="Say why Made-up Lodge 1 is counted otherwise"):
        count(board, 22, choices={one.home_id: Choice(False, " ")})

    made = count(board, 22, choices={one.home_id: Choice(False, "Empty since March")})

    assert made.homes.get(home=one.home).why == "By decision: Empty since March"
    assert seen().standing == MonthStanding.DIFFERENT
    assert seen(month=MAY).proposed == 22


def test_a_home_is_never_in_two_networks_counts_of_a_month(board: User) -> None:
    first = aligned(1, board)
    count(board, 30)
    end_alignment(alignment_id=first.pk, ends=APRIL, reason="A mistake", by=board.actor, at=LATER)
    aligned(1, board, code="U90002")
    aligned(2, board)
    with pytest.raises(ServicesRefused, match="is in the count of Harbour PCN for April 2025"):
        count(board, 30, code="U90002")

    outcomes = confirm_counts(
        wanted=[(network("U90002"), 30), (network(), 22)],
        month=Month.of(APRIL),
        reason="The home is Quay’s",
        by=board.actor,
        at=LATER,
    )

    assert [(one.network.code, one.refusal) for one in outcomes] == [("U90001", ""), ("U90002", "")]
    newest = BedCount.objects.order_by("network_id", "-version").distinct("network_id")
    assert sorted(newest.values_list("network__code", "beds")) == [("U90001", 22), ("U90002", 30)]


def test_one_refused_network_leaves_the_others_counted(board: User) -> None:
    aligned(1, board)
    aligned(3, board, code="U90002")

    outcomes = confirm_counts(
        wanted=[(network(), 31), (network("U90002"), 40)],
        month=Month.of(APRIL),
        reason="Directory of April",
        by=board.actor,
        at=LATER,
    )

    refusals = {one.network.code: one.refusal for one in outcomes}
    assert refusals["U90001"] == ("You saw 31 beds, and now there are 30. Look at the homes again.")
    assert BedCount.objects.get().network.code == "U90002"


def test_what_cannot_be_counted_is_refused(board: User) -> None:
    with pytest.raises(ServicesRefused, match="No care home is aligned"):
        count(board, 0)
    aligned(1, board)
    count(board, 30)
    with pytest.raises(ServicesRefused, match="These 30 beds are counted already"):
        count(board, 30)
    with pytest.raises(ServicesRefused, match="July 2025 begins on 1 July 2025. Count it then"):
        count(board, 30, month=date(2025, 7, 1))


def test_unknown_beds_stop_the_count_until_they_are_known_or_left_out(board: User) -> None:
    take_in(
        "cqc_directory", spoiled("Care homes beds", ""), at=STARTED, reference_date="2025-04-02"
    )
    one = aligned(1, board)
    aligned(2, board)

    assert (seen().proposed, seen().standing) == (None, MonthStanding.UNKNOWN)
    with pytest.raises(ServicesRefused, match="how many beds Made-up Lodge 1 has"):
        count(board, 22)
    made = count(board, 22, choices={one.home_id: Choice(False, "CQC is asked")})
    assert made.beds == 22


def test_registered_twice_is_counted_once(board: User) -> None:
    twice = (
        MadeUpHome(1, "Fictionbury", 30, True),
        MadeUpHome(5, "Fictionbury", 30, False, primary=1),
    )
    directory(twice, MAY)
    aligned(1, board)
    aligned(5, board)

    assert seen(month=MAY, known_at=datetime(2025, 6, 1, tzinfo=UTC)).proposed == 30


def test_registered_twice_counts_where_the_other_location_is_aligned_to_nobody(
    board: User,
) -> None:
    twice = (
        MadeUpHome(1, "Fictionbury", 30, True),
        MadeUpHome(5, "Fictionbury", 30, False, primary=1),
    )
    directory(twice, MAY)
    aligned(5, board)

    assert seen(month=MAY, known_at=datetime(2025, 6, 1, tzinfo=UTC)).proposed == 30


def test_an_earlier_directory_is_what_was_known_then(board: User) -> None:
    aligned(1, board)
    directory((MadeUpHome(1, "Fictionbury", 33, True),), MAY, at=LATER)

    assert seen(known_at=STARTED).proposed == 30
    assert seen(known_at=LATER).proposed == 33
    assert directory_is_stale(newest_directory(STARTED), Month.of(date(2025, 7, 1)))
    assert not directory_is_stale(newest_directory(LATER), Month.of(date(2025, 6, 1)))
    assert directory_is_stale(None, Month.of(APRIL))


def test_the_database_refuses_a_count_without_a_reason_and_beds_that_do_not_count(
    board: User,
) -> None:
    aligned(1, board)
    made = count(board, 30)
    for write in (
        lambda: BedCount.objects.create(
            network=network(), month=MAY, version=1, beds=1, received_at=LATER, counted_by=board
        ),
        lambda: CountedHome.objects.create(
            count=made, home=home(2), counts=False, beds=3, why="Dormant"
        ),
        lambda: CountedHome.objects.create(count=made, home=home(1), counts=True, beds=3, why="x"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_many_networks_months_are_read_in_a_few_queries(board: User) -> None:
    aligned(1, board)
    aligned(3, board, code="U90002")
    count(board, 30)
    ids = [network(code).pk for code in ("U90001", "U90002", "U90003")]

    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = homes_of_month(network_ids=ids, month=Month.of(APRIL), known_at=LATER)

    assert len(asked) <= 5
    assert [found[pk].standing for pk in ids] == [
        MonthStanding.COUNTED, MonthStanding.MISSING, MonthStanding.NONE,
    ]  # fmt: skip
