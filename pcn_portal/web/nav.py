"""What stands around every page: the places a person may go, and the day they look at."""

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import GRANTS, Permission, Role
from pcn_portal.accounts.scope import can
from pcn_portal.web.days import DayPicker, asked_day, day_of

__all__ = ["PLACES", "Place", "around", "asked_day", "day_of"]


@dataclass(frozen=True)
class Place:
    """A menu item: its words, URL name, the permission that shows it and the paths it covers."""

    text: str
    url_name: str
    permission: Permission
    covers: tuple[str, ...]


PLACES = (
    Place("Home", "home", Permission.SEE_HOME, ()),
    Place(
        "Networks",
        "networks",
        Permission.SEE_NETWORKS,
        ("/networks/", "/practices/", "/workforce/"),
    ),
    Place("Changes", "changes", Permission.SEE_NETWORKS, ("/changes/",)),
    Place("Claims", "claims_waiting", Permission.SEE_STAFF, ("/claims/", "/plans/")),
    Place("Services", "services", Permission.SEE_SERVICES, ("/services/",)),
    Place("Money", "money", Permission.SEE_STATEMENTS, ("/money/", "/runs/")),
    Place("Imports", "imports", Permission.SEE_IMPORTS, ("/imports/",)),
    Place("Rates", "rates", Permission.SEE_RATES, ("/rates/",)),
    Place("Ready reckoner", "ready_reckoner", Permission.USE_RECKONER, ("/ready-reckoner/",)),
    Place("People", "people", Permission.MANAGE_PEOPLE, ("/people/",)),
)


def around(request: HttpRequest) -> dict[str, Any]:
    """Context processor: menu, day banner and the service's name."""
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return {
        "service_name": "PCN portal",
        "show_nhs_logo": settings.SHOW_NHS_LOGO,
        "demo": settings.DEMO,
        "places": _places(cast(User, user), request.path) if known else [],
        "granted": _granted(cast(User, user)) if known else frozenset(),
        "home_crumb": [{"text": "Home", "href": "/"}],
        "asked_day": asked_day(request),
        "day_picker": DayPicker(request),
    }


def _granted(user: User) -> frozenset[str]:
    """Every permission the person holds somewhere, for templates that show or hide a link."""
    return frozenset(p for m in user.memberships.all() for p in GRANTS[Role(m.role)])


def _places(user: User, path: str) -> list[dict[str, Any]]:
    found = []
    for place in PLACES:
        href = _address(place.url_name)
        if href and can(user, place.permission):
            here = path == href or any(path.startswith(start) for start in place.covers)
            found.append({"text": place.text, "href": href, "here": here, "exact": path == href})
    return found


def _address(url_name: str) -> str:
    """The place's address, or nothing while the portal has no such page."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
