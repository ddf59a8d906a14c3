"""Every page, at the width of a desk and of a phone: axe finds nothing, nothing sticks out."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from tests.journeys.checks import accessibility_findings, headings, is_wider_than_its_window
from tests.journeys.conftest import NARROW, WIDE, Open
from tests.journeys.pages import NOBODYS, OF_SERVICES, PAGES, STRANGERS, filled

pytestmark = pytest.mark.journey
EVERY = (*(("", address) for address in STRANGERS), *PAGES)
# Not pages to read: answers to a form, files, JSON.
NOT_PAGES = {
    *(name for part in OF_SERVICES for name in part.NOT_PAGES),
    "account_logout",
    "document",
    "statement_file",
    "shares_file",
    "network_year_file",
    "practice_statement_file",
    "network_details_workbook",
    "payment_file_content",
    "health",
    "import_apply",
    "import_discard",
    "import_problems",
    "import_template",
    "mfa_activate_totp",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_download_recovery_codes",
    "mfa_generate_recovery_codes",
    "return_file",
    "staff_book",
    "staff_checked",
    "person_give_role",
    "person_new_link",
    "person_reset_second_factor",
    "person_set_active",
    "person_take_role",
    "run_progress",
}


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize(("who", "address"), EVERY)
def test_a_page_keeps_its_promises(open_page: Open, who: str, address: str, width: int):
    page = open_page(who, width=width)

    answer = page.goto(filled(address))

    assert answer
    assert answer.status == 200
    assert len(headings(page)) == 1
    assert page.title() not in ("", "PCN portal")
    assert accessibility_findings(page) == []
    assert not is_wider_than_its_window(page)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("address", NOBODYS)
def test_error_pages_keep_them_too(open_page: Open, address: str, width: int):
    page = open_page("commissioner", width=width)

    answer = page.goto(address)

    assert answer
    assert answer.status == 404
    assert accessibility_findings(page) == []
    assert not is_wider_than_its_window(page)


def test_no_page_is_left_out(demo: str):
    opened = {resolve(filled(address).split("?")[0]).url_name for _, address in EVERY}

    assert page_names() - opened - NOT_PAGES == set()


def page_names() -> set[str]:
    """The names of all pages, those of the API left out."""
    names = set()
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLPattern) and pattern.name:
            names.add(pattern.name)
        elif isinstance(pattern, URLResolver) and not str(pattern.pattern).startswith("api/"):
            names |= {p.name for p in pattern.url_patterns if isinstance(p, URLPattern) and p.name}
    return names


def test_every_role_is_walked_through():
    assert {who for who, _ in PAGES} == {
        "commissioner", "approver", "manager", "director", "auditor", "administrator",
    }  # fmt: skip
