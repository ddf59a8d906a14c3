"""E-mails about vacancies: one for each person, listing all that is new to them."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from networks.models import Network
from networks.people.notices import not_told, record_told
from networks.people.vacancies import Vacancy, vacancies
from pcn_portal.accounts.keepers import keepers_of
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import SYSTEM

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """How many people were told, and how many could not be: those are tried again next time."""

    sent: int
    failed: int


def tell_of_vacancies(*, today: date, at: datetime) -> Told:
    """Tell PCN managers and commissioners of vacancies that are new to them.

    What went out is recorded at once, for each person; nothing else is. So a mail server that
    fails, or refuses one address, loses nothing and nobody is told twice.
    """
    found = vacancies(Network.objects.all(), today=today)
    sent = failed = 0
    for person, theirs in keepers_of({(v.network_id, v.code) for v in found}, today).items():
        try:
            sent += _tell(person, [v for v in found if v.network_id in theirs], at)
        except _NoServer as error:
            logger.error("The mail server does not answer; told %d people. %s", sent, error)
            return Told(sent, failed + 1)
        except (SMTPException, OSError, ValueError) as error:
            logger.warning("Person %d could not be told of vacancies: %s", person.pk, error)
            failed += 1
    return Told(sent, failed)


class _NoServer(Exception):
    """No e-mail can go out at all."""


@transaction.atomic
def _tell(person: User, found: Sequence[Vacancy], at: datetime) -> bool:
    """Send one e-mail and record it; whether there was anything new.

    The person's row is locked, so that of two tasks at once one finds nothing left to tell.
    """
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    new = not_told(person.pk, found)
    if not new:
        return False
    connection = _open()
    try:
        connection.send_messages([_message(person, new, connection)])
    finally:
        connection.close()
    record_told(person_id=person.pk, address=person.email, vacancies=new, by=SYSTEM, at=at)
    return True


def _open() -> BaseEmailBackend:
    """A connection of its own for each e-mail: one that breaks harms no other."""
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except OSError as error:
        raise _NoServer(error) from error
    return connection


def _message(person: User, new: Sequence[Vacancy], connection: BaseEmailBackend) -> EmailMessage:
    rows = [
        {"vacancy": v, "link": settings.PORTAL_ADDRESS + reverse("network_people", args=[v.code])}
        for v in sorted(new, key=lambda v: (v.vacant_from, v.code))
    ]
    number = len(new)
    said = "1 vacancy in a network" if number == 1 else f"{number:,} vacancies in networks"
    body = render_to_string("mail/vacancies.txt", {"person": person, "rows": rows})
    return EmailMessage(f"PCN portal: {said}", body, to=[person.email], connection=connection)
