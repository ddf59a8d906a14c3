"""Two tasks that tell of vacancies at the same moment tell each person once."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from networks.models import NetworkRole
from pcn_portal.accounts.sending import Told
from pcn_portal.accounts.vacancy_mail import tell_of_vacancies
from tests.accounts.mail_catcher import mail_server
from tests.api import england
from tests.networks.people.cast import put


@pytest.mark.django_db(transaction=True)
@pytest.mark.filterwarnings("ignore:.*:DeprecationWarning:aiosmtpd")
def test_of_two_tasks_at_once_one_finds_nothing_left_to_tell():
    NetworkRole.objects.get_or_create(
        code="clinical_director", defaults={"title": "Clinical director", "required": True}
    )
    england.build_england()
    england.people()
    put("U90001", ends=date(2025, 3, 1))
    start, told = threading.Barrier(2), list[Told]()

    def tell() -> None:
        start.wait()
        try:
            told.append(
                tell_of_vacancies(today=date(2025, 6, 1), at=datetime(2025, 6, 1, 6, tzinfo=UTC))
            )
        finally:
            connection.close()

    with mail_server() as catcher:
        threads = [threading.Thread(target=tell) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert sum(each.sent for each in told) == 2
    assert sum(each.failed for each in told) == 0
    assert sorted(catcher.addresses()) == sorted(map(england.email, ("commissioner", "manager")))
