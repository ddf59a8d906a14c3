"""How sign-in differs from allauth's default: nobody signs themselves up; errors say what to do."""

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest


def tried_address(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """The address somebody tries to sign in with, as failures of it are counted together."""
    address = (credentials or {}).get("email") or request.POST.get("login", "")
    return address.strip().lower()


class NoSignUpAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are entered by an administrator."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The email address or the password is wrong. Enter both again.",
        "incorrect_password": "The password is wrong. Enter it again.",
        "enter_current_password": "The password is wrong. Enter your current one.",
        "too_many_login_attempts": "Too many wrong codes. Try again in 15 minutes.",
        "rate_limited": "Too many wrong codes. Try again in 15 minutes.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave wrong passwords to django-axes, which answers with a page that says what to do."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Says what to do about a wrong code."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "The code is wrong or too old. Enter the digits that the app shows now.",
    }
