"""What networks and boards say is done: with words, on a day, and taken back with words too."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from pcn_portal.accounts.models import User
from pcn_portal.audit.models import AuditEvent
from services.engine.deadlines import Standing
from services.keeping import ServicesRefused
from services.models import DeadlineTick, TickSide
from tests.due.cast import AT, TODAY, enter, network, stand, tick

pytestmark = pytest.mark.usefixtures("england")


@pytest.fixture
def key(people: dict[str, User]) -> str:
    return f"d{enter(people['commissioner']).pk}_2025-26"


def test_what_is_ticked_is_done_on_the_day_it_says(people: dict[str, User], key: str) -> None:
    assert (stand(key).standing, stand(key).days_late) == (Standing.LATE, 3)
    tick(people["manager"], key)

    one = stand(key)
    assert one.standing == Standing.DONE
    assert one.tick is not None
    assert (one.tick.words, one.tick.done_on) == ("Sent by e-mail", date(2025, 5, 20))
    assert stand(key, "U90002").standing == Standing.LATE
    assert AuditEvent.objects.get(action="deadline.done").data["due"] == key


def test_a_tick_after_the_day_is_done_late(people: dict[str, User], key: str) -> None:
    tick(people["manager"], key, date(2025, 6, 1))

    assert (stand(key).standing, stand(key).days_late) == (Standing.DONE_LATE, 2)


def test_a_tick_is_taken_back_with_words_and_stays_on_record(
    people: dict[str, User], key: str
) -> None:
    tick(people["manager"], key)
    tick(people["commissioner"], key, None, words="The list was empty", side=TickSide.BOARD)

    assert stand(key).standing == Standing.LATE
    assert DeadlineTick.objects.count() == 2


def test_nothing_is_done_in_the_future_without_words_or_taken_back_that_never_was(
    people: dict[str, User], key: str
) -> None:
    manager = people["manager"]
    with pytest.raises(ServicesRefused, match="future") as refused:
        tick(manager, key, date(2025, 6, 3))
    assert refused.value.field == "done_on"
    with pytest.raises(ServicesRefused) as refused:
        tick(manager, key, words=" ")
    assert refused.value.field == "words"
    with pytest.raises(ServicesRefused, match="nothing to take back"):
        tick(manager, key, None)


def test_the_database_refuses_a_tick_without_words(people: dict[str, User]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DeadlineTick.objects.create(
            network=network(),
            due_key="x_2025-26",
            done_on=TODAY,
            words="",
            side="network",
            recorded_at=AT,
            recorded_by=people["manager"],
        )
