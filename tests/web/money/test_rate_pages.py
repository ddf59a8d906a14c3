"""Rates: every payment of a year with its standing and sources; the unknown is said to be."""

import pytest

pytestmark = pytest.mark.usefixtures("england")


def test_the_years_from_2019_to_2026_are_listed(signed_in):
    page = signed_in("manager").get("/rates/").content.decode()

    assert "2019/20" in page
    assert "2026/27" in page
    assert "8 contract years" in page


def test_a_year_shows_both_parts_of_core_funding_and_their_sum(signed_in):
    page = signed_in("auditor").get("/rates/2025-26/").content.decode()

    assert "£2.266 per patient a year" in page
    assert "£0.733 per patient a year" in page
    assert "£2.999 per patient a year" in page
    assert "Published" in page
    assert 'href="https://' in page


def test_a_rate_that_nobody_found_is_shown_as_not_known(signed_in):
    page = signed_in("commissioner").get("/rates/2024-25/").content.decode()

    core = page.split('id="core-2024-25-final"')[1].split("</table>")[0]
    assert core.count("Not known") >= 2
    assert "£0.00" not in page


def test_a_year_or_word_without_rates_is_not_found(signed_in):
    commissioner = signed_in("commissioner")

    assert commissioner.get("/rates/2011-12/").status_code == 404
    assert commissioner.get("/rates/nonsense/").status_code == 404


def test_somebody_without_a_role_is_refused(signed_in):
    assert signed_in("nobody").get("/rates/").status_code == 403
