"""A visitor from another ICB or network gets nothing: every address, by every role, read and write.

The addresses are taken from the portal itself, so that a new page or endpoint is tried at once.
"""

from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from knox.models import AuthToken

from pcn_portal.accounts.models import Membership, User
from pcn_portal.audit.models import AuditEvent
from tests.api.england import PASSWORD
from tests.strangers.of_services import OF_SERVICES
from tests.strangers.routes import Route, routes
from tests.strangers.secrets import SECRET, Secrets, build, tables_without_secrets

pytestmark = pytest.mark.django_db
ROUTES = list(routes())
PLAIN = [route for route in ROUTES if not route.about]
OTHERS = [route for route in ROUTES if route.about]
STRANGERS = ("commissioner", "approver", "manager", "neighbour", "auditor", "nobody", "")
# Published for everybody, or the visitor's own: the words in these addresses are nobody's object.
FOR_ALL = {
    *(name for part in OF_SERVICES for name in part.FOR_ALL),
    "maxima_sheet",
    "role_table",
    "api_call",
    "api_rates_of_year",
    "change_new",
    "compare_list",
    "claims_declare",
    "import_new",
    "incentive_scheme",
    "import_template",
    "rate_year",
    "set_password",
}
REFUSED = {302, 400, 401, 403, 404, 405, 406, 409, 415}


@pytest.fixture
def told() -> tuple[dict[str, User], Secrets]:
    """The fictional England, its people and what Heather PCN keeps to itself."""
    cache.clear()
    people, secrets = build()
    neighbour = User.objects.create_user("neighbour@portal.example", PASSWORD, name="neighbour")
    Membership.objects.create(user=neighbour, role="pcn_manager", level="network", code="U90002")
    people["neighbour"] = neighbour
    TOTP.activate(people["approver"], generate_totp_secret())
    return people, secrets


def browser(who: User | None, *, token: bool) -> Client:
    """A browser in which the person is signed in, or a program with their token."""
    if who and token:
        return Client(
            raise_request_exception=False,
            headers={"authorization": f"Bearer {AuthToken.objects.create(user=who)[1]}"},
        )
    client = Client(raise_request_exception=False)
    if who:
        client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def visit(client: Client, route: Route, secrets: Secrets, method: str) -> HttpResponse:
    address = route.address(secrets)
    if method == "GET":
        return client.get(address)  # type: ignore[return-value]
    if route.name.startswith("api_"):
        return client.post(address, as_json(secrets), content_type="application/json")  # type: ignore[return-value]
    return client.post(address, as_form(secrets))  # type: ignore[return-value]


def as_json(secrets: Secrets) -> dict[str, Any]:
    """A body that would be good enough for the owner, for whatever is asked."""
    return {
        "reason": "made up",
        "accept": False,
        "outcome": "refuse",
        "proposals": [secrets.proposal.pk],
        "ids": [secrets.proposal.pk],
        "network": secrets.network.code,
        "practice": secrets.practice.code,
        "from_month": "2025-06",
        "on": "2025-06-01",
        "ends": "2025-06-01",
    }


def as_form(secrets: Secrets) -> dict[str, Any]:
    day = {f"{name}_{part}": n for name in ("ends", "on", "starts", "effective") for part, n in
           (("day", 1), ("month", 6), ("year", 2025))}  # fmt: skip
    return day | as_json(secrets) | {"id": [secrets.proposal.pk], "confirm": "on"}


def shown(answer: HttpResponse) -> str:
    body = b"".join(answer)
    return body.decode("utf-8", "replace") + str(dict(answer.items()))


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("who", STRANGERS)
def test_a_stranger_gets_nothing_of_another_networks_affairs(
    told: tuple[dict[str, User], Secrets], who: str, method: str
):
    people, secrets = told
    clients = [browser(people.get(who), token=token) for token in (False, True)]
    events = AuditEvent.objects.count()
    findings = []
    for route in ROUTES:
        if route.name in ("account_logout", "api_current_token"):
            continue
        client = clients[route.name.startswith("api_")]
        answer = visit(client, route, secrets, method)
        if SECRET in shown(answer):
            findings.append(f"{route.name}: shows it")
        elif answer.status_code >= 500:
            findings.append(f"{route.name}: {answer.status_code}")
        elif route in OTHERS and route.name not in FOR_ALL and answer.status_code not in REFUSED:
            findings.append(f"{route.name}: answers {answer.status_code}")

    assert findings == []
    assert AuditEvent.objects.count() == events


@pytest.mark.parametrize("query", ["?q=Zyzzyva", "?on=2025-06-01", "?network=U90003", "?icb=QZ2"])
def test_searching_filtering_and_other_days_show_no_more(
    told: tuple[dict[str, User], Secrets], query: str
):
    people, secrets = told
    findings = []
    for who in ("commissioner", "neighbour"):
        clients = [browser(people[who], token=token) for token in (False, True)]
        for route in PLAIN:
            if route.name in ("account_logout", "api_current_token"):
                continue
            client = clients[route.name.startswith("api_")]
            words = shown(client.get(route.address(secrets) + query))  # type: ignore[arg-type]
            if SECRET in words.replace(query.removeprefix("?q="), ""):
                findings.append(f"{who} at {route.name}{query}")

    assert findings == []


def test_the_owner_finds_all_of_it(told: tuple[dict[str, User], Secrets]):
    """So that a page which is merely broken does not count as one that keeps a secret."""
    people, secrets = told
    clients = [browser(people["other_commissioner"], token=token) for token in (False, True)]
    missing = {
        route.name
        for route in OTHERS
        if visit(clients[route.name.startswith("api_")], route, secrets, "GET").status_code == 404
    }

    assert missing <= {"set_password", "api_call", "source_row", "deadline_feed"}


def test_every_table_of_the_register_holds_a_secret(told: tuple[dict[str, User], Secrets]):
    """A new table is not forgotten here: it gets a row of Heather PCN's."""
    assert tables_without_secrets() == {
        "networks_networkname",
        "networks_networksuccession",
        "networks_participationwindow",
        "networks_proposalsighting",
        "networks_vacancynotice",
    }
