"""Whose deadlines a person may see, and to whom lateness may go."""

from datetime import date

from django.db.models import QuerySet

from networks.models import Network
from pcn_portal.accounts.doors import needs_second_factor
from pcn_portal.accounts.models import Membership, User
from pcn_portal.accounts.permissions import Permission, Role
from pcn_portal.accounts.scope import Scope, icbs_in, networks_in, scope_of
from practices.models import Organisation
from services.models import CalendarFeed, Deadline


def deadlines_in(scope: Scope) -> QuerySet[Deadline]:
    """Deadlines of England, which are for everybody, and of the scope's boards."""
    found = Deadline.objects.all()
    return found if scope.england else found.filter(icb_code__in={"", *scope.icbs})


def commissioners_of(icb_code: str) -> list[User]:
    """Who commissions for a board, by name; nobody without a board."""
    held = Membership.objects.filter(
        role=Role.COMMISSIONER, code=icb_code, user__is_active=True
    ).select_related("user")
    return [one.user for one in held.order_by("user__name", "user_id")] if icb_code else []


def feed_choices(user: User, on: date) -> list[tuple[str, str]]:
    """The boards and own networks whose deadlines a person may have in a calendar program."""
    scope = scope_of(user, Permission.SEE_SERVICES)
    boards = icbs_in(scope).order_by("name").values_list("code", "name")
    own = networks_in(scope, on).filter(code__in=scope.networks).order_by("name")
    return [(code, f"{name} ({code})") for code, name in boards] + [
        (network.code, f"{network.name} ({network.code})") for network in own
    ]


def of_feed(feed: CalendarFeed, on: date) -> Network | Organisation | None:
    """The network or board of a feed, if its owner may still see it today; else None."""
    user = feed.person
    if not user.is_active or needs_second_factor(user):
        return None
    return visible(user, feed.code, on)


def visible(user: User, code: str, on: date) -> Network | Organisation | None:
    """The network or board of a code whose deadlines the person may see on a day."""
    scope = scope_of(user, Permission.SEE_SERVICES)
    network = networks_in(scope, on).filter(code=code).first()
    return network or icbs_in(scope).filter(code=code).first()
