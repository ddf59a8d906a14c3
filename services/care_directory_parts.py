"""What a directory says of homes, what is known of them, and writing it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from practices.actions import BATCH
from practices.plans import Receipt
from services.models import CareDirectory, CareHome, HomeFact

DETAILS = (
    "name",
    "provider_id",
    "provider",
    "postcode",
    "local_authority",
    "region",
    "nursing",
    "residential",
    "primary_id",
    "opened",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a home is listed and dormant, and its beds; None is not given."""

    listed: bool
    dormant: bool
    beds: int | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A care home as a row of the directory gives it."""

    location_id: str
    name: str
    provider_id: str
    provider: str
    postcode: str
    local_authority: str
    region: str
    nursing: bool
    residential: bool
    primary_id: str
    opened: date | None
    standing: Standing
    row: int


@dataclass(frozen=True, slots=True)
class Directory:
    """A whole directory: its homes, and those of the one before that it no longer lists."""

    listed: tuple[Listed, ...]
    gone: tuple[str, ...]
    published: date


def standings() -> dict[str, Standing]:
    """How every home stands in the newest directory, by its Location ID; one query."""
    rows = (
        HomeFact.objects.order_by("home_id", "-directory__published")
        .distinct("home_id")
        .values_list("home__location_id", "listed", "dormant", "beds")
    )
    return {location: Standing(listed, dormant, beds) for location, listed, dormant, beds in rows}


def save_directory(*, directory: Directory, receipt: Receipt) -> None:
    """Write a directory: homes as it lists them, and a fact of each that stands otherwise."""
    before = standings()
    taken_in = CareDirectory.objects.create(
        published=directory.published,
        homes=len(directory.listed),
        received_at=receipt.at,
        source=receipt.source,
    )
    known = _save_details(directory.listed)
    facts = [
        HomeFact(
            home_id=known[home.location_id],
            directory=taken_in,
            source_row=home.row,
            listed=True,
            dormant=home.standing.dormant,
            beds=home.standing.beds,
        )
        for home in directory.listed
        if before.get(home.location_id) != home.standing
    ]
    facts += _facts_of_gone(taken_in, directory.gone)
    HomeFact.objects.bulk_create(facts, batch_size=BATCH)


def _facts_of_gone(directory: CareDirectory, gone: tuple[str, ...]) -> list[HomeFact]:
    found = CareHome.objects.filter(location_id__in=gone).values_list("pk", flat=True)
    return [
        HomeFact(home_id=home, directory=directory, listed=False, dormant=False, beds=None)
        for home in found
    ]


def _save_details(listed: Iterable[Listed]) -> dict[str, int]:
    """Make new homes and change those of other details; the numbers of all, by Location ID."""
    known = {home.location_id: home for home in CareHome.objects.all()}
    new, changed = [], []
    for one in listed:
        details = {name: getattr(one, name) for name in DETAILS}
        home = known.get(one.location_id)
        if home is None:
            new.append(CareHome(location_id=one.location_id, **details))
        elif any(getattr(home, name) != value for name, value in details.items()):
            for name, value in details.items():
                setattr(home, name, value)
            changed.append(home)
    CareHome.objects.bulk_create(new, batch_size=BATCH)
    CareHome.objects.bulk_update(changed, DETAILS, batch_size=BATCH)
    return {home.location_id: home.pk for home in (*known.values(), *new)}
