"""All of England: the ODS history loaded, then six maps compared one after another.

Every difference is a proposal, the numbers add up, and nothing about who belongs where changes.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from networks.models import (
    Network,
    NetworkMembership,
    Proposal,
    ProposalSighting,
)
from networks.proposals.actions import decide
from networks.queries import memberships_on, networks_open_on
from pcn_portal.audit.dated import holds_on
from pcn_portal.audit.models import SYSTEM
from practices.import_models import ImportBatch
from practices.models import OrganisationLink, Practice
from tests.intake.files import changes, stage, take_in

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.national,
    pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not beside this checkout"),
]
AT = datetime(2026, 7, 9, 9, tzinfo=UTC)
WORKBOOK = "england-2025-26/ePCN_2025-01.xlsx"
LAST = "england-2026-27/gp-reg-pat-prac-map_2026-07.csv"
MAPS = (
    *(f"england-2025-26/gp-reg-pat-prac-map_{month}.csv"
      for month in ("2025-03", "2025-04", "2025-05", "2025-11", "2025-12")),
    LAST,
)  # fmt: skip
# Practices of the map, by what the register of January 2025 says of them.
IN_FILE = [
    {"same": 6158, "outside": 74, "new": 2, "moved": 6, "left": 2},
    {"same": 6115, "outside": 72, "new": 3, "moved": 40, "left": 9},
    {"same": 6093, "outside": 72, "new": 3, "moved": 52, "left": 11},
    {"same": 6050, "outside": 63, "new": 7, "moved": 69, "left": 11},
    {"same": 6047, "outside": 62, "new": 7, "moved": 69, "left": 11},
    {"same": 5960, "outside": 45, "new": 8, "moved": 119, "left": 7},
]
CLOSED = [58, 60, 68, 94, 97, 138]
# New proposals, those seen before, and those that the map contradicts.
PROPOSALS = [(64, 0, 0), (30, 64, 0), (22, 93, 1), (46, 113, 2), (3, 159, 0), (87, 160, 2)]
WORDS = {
    "as in the register": "same",
    "in no network in both": "outside",
    "new in a network": "new",
    "moved": "moved",
    "left": "left",
    "not in the file any more": "closed",
}


def content(name: str) -> bytes:
    return (SHARED / name).read_bytes()


def take_in_map(name: str) -> ImportBatch:
    day = {"reference_date": "2026-04-01"} if name == LAST else {}
    return take_in("list_size_map", content(name), at=AT, **day)


@dataclass(frozen=True)
class Taken:
    """The maps as they were taken in, and the spells before the first of them."""

    batches: list[ImportBatch]
    spells: list[Any]


def spells() -> list[Any]:
    return list(NetworkMembership.objects.order_by("pk").values())


@pytest.fixture(scope="module")
def taken(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Taken]:
    """The workbook and the six maps, taken in once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        take_in("ods_pcn_workbook", content(WORKBOOK), reference_date="2025-01-01")
        before = spells()
        yield Taken([take_in_map(name) for name in MAPS], before)
        transaction.set_rollback(True)


def numbers(sentence: str) -> tuple[int, dict[str, int]]:
    """The total of a sentence of the summary, and its parts by group."""
    total, said = re.fullmatch(r".*: ([\d,]+) = (.*)\.", sentence).groups()  # type: ignore[union-attr]
    parts = (re.fullmatch(r"([\d,]+) (.*)", part) for part in said.split(", "))
    found = {WORDS[part[2]]: int(part[1].replace(",", "")) for part in parts if part}
    return int(total.replace(",", "")), found


def test_the_history_of_every_network_is_loaded(taken: Taken) -> None:
    assert Network.objects.count() == 1366
    assert Network.objects.filter(closed=None).count() == 1285
    assert NetworkMembership.objects.count() == 7705
    assert NetworkMembership.objects.filter(ends=None).count() == 6224
    months = [date(year, month, 1) for year in range(2019, 2026) for month in range(1, 13)]
    members = {day: memberships_on(day).count() for day in months}
    # Networks began in July 2019; ODS has nobody in them before October.
    october = date(2019, 10, 1)
    assert all(members[day] > 6000 for day in months if day >= october)
    assert not any(members[day] for day in months if day < october)
    assert members[date(2025, 1, 1)] == 6224


def test_the_practices_of_each_map_and_of_the_register_add_up(taken: Taken) -> None:
    for batch, in_file, closed in zip(taken.batches, IN_FILE, CLOSED, strict=True):
        total, found = numbers(batch.summary[1])
        assert (found, total) == (in_file, batch.rows_read)
        assert sum(found.values()) == total
        in_register = {k: in_file[k] for k in ("same", "moved", "left")} | {"closed": closed}
        assert numbers(batch.summary[2]) == (6224, in_register)
        assert sum(in_register.values()) == 6224


def test_every_difference_is_a_proposal_with_its_file_and_none_is_proposed_twice(
    taken: Taken,
) -> None:
    for batch, (new, seen, withdrawn) in zip(taken.batches, PROPOSALS, strict=True):
        assert Proposal.objects.filter(source=batch.source).count() == new
        assert ProposalSighting.objects.filter(source=batch.source).count() == new + seen
        tally = Counter(
            kind for kind, entity, _ in changes(batch) if entity.startswith("Proposal: ")
        )
        assert (tally["new"], tally["changed"], tally["ended"]) == (new, seen, withdrawn)
    kinds = Proposal.objects.filter(state="proposed").values_list("kind", flat=True)
    assert Counter(kinds) == {
        "practice_closure": 127, "move": 61, "network_formed": 25, "leave": 18,
        "network_ended": 10, "join": 6,
    }  # fmt: skip
    assert Proposal.objects.filter(state="withdrawn").count() == 5


def test_nothing_is_applied_unasked(taken: Taken) -> None:
    assert spells() == taken.spells
    assert Network.objects.count() == 1366
    assert not Practice.objects.exclude(closed=None).exists()
    assert not Proposal.objects.filter(state="accepted").exists()


def test_the_same_map_once_more_changes_nothing(taken: Taken) -> None:
    assert stage("list_size_map", content(LAST), at=AT, reference_date="2026-04-01").state == (
        "unchanged"
    )


def test_the_icb_changes_of_april_2026_have_their_day(taken: Taken) -> None:
    sub_icbs = {row["SUB_ICB_LOCATION_CODE"] for row in rows_of(LAST)}
    links = OrganisationLink.objects.filter(child__kind="sub_icb", child__code__in=sub_icbs)
    april = date(2026, 4, 1)
    assert links.filter(ends=april).count() == 23
    for day, icbs in ((date(2026, 3, 31), 42), (april, 36), (date(2026, 7, 1), 36)):
        assert links.filter(holds_on(day)).values("parent").distinct().count() == icbs


def rows_of(name: str) -> list[dict[str, str]]:
    with (SHARED / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_once_all_are_accepted_the_register_says_what_the_last_map_says(taken: Taken) -> None:
    decide(
        proposal_ids=Proposal.objects.filter(state="proposed").values_list("pk", flat=True),
        accept=True, reason="Checked with the boards.", by=SYSTEM, at=AT, today=AT.date(),
    )  # fmt: skip
    day = date(2026, 7, 1)
    register = dict(memberships_on(day).values_list("practice__code", "network__code"))
    assert register == {
        row["PRACTICE_CODE"]: row["PCN_CODE"] for row in rows_of(LAST) if row["PCN_CODE"] != "U"
    }
    assert networks_open_on(day).count() == 1285 + 25 - 10
