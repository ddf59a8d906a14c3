"""E-mails about months: on approval, return and payment, once to each person."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string

from funding.models import MoneyMail
from pcn_portal.accounts.models import User
from pcn_portal.accounts.money_news import News, news_since
from pcn_portal.accounts.sending import Told, send, tell_each

LOOKED_BACK = timedelta(days=7)
"""News older than this is no longer sent: who was not reached by then reads it in the portal."""


def tell_of_money(*, at: datetime) -> Told:
    """Tell people of what happened to their months lately and was not told them yet."""
    return tell_each(_all(at), "their months")


def _all(at: datetime) -> Iterator[tuple[User, Callable[[], bool]]]:
    for news in news_since(at - LOOKED_BACK):
        told = set(_told(news).values_list("person", flat=True))
        for person in news.rows:
            if person.pk not in told:
                yield person, partial(_tell, news, person, at)


def _told(news: News) -> QuerySet[MoneyMail]:
    return MoneyMail.objects.filter(kind=news.kind, object_key=news.key)


@transaction.atomic
def _tell(news: News, person: User, at: datetime) -> bool:
    """Send one e-mail and record it. The person's row is locked against a second task."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if _told(news).filter(person=person).exists():
        return False
    words = {"person": person, "rows": news.rows[person], "subject": news.subject}
    send(f"PCN portal: {news.subject}", render_to_string("mail/money.txt", words), person.email)
    MoneyMail.objects.create(
        kind=news.kind, object_key=news.key, person=person, address=person.email, told_at=at
    )
    return True
