"""The doors: every page and endpoint declares one permission, or that it is public.

`tests/rules/test_doors.py` walks every address and fails on one without a door.
"""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import GRANTS, SECOND_FACTOR, Permission, Role
from pcn_portal.accounts.scope import can

if TYPE_CHECKING:  # rest_framework.views itself loads this module, for its default doors
    from rest_framework.views import APIView

View = Callable[..., HttpResponseBase]
PUBLIC = "public"
SIGNED_IN = "signed in"


class PortalRequest(HttpRequest):
    """A request behind a door: the user is a person of ours."""

    user: User


def needs_second_factor(user: User) -> bool:
    """Whether a role of the person asks for a second factor that is not set up yet."""
    granted = {p for m in user.memberships.all() for p in GRANTS[Role(m.role)]}
    return bool(granted & SECOND_FACTOR) and not is_mfa_enabled(user)


def requires(permission: Permission) -> Callable[[View], View]:
    """Let in only people who hold `permission` somewhere; the view fetches within its scope."""

    def decorate(view: View) -> View:
        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            user = request.user
            prefetch_related_objects([user], "memberships")
            if needs_second_factor(user):
                return redirect("mfa_activate_totp")
            if not can(user, permission):
                raise PermissionDenied(permission)
            return _not_kept(view(request, *args, **kwargs))

        door.permission = permission  # type: ignore[attr-defined]
        return door

    return decorate


def _not_kept(answer: HttpResponseBase) -> HttpResponseBase:
    """Ask browsers not to keep a page that only this person may see."""
    add_never_cache_headers(answer)
    return answer


def public(view: View) -> View:
    """Mark a page that anybody may open."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    door.permission = PUBLIC  # type: ignore[attr-defined]
    return door


def signed_in(view: View) -> View:
    """Let in anybody who is signed in: their own account, second factor and password."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return _not_kept(view(request, *args, **kwargs))

    door.permission = SIGNED_IN  # type: ignore[attr-defined]
    return door


class ApiDoor(BasePermission):
    """The same door for endpoints: the view class names `permission` (by method, if a dict)."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        declared = getattr(view, "permission", None)
        permission = declared.get(request.method) if isinstance(declared, dict) else declared
        if permission == PUBLIC:
            return True
        if permission is None or not request.user.is_authenticated:
            return False
        if permission == SIGNED_IN:
            return True
        user = request.user
        return not needs_second_factor(user) and can(user, permission)


__all__ = [
    "PUBLIC",
    "SIGNED_IN",
    "ApiDoor",
    "HttpResponse",
    "PortalRequest",
    "public",
    "requires",
    "signed_in",
]
