"""What went wrong is said in the design, with what to do, and never with a stack trace."""

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from pcn_portal.accounts.doors import public
from pcn_portal.urls import handler400, handler403, handler404, handler500, urlpatterns
from pcn_portal.web.errors import broken
from tests.web.pages import heading, text


@public
def breaks(request):
    raise RuntimeError("a secret detail")


@public
def cannot_read(request):
    raise SuspiciousOperation("a secret detail")


class Addresses:
    """The portal's own addresses with two that fail."""

    urlpatterns = [*urlpatterns, path("breaks/", breaks), path("cannot-read/", cannot_read)]
    handler400, handler403 = handler400, handler403
    handler404, handler500 = handler404, handler500


@pytest.mark.parametrize(
    ("address", "status", "title"),
    [
        ("/no/such/page/", 404, "Page not found"),
        ("/cannot-read/", 400, "We could not read your request"),
        ("/breaks/", 500, "Something went wrong"),
    ],
)
@override_settings(ROOT_URLCONF=Addresses)
def test_an_error_page_says_what_happened_and_hides_the_detail(
    db: None, address: str, status: int, title: str
):
    answer = Client(raise_request_exception=False).get(address)

    assert answer.status_code == status
    assert heading(answer) == title
    assert "secret" not in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
    assert "Go to the home page" in text(answer)


def test_the_page_for_our_own_fault_needs_no_database():
    answer = broken(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "Nothing you sent was half saved." in answer.content.decode()


@pytest.mark.parametrize("address", ["/people/", "/people/new/"])
def test_a_page_that_is_not_for_the_role_says_who_can_help(signed_in, address: str):
    answer = signed_in("manager").get(address)

    assert answer.status_code == 403
    assert "ask the national administrator" in text(answer)


def test_a_page_that_only_reads_refuses_a_post(signed_in, england):
    assert signed_in("manager").post("/networks/").status_code == 405
