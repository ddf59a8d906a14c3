"""The staff register: what it takes, what it refuses in words, and what it never shows."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from pcn_portal.accounts.models import User
from pcn_portal.audit.models import SYSTEM, Actor, AuditEvent
from tests.api import england
from tests.workforce.staff_cast import BEFORE, facts, post, somebody, terms
from workforce.keeping_checks import StaffRefused
from workforce.models import Engagement, Person, Terms
from workforce.register import (
    add_post,
    change_terms,
    end_post,
    engage,
    enter_month_cost,
    leave_post,
    record_leave,
)
from workforce.register_parts import PostFacts, read_spread
from workforce.staff import people_in_post

pytestmark = pytest.mark.django_db
LATER = BEFORE + timedelta(days=30)
MAY = date(2025, 5, 1)


@pytest.fixture
def by() -> Actor:
    england.build_england()
    return User.objects.create_user("maya@portal.example", name="Maya Fictional").actor


def facts_of(one: Engagement, at: Any = LATER) -> Any:
    network = one.post.network_id
    (found,) = (
        each
        for each in people_in_post(network_ids=[network], month=MAY, known_at=at)[network]
        if each.key == one.pk
    )
    return found


def test_a_person_has_a_reference_for_everybody_and_a_name_for_the_network(by: Actor) -> None:
    one = somebody(by, name="Tom Fictional")
    other = somebody(by, reference="ph-2", name="Una Fictional")
    assert (one.person.reference, other.person.reference) == ("S001", "PH-2")
    assert facts_of(one).reference == "S001"
    written = " ".join(str(event.data) + event.reason for event in AuditEvent.objects.all())
    assert "Fictional" not in written


def test_the_history_of_a_person_keeps_no_name(by: Actor) -> None:
    person = somebody(by, name="Tom Fictional").person
    person.name = "Tom Madeup"
    person.save()
    kept = apps_event(person).objects.all()
    assert not any("name" in [f.name for f in row._meta.fields] for row in kept)


def apps_event(person: Person) -> Any:
    return person._meta.apps.get_model("workforce", "PersonEvent")


def test_a_post_is_filled_up_to_its_hours_and_who_covers_does_not_count(by: Actor) -> None:
    shared = post(by)
    first = somebody(by, into=shared, hours=Decimal("22.5"))
    with pytest.raises(StaffRefused, match="22.50 are filled on those days, so 15.00 are free"):
        somebody(by, into=shared, hours=Decimal("22.5"))
    somebody(by, into=shared, hours=Decimal("15"))
    record_leave(
        engagement_id=first.pk, kind="parental", starts=MAY, ends=date(2025, 9, 1), by=by, at=BEFORE
    )
    cover = somebody(
        by, into=shared, covers=first.pk, starts=MAY, ends=date(2025, 9, 1), hours=Decimal("22.5")
    )
    assert facts_of(cover).covers == first.pk


def test_somebody_who_left_makes_room(by: Actor) -> None:
    shared = post(by)
    first = somebody(by, into=shared)
    leave_post(engagement_id=first.pk, on=MAY, by=by, at=BEFORE)
    somebody(by, into=shared, starts=MAY)
    with pytest.raises(StaffRefused, match="0.00 are free"):
        leave_post(engagement_id=first.pk, on=None, by=by, at=BEFORE)


def test_terms_change_from_a_day_and_a_moment_ago_is_still_known(by: Actor) -> None:
    one = somebody(by)
    change_terms(
        engagement_id=one.pk, terms=terms("4200.00"), from_day=MAY, reason="Pay award", by=by,
        at=LATER,
    )  # fmt: skip
    change_terms(
        engagement_id=one.pk, terms=terms("4210.00"), from_day=MAY, reason="Typing error", by=by,
        at=LATER,
    )  # fmt: skip
    now = [str(fact.cost.salary) for fact in facts_of(one).terms]
    before = [str(fact.cost.salary) for fact in facts_of(one, BEFORE).terms]
    assert (now, before) == (["4000.00", "4210.00"], ["4000.00"])


def test_a_month_has_its_own_cost_and_the_last_entered_counts(by: Actor) -> None:
    one = somebody(by)
    for salary in ("4100.00", "4150.00"):
        cost = dict.fromkeys(("employer_ni", "employer_pension", "fees"), Decimal("0.00"))
        enter_month_cost(
            engagement_id=one.pk, month=MAY, cost={"salary": Decimal(salary), **cost},
            reason="Overtime at plain time", by=by, at=BEFORE,
        )  # fmt: skip
    assert facts_of(one).actual.salary == Decimal("4150.00")
    with pytest.raises(StaffRefused, match="S001 is not in post in March 2023"):
        enter_month_cost(
            engagement_id=one.pk, month=date(2023, 3, 1), cost={}, reason="x", by=by, at=BEFORE
        )


def test_the_spread_over_practices_is_sessions_a_week(by: Actor) -> None:
    one = somebody(by, spread=read_spread("Z90001 2.5\n\nz90002 4"))
    spread = one.terms.get().spread.values_list("practice__code", "sessions")
    assert list(spread) == [("Z90001", Decimal("2.50")), ("Z90002", Decimal("4.00"))]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"role": "XX"}, "There is no role “XX”"),
        ({"role": "GP", "starts": date(2024, 9, 1)}, "is reimbursed from 1 October 2024 on"),
        ({"wte": Decimal("1.4")}, "at most 1.07 WTE, in hundredths. Enter two posts"),
        ({"wte": Decimal("NaN")}, "at most 1.07 WTE"),
        ({"wte": Decimal("0.333")}, "in hundredths"),
        ({"starts": MAY, "ends": MAY}, "The last day is before the first"),
        ({"note": "x" * 201}, "longer than 200"),
    ],
)
def test_a_post_that_cannot_be_is_refused_in_words(
    by: Actor, more: dict[str, Any], said: str
) -> None:
    with pytest.raises(StaffRefused, match=said):
        post(by, **more)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"starts": MAY, "ends": date(2025, 4, 1)}, "The last day is before the first"),
        ({"starts": date(2023, 3, 1)}, "The post is funded from 1 April 2023 on"),
        ({"hours": Decimal("52.5")}, r"at most 40 \(1.07 WTE\) for one person"),
        ({"hours": Decimal("0")}, "Hours a week are above 0"),
        ({"pounds": "-1"}, "The salary is pounds and pence of one month"),
        ({"pounds": "1e400"}, "The salary is pounds and pence"),
        ({"pounds": "4000.001"}, "The salary is pounds and pence"),
        ({"fees": Decimal("20")}, "only for social prescribing link workers"),
        ({"employer": " "}, "Name the employer"),
        ({"reference": "Tom Fictional"}, "no name"),
        ({"name": "=cmd()"}, "The name"),
        ({"covers": 999_999}, "Cover is for somebody in the same post"),
        ({"spread": {"Z99999": Decimal(1)}}, "There is no practice “Z99999”"),
        ({"spread": {"Z90001": Decimal("99")}}, "at most 14 a week"),
    ],
)
def test_an_engagement_that_cannot_be_is_refused_and_nothing_is_written(
    by: Actor, more: dict[str, Any], said: str
) -> None:
    with pytest.raises(StaffRefused, match=said):
        somebody(by, more.pop("pounds", "4000.00"), into=post(by), **more)
    assert not Terms.objects.exists()


@pytest.mark.parametrize("text", ["Z90001", "Z90001 two", "Z90001 1\nZ90001 2"])
def test_a_spread_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(StaffRefused):
        read_spread(text)


def test_a_post_ends_once_nobody_is_in_it(by: Actor) -> None:
    one = somebody(by)
    with pytest.raises(StaffRefused, match="S001 is in the post after that day"):
        end_post(post_id=one.post_id, on=MAY, by=by, at=BEFORE)
    leave_post(engagement_id=one.pk, on=MAY, by=by, at=BEFORE)
    assert end_post(post_id=one.post_id, on=MAY, by=by, at=BEFORE).ends == MAY
    with pytest.raises(StaffRefused, match="The post ends before 1 May 2025"):
        engage(
            post_id=one.post_id, facts=facts(starts=date(2025, 4, 1)), terms=terms(), by=by,
            at=BEFORE,
        )  # fmt: skip


def test_leave_lies_within_the_engagement_and_meets_no_other(by: Actor) -> None:
    one = somebody(by)
    given: dict[str, Any] = {"engagement_id": one.pk, "kind": "sickness", "by": by, "at": BEFORE}
    record_leave(starts=MAY, ends=None, **given)
    with pytest.raises(StaffRefused, match="Leave from 1 May 2025 is already recorded"):
        record_leave(starts=date(2025, 6, 1), ends=None, **given)
    with pytest.raises(StaffRefused, match="not in post on 1 January 2023"):
        record_leave(starts=date(2023, 1, 1), ends=None, **given)


def test_nobody_but_a_person_keeps_the_register(by: Actor) -> None:
    network = post(by).network
    with pytest.raises(StaffRefused, match="kept by a person"):
        add_post(
            network=network, facts=PostFacts(role="CP", wte=Decimal(1), starts=MAY), by=SYSTEM,
            at=BEFORE,
        )  # fmt: skip


def test_the_database_refuses_what_the_register_refuses(by: Actor) -> None:
    one = somebody(by)
    for change in ({"wte": Decimal("1.4")}, {"role": ""}, {"ends": date(2020, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(one.post).objects.filter(pk=one.post_id).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Engagement.objects.filter(pk=one.pk).update(ends=date(2020, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=one.person_id).update(erased_at=BEFORE, name="Tom")
