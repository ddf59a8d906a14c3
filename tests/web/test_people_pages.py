"""People are entered by the national administrator and set their own password by a link."""

import re

import pytest
from django.test import Client

from pcn_portal.accounts.models import Membership, User
from pcn_portal.audit.models import AuditEvent
from tests.api.england import PASSWORD, email
from tests.web.pages import errors, heading, text

pytestmark = pytest.mark.usefixtures("england", "no_counted_failures")
NEW = {
    "name": "Nell Invented", "email": "nell@portal.example", "role": "commissioner", "code": "qz1",
}  # fmt: skip


def link_on(answer) -> str:
    found = re.search(r"http://testserver(/account/set-password/[^<]+)", answer.content.decode())
    return found[1].strip() if found else ""


@pytest.mark.parametrize("who", ["commissioner", "approver", "manager", "auditor"])
def test_only_the_national_administrator_sees_people(signed_in, who: str):
    client = signed_in(who)

    for address in ("/people/", "/people/new/", "/people/1/"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert heading(answer) == "You do not have access to this page"
    assert client.post("/people/new/", NEW).status_code == 403
    assert "People" not in text(client.get("/account/"))


def test_a_new_person_gets_a_link_that_is_shown_once_and_works_once(signed_in):
    administrator = signed_in("national")
    shown = administrator.post("/people/new/", NEW, follow=True)
    link = link_on(shown)
    person = User.objects.get(email="nell@portal.example")
    assert link
    assert link_on(administrator.get(f"/people/{person.pk}/")) == ""

    browser = Client()
    page = browser.get(link, follow=True)
    assert heading(page) == "Set your password"
    form = page.request["PATH_INFO"]
    browser.post(form, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    signed = browser.post("/account/sign-in/", {"login": NEW["email"], "password": PASSWORD})

    assert signed.headers["Location"] == "/"
    assert "Saltmarsh" not in text(browser.get("/people/"))
    assert heading(Client().get(link, follow=True)) == "This link no longer works"
    assert [e.action for e in AuditEvent.objects.order_by("id")] == [
        "person.entered", "person.role_given", "person.link_made",
    ]  # fmt: skip


def test_a_made_up_link_sets_no_password():
    answer = Client().get("/account/set-password/MQ/made-up/", follow=True)

    assert heading(answer) == "This link no longer works"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"email": "no address"}, {"#id_email": "Enter a valid email address."}),
        ({"name": ""}, {"#id_name": "Enter name"}),
        ({"role": ""}, {"#id_role": "Choose role"}),
        (
            {"code": "QXX"},
            {"": "There is no integrated care board “QXX”. Give its code, like QSL."},
        ),
        (
            {"email": email("manager")},
            {"": f"{email('manager')} is already entered. Open that person and add the role."},
        ),
    ],
)
def test_a_wrong_form_says_what_to_do_and_enters_nobody(
    signed_in, change: dict[str, str], said: dict[str, str]
):
    before = User.objects.count()

    answer = signed_in("national").post("/people/new/", NEW | change)

    assert errors(answer) == said
    assert User.objects.count() == before


def test_roles_are_added_and_removed(signed_in, people):
    administrator = signed_in("national")
    manager = people["manager"].pk
    administrator.post(f"/people/{manager}/roles/", {"role": "pcn_manager", "code": "U90002"})
    held = Membership.objects.get(user=manager, code="U90002")
    assert "Quay PCN" in text(signed_in("manager").get("/networks/?on=2025-06-01"))

    administrator.post(f"/people/{manager}/roles/{held.pk}/remove/")

    assert "Quay PCN" not in text(signed_in("manager").get("/networks/?on=2025-06-01"))


def test_a_role_that_does_not_fit_is_refused_on_the_persons_page(signed_in, people):
    answer = signed_in("national").post(
        f"/people/{people['manager'].pk}/roles/", {"role": "approver", "code": "U90001"}
    )

    assert errors(answer) == {
        "": "There is no integrated care board “U90001”. Give its code, like QSL."
    }


def test_closing_an_account_needs_a_reason_and_is_on_record(signed_in, people):
    administrator, person = signed_in("national"), people["manager"].pk
    address = f"/people/{person}/account/"
    assert errors(administrator.post(address, {"active": "no", "reason": ""})) == {
        "#id_reason": "Enter reason"
    }

    shown = administrator.post(address, {"active": "no", "reason": "Left"}, follow=True)

    assert "The account is closed." in text(shown)
    assert "Account closed: Left" in text(shown)
    assert not User.objects.get(pk=person).is_active


def test_a_lost_second_factor_is_removed(signed_in, people):
    address = f"/people/{people['approver'].pk}/second-factor/"

    shown = signed_in("national").post(address, follow=True)

    assert "No second factor" in text(shown)
    assert signed_in("approver").get("/").headers["Location"] == "/account/second-factor/set-up/"


def test_an_administrator_cannot_change_their_own_rights(signed_in, people):
    administrator, me = signed_in("national"), people["national"].pk

    shown = administrator.post(f"/people/{me}/roles/", {"role": "approver", "code": "QZ1"})

    assert "You cannot give yourself a role." in text(shown)
    assert "You cannot change your own rights." in text(administrator.get(f"/people/{me}/"))
    assert Membership.objects.filter(user=me).count() == 1


def test_people_are_found_by_name_or_address(signed_in):
    shown = text(signed_in("national").get("/people/?q=other_"))

    assert "1 person with “other_” in name or address." in shown
    assert email("other_commissioner") in shown
    assert email("auditor") not in shown
