"""How sign-in differs from allauth's default: nobody signs themselves up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class NoSignUpAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are entered by an administrator."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
