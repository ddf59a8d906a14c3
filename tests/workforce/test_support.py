"""Baseline, supervision, training, desks, equipment, exposures, and how long names are kept."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from networks.models import Network
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import Actor, AuditEvent
from tests.api import england
from tests.workforce.staff_cast import somebody
from workforce.baselines import drop_baseline, set_baseline
from workforce.keeping import erase_name, erase_old_names
from workforce.keeping_checks import StaffRefused
from workforce.models import Baseline, Room
from workforce.staff import vacant_baselines
from workforce.support import (
    desks_of,
    exposure_of,
    lacking,
    set_equipment,
    set_room,
    set_training,
    supervise,
)

ON = date(2025, 6, 1)
AT = datetime(2025, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def by(db: None) -> Actor:
    england.build_england()
    return User.objects.create_user("maya@portal.example", name="Maya Fictional").actor


def harbour() -> Network:
    return Network.objects.get(code="U90001")


def baseline(by: Actor, **more: Any) -> Baseline:
    usual: dict[str, Any] = {
        "practice_code": "z90001", "role": "CP", "wte": Decimal("0.50"), "vacant_since": None,
    }  # fmt: skip
    return set_baseline(network=harbour(), **usual | more, by=by, at=AT)


def test_a_baseline_post_is_recorded_becomes_vacant_and_is_taken_out(by: Actor) -> None:
    one = baseline(by)
    assert vacant_baselines([harbour().pk]) == {}
    assert baseline(by, vacant_since=ON).pk == one.pk
    baseline(by, practice_code="Z90002", vacant_since=date(2025, 3, 1))
    assert vacant_baselines([harbour().pk])[harbour().pk] == {"CP": date(2025, 3, 1)}
    drop_baseline(network=harbour(), baseline_id=one.pk, by=by, at=AT)
    with pytest.raises(StaffRefused, match="not recorded any more"):
        drop_baseline(network=harbour(), baseline_id=one.pk, by=by, at=AT)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"practice_code": "Z99999"}, "There is no practice of that code"),
        ({"role": "XX"}, "Choose one of the list"),
        ({"wte": Decimal("0")}, "WTE is above 0"),
        ({"wte": Decimal("1e400")}, "WTE is above 0"),
        ({"vacant_since": date(2019, 3, 1)}, "filled on 31 March 2019"),
    ],
)
def test_a_baseline_that_cannot_be_is_refused(by: Actor, more: dict[str, Any], said: str) -> None:
    with pytest.raises(StaffRefused, match=said):
        baseline(by, **more)


def test_who_lacks_a_supervisor_a_training_or_equipment_is_named(by: Actor) -> None:
    one = somebody(by)
    (found,) = lacking(harbour(), ON)
    assert found.supervision.startswith("No supervisor is recorded. Guidance asks for one: senior")
    assert found.equipment == ("Nothing is recorded about equipment.",)
    given: dict[str, Any] = {"engagement": one, "by": by, "at": AT}

    def supervised(times: int) -> None:
        supervise(
            supervisor="Senior pharmacist", times_a_year=times, starts=ON, practice_code="",
            **given,
        )  # fmt: skip

    supervised(4)
    days = {"starts": date(2024, 1, 1), "due": date(2025, 5, 1)}
    set_training(pathway="Pharmacy pathway", days=days, **given)
    set_equipment(kind="laptop", held=False, owner="", funder="icb", **given)
    set_equipment(kind="vpn", held=True, owner="Board", funder="icb", **given)
    (found,) = lacking(harbour(), ON)
    assert found.supervision == "Supervised 4 times a year; guidance asks for 12."
    assert found.training == "Pharmacy pathway was due and is not finished."
    assert found.equipment == ("No laptop, to be paid by: Integrated care board.",)
    supervised(12)
    set_training(pathway="Pharmacy pathway", days={"finished": date(2025, 5, 20)}, **given)
    set_equipment(kind="laptop", held=True, owner="Board", funder="icb", **given)
    assert lacking(harbour(), ON) == []
    with pytest.raises(StaffRefused, match="finished before it began"):
        set_training(pathway="Other", days={"starts": ON, "finished": date(2025, 1, 1)}, **given)


def room(by: Actor, desks: int, **more: Any) -> Room | None:
    usual: dict[str, Any] = {
        "practice_code": "Z90001", "site": "Main", "day": 1, "half": "am",
    }  # fmt: skip
    return set_room(network=harbour(), **usual | more, desks=desks, by=by, at=AT)


def test_sessions_without_a_desk_are_counted_by_practice(by: Actor) -> None:
    somebody(by, spread={"Z90001": Decimal("4"), "Z90002": Decimal("2.5")})
    room(by, 2)
    room(by, 1, half="pm")
    first, second = desks_of(harbour(), ON)
    assert (first.practice.code, first.there, first.gap) == ("Z90002", 0, Decimal("2.5"))
    assert (second.practice.code, second.there, second.gap) == ("Z90001", 3, Decimal("1"))
    assert room(by, 0) is None
    assert Room.objects.count() == 1
    with pytest.raises(StaffRefused, match="Choose a practice"):
        room(by, 1, practice_code="")


def test_exposures_are_sums_of_the_register(by: Actor) -> None:
    somebody(by, spread={"Z90001": Decimal("6"), "Z90002": Decimal("2")})
    somebody(by, employer_kind="trust", starts=date(2024, 6, 2))
    found = exposure_of(harbour(), ON)
    assert found.lent == Decimal("4000.00") * 12 / 4
    # Two full years of the first, at 4,000 × 12 ÷ 52 a week; the second has not one yet.
    assert (found.people, found.redundancy) == (1, Decimal("1846.15"))


def test_names_go_two_years_after_the_last_day_and_references_stay(by: Actor) -> None:
    gone = somebody(by, name="Tom Fictional", ends=date(2024, 6, 1))
    staying = somebody(by, name="Una Fictional")
    assert erase_old_names(today=date(2026, 5, 31), at=AT) == 0
    assert erase_old_names(today=date(2026, 6, 1), at=AT) == 1
    gone.person.refresh_from_db()
    staying.person.refresh_from_db()
    assert (gone.person.name, gone.person.reference, staying.person.name) == (
        "", "S001", "Una Fictional",
    )  # fmt: skip
    assert AuditEvent.objects.filter(action="staff_name.erased").count() == 1


def test_a_name_is_erased_earlier_only_once_they_left(by: Actor) -> None:
    one = somebody(by, name="Tom Fictional", ends=ON)
    with pytest.raises(StaffRefused, match="is in post on 1 May 2025"):
        erase_name(person_id=one.person_id, on=date(2025, 5, 1), by=by, at=AT, reason="Asked.")
    with pytest.raises(StaffRefused, match="Say why"):
        erase_name(person_id=one.person_id, on=ON, by=by, at=AT, reason=" ")
    assert erase_name(person_id=one.person_id, on=ON, by=by, at=AT, reason="Asked.").name == ""
