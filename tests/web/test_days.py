"""Looking at another day: the picker keeps what else was asked for, and says what to write."""

import pytest
from django.test import Client

from tests.web.pages import links, text

pytestmark = pytest.mark.usefixtures("england")
PAGES = ("/networks/", "/networks/U90001/", "/practices/", "/practices/Z90001/")


@pytest.mark.parametrize("page", PAGES)
def test_a_day_is_picked_in_three_boxes_and_becomes_part_of_the_address(signed_in, page: str):
    client = signed_in("commissioner")

    assert 'name="on_month"' in client.get(page).content.decode()
    answer = client.get(f"{page}?on_day=1&on_month=6&on_year=2025")

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{page}?on=2025-06-01"
    assert "as they stood on 1 June 2025" in text(client.get(answer.headers["Location"]))


def test_the_picker_keeps_filters_and_order_but_not_the_page(signed_in):
    client = signed_in("commissioner")
    shown = client.get("/networks/?q=har&sort=-name&page=2&on=2025-06-01").content.decode()

    assert '<input type="hidden" name="q" value="har">' in shown
    assert '<input type="hidden" name="sort" value="-name">' in shown
    assert '<input type="hidden" name="page"' not in shown
    picked = client.get("/networks/?q=har&sort=-name&on_day=1&on_month=6&on_year=2025")
    assert picked.headers["Location"] == "/networks/?q=har&sort=-name&on=2025-06-01"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("on_day=31&on_month=2&on_year=2025", "The day must be a real date, like 1 4 2025."),
        ("on_day=1&on_month=june&on_year=2025", "The day must be a real date, like 1 4 2025."),
        ("on_day=1&on_month=&on_year=2025", "The day must be a real date, like 1 4 2025."),
        ("on_day=1&on_month=4&on_year=25", "The day must be between 1900 and 2100"),
        ("on=2025-13-01", "“2025-13-01” is not a date. Write the day like 2025-04-01."),
        ("on=0001-01-01", "“0001-01-01” is not a date."),
    ],
)
def test_a_wrong_day_says_what_to_write_and_loses_nothing(signed_in, typed: str, said: str):
    answer = signed_in("commissioner").get(f"/networks/?q=har&{typed}")
    body = answer.content.decode()

    assert answer.status_code == 200
    assert said in text(answer)
    assert "Until then you see the facts of today." in text(answer)
    assert '<details class="nhsuk-details portal-day-picker" open>' in body
    assert '<input type="hidden" name="q" value="har">' in body
    for box in (part for part in typed.split("&") if part.startswith("on_")):
        name, value = box.split("=")
        assert f'name="{name}"' in body
        assert f'value="{value}"' in body or not value


def test_empty_boxes_lead_back_to_today(signed_in):
    picked = signed_in("commissioner").get("/networks/?q=har&on_day=&on_month=&on_year=")

    assert picked.headers["Location"] == "/networks/?q=har"


def test_showing_today_instead_keeps_the_filters(signed_in):
    answer = signed_in("commissioner").get("/networks/?q=har&on=2025-06-01")

    assert "/networks/?q=har" in links(answer)


def test_a_picked_day_never_leads_to_another_site(client: Client):
    answer = client.get("//elsewhere.example/?on_day=1&on_month=6&on_year=2025")

    assert not answer.headers.get("Location", "").startswith("//")
