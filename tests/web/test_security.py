"""What the browser is told: a strict policy, safe cookies, nothing framed or sniffed."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client

from tests.api.england import PASSWORD, email

STRICT = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def policy(answer) -> set[str]:
    return {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")}


def test_the_policy_allows_our_own_files_and_nothing_else(db: None):
    assert policy(Client().get("/account/sign-in/")) == STRICT


@pytest.mark.parametrize("address", ["/account/sign-in/", "/no/such/page/", "/health/"])
def test_every_answer_carries_the_headers(db: None, address: str):
    answer = Client().get(address)

    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_pages_of_a_person_are_not_kept_by_the_browser(signed_in):
    answer = signed_in("manager").get("/")

    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]


def test_cookies_are_not_for_scripts_or_other_sites(people, no_counted_failures):
    client = Client()
    client.get("/account/sign-in/")
    client.post("/account/sign-in/", {"login": email("manager"), "password": PASSWORD})

    for cookie in (client.cookies["sessionid"], client.cookies["csrftoken"]):
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_a_form_without_its_token_is_refused_with_what_to_do(people):
    answer = Client(enforce_csrf_checks=True).post("/account/sign-in/", {"login": "x"})

    assert answer.status_code == 403
    assert "Go back, reload the page and send the form again" in answer.content.decode()


def on_a_server(read: str) -> str:
    """Read a setting as a server has it, in a process of its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "pcn_portal.settings",
        "SECRET_KEY": "made up for this test",
        "DATABASE_URL": "postgres://portal@database:5432/portal",
        "REDIS_URL": "redis://redis:6379/0",
        "ALLOWED_HOSTS": "portal.example",
    }
    code = f"from django.conf import settings as s; print({read})"
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_on_a_server_cookies_and_pages_need_https():
    read = (
        "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, "
        "s.SECURE_HSTS_SECONDS >= 31536000, s.DEBUG"
    )

    assert on_a_server(read) == "True True True True False"
