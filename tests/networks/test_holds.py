"""Payment holds: placed and lifted by a person with a reason, and known at a moment."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection

from networks.holds import HoldRefused, holds_known, lift_hold, open_holds, place_hold
from networks.models import Network, PaymentHold
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import SYSTEM, Actor, AuditEvent

MARCH, APRIL, MAY = date(2025, 3, 1), date(2025, 4, 1), date(2025, 5, 1)
AT = datetime(2025, 5, 6, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WHY = "No signed network agreement, no payment"


@pytest.fixture
def harbour(db: None) -> Network:
    return Network.objects.create(code="U90001", name="Harbour PCN")


@pytest.fixture
def asha(db: None) -> Actor:
    return User.objects.create_user("asha@icb.example", name="Asha Fictional").actor


def place(by: Actor, *, code: str = "U90001", month: date = APRIL, at: datetime = AT) -> int:
    return place_hold(network=code, from_month=month, reason=WHY, by=by, at=at).pk


def known(network: Network, month: date, at: datetime) -> list[int]:
    found = holds_known(network_ids=[network.pk], month=month, known_at=at)
    return [hold.id for hold in found.values()]


def test_a_hold_is_kept_with_who_when_and_why(harbour: Network, asha: Actor) -> None:
    hold = PaymentHold.objects.get(pk=place(asha))
    assert (hold.network, hold.from_month, hold.reason) == (harbour, APRIL, WHY)
    assert (hold.placed_at, hold.placed_by_id, hold.lifted_at) == (AT, asha.id, None)
    event = AuditEvent.objects.get(action="hold.placed")
    assert (event.object_key, event.reason, event.actor_id) == ("U90001", WHY, asha.id)
    assert event.data == {"hold": hold.pk, "from_month": "2025-04"}


def test_a_lifted_hold_says_who_lifted_it_and_why(harbour: Network, asha: Actor) -> None:
    hold = lift_hold(hold_id=place(asha), reason=" Signed on 2 May ", by=asha, at=AT + SECOND)
    assert (hold.lifted_at, hold.lifted_by_id, hold.lifted_reason) == (
        AT + SECOND, asha.id, "Signed on 2 May",
    )  # fmt: skip
    assert not open_holds().exists()
    assert AuditEvent.objects.get(action="hold.lifted").reason == "Signed on 2 May"


def test_a_hold_counts_from_its_first_month_and_from_when_it_was_placed(
    harbour: Network, asha: Actor
) -> None:
    hold = place(asha)
    assert known(harbour, MARCH, AT) == []
    assert known(harbour, APRIL, AT) == known(harbour, MAY, AT) == [hold]
    assert known(harbour, APRIL, AT - SECOND) == []


def test_a_lifted_hold_still_counted_before_it_was_lifted(harbour: Network, asha: Actor) -> None:
    hold = place(asha)
    lift_hold(hold_id=hold, reason="Signed", by=asha, at=AT + SECOND)
    assert known(harbour, APRIL, AT) == [hold]
    assert known(harbour, APRIL, AT + SECOND) == []
    second = place(asha, at=AT + SECOND)
    assert known(harbour, APRIL, AT) == [hold]
    assert known(harbour, APRIL, AT + SECOND) == [second]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"network": "U99999"}, "There is no network with the code “U99999”. Check the code."),
        ({"from_month": date(2025, 4, 2)}, "A hold starts on the first day of a month."),
        ({"reason": "  "}, "Say why the payments are held."),
        ({"reason": "x" * 2001}, "The reason is too long. The most is 2000 characters."),
        ({"by": SYSTEM}, "A hold is placed and lifted by a person."),
        ({"from_month": date(2026, 1, 1)}, "Harbour PCN (U90001) closed on 1 January 2026"),
    ],
)
def test_what_cannot_be_held_is_refused_in_a_sentence(
    harbour: Network, asha: Actor, changes: dict[str, object], said: str
) -> None:
    Network.objects.update(closed=date(2026, 1, 1))
    wanted = {"network": "U90001", "from_month": APRIL, "reason": WHY, "by": asha, "at": AT}
    with pytest.raises(HoldRefused) as refusal:
        place_hold(**(wanted | changes))  # type: ignore[arg-type]
    assert str(refusal.value).startswith(said)
    assert not PaymentHold.objects.exists()


def test_a_network_is_held_once_at_a_time(harbour: Network, asha: Actor) -> None:
    place(asha)
    with pytest.raises(HoldRefused, match="already held from April 2025. Lift that hold before"):
        place(asha, month=MAY)
    with pytest.raises(IntegrityError, match="one_hold_at_a_time"):
        PaymentHold.objects.create(
            network=harbour, from_month=MAY, reason=WHY, placed_at=AT, placed_by=User.objects.get()
        )


def test_lifting_is_refused_without_a_reason_and_the_second_time(
    harbour: Network, asha: Actor
) -> None:
    hold = place(asha)
    with pytest.raises(HoldRefused, match="Say why the hold is lifted"):
        lift_hold(hold_id=hold, reason="", by=asha, at=AT)
    lift_hold(hold_id=hold, reason="Signed", by=asha, at=AT)
    with pytest.raises(HoldRefused, match="Asha Fictional has already lifted this hold"):
        lift_hold(hold_id=hold, reason="Signed", by=asha, at=AT)
    with pytest.raises(HoldRefused, match="There is no such hold"):
        lift_hold(hold_id=hold + 1, reason="Signed", by=asha, at=AT)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_place_a_hold_at_once_one_is_told(harbour: Network, asha: Actor) -> None:
    told: list[str] = []
    ready = threading.Barrier(2)

    def act() -> None:
        ready.wait()
        try:
            place(asha)
        except HoldRefused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert PaymentHold.objects.count() == 1
    assert len(told) == 1
    assert "already held from April 2025" in told[0]
