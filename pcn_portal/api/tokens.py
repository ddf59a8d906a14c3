"""Token sign-in: a password, and a code where the person has a second factor, for a token.

Only the token's hash is kept (django-rest-knox); failures count towards the same lock-out as
the sign-in page.
"""

from typing import Any, cast

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.http import HttpRequest
from drf_spectacular.utils import OpenApiExample, extend_schema
from knox.models import AuthToken
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from pcn_portal.accounts.doors import PUBLIC, SIGNED_IN, needs_second_factor
from pcn_portal.accounts.models import User
from pcn_portal.api.authentication import BearerToken
from pcn_portal.api.errors import LockedOut, SignInFailed
from pcn_portal.api.shapes import ERRORS
from pcn_portal.api.views import Endpoint, now
from pcn_portal.audit.models import record


class Credentials(serializers.Serializer[Any]):
    """What signs a person in."""

    email = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=500, trim_whitespace=False)
    code = serializers.CharField(
        max_length=20,
        required=False,
        allow_blank=True,
        help_text="The code of the authenticator app, or a recovery code, of a person who has "
        "a second factor.",
    )


class IssuedToken(serializers.Serializer[Any]):
    """A token, shown once: send it as `Authorization: Bearer …`."""

    token = serializers.CharField()
    expiry = serializers.DateTimeField()


class Tokens(Endpoint):
    """Sign in for a token."""

    permission = PUBLIC
    authentication_classes = []

    @extend_schema(
        operation_id="create_token",
        request=Credentials,
        examples=[
            OpenApiExample(
                "Example",
                value={"email": "commissioner@icb.example", "password": "…", "code": "123456"},
                request_only=True,
            )
        ],
        responses={201: IssuedToken, **ERRORS},
        auth=[],
    )
    def post(self, request: Request) -> Response:
        """Sign in with e-mail address, password and, where needed, a code."""
        user = _signed_in(request._request, self.body(Credentials))
        issued, token = AuthToken.objects.create(user=user)
        record(
            action="token.issued",
            by=user.actor,
            at=now(),
            object_kind="person",
            object_key=str(user.pk),
        )
        return Response({"token": token, "expiry": issued.expiry}, status=201)


class CurrentToken(Endpoint):
    """The token the request came with."""

    permission = SIGNED_IN
    authentication_classes = [BearerToken]

    @extend_schema(operation_id="delete_current_token", responses={204: None, **ERRORS})
    def delete(self, request: Request) -> Response:
        """Sign out: this token stops working."""
        cast(AuthToken, request.auth).delete()
        record(
            action="token.deleted",
            by=self.person.actor,
            at=now(),
            object_kind="person",
            object_key=str(self.person.pk),
        )
        return Response(status=204)


def _signed_in(request: HttpRequest, sent: dict[str, str]) -> User:
    """Return whose credentials these are; a wrong one counts towards the lock-out."""
    email = sent["email"].strip().lower()
    user = authenticate(request, email=email, password=sent["password"])
    _stop_if_locked(request)
    if not isinstance(user, User):
        raise SignInFailed
    if needs_second_factor(user):
        raise PermissionDenied(
            "Your role asks for a second factor. Set one up on the website first.",
            code="second_factor_needed",
        )
    if is_mfa_enabled(user) and not _code_is_right(user, sent.get("code", "")):
        user_login_failed.send(sender=__name__, credentials={"email": email}, request=request)
        _stop_if_locked(request)
        raise SignInFailed(code="code_needed")
    user_logged_in.send(sender=User, request=request, user=user)
    return user


def _code_is_right(user: User, code: str) -> bool:
    """Whether `code` is the person's; each code of the app and recovery code works once."""
    for kept in Authenticator.objects.filter(user=user):
        if kept.type == Authenticator.Type.TOTP and TOTP(kept).validate_code(code):
            return True
        if kept.type == Authenticator.Type.RECOVERY_CODES and RecoveryCodes(kept).validate_code(
            code
        ):
            return True
    return False


def _stop_if_locked(request: HttpRequest) -> None:
    """Answer a lock-out ourselves: the flag would make axes' middleware send its page."""
    if getattr(request, "axes_locked_out", False):
        request.axes_locked_out = False  # type: ignore[attr-defined]
        raise LockedOut
