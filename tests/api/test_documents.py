"""The OpenAPI document and the page to try the API."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import URLResolver, get_resolver
from rest_framework.test import APIClient

from pcn_portal.accounts.doors import PUBLIC, SIGNED_IN
from pcn_portal.accounts.permissions import Permission
from pcn_portal.api.operations import grouped, operations

DOCS = "/api/v1/docs/"


def test_the_openapi_document_is_valid_and_complete_without_a_warning():
    out = StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, format="openapi-json", stdout=out)
    assert '"openapi": "3.' in out.getvalue()


def test_anybody_may_read_the_openapi_document():
    response = APIClient().get("/api/v1/schema/")
    assert response.status_code == 200
    assert "/api/v1/statements/{network}/{month}/" in response.json()["paths"]


def api_views():
    def walk(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns)
            elif hasattr(pattern.callback, "cls"):
                yield pattern.callback.cls

    yield from walk(get_resolver("pcn_portal.api.urls").url_patterns)


def test_every_endpoint_names_the_permission_of_every_method():
    views = list(api_views())
    assert len(views) > 20
    for view in views:
        methods = {m.upper() for m in ("get", "post", "delete", "put", "patch") if hasattr(view, m)}
        if isinstance(view.permission, dict):
            assert methods <= set(view.permission), view
            assert all(isinstance(p, Permission) for p in view.permission.values())
        else:
            assert view.permission in {*Permission, PUBLIC, SIGNED_IN}, view


def test_only_signing_in_and_the_documents_are_public():
    public = {view.__name__ for view in api_views() if view.permission == PUBLIC}
    assert public == {"Tokens", "OpenApiDocument", "UnknownAddress"}
    own = {view.__name__ for view in api_views() if view.permission == SIGNED_IN}
    assert own == {"CurrentToken"}


def test_the_page_shows_every_operation_once():
    shown = [operation.id for _, found in grouped() for operation in found]
    assert sorted(shown) == sorted(operations())
    assert len(shown) == len(set(shown)) > 20


@pytest.mark.django_db
def test_the_page_keeps_the_strict_policy():
    response = Client().get(DOCS)
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    page = response.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", page)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", page)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "address"),
    [
        ("get_network/?code=U90001&on=", "/api/v1/networks/U90001/"),
        ("get_network/?code=a/b&on=2025-04-01", "/api/v1/networks/a%2Fb/?on=2025-04-01"),
        ("get_network/", "/api/v1/networks/-/"),
        ("list_networks/?q=a+b&evil=1", "/api/v1/networks/?q=a+b"),
        ("get_statement/?network=U1&month=2025-04", "/api/v1/statements/U1/2025-04/"),
    ],
)
def test_without_javascript_a_form_leads_to_the_address_it_describes(asked, address):
    response = Client().get(DOCS + asked)
    assert (response.status_code, response.headers["Location"]) == (302, address)


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["start_run/", "nothing/", "create_token/?email=x"])
def test_a_form_that_changes_something_leads_nowhere(asked):
    assert Client().get(DOCS + asked).status_code == 404
