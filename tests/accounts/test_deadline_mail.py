"""The e-mail on what is due: as often as chosen, once a day at most, and escalated in time."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import override_settings

from networks.models import Network
from pcn_portal.accounts.deadline_mail import tell_of_deadlines
from pcn_portal.accounts.models import Membership, User
from pcn_portal.accounts.sending import Told
from pcn_portal.accounts.tasks import tell_of_deadlines_task
from services.deadlines.entering import change_deadline
from services.deadlines.feeds import choose_digest
from services.models import DeadlineEscalation, DeadlineMail
from tests.accounts.mail_catcher import mail_server, through_smtp
from tests.api.england import email
from tests.due.cast import AT, dues, enter, facts, own_claims, tick
from tests.funding.workers.processes import free_port

pytestmark = [
    pytest.mark.usefixtures("england"),
    pytest.mark.filterwarnings("ignore:.*:DeprecationWarning:aiosmtpd"),
]
MONDAY = date(2025, 6, 2)
MANAGER, COMMISSIONER = email("manager"), email("commissioner")


@pytest.fixture(autouse=True)
def declared(england: None, people: dict[str, User]) -> None:
    """Every network made last year's national declaration: only what a test enters is due."""
    due = dues(year=2024)["improvement-declaration_2024-25"]
    for one in Network.objects.all():
        tick(people["national"], due.key, date(2025, 3, 1), network=one, due=due)


def tell(today: date = MONDAY) -> Told:
    return tell_of_deadlines(today=today, at=datetime(*today.timetuple()[:3], 6, tzinfo=UTC))


def choose(person: User, how: str) -> None:
    choose_digest(how=how, by=person.actor, at=AT)


def sent_to() -> list[str]:
    return sorted(message.to[0] for message in mail.outbox)


def words(message: Any) -> str:
    return " ".join(str(message.body).split())


def test_nothing_due_means_no_mail(people: dict[str, User]) -> None:
    assert tell() == Told(sent=0, failed=0)
    assert mail.outbox == []


def test_one_mail_lists_what_is_late_and_what_comes_with_links(people: dict[str, User]) -> None:
    enter(people["commissioner"])
    own_claims(people["commissioner"], at=AT)
    tell()

    (message,) = [one for one in mail.outbox if one.to == [MANAGER]]
    said = words(message)
    assert message.subject == "PCN portal: 2 late, 1 due soon"
    assert "Late: Claim, April 2025: due on 10 May 2025 Harbour PCN (U90001), 23 days late" in said
    assert "Survey (made up): due on 30 May 2025 Harbour PCN (U90001), 3 days late" in said
    assert "not done yet: Claim, May 2025: due on 10 June 2025 Harbour PCN (U90001) http" in said
    assert "http://127.0.0.1:8000/networks/U90001/deadlines/due/arrs-claim_2025-05/" in said
    assert "Quay" not in said
    assert "http://127.0.0.1:8000/deadlines/yours/" in said


def test_a_commissioner_reads_of_every_network_of_the_board(people: dict[str, User]) -> None:
    made = enter(people["commissioner"])
    tick(people["manager"], f"d{made.pk}_2025-26")
    tell()

    (message,) = mail.outbox
    assert message.to == [COMMISSIONER]
    assert "Quay PCN (U90002), 3 days late" in words(message)
    assert "Harbour" not in words(message)
    assert f"/services/QZ1/deadlines/due/d{made.pk}_2025-26/" in words(message)


def test_the_mail_comes_weekly_unless_chosen_otherwise(people: dict[str, User]) -> None:
    enter(people["commissioner"])
    choose(people["commissioner"], "daily")
    days = [MONDAY + timedelta(days=n) for n in range(8)]
    for day in days:
        tell(day)

    mails = DeadlineMail.objects.order_by("day")
    assert [one.day for one in mails.filter(person=people["manager"])] == [days[0], days[7]]
    assert [one.day for one in mails.filter(person=people["commissioner"])] == days


def test_who_wants_none_gets_no_digest(people: dict[str, User]) -> None:
    enter(people["commissioner"])
    choose(people["manager"], "off")
    tell()

    assert sent_to() == [COMMISSIONER]


