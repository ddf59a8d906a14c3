"""Home: what needs the person, what is late, what changed. And the health check."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from pcn_portal.accounts.doors import PortalRequest, public, requires
from pcn_portal.accounts.permissions import Permission


@requires(Permission.SEE_HOME)
def home(request: PortalRequest) -> HttpResponse:
    """The first page after sign-in."""
    return render(request, "pages/home/home.html")


@public
def health(request: HttpRequest) -> JsonResponse:
    """Whether the portal can answer: it asks the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
