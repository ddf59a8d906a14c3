"""`seed_demo` fills a demo once, for every role, and leaves months in each state."""

import time
import uuid
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from allauth.mfa.utils import is_mfa_enabled
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from funding.models import Calculation, Correction, Decision, Gap, PaymentFile, Run, RunPart
from funding.queries import corrected_networks
from networks.models import Proposal
from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission, Role
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.management.demo_cast import PASSWORD, current_code

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker) -> Iterator[str]:
    """What the first call prints. Its transaction ends with the module, so no worker hears."""
    printed = StringIO()
    with django_db_blocker.unblock(), override_settings(DEMO=True), transaction.atomic():
        call_command("seed_demo", stdout=printed)
        yield printed.getvalue()
        transaction.set_rollback(True)


def rows_of_every_table() -> dict[str, int]:
    return {m._meta.label: m._default_manager.count() for m in apps.get_models()}


def test_a_second_call_changes_nothing_is_quick_and_prints_the_same(seeded):
    before, again = rows_of_every_table(), StringIO()
    started = time.process_time()
    call_command("seed_demo", stdout=again)
    assert time.process_time() - started < 1
    assert rows_of_every_table() == before
    assert again.getvalue() == seeded


def test_there_is_a_person_for_each_role_who_can_sign_in(seeded):
    people = User.objects.prefetch_related("memberships")
    assert {m.role for person in people for m in person.memberships.all()} == {*Role}
    assert all(person.check_password(PASSWORD) for person in people)
    assert all(person.email in seeded for person in people)
    assert [p.email for p in people if is_mfa_enabled(p)] == ["approver@demo.example"]


def test_the_approver_signs_in_with_password_and_six_digits(seeded, client, settings):
    settings.MFA_TOTP_TOLERANCE = 1  # half a minute may end between the two lines
    # A code is good once: forget that the run before this one used the same.
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": uuid.uuid4().hex}}
    known = {"login": "approver@demo.example", "password": PASSWORD}
    asked = client.post(reverse("account_login"), known)
    assert asked.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    client.post(asked.url, {"code": current_code()})
    approver = User.objects.get(email="approver@demo.example")
    assert client.session["_auth_user_id"] == str(approver.pk)


def test_two_commissioners_see_different_networks(seeded):
    first, second = (
        set(
            networks_in(scope_of(person, Permission.SEE_NETWORKS), date(2025, 4, 1)).filter(
                closed=None
            )
        )
        for person in User.objects.filter(memberships__role=Role.COMMISSIONER)
    )
    assert first
    assert second
    assert not first & second
    assert len(first | second) == 25


def test_two_months_are_approved_one_waits_and_one_is_left_to_the_worker(seeded):
    approved = Decision.objects.filter(outcome="approved").values_list("month", flat=True)
    assert set(approved) == {date(2025, 4, 1), date(2025, 5, 1)}
    assert Calculation.objects.filter(decisions=None).get().month == date(2025, 6, 1)
    left = Run.objects.get(month=date(2025, 7, 1))
    assert set(left.parts.values_list("state", flat=True)) == {RunPart.State.WAITING}
    assert left.parts.count() == 2


def test_every_stream_is_calculated_and_the_gaps_are_those_left_on_purpose(seeded):
    april = Calculation.objects.get(month=date(2025, 4, 1))
    lines = april.statements.values_list("lines__stream", flat=True).distinct()
    assert set(lines) == {
        "core_pcn_funding",
        "enhanced_access",
        "capacity_and_access_support",
        "care_home_premium",
        "network_participation_payment",
    }
    gaps = Gap.objects.filter(statement__calculation=april).values_list("stream", flat=True)
    assert sorted(gaps) == ["care_home_premium", "network_participation_payment"]


def test_moves_that_a_file_shows_wait_for_a_decision(seeded):
    waiting = Proposal.objects.filter(state="proposed", source__isnull=False)
    assert list(waiting.values_list("kind", flat=True)) == ["move", "move"]


def test_june_puts_right_the_beds_that_were_counted_late(seeded):
    june = Calculation.objects.get(month=date(2025, 6, 1))
    found = corrected_in(june, "care_home_premium")
    assert {cause for one in found for cause in one.causes} == {"beds"}
    assert {one.recalculation.month.month for one in found} == {4, 5}
    # 24 beds more and 12 fewer, two months, at £130.253 a bed and year; give or take rounding.
    totals = sorted(
        sum(one.amount for one in found if one.recalculation.network_code == code)
        for code in {one.recalculation.network_code for one in found}
    )
    assert [
        abs(total - due) <= Decimal("0.02")
        for total, due in zip(totals, (Decimal("-260.506"), Decimal("521.012")), strict=True)
    ] == [True, True]
    assert june.corrections == sum(network.total for network in corrected_networks(june))


def test_june_pays_the_arrears_of_improvement_declared_in_june(seeded):
    june = Calculation.objects.get(month=date(2025, 6, 1))
    found = corrected_in(june, "capacity_and_access_improvement")
    assert {cause for one in found for cause in one.causes} == {"declared"}
    assert {one.recalculation.month.month for one in found} == {4, 5}
    assert all(one.amount > 0 for one in found) and len(found) == 6


def corrected_in(calculation: Calculation, stream: str) -> list[Correction]:
    rows = Correction.objects.filter(recalculation__calculation=calculation, stream=stream)
    return list(rows.select_related("recalculation"))


def test_april_is_paid_by_a_file(seeded):
    file = PaymentFile.objects.get()
    assert (file.month, file.total > 0) == (date(2025, 4, 1), True)
