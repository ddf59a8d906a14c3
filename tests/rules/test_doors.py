"""No address without a door: each names one permission, or stands on the list of public ones."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from pcn_portal.accounts.doors import PUBLIC, SIGNED_IN
from pcn_portal.accounts.permissions import Permission

PUBLIC_PAGES = {
    "account_inactive",
    "account_login",
    "account_logout",
    "api_call",
    "api_docs",
    "api_schema",
    "api_tokens",
    "api_unknown",
    "deadline_feed",
    "health",
    "mfa_authenticate",
    "set_password",
}
# What is anybody's own once signed in, whatever their role.
OWN_ACCOUNT = {
    "account",
    "account_change_password",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
}


def addresses(patterns: list[Any] | None = None) -> Iterator[URLPattern]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns)
        else:
            yield pattern


def declared(pattern: URLPattern) -> set[Any]:
    """What the page, or the endpoint by method, says it asks for."""
    view = pattern.callback
    permission = getattr(view, "permission", None)
    if permission is None:
        endpoint = getattr(view, "cls", None) or getattr(view, "view_class", None)
        permission = getattr(endpoint, "permission", None)
    return set(permission.values()) if isinstance(permission, dict) else {permission}


ALL = list(addresses())


@pytest.mark.parametrize("pattern", ALL, ids=lambda p: p.name)
def test_every_address_names_its_permission(pattern: URLPattern):
    allowed = set(Permission) | {PUBLIC, SIGNED_IN}

    assert declared(pattern) <= allowed, f"{pattern.pattern} has no door"


def test_public_pages_are_the_ones_on_the_list():
    assert {p.name for p in ALL if PUBLIC in declared(p)} == PUBLIC_PAGES


def test_pages_open_to_every_role_are_the_persons_own_account():
    assert {p.name for p in ALL if SIGNED_IN in declared(p)} - {"api_current_token"} == OWN_ACCOUNT


def test_every_address_has_one_name():
    names = [p.name for p in ALL]

    assert None not in names
    assert len(names) == len(set(names))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/", "/networks/", "/networks/U90001/", "/practices/", "/people/", "/account/"]
)
def test_a_stranger_is_led_to_the_sign_in_page_and_back(client: Client, address: str):
    answer = client.get(address)

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/account/sign-in/?next={address}"


def test_nobody_can_sign_up_or_ask_for_a_password_by_mail(client: Client):
    assert not {p.name for p in ALL} & {"account_signup", "account_reset_password", "account_email"}
