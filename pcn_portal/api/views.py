"""What every endpoint shares: its door, its scope, and strict reading of what was sent."""

from datetime import date, datetime
from typing import Any, NoReturn, cast

from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from rest_framework import serializers
from rest_framework.exceptions import MethodNotAllowed, NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import Scope, scope_of
from pcn_portal.api.errors import NOT_FOUND
from pcn_portal.api.fields import DayField
from pcn_portal.api.pages import DEFAULT_LIMIT, LIMIT

Doors = dict[str, Permission]


def by_method(*, get: Permission, **others: Permission) -> Doors:
    """Return a door for each method; HEAD goes through GET's."""
    return {"GET": get, "HEAD": get, **{name.upper(): p for name, p in others.items()}}


class Endpoint(APIView):
    """Base of the endpoints. A subclass names `permission`, one or by method."""

    http_method_names = ["get", "head", "post", "delete"]
    permission: Permission | Doors | str

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        name = (request.method or "").lower()
        if name not in self.http_method_names or not hasattr(self, name):
            raise MethodNotAllowed(str(request.method))
        super().initial(request, *args, **kwargs)

    def finalize_response(
        self, request: Request, response: Response, *args: Any, **kwargs: Any
    ) -> Response:
        """Ask that no answer be kept on the way: it is for this person only."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        add_never_cache_headers(answer)
        return answer

    @property
    def person(self) -> User:
        return cast(User, self.request.user)

    @property
    def scope(self) -> Scope:
        """Where the person holds this endpoint's permission."""
        held = self.permission
        permission = held[str(self.request.method)] if isinstance(held, dict) else held
        return scope_of(self.person, Permission(permission))

    def query(self, shape: type["Query"]) -> dict[str, Any]:
        """Return the query string read by `shape`, or refuse it field by field."""
        given = dict(self.request.query_params.lists())
        repeated = {name[:80]: ["Give this once."] for name, v in given.items() if len(v) > 1}
        if repeated:
            raise ValidationError(repeated)
        sent = shape(data={name: values[0] for name, values in given.items()})
        sent.is_valid(raise_exception=True)
        return cast(dict[str, Any], sent.validated_data)

    def body(self, shape: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        """Return the body read by `shape`, or refuse it field by field."""
        sent = shape(data=self.request.data)
        sent.is_valid(raise_exception=True)
        return cast(dict[str, Any], sent.validated_data)

    @staticmethod
    def missing() -> NoReturn:
        """Answer 404: not there, or not theirs; nobody learns which."""
        raise NotFound(NOT_FOUND)


class Query(serializers.Serializer[Any]):
    """A query string. A parameter it does not know is refused: a typing error is no filter."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = sorted(set(data) - set(self.fields))
        if unknown:
            known = ", ".join(self.fields)
            raise ValidationError(
                {
                    name[:80]: [f"This list has no such parameter. It takes: {known}."]
                    for name in unknown[:10]
                }
            )
        return super().to_internal_value(data)


class NoQuery(Query):
    """An address without parameters."""


class Paged(Query):
    """The parameters of every list."""

    limit = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=LIMIT,
        help_text=f"Rows on a page, at most {LIMIT}; {DEFAULT_LIMIT} when left out.",
    )
    cursor = serializers.CharField(
        required=False, max_length=500, help_text="Where the page starts; taken from `next`."
    )


class OnDay(Query):
    """The day whose facts are asked for."""

    on = serializers.DateField(required=False, help_text="The day; today when left out.")


class OnRegisterDay(OnDay):
    """The day whose facts are asked for, where periods are counted from it."""

    on = DayField(required=False, help_text="The day; today when left out.")


def today() -> date:
    """The day in England: the clock is read here, at the edge, and passed inwards."""
    return timezone.localdate()


def now() -> datetime:
    return timezone.now()
