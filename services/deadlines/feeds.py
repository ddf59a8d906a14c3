"""Secret addresses for calendar programs, and how often somebody wants the e-mail."""

import secrets
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet

from pcn_portal.audit.models import Actor, record
from services.keeping import ServicesRefused, read_line, who
from services.models import CalendarFeed, CalendarFeedEnd, DigestChoice

MOST_FEEDS = 20


@transaction.atomic
def make_feed(*, code: str, words: str, by: Actor, at: datetime) -> tuple[CalendarFeed, str]:
    """Make a secret address for a network's or board's code; the secret is told only now."""
    read = read_line(words, "words", "Say which calendar program it is for.")
    if open_feeds(who(by)).count() >= MOST_FEEDS:
        raise ServicesRefused(f"You have {MOST_FEEDS} addresses. Revoke one first.")
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed.objects.create(
        person_id=who(by), code=code, digest=_digest(secret), words=read, made_at=at
    )
    _note("calendar_feed.made", feed, by, at)
    return feed, secret


@transaction.atomic
def end_feed(*, feed_id: int, by: Actor, at: datetime) -> None:
    """Revoke an address of one's own. Raises ServicesRefused if it is revoked already."""
    feed = CalendarFeed.objects.select_for_update().get(pk=feed_id, person_id=who(by))
    if CalendarFeedEnd.objects.filter(feed=feed).exists():
        raise ServicesRefused("This address is revoked already.")
    CalendarFeedEnd.objects.create(feed=feed, ended_at=at, ended_by_id=who(by))
    _note("calendar_feed.revoked", feed, by, at)


def open_feeds(person_id: int) -> QuerySet[CalendarFeed]:
    """A person's addresses that are not revoked."""
    return CalendarFeed.objects.filter(person=person_id, end__isnull=True)


def feed_of(secret: str) -> CalendarFeed | None:
    """The feed of a secret address, with its person; None if there is none, or it is revoked."""
    found = CalendarFeed.objects.filter(digest=_digest(secret), end__isnull=True)
    return found.select_related("person").first()


@transaction.atomic
def choose_digest(*, how: str, by: Actor, at: datetime) -> DigestChoice:
    """Choose how often the e-mail on what is due comes."""
    if how not in DigestChoice.How.values:
        raise ServicesRefused("Choose how often the e-mail comes.", "how")
    made = DigestChoice.objects.create(person_id=who(by), how=how, chosen_at=at)
    record(
        action="deadline_digest.chosen",
        by=by,
        at=at,
        object_kind="person",
        object_key=by.label,
        data={"how": how},
    )
    return made


def digest_of(person_id: int) -> DigestChoice.How:
    """How often a person wants the e-mail: weekly unless they chose otherwise."""
    last = DigestChoice.objects.filter(person=person_id).order_by("-id").first()
    return DigestChoice.How(last.how) if last else DigestChoice.How.WEEKLY


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _note(action: str, feed: CalendarFeed, by: Actor, at: datetime) -> None:
    record(
        action=action,
        by=by,
        at=at,
        object_kind="person",
        object_key=by.label,
        data={"feed": feed.pk, "of": feed.code},
    )
