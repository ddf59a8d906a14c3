"""The design system's components, through the template tags."""

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from pcn_portal import nhsuk


def draw(source: str, **context: object) -> str:
    return Template(source).render(Context(context))


def test_a_component_is_drawn_by_its_name():
    drawn = draw('{% nhsuk "tag" text="Approved" colour="green" %}')

    assert drawn.startswith('<strong class="nhsuk-tag nhsuk-tag--green"')
    assert "Approved" in drawn


def test_parameters_may_come_as_a_dict_and_named_ones_win():
    drawn = draw('{% nhsuk "tag" tag text="Returned" %}', tag={"text": "x", "colour": "red"})

    assert "nhsuk-tag--red" in drawn
    assert "Returned" in drawn


def test_text_is_escaped_and_html_is_not():
    assert "&lt;b&gt;" in nhsuk.render("tag", {"text": "<b>"})
    assert "<b>x</b>" in nhsuk.render("inset-text", {"html": "<b>x</b>"})


def test_text_marked_safe_is_still_escaped():
    assert "&lt;b&gt;" in draw('{% nhsuk "tag" text=text|safe %}', text="<b>")


def test_a_component_goes_round_content():
    drawn = draw('{% nhsukblock "inset-text" %}<p>{{ x }}</p>{% endnhsukblock %}', x="<i>")

    assert "nhsuk-inset-text" in drawn
    assert "<p>&lt;i&gt;</p>" in drawn


@pytest.mark.parametrize("name", ["table", "image", "list", "error-summary", "date-input"])
def test_components_are_found_by_the_name_of_their_macro(name: str):
    assert nhsuk.render(name, {"items": [], "id": "x"})


def test_pages_keep_the_filters():
    request = RequestFactory().get("/networks/", {"q": "a b", "page": "2"})
    page = Paginator(range(120), 50).get_page(2)

    drawn = draw("{% pagination page %}", page=page, request=request)

    assert 'href="?q=a+b&amp;page=3"' in drawn
    assert drawn.count('aria-current="page"') == 1


def test_one_page_has_no_page_numbers():
    page = Paginator(range(3), 50).get_page(1)

    assert draw("{% pagination page %}", page=page, request=RequestFactory().get("/")) == ""


@pytest.mark.parametrize(
    ("sort", "leads_to", "state"),
    [
        ("", "?sort=name", ""),
        ("name", "?sort=-name", 'aria-sort="ascending"'),
        ("-name", "?sort=name", 'aria-sort="descending"'),
    ],
)
def test_a_heading_sorts_one_way_then_the_other(sort: str, leads_to: str, state: str):
    drawn = draw(
        '{% sort_header "name" "Name" %}', request=RequestFactory().get("/?page=3"), sort=sort
    )

    assert f'href="{leads_to}"' in drawn
    assert state in drawn
    assert ("aria-sort" in drawn) == bool(state)
