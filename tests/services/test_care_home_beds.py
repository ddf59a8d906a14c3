"""Beds in aligned care homes: month by month, each count with its source."""

from datetime import UTC, date, datetime

import pytest

from networks.models import Network
from services.models import BedCount
from services.queries import KnownBeds, beds_known
from tests.intake.files import BEDS_TITLES, as_csv, small_register, stage, take_in

pytestmark = pytest.mark.django_db
APRIL = date(2025, 4, 1)
FIRST, SECOND = datetime(2025, 5, 2, tzinfo=UTC), datetime(2025, 6, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def register() -> None:
    small_register()


def beds(*rows: tuple[str, str, int]) -> bytes:
    return as_csv(BEDS_TITLES, *rows)


def known(at: datetime) -> dict[str, KnownBeds]:
    codes = dict(Network.objects.values_list("id", "code"))
    found = beds_known(network_ids=codes, month=APRIL, known_at=at)
    return {codes[pk]: count for pk, count in found.items()}


def test_a_count_carries_its_file_row_and_time() -> None:
    take_in("care_home_beds", beds(("U90001", "2025-04", 52), ("U90002", "2025-04", 0)), at=FIRST)
    assert known(FIRST)["U90002"] == KnownBeds(
        count_id=BedCount.objects.get(network__code="U90002").pk,
        beds=0,
        month=APRIL,
        version=1,
        source_name="care_home_beds.csv",
        source_row=3,
        received_at=FIRST,
    )


def test_a_network_nobody_counted_has_no_count() -> None:
    take_in("care_home_beds", beds(("U90001", "2025-04", 52)), at=FIRST)
    assert set(known(FIRST)) == {"U90001"}
    assert known(datetime(2025, 5, 1, tzinfo=UTC)) == {}


def test_a_corrected_count_is_a_new_version() -> None:
    take_in("care_home_beds", beds(("U90001", "2025-04", 52)), at=FIRST)
    take_in("care_home_beds", beds(("U90001", "Apr-25", 60)), at=SECOND)
    assert (known(FIRST)["U90001"].beds, known(SECOND)["U90001"].beds) == (52, 60)
    assert BedCount.objects.count() == 2
    assert stage("care_home_beds", beds(("U90001", "2025-04-01", 60))).state == "unchanged"


def test_one_network_and_month_stands_once() -> None:
    rows = (("U90001", "2025-04", 52), ("U90001", "2025-04-01", 53), ("U90001", "2025-05", 52))
    batch = stage("care_home_beds", beds(*rows))
    assert [p.row for p in batch.problems.all()] == [3]
