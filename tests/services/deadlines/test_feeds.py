"""Secret addresses are kept as digests, revoked for good; the e-mail comes as often as chosen."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from pcn_portal.accounts.models import User
from pcn_portal.audit.models import AuditEvent
from services.deadlines.feeds import (
    MOST_FEEDS,
    choose_digest,
    digest_of,
    end_feed,
    feed_of,
    make_feed,
    open_feeds,
)
from services.keeping import ServicesRefused
from services.models import CalendarFeed

AT = datetime(2025, 6, 2, 6, tzinfo=UTC)


@pytest.fixture
def morgan(people: dict[str, User]) -> User:
    return people["manager"]


def make(by: User, words: str = "My phone") -> tuple[CalendarFeed, str]:
    return make_feed(code="U90001", words=words, by=by.actor, at=AT)


def test_only_the_digest_of_the_secret_is_kept(morgan: User) -> None:
    feed, secret = make(morgan)

    assert len(secret) >= 43
    assert secret not in feed.digest
    assert feed_of(secret) == feed
    assert feed_of(secret + "x") is None
    assert secret not in str(AuditEvent.objects.get(action="calendar_feed.made").data)


def test_a_revoked_address_answers_nobody(morgan: User) -> None:
    feed, secret = make(morgan)
    end_feed(feed_id=feed.pk, by=morgan.actor, at=AT)

    assert feed_of(secret) is None
    assert not open_feeds(morgan.pk).exists()
    with pytest.raises(ServicesRefused, match="revoked already"):
        end_feed(feed_id=feed.pk, by=morgan.actor, at=AT)


def test_nobody_revokes_the_address_of_somebody_else(people: dict[str, User]) -> None:
    feed, _ = make(people["manager"])
    with pytest.raises(CalendarFeed.DoesNotExist):
        end_feed(feed_id=feed.pk, by=people["national"].actor, at=AT)


def test_an_address_says_what_it_is_for_and_there_are_not_too_many(morgan: User) -> None:
    with pytest.raises(ServicesRefused):
        make(morgan, " ")
    for _ in range(MOST_FEEDS):
        make(morgan)
    with pytest.raises(ServicesRefused, match="Revoke one first"):
        make(morgan)


def test_the_database_refuses_a_secret_in_plain(morgan: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarFeed.objects.create(
            person=morgan, code="U90001", digest="a secret", words="x", made_at=AT
        )


def test_the_e_mail_is_weekly_until_somebody_chooses_otherwise(morgan: User) -> None:
    assert digest_of(morgan.pk) == "weekly"
    choose_digest(how="daily", by=morgan.actor, at=AT)
    choose_digest(how="off", by=morgan.actor, at=AT)

    assert digest_of(morgan.pk) == "off"
    with pytest.raises(ServicesRefused):
        choose_digest(how="hourly", by=morgan.actor, at=AT)
