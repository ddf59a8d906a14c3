"""Signing in: the password, the lock-out after five wrong ones, and the second factor."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from pcn_portal.accounts.models import User
from tests.api.england import PASSWORD, email
from tests.web.pages import errors, heading, text

pytestmark = pytest.mark.usefixtures("people", "no_counted_failures")
SIGN_IN = "/account/sign-in/"


def code_now(secret: str) -> str:
    """The six digits an authenticator app shows for `secret`."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def sign_in(client: Client, name: str, password: str = PASSWORD):
    return client.post(SIGN_IN, {"login": email(name), "password": password})


def test_a_person_signs_in_with_address_and_password():
    answer = Client().post(SIGN_IN, {"login": email("manager").upper(), "password": PASSWORD})

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for():
    client = Client()

    answer = client.post(
        SIGN_IN, {"login": email("manager"), "password": PASSWORD, "next": "/networks/?q=quay"}
    )

    assert answer.headers["Location"] == "/networks/?q=quay"


def test_signing_in_never_leads_to_another_site():
    answer = Client().post(
        SIGN_IN,
        {"login": email("manager"), "password": PASSWORD, "next": "https://elsewhere.example/"},
    )

    assert answer.headers["Location"] == "/"


def test_the_session_gets_a_new_key_at_sign_in():
    client = Client()
    client.get(SIGN_IN)
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key

    sign_in(client, "manager")

    assert client.session.session_key != before


def test_empty_boxes_are_named_in_a_summary_that_leads_to_them():
    answer = Client().post(SIGN_IN, {"login": "", "password": ""})

    assert errors(answer) == {"#id_login": "Enter email address", "#id_password": "Enter password"}


def test_a_wrong_password_does_not_say_whether_the_address_is_known():
    wrong = sign_in(Client(), "manager", "not the password")
    unknown = sign_in(Client(), "no.such.person", "not the password")

    assert errors(wrong) == errors(unknown) != {}


def test_after_five_wrong_passwords_even_the_right_one_is_refused_for_a_while():
    client = Client()
    for _ in range(4):
        assert sign_in(client, "manager", "wrong").status_code == 200
    fifth = sign_in(client, "manager", "wrong")
    right = sign_in(client, "manager")

    assert fifth.status_code == right.status_code == 429
    assert heading(right) == "Your account is locked for a while"
    assert "The password was wrong 5 times." in text(right)
    assert "for the next 15 minutes" in text(right)


def test_a_lock_out_does_not_touch_a_colleague_at_the_same_address():
    client = Client()
    for _ in range(5):
        sign_in(client, "manager", "wrong")

    assert sign_in(Client(), "commissioner").status_code == 302


def test_wrong_passwords_count_together_however_the_address_is_written():
    client = Client()
    for written in ("manager", "MANAGER", "Manager", "mAnager", " manager"):
        client.post(SIGN_IN, {"login": email(written), "password": "wrong"})

    assert sign_in(client, "manager").status_code == 429


def test_a_closed_account_cannot_sign_in(people: dict[str, User]):
    people["manager"].is_active = False
    people["manager"].save()

    answer = sign_in(Client(), "manager")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/account/inactive/"


def test_closing_an_account_ends_its_session(people: dict[str, User]):
    client = Client()
    sign_in(client, "manager")
    User.objects.filter(pk=people["manager"].pk).update(is_active=False)

    assert client.get("/").headers["Location"].startswith(SIGN_IN)


def test_signing_out_asks_for_a_post_and_ends_the_session():
    client = Client()
    sign_in(client, "manager")
    client.get("/account/sign-out/")
    assert client.get("/").status_code == 200

    client.post("/account/sign-out/")

    assert client.get("/").status_code == 302


def test_an_approver_without_a_second_factor_is_led_to_set_it_up(people: dict[str, User]):
    Authenticator.objects.filter(user=people["approver"]).delete()
    client = Client()
    sign_in(client, "approver")

    for page in ("/", "/networks/", "/money/"):
        assert client.get(page).headers["Location"] == "/account/second-factor/set-up/"


def test_setting_up_a_second_factor_opens_the_portal_and_gives_recovery_codes(
    people: dict[str, User],
):
    Authenticator.objects.filter(user=people["approver"]).delete()
    client = Client()
    sign_in(client, "approver")
    again = client.get("/account/second-factor/set-up/")
    client.post(again.headers["Location"], {"password": PASSWORD})
    page = client.get("/account/second-factor/set-up/")
    found = re.search(r"<code[^>]*>([A-Z2-7]+)</code>", page.content.decode())
    assert found

    answer = client.post(
        "/account/second-factor/set-up/", {"code": code_now(found[1])}, follow=True
    )

    assert heading(answer) == "Recovery codes"
    assert len(re.findall(r"<code>\d{8}</code>", answer.content.decode())) == 10
    assert client.get("/").status_code == 200


def test_the_second_factor_cannot_be_set_up_without_the_password_again(people: dict[str, User]):
    Authenticator.objects.filter(user=people["approver"]).delete()
    client = Client()
    sign_in(client, "approver")

    answer = client.post("/account/confirm/", {"password": "not the password"})

    assert errors(answer) == {"#id_password": "The password is wrong. Enter it again."}
    assert client.get("/account/second-factor/set-up/").status_code == 302


def test_with_a_second_factor_the_password_alone_does_not_sign_in():
    client = Client()
    answer = sign_in(client, "approver")

    assert answer.headers["Location"] == "/account/second-factor/code/"
    assert client.get("/").headers["Location"].startswith(SIGN_IN)


def test_the_six_digits_finish_the_sign_in(people: dict[str, User]):
    secret = Authenticator.objects.get(user=people["approver"], type="totp").wrap()
    client = Client()
    sign_in(client, "approver")

    answer = client.post(
        "/account/second-factor/code/",
        {"code": code_now(secret.instance.data["secret"])},
    )

    assert answer.status_code == 302
    assert client.get("/").status_code == 200


def test_a_wrong_code_is_refused_with_what_to_do():
    client = Client()
    sign_in(client, "approver")

    answer = client.post("/account/second-factor/code/", {"code": "000000"})

    assert errors(answer) == {
        "#id_code": "The code is wrong or too old. Enter the digits that the app shows now."
    }


def test_codes_cannot_be_tried_one_after_the_other(people: dict[str, User]):
    secret = Authenticator.objects.get(user=people["approver"], type="totp").data["secret"]
    client = Client()
    sign_in(client, "approver")
    for _ in range(5):
        client.post("/account/second-factor/code/", {"code": "000000"})

    answer = client.post("/account/second-factor/code/", {"code": code_now(secret)})

    assert errors(answer) == {"#id_code": "Too many wrong codes. Try again in 15 minutes."}
    assert client.get("/").status_code == 302


def test_a_person_changes_their_own_password():
    client = Client()
    sign_in(client, "manager")
    new = "another long made-up phrase"

    client.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert sign_in(Client(), "manager", new).status_code == 302


def test_a_short_password_is_refused():
    client = Client()
    sign_in(client, "manager")

    answer = client.post(
        "/account/password/", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    )

    assert "at least 12 characters" in " ".join(errors(answer).values())


@pytest.mark.parametrize("role", ["manager", "commissioner", "auditor", "national"])
def test_roles_that_do_not_approve_sign_in_without_a_second_factor(role: str):
    client = Client()
    sign_in(client, role)

    assert client.get("/").status_code == 200