def test_never_twice_for_the_same_day(people: dict[str, User]) -> None:
    enter(people["commissioner"])
    choose(people["manager"], "daily")
    assert tell() == Told(sent=2, failed=0)

    assert tell() == Told(sent=0, failed=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeadlineMail.objects.create(
            person=people["manager"], day=MONDAY, address=MANAGER, digest=True, told_at=AT
        )


def test_what_is_late_for_the_set_days_goes_to_the_commissioner_once(
    people: dict[str, User],
) -> None:
    enter(people["commissioner"], facts(escalate_after=5))
    choose(people["commissioner"], "off")
    choose(people["manager"], "off")
    late = date(2025, 5, 30)
    assert tell(late + timedelta(days=4)) == Told(sent=0, failed=0)
    assert tell(late + timedelta(days=5)) == Told(sent=1, failed=0)

    (message,) = mail.outbox
    assert message.subject == "PCN portal: 1 escalated to you"
    assert "Harbour PCN (U90001), 5 days late; Quay PCN (U90002), 5 days late" in words(message)
    assert DeadlineEscalation.objects.filter(days_late=5).count() == 2
    assert tell(late + timedelta(days=6)) == Told(sent=0, failed=0)


@pytest.mark.parametrize("days_late", [0, 5])
def test_the_database_keeps_one_escalation_of_what_is_late(
    people: dict[str, User], days_late: int
) -> None:
    enter(people["commissioner"], facts(escalate_after=1))
    tell()
    told = DeadlineEscalation.objects.filter(network__code="U90001").get()
    day = told.day if days_late else told.day + timedelta(days=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeadlineEscalation.objects.create(
            person=told.person,
            network=told.network,
            due_key=told.due_key,
            day=day,
            days_late=days_late,
            told_at=AT,
        )


def test_it_goes_to_the_person_named_and_to_all_when_that_one_has_left(
    people: dict[str, User],
) -> None:
    second = User.objects.create_user("second@portal.example", name="Sam Second-Fictional")
    held = Membership.objects.create(user=second, role="commissioner", level="icb", code="QZ1")
    for one in (people["commissioner"], people["manager"], second):
        choose(one, "off")
    enter(people["commissioner"], facts(escalate_after=1, escalate_to=second.pk))
    tell()
    assert sent_to() == ["second@portal.example"]

    held.delete()
    tell(MONDAY + timedelta(days=1))
    assert sent_to() == [COMMISSIONER, "second@portal.example"]


def test_what_is_late_again_after_its_day_moved_is_escalated_again(
    people: dict[str, User],
) -> None:
    casey = people["commissioner"]
    made = enter(casey, facts(escalate_after=1))
    choose(casey, "off")
    tell()
    moved = facts(day=date(2025, 6, 6), escalate_after=1, reason="Moved")
    change_deadline(deadline_id=made.pk, facts=moved, by=casey.actor, at=AT)
    choose(people["manager"], "off")

    assert tell(date(2025, 6, 6)) == Told(sent=0, failed=0)
    assert tell(date(2025, 6, 7)) == Told(sent=1, failed=0)


def test_people_of_other_boards_networks_and_closed_accounts_are_told_nothing(
    people: dict[str, User],
) -> None:
    enter(people["commissioner"])
    User.objects.filter(email=MANAGER).update(is_active=False)
    tell()

    assert sent_to() == [COMMISSIONER]


def test_a_mail_server_gets_the_digest_to_read(people: dict[str, User]) -> None:
    enter(people["commissioner"], facts(escalate_after=1))
    with mail_server() as catcher:
        assert tell() == Told(sent=2, failed=0)

    assert sorted(catcher.addresses()) == [COMMISSIONER, MANAGER]
    caught = {str(message["To"]): message for message in catcher.caught}
    assert caught[MANAGER]["Subject"] == "PCN portal: 1 late"
    assert "Survey (made up): due on 30 May 2025" in caught[MANAGER].get_content()
    board = caught[COMMISSIONER]
    assert board["Subject"] == "PCN portal: 1 escalated to you"
    assert "late for as long as your board set" in board.get_content()


def test_a_server_that_is_away_or_refuses_loses_nothing(people: dict[str, User]) -> None:
    enter(people["commissioner"], facts(escalate_after=1))
    with through_smtp(free_port()):
        assert tell() == Told(sent=0, failed=1)
    assert not DeadlineMail.objects.exists()
    assert not DeadlineEscalation.objects.exists()
    with mail_server(COMMISSIONER):
        assert tell() == Told(sent=1, failed=1)

    with mail_server() as catcher:
        assert tell() == Told(sent=1, failed=0)
    assert catcher.addresses() == [COMMISSIONER]


def test_the_daily_task_tells_what_is_due_today(people: dict[str, User]) -> None:
    today = date.today()
    year = today.year if today.month >= 4 else today.year - 1
    enter(people["commissioner"], facts(day=today), year=year)
    tell_of_deadlines_task.apply(throw=True)

    assert {COMMISSIONER, MANAGER} <= set(sent_to())


@override_settings(SENDS_EMAIL=False)
def test_without_a_mail_server_nothing_counts_as_sent(people: dict[str, User]) -> None:
    enter(people["commissioner"])
    tell_of_deadlines_task.apply(throw=True)

    assert mail.outbox == []
    assert not DeadlineMail.objects.exists()
