"""A made-up directory, taken in as a person would, and homes aligned by the board's actions."""

from datetime import UTC, date, datetime
from typing import Any

from networks.models import Network
from pcn_portal.accounts.models import User
from pcn_portal.fictional.care_homes import HEADER, MadeUpHome, directory_rows
from pcn_portal.fictional.files import csv_bytes
from pcn_portal.units.periods import Month
from practices.import_models import ImportBatch
from services.care_home_counts import confirm_count
from services.care_home_months import HomesOfMonth, homes_of_month
from services.care_homes import align
from services.models import Alignment, BedCount, CareHome
from tests.intake.files import stage, take_in

APRIL = date(2025, 4, 1)
MAY = date(2025, 5, 1)
STARTED = datetime(2025, 4, 3, 9, tzinfo=UTC)
LATER = datetime(2025, 5, 6, 9, tzinfo=UTC)
HOMES = (
    MadeUpHome(1, "Fictionbury", 30, True),
    MadeUpHome(2, "Fictionbury", 22, False),
    MadeUpHome(3, "Storyham", 40, True),
)


def directory(homes: Any = HOMES, day: date = APRIL, at: datetime = STARTED) -> ImportBatch:
    """Take a directory in."""
    return take_in("cqc_directory", content(homes), at=at, reference_date=day.isoformat())


def staged(raw: bytes, day: date = APRIL) -> ImportBatch:
    return stage("cqc_directory", raw, reference_date=day.isoformat())


def content(homes: Any = HOMES) -> bytes:
    return csv_bytes(directory_rows(list(homes)))


def spoiled(column: str, value: str) -> bytes:
    """The directory with another cell in its first row."""
    rows = [list(row) for row in directory_rows(list(HOMES))]
    rows[1][HEADER.index(column)] = value
    return csv_bytes(tuple(row) for row in rows)


def home(number: int) -> CareHome:
    return CareHome.objects.get(location_id=f"1-{900000000 + number}")


def network(code: str = "U90001") -> Network:
    return Network.objects.get(code=code)


def aligned(number: int, by: User, *, code: str = "U90001", starts: date = APRIL) -> Alignment:
    return align(
        home_id=home(number).pk,
        network=network(code),
        starts=starts,
        reason="Made up for a test",
        by=by.actor,
        at=STARTED,
    )


def seen(code: str = "U90001", month: date = APRIL, known_at: datetime = LATER) -> HomesOfMonth:
    of = network(code)
    return homes_of_month(network_ids=[of.pk], month=Month.of(month), known_at=known_at)[of.pk]


def count(
    by: User, beds: int, *, code: str = "U90001", month: date = APRIL, at: datetime = LATER,
    **more: Any,
) -> BedCount:  # fmt: skip
    return confirm_count(
        network=network(code), month=Month.of(month), expected=beds, reason="Directory of April",
        by=by.actor, at=at, **more,
    )  # fmt: skip
