"""Forms come out as NHS components whose errors lead to the field."""

import re
from datetime import date

import pytest
from django import forms
from django.utils.datastructures import MultiValueDict

from pcn_portal.web.fields import DayField, draw, error_list


class Everything(forms.Form):
    """One field of each sort."""

    name = forms.CharField(label="Name", help_text="As it is written <b>")
    address = forms.EmailField(label="Email address")
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    notes = forms.CharField(label="Notes", widget=forms.Textarea)
    kind = forms.ChoiceField(label="Kind", choices=[("", "Choose"), ("a", "A"), ("b", "B")])
    outcome = forms.ChoiceField(
        label="Outcome", choices=[("keep", "Keep"), ("accept", "Accept")], widget=forms.RadioSelect
    )
    several = forms.MultipleChoiceField(
        label="Several", choices=[("1", "One"), ("2", "Two")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="I have checked it")
    file = forms.FileField(label="File")
    on = DayField(label="Date")


@pytest.mark.parametrize("name", list(Everything.base_fields))
def test_every_error_in_the_summary_leads_to_a_field_of_the_page(name: str):
    form = Everything({})
    hrefs = {item["href"] for item in error_list(form) if name in item["href"]}
    drawn = draw(form[name])

    (href,) = hrefs
    assert re.search(rf'<(input|select|textarea)[^>]*id="{href[1:]}"', drawn)
    assert "nhsuk-error-message" in drawn


@pytest.mark.parametrize("name", list(Everything.base_fields))
def test_an_id_stands_for_one_thing(name: str):
    ids = re.findall(r'\sid="([^"]+)"', draw(Everything({})[name]))

    assert ids
    assert len(ids) == len(set(ids))


def test_an_empty_field_says_what_to_do():
    said = {item["text"] for item in error_list(Everything({}))}

    assert {"Enter name", "Enter email address", "Choose kind", "Choose file"} <= said


def test_text_is_escaped():
    form = Everything({"name": '"><script>'})

    assert "<script>" not in draw(form["name"])
    assert "As it is written &lt;b&gt;" in draw(form["name"])


def test_what_was_entered_is_kept_but_never_a_password():
    form = Everything(
        MultiValueDict(
            {"name": ["Harbour"], "secret": ["hush"], "kind": ["b"], "several": ["2"],
             "on_day": ["31"], "on_month": ["2"], "on_year": ["2025"]}
        ))  # fmt: skip

    assert 'value="Harbour"' in draw(form["name"])
    assert "hush" not in draw(form["secret"])
    assert re.search(r'<option value="b"\s+selected', draw(form["kind"]))
    assert re.search(r'value="2"[^>]*checked', draw(form["several"]))
    assert 'value="31"' in draw(form["on"])


class OneDay(forms.Form):
    """A date alone."""

    on = DayField(label="First day", required=False)


def day_form(day: str, month: str, year: str) -> OneDay:
    return OneDay({"on_day": day, "on_month": month, "on_year": year})


def test_three_boxes_make_a_date():
    form = day_form("1", "4", "2025")

    assert form.is_valid()
    assert form.cleaned_data["on"] == date(2025, 4, 1)


@pytest.mark.parametrize(
    "boxes",
    [
        ("31", "2", "2025"),
        ("1", "", "2025"),
        ("one", "4", "2025"),
        ("1", "4", "99999"),
        ("1", "4", "9" * 20),
        ("9" * 20, "4", "2025"),
    ],
)
def test_what_is_no_date_is_refused_with_an_example(boxes: tuple[str, str, str]):
    form = day_form(*boxes)

    assert not form.is_valid()
    assert [item["text"] for item in error_list(form)] == [
        "First day must be a real date, like 1 4 2025."
    ]


def test_an_empty_date_that_is_not_needed_is_none():
    form = day_form("", "", "")

    assert form.is_valid()
    assert form.cleaned_data["on"] is None
