"""A made-up CQC directory in the published layout, for two months: what changed is in the second.

Every name says that it is made up. Padding stands where the publication has other columns.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

Row = tuple[str, ...]
README: tuple[Row, ...] = (
    ("Made-up care directory",),
    ("This sheet is for the reader; the locations stand on the next one.",),
)
HEADER: Row = (
    "Location ID", "Location HSCA start date", "Dormant (Y/N)", "Care home?", "Location Name",
    "Location ODS Code", "Location Region", "Location Local Authority", "Care homes beds",
    "Location Latitude", "Location Longitude", "Location Postal Code", "Provider ID",
    "Provider Name", "Service type - Care home service with nursing",
    "Service type - Care home service without nursing", "Location Dual Registered",
    "Primary ID (Dual registration locations)", "", "",
)  # fmt: skip
PLACES = ("Fictionbury", "Storyham", "Inventon", "Pretendshire", "Makebelieve-on-Sea")
KINDS = ("House", "Lodge", "Court", "Grange", "Manor")
HOMES_A_NETWORK = 12
FIRST_OPENED = date(2010, 10, 1)


@dataclass(frozen=True, slots=True)
class MadeUpHome:
    """A made-up location; `beds` is 0 for one that is no care home."""

    number: int
    place: str
    beds: int
    nursing: bool
    dormant: bool = False
    primary: int = 0

    @property
    def location_id(self) -> str:
        return f"1-{900000000 + self.number}"

    @property
    def name(self) -> str:
        return f"Made-up {KINDS[self.number % len(KINDS)]} {self.number}"


def make_homes(count: int, seed: int) -> list[MadeUpHome]:
    """So many care homes, the same for a seed; every hundredth is registered twice."""
    chance = random.Random(seed)  # noqa: S311
    homes = []
    for number in range(1, count + 1):
        twice = number % 100 == 0
        homes.append(
            MadeUpHome(
                number=number,
                place=PLACES[number % len(PLACES)],
                beds=chance.randint(6, 90),
                nursing=chance.random() < 0.3,
                dormant=number % 250 == 0,
                primary=number - 1 if twice else 0,
            )
        )
    return homes


def homes_of_england(networks: int, seed: int) -> list[MadeUpHome]:
    """The homes of a made-up England with so many networks."""
    return make_homes(networks * HOMES_A_NETWORK, seed)


def a_month_later(homes: list[MadeUpHome], seed: int) -> list[MadeUpHome]:
    """One in fifty has other beds, one in two hundred is gone, and a few are new."""
    chance = random.Random(seed)  # noqa: S311
    later = []
    for home in homes:
        if home.number % 200 == 7:
            continue
        changed = home.number % 50 == 3
        later.append(replace(home, beds=home.beds + chance.randint(1, 9)) if changed else home)
    new = range(len(homes) + 1, len(homes) + 1 + len(homes) // 500)
    later += [MadeUpHome(n, PLACES[n % len(PLACES)], chance.randint(6, 90), False) for n in new]
    return later


def directory_rows(homes: list[MadeUpHome], others: int = 3) -> Iterator[Row]:
    """The header, the homes, and some locations that are no care homes."""
    yield HEADER
    for home in homes:
        yield _row(home, care_home=True)
    for number in range(1, others + 1):
        clinic = MadeUpHome(number=800000 + number, place=PLACES[0], beds=0, nursing=False)
        yield _row(clinic, care_home=False)


def _row(home: MadeUpHome, *, care_home: bool) -> Row:
    opened = f"{FIRST_OPENED:%d/%m/%Y}"
    kind = (home.nursing, not home.nursing) if care_home else (False, False)
    nursing, residential = ("Y" if yes else "" for yes in kind)
    primary = f"1-{900000000 + home.primary}" if home.primary else ""
    return (
        home.location_id, opened, "Y" if home.dormant else "N", "Y" if care_home else "N",
        home.name if care_home else f"Made-up clinic {home.number}", "", "Made-up Region",
        home.place, str(home.beds) if care_home else "", "51.5", "-2.5", "ZZ1 1ZZ",
        f"1-8{home.number:08d}", f"Made-up Care {home.number % 40} Limited", nursing, residential,
        "Y" if home.primary else "N", primary, "", "",
    )  # fmt: skip
