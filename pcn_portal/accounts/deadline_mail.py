"""The e-mail on what is due: one a day at most, as often as each person chose."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from pcn_portal.accounts.deadline_news import News, news_of_day
from pcn_portal.accounts.models import User
from pcn_portal.accounts.sending import Told, send, tell_each
from pcn_portal.due.standing import Stand, by_due
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import day_in_words, month_in_words
from services.deadlines.feeds import digest_of
from services.models import DeadlineEscalation, DeadlineMail, DigestChoice

NAMED = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A deadline in an e-mail: what and when, the networks in a sentence, and the page."""

    title: str
    sentence: str
    link: str


def tell_of_deadlines(*, today: date, at: datetime) -> Told:
    """Tell people what is late and what comes, and commissioners what is escalated to them."""
    return tell_each(_all(today, at), "what is due")


def _all(today: date, at: datetime) -> Iterator[tuple[User, Callable[[], bool]]]:
    for news in news_of_day(today, at):
        if news.late or news.soon or news.escalated:
            yield news.person, partial(_tell, news, today, at)


@transaction.atomic
def _tell(news: News, today: date, at: datetime) -> bool:
    """Send one e-mail and record it; whether there was anything to say to them today.

    The person's row is locked, so that of two tasks at once one finds that it was said.
    """
    person = news.person
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if DeadlineMail.objects.filter(person=person, day=today).exists():
        return False
    digest = bool(news.late or news.soon) and _wants_it(person, today)
    if not digest and not news.escalated:
        return False
    send(*_message(news, digest), person.email)
    DeadlineMail.objects.create(
        person=person, day=today, address=person.email, digest=digest, told_at=at
    )
    DeadlineEscalation.objects.bulk_create(
        DeadlineEscalation(
            person=person,
            network=one.network,
            due_key=one.due.key,
            day=one.due.day or today,
            days_late=one.days_late,
            told_at=at,
        )
        for one in news.escalated
    )
    return True


def _wants_it(person: User, today: date) -> bool:
    """Whether the digest is due: daily, or once in the week from Monday."""
    how = digest_of(person.pk)
    if how == DigestChoice.How.DAILY:
        return True
    monday = today - timedelta(days=today.weekday())
    had = DeadlineMail.objects.filter(person=person, digest=True, day__gte=monday)
    return how == DigestChoice.How.WEEKLY and not had.exists()


def _message(news: News, digest: bool) -> tuple[str, str]:
    said = {(one.due.key, one.network.pk) for one in news.escalated}
    late = [one for one in news.late if (one.due.key, one.network.pk) not in said] if digest else []
    soon = news.soon if digest else []
    words = {
        "person": news.person,
        "escalated": _rows(news, news.escalated),
        "late": _rows(news, late),
        "soon": _rows(news, soon),
        "yours": settings.PORTAL_ADDRESS + reverse("your_deadlines"),
    }
    parts = [
        _said(news.escalated, "escalated to you"),
        _said(late, "late"),
        _said(soon, "due soon"),
    ]
    subject = ", ".join(part for part in parts if part)
    return f"PCN portal: {subject}", render_to_string("mail/deadlines.txt", words)


def _said(found: Sequence[Stand], words: str) -> str:
    number = len(by_due(found))
    return f"{number} {words}" if number else ""


def _rows(news: News, found: Sequence[Stand]) -> list[Row]:
    """A row for each deadline, the one that is late for longest first."""
    return [_row(news, one) for one in by_due(found).values()]


def _row(news: News, found: list[Stand]) -> Row:
    due = found[0].due
    month = f", {month_in_words(Month.of(due.month))}" if due.month else ""
    title = f"{due.title}{month}: due on {day_in_words(due.day)}" if due.day else due.title
    ordered = sorted(found, key=lambda one: (-one.days_late, one.network.name))
    names = [_network(one) for one in ordered[:NAMED]]
    if len(ordered) > NAMED:
        names.append(f"and {len(ordered) - NAMED} more")
    return Row(title, "; ".join(names), _link(news, found))


def _network(one: Stand) -> str:
    days = "1 day" if one.days_late == 1 else f"{one.days_late} days"
    late = f", {days} late" if one.days_late else ""
    return f"{one.network.name} ({one.network.code}){late}"


def _link(news: News, found: Sequence[Stand]) -> str:
    """The board's page for who commissions, else the page of the network."""
    key, network = found[0].due.key, found[0].network
    if board := news.boards.get(network.pk):
        page = reverse("deadline_of_board", args=[board, key])
    else:
        page = reverse("network_deadline", args=[network.code, key])
    return str(settings.PORTAL_ADDRESS + page)
