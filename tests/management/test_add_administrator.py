"""The first person of a new portal is entered by command and sets a password by a link."""

from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from pcn_portal.accounts.models import Level, User
from pcn_portal.accounts.permissions import Role

pytestmark = pytest.mark.django_db


def add(email: str = "first@fictional.example") -> str:
    """Enter an administrator and return the link that is printed."""
    out = StringIO()
    call_command("add_administrator", email, "First Fictional", stdout=out)
    return out.getvalue().split()[-1]


def test_the_administrator_holds_the_role_for_england_and_has_no_password_yet() -> None:
    add()
    person = User.objects.get(email="first@fictional.example")
    held = person.memberships.get()
    assert (held.role, held.level, held.code) == (Role.NATIONAL_ADMINISTRATOR, Level.ENGLAND, "")
    assert not person.has_usable_password()


def test_the_link_leads_to_a_page_that_sets_the_password(client: Client) -> None:
    link = add()
    assert link.startswith("http://127.0.0.1:8000/")
    page = client.get(urlsplit(link).path, follow=True)
    assert page.status_code == 200
    assert b"password" in page.content


def test_the_same_person_is_not_entered_twice() -> None:
    add()
    with pytest.raises(CommandError, match="already entered"):
        add()
    assert User.objects.count() == 1
