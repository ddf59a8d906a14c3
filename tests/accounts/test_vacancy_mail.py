"""Vacancies go by e-mail to those who can fill them: once, and again only if it failed."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail
from django.test import override_settings

from networks.models import Network, VacancyNotice
from networks.people.actions import end_appointment
from pcn_portal.accounts.models import Membership, User
from pcn_portal.accounts.sending import Told
from pcn_portal.accounts.tasks import tell_of_vacancies_task
from pcn_portal.accounts.vacancy_mail import tell_of_vacancies
from pcn_portal.audit.models import AuditEvent
from tests.accounts.mail_catcher import mail_server, through_smtp
from tests.api.england import email
from tests.funding.workers.processes import free_port
from tests.networks.people.cast import CASEY, put

pytestmark = [
    pytest.mark.usefixtures("england", "people"),
    pytest.mark.filterwarnings("ignore:.*:DeprecationWarning:aiosmtpd"),
]
TODAY = date(2025, 6, 1)
AT = datetime(2025, 6, 1, 6, tzinfo=UTC)
MANAGER, COMMISSIONER = email("manager"), email("commissioner")


def tell(today: date = TODAY) -> Told:
    return tell_of_vacancies(today=today, at=AT)


def sent_to() -> list[str]:
    return sorted(message.to[0] for message in mail.outbox)


def notices() -> list[tuple[str, str]]:
    found = VacancyNotice.objects.order_by("network__code", "person__email")
    return list(found.values_list("network__code", "person__email"))


def test_the_managers_and_commissioners_of_a_network_are_told_and_nobody_else():
    put("U90001", ends=date(2025, 3, 1))

    assert tell() == Told(sent=2, failed=0)
    assert sent_to() == [COMMISSIONER, MANAGER]


def test_one_e_mail_lists_all_that_is_new_to_a_person_with_days_names_and_links():
    put("U90001", ends=date(2025, 3, 1))
    put("U90002", "Bo Invented", ends=date(2025, 7, 1))
    put("U90002", "Cy Pretend", date(2025, 7, 15))
    tell()

    (message,) = [m for m in mail.outbox if m.to == [COMMISSIONER]]
    said = " ".join(str(message.body).split())
    assert message.subject == "PCN portal: 2 vacancies in networks"
    assert message.from_email == "PCN portal <portal@localhost>"
    assert "2 required roles are vacant, or will be within 60 days" in said
    assert (
        "Harbour PCN (U90001) Clinical director: vacant since 1 March 2025, when Dr Ada Made-Up "
        "left. No successor is recorded. http://127.0.0.1:8000/networks/U90001/people/" in said
    )
    assert (
        "Clinical director: vacant from 1 July 2025, when Bo Invented leaves. Somebody follows on "
        "15 July 2025." in said
    )


def test_a_vacancy_is_told_once_to_each_person():
    put("U90001", ends=date(2025, 3, 1))
    tell()

    assert tell() == Told(sent=0, failed=0)
    assert len(mail.outbox) == 2
    assert notices() == [("U90001", COMMISSIONER), ("U90001", MANAGER)]
    assert AuditEvent.objects.filter(action="vacancies.told").count() == 2


def test_who_takes_over_the_work_later_is_told_then():
    put("U90001", ends=date(2025, 3, 1))
    tell()
    new = User.objects.create_user("new@portal.example", name="Nell Invented")
    Membership.objects.create(user=new, role="pcn_manager", level="network", code="U90001")

    assert tell() == Told(sent=1, failed=0)
    assert mail.outbox[-1].to == ["new@portal.example"]


def test_a_vacancy_whose_day_moves_is_told_again():
    made = put("U90001", ends=date(2025, 7, 15))
    tell()
    end_appointment(
        appointment_id=made.pk, on=date(2025, 7, 1), reason="Leaves earlier", by=CASEY, at=AT
    )

    assert tell() == Told(sent=2, failed=0)
    assert "vacant from 1 July 2025" in str(mail.outbox[-1].body)


def test_a_vacancy_to_come_is_not_told_again_once_it_has_come():
    put("U90001", ends=date(2025, 7, 15))
    tell()

    assert tell(date(2025, 8, 1)) == Told(sent=0, failed=0)


def test_networks_of_which_no_director_was_ever_recorded_make_no_e_mail():
    put("U90001")

    assert tell() == Told(sent=0, failed=0)
    assert mail.outbox == []


def test_a_closed_account_is_told_nothing():
    put("U90001", ends=date(2025, 3, 1))
    User.objects.filter(email=MANAGER).update(is_active=False)
    tell()

    assert sent_to() == [COMMISSIONER]


def test_a_board_that_commissioned_the_network_before_is_told_nothing():
    put("U90001", ends=date(2025, 3, 1))
    Network.objects.get(code="U90001").commissioners.update(ends=date(2025, 4, 1))
    tell()

    assert sent_to() == [MANAGER]


def test_a_mail_server_gets_the_e_mails():
    put("U90001", ends=date(2025, 3, 1))
    with mail_server() as catcher:
        assert tell() == Told(sent=2, failed=0)

    assert sorted(catcher.addresses()) == [COMMISSIONER, MANAGER]
    assert "Harbour PCN (U90001)" in catcher.caught[0].get_content()
    assert catcher.caught[0]["Subject"] == "PCN portal: 1 vacancy in a network"


def test_a_refused_address_harms_nobody_else_and_is_tried_again():
    put("U90001", ends=date(2025, 3, 1))
    with mail_server(COMMISSIONER):
        assert tell() == Told(sent=1, failed=1)
    assert notices() == [("U90001", MANAGER)]

    with mail_server() as catcher:
        assert tell() == Told(sent=1, failed=0)
    assert catcher.addresses() == [COMMISSIONER]


def test_a_mail_server_that_is_away_loses_nothing():
    put("U90001", ends=date(2025, 3, 1))
    with through_smtp(free_port()):
        assert tell() == Told(sent=0, failed=1)
    assert notices() == []
    assert not AuditEvent.objects.filter(action="vacancies.told").exists()

    with mail_server() as catcher:
        assert tell() == Told(sent=2, failed=0)
    assert sorted(catcher.addresses()) == [COMMISSIONER, MANAGER]


def test_the_daily_task_tells_of_todays_vacancies():
    put("U90001", ends=date(2025, 3, 1))
    tell_of_vacancies_task.apply(throw=True)

    assert sent_to() == [COMMISSIONER, MANAGER]


@override_settings(SENDS_EMAIL=False)
def test_without_a_mail_server_nothing_counts_as_sent():
    put("U90001", ends=date(2025, 3, 1))
    tell_of_vacancies_task.apply(throw=True)

    assert mail.outbox == []
    assert notices() == []
