"""Tasks that find people by their roles. Each names its permission."""

from typing import Any

from celery import Task, shared_task
from celery.utils.log import get_task_logger
from django.conf import settings
from django.utils import timezone

from pcn_portal.accounts.deadline_mail import tell_of_deadlines
from pcn_portal.accounts.money_mail import tell_of_money
from pcn_portal.accounts.vacancy_mail import tell_of_vacancies

logger = get_task_logger(__name__)


@shared_task(name="accounts.tell_of_vacancies", base=Task, permission="system")
def tell_of_vacancies_task(**kwargs: Any) -> None:
    """Tell PCN managers and commissioners of new vacancies, once a day."""
    if not settings.SENDS_EMAIL:
        logger.info("EMAIL_URL is not set, so nobody is told of vacancies.")
        return
    told = tell_of_vacancies(today=timezone.localdate(), at=timezone.now())
    logger.info("Told %d people of vacancies; %d could not be told.", told.sent, told.failed)


@shared_task(name="accounts.tell_of_money", base=Task, permission="system")
def tell_of_money_task(**kwargs: Any) -> None:
    """Tell people of months that were approved, returned or paid; looks for news each minute."""
    if not settings.SENDS_EMAIL:
        return
    told = tell_of_money(at=timezone.now())
    if told.sent or told.failed:
        logger.info("Told %d people of their months; %d could not be told.", told.sent, told.failed)


@shared_task(name="accounts.tell_of_deadlines", base=Task, permission="system")
def tell_of_deadlines_task(**kwargs: Any) -> None:
    """Tell people what is due and what is late, once a day."""
    if not settings.SENDS_EMAIL:
        logger.info("EMAIL_URL is not set, so nobody is told what is due.")
        return
    told = tell_of_deadlines(today=timezone.localdate(), at=timezone.now())
    logger.info("Told %d people what is due; %d could not be told.", told.sent, told.failed)
