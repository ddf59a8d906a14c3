"""Sending e-mails one by one: each recorded with the transaction that sent it."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from pcn_portal.accounts.models import User

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """How many people were told, and how many could not be: those are tried again next time."""

    sent: int
    failed: int


class NoServer(Exception):
    """No e-mail can go out at all."""


def tell_each(people: Iterable[tuple[User, Callable[[], bool]]], what: str) -> Told:
    """Tell each person by calling what stands beside them, which says whether it sent anything.

    An address that is refused does not stop the others; a server that is down does.
    """
    sent = failed = 0
    for person, tell in people:
        try:
            sent += tell()
        except NoServer as error:
            logger.error("The mail server does not answer; told %d people. %s", sent, error)
            return Told(sent, failed + 1)
        except (SMTPException, OSError, ValueError) as error:
            logger.warning("Person %d could not be told of %s: %s", person.pk, what, error)
            failed += 1
    return Told(sent, failed)


def send(subject: str, body: str, to: str) -> None:
    """Send one e-mail over a connection of its own: one that breaks harms no other."""
    connection = _open()
    try:
        message = EmailMessage(subject, body, to=[to], connection=connection)
        connection.send_messages([message])
    finally:
        connection.close()


def _open() -> BaseEmailBackend:
    connection: BaseEmailBackend = get_connection()
    try:
        connection.open()
    except OSError as error:
        raise NoServer(error) from error
    return connection
