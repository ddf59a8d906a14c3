"""Two tasks, or two people, at the same moment: one e-mail, and one day of a board's own."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from pcn_portal.accounts.deadline_mail import tell_of_deadlines
from pcn_portal.accounts.models import User
from pcn_portal.accounts.sending import Told
from services.keeping import ServicesRefused
from services.models import Deadline, DeadlineEscalation
from tests.accounts.mail_catcher import mail_server
from tests.api import england
from tests.due.cast import base, enter, facts

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:.*:DeprecationWarning:aiosmtpd"),
]


@pytest.fixture
def casey() -> User:
    england.build_england()
    return england.people()["commissioner"]


def twice(act: Callable[[], object]) -> list[object]:
    """Let two threads do it at the same moment; what they return, or are refused."""
    start, found = threading.Barrier(2), list[object]()

    def one() -> None:
        start.wait()
        try:
            found.append(act())
        except ServicesRefused as refusal:
            found.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_of_two_tasks_at_once_one_finds_that_everybody_was_told(casey: User) -> None:
    enter(casey, facts(escalate_after=1))
    day, at = date(2025, 7, 14), datetime(2025, 7, 14, 6, tzinfo=UTC)
    with mail_server() as catcher:
        told = twice(lambda: tell_of_deadlines(today=day, at=at))

    assert sum(one.sent for one in told if isinstance(one, Told)) == 2
    assert sorted(catcher.addresses()) == sorted(map(england.email, ("commissioner", "manager")))
    assert DeadlineEscalation.objects.count() == 2


def test_of_two_people_who_give_a_day_of_their_own_at_once_one_is_told_of_the_other(
    casey: User,
) -> None:
    beside = base("network-agreement")
    found = twice(lambda: enter(casey, facts(), beside=beside.key))

    assert Deadline.objects.count() == 1
    assert sum(isinstance(one, ServicesRefused) for one in found) == 1
