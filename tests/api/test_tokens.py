"""Token sign-in: hashed, expiring, with a second factor and the same lock-out as the pages."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.utils import timezone
from knox.models import AuthToken
from rest_framework.test import APIClient

from pcn_portal.audit.models import AuditEvent
from tests.api.england import PASSWORD, email
from tests.api.test_errors import error

pytestmark = pytest.mark.usefixtures("people")
TOKENS = "/api/v1/tokens/"


def sign_in(name, password=PASSWORD, **more):
    return APIClient().post(
        TOKENS, {"email": email(name), "password": password, **more}, format="json"
    )


def with_token(token):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


@pytest.fixture(autouse=True)
def _no_race_with_the_clock(settings):
    settings.MFA_TOTP_TOLERANCE = 1  # a code stays good when its half minute ends in mid-test


def code_of(user):
    """The code that the person's app shows now."""
    kept = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    _, present, _ = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(decrypt(kept.data["secret"]), present))


def test_a_password_gives_a_token_that_works_and_is_kept_only_hashed():
    response = sign_in("commissioner")
    assert response.status_code == 201
    token = response.json()["token"]
    assert with_token(token).get("/api/v1/networks/").status_code == 200
    kept = AuthToken.objects.get()
    assert token not in (kept.digest, kept.token_key)
    assert AuditEvent.objects.get(action="token.issued").actor_label == email("commissioner")


def test_the_address_is_read_in_any_case():
    response = APIClient().post(
        TOKENS, {"email": email("manager").upper(), "password": PASSWORD}, format="json"
    )
    assert response.status_code == 201


def test_a_token_expires():
    issued = sign_in("commissioner").json()
    AuthToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    error(with_token(issued["token"]).get("/api/v1/networks/"), 401, "not_signed_in")


def test_a_token_lives_no_longer_than_a_working_day(settings):
    sign_in("commissioner")
    kept = AuthToken.objects.get()
    assert timedelta(0) < kept.expiry - timezone.now() <= timedelta(hours=10)


def test_signing_out_ends_this_token_and_no_other():
    one, other = (sign_in("commissioner").json()["token"] for _ in range(2))
    assert with_token(one).delete(TOKENS + "current/").status_code == 204
    error(with_token(one).get("/api/v1/networks/"), 401, "not_signed_in")
    assert with_token(other).get("/api/v1/networks/").status_code == 200


def test_somebody_who_lost_every_role_can_still_sign_out(people):
    token = sign_in("commissioner").json()["token"]
    people["commissioner"].memberships.all().delete()
    error(with_token(token).get("/api/v1/networks/"), 403, "not_allowed")
    assert with_token(token).delete(TOKENS + "current/").status_code == 204
    assert not AuthToken.objects.exists()


def test_a_person_who_left_cannot_use_a_token(people):
    token = sign_in("commissioner").json()["token"]
    people["commissioner"].is_active = False
    people["commissioner"].save()
    error(with_token(token).get("/api/v1/networks/"), 401, "not_signed_in")
    error(sign_in("commissioner"), 401, "not_signed_in")


@pytest.mark.parametrize("name", ["commissioner", "stranger"])
def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(name):
    assert error(sign_in(name, "wrong"), 401, "not_signed_in")["message"] == (
        "The e-mail address, password or code is not right."
    )


def test_what_is_missing_is_named():
    response = APIClient().post(TOKENS, {"email": "a@b.example"}, format="json")
    assert list(error(response, 400, "invalid")["fields"]) == ["password"]


def test_an_approver_needs_the_code_of_the_second_factor(people):
    error(sign_in("approver"), 401, "code_needed")
    error(sign_in("approver", code="000000x"), 401, "code_needed")
    assert sign_in("approver", code=code_of(people["approver"])).status_code == 201


def test_a_code_works_once(people):
    code = code_of(people["approver"])
    assert sign_in("approver", code=code).status_code == 201
    error(sign_in("approver", code=code), 401, "code_needed")


def test_a_recovery_code_works_once(people):
    code = RecoveryCodes.activate(people["approver"]).get_unused_codes()[0]
    assert sign_in("approver", code=code).status_code == 201
    error(sign_in("approver", code=code), 401, "code_needed")


def test_an_approver_without_a_second_factor_is_sent_to_set_one_up(people):
    Authenticator.objects.filter(user=people["approver"]).delete()
    error(sign_in("approver"), 403, "second_factor_needed")


def test_five_wrong_passwords_lock_out_even_the_right_one():
    answers = [sign_in("commissioner", "wrong").status_code for _ in range(5)]
    assert answers == [401, 401, 401, 401, 429]
    error(sign_in("commissioner"), 429, "locked_out")


def test_signing_in_forgets_the_failures_before():
    for _ in range(2):
        assert [sign_in("commissioner", "wrong").status_code for _ in range(4)] == [401] * 4
        assert sign_in("commissioner").status_code == 201


def test_a_lock_out_of_one_person_leaves_another_at_the_same_address_alone():
    for _ in range(6):
        sign_in("commissioner", "wrong")
    assert sign_in("manager").status_code == 201


def test_wrong_codes_lock_out_too(people):
    for _ in range(5):
        last = sign_in("approver", code="wrong")
    error(last, 429, "locked_out")
    error(sign_in("approver", code=code_of(people["approver"])), 429, "locked_out")


def test_failures_on_the_sign_in_page_count_for_the_api_too():
    page = APIClient()
    for _ in range(5):
        page.post("/account/sign-in/", {"login": email("commissioner"), "password": "wrong"})
    error(sign_in("commissioner"), 429, "locked_out")
    assert sign_in("manager").status_code == 201


@pytest.mark.parametrize("value", ["a\0b", "\ud800", "a" * 5000, 1, None, [], {}, "", " "])
def test_odd_credentials_are_refused_and_nothing_breaks(value):
    for field in ("email", "password", "code"):
        body = {"email": email("manager"), "password": "wrong", field: value}
        try:
            response = APIClient().post(TOKENS, body, format="json")
        except UnicodeEncodeError:
            continue  # the test client cannot even send a lone surrogate
        assert response.status_code in (400, 401, 429)
