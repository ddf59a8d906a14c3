"""The OpenAPI document, the page to try the API, and the answer at unknown addresses."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from pcn_portal import intake
from pcn_portal.accounts.doors import PUBLIC, ApiDoor, public
from pcn_portal.api.authentication import BearerToken
from pcn_portal.api.operations import grouped, operations
from pcn_portal.api.views import Endpoint


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document describes the tokens."""

    target_class = BearerToken
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class OpenApiDocument(SpectacularJSONAPIView):
    """The OpenAPI document; it holds no data, so anybody may read it."""

    permission = PUBLIC
    permission_classes = [ApiDoor]
    authentication_classes = []


@public
@require_safe
def try_it(request: HttpRequest) -> HttpResponse:
    """The page to try the API; calls from it are made as the person signed in."""
    context = {"groups": grouped(), "kinds": list(intake.KINDS)}
    return render(request, "pages/api/try_it.html", context)


@public
@require_safe
def call(request: HttpRequest, operation: str) -> HttpResponse:
    """Open an address as a form of the page filled it in, for browsers without JavaScript."""
    found = operations().get(operation)
    if found is None or not found.reads:
        raise Http404(operation)
    return redirect(found.address({name: str(value) for name, value in request.GET.items()}))


@extend_schema(exclude=True)
class UnknownAddress(Endpoint):
    """Any other address under /api/v1/: 404 in the one error shape."""

    permission = PUBLIC
    authentication_classes = []

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound(
            "There is no such address in the API. Addresses end with a slash; "
            "all are listed at /api/v1/docs/."
        )
