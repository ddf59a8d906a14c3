"""What the endpoints of a network's papers share."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiExample
from rest_framework.response import Response

from networks.agreements.papers import PapersRefused
from networks.models import Agreement, Network
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in
from pcn_portal.api.errors import Refused
from pcn_portal.api.views import Endpoint, NoQuery, now, today

T = TypeVar("T")


class OfNetwork(Endpoint):
    """An endpoint about one network."""

    def network(self, code: str, on: date | None = None) -> Network:
        """The network within the person's scope on a day, or 404."""
        found = networks_in(self.scope, on or today()).filter(code=code.upper()).first()
        if found is None:
            self.missing()
        return found

    def act(self, action: Callable[..., T], **facts: Any) -> T:
        """Call an action for this person now; its refusal becomes a 409 in its own words."""
        self.query(NoQuery)
        try:
            return action(**facts, by=self.person.actor, at=now())
        except PapersRefused as refusal:
            raise Refused(str(refusal)) from None


class OfVersion(OfNetwork):
    """An endpoint about one version of a network's agreement."""

    permission = Permission.KEEP_REGISTER

    def version(self, code: str, number: int) -> Agreement:
        """A version by its number, or 404."""
        found = Agreement.objects.filter(network=self.network(code), version=number).first()
        if found is None:
            self.missing()
        return found


def example(**value: Any) -> list[OpenApiExample]:
    """An example of what is sent, for the page to try the API."""
    return [OpenApiExample("Example", value=value, request_only=True)]


def created(body: Any) -> Response:
    """Answer what was made."""
    return Response(body, status=201)
