"""The ready reckoner's form: what a person fills in, turned into the reckoner's own document."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from funding.models import Rounding
from funding.rate_books import national_book
from pcn_portal.units.periods import Month
from pcn_portal.web.fields import DayField
from pcn_portal.web.formats import month as month_words

ROWS = 5
MOST_ROWS = 40
ROW_FIELDS = ("code", "registered_list", "adjusted_population", "weighted_list", "from", "to")
MOST_WORK = 1200
"""Months times practices that one page shows; more is for the command or the API."""


def _figure(label: str) -> forms.CharField:
    attrs = {"inputmode": "decimal", "class": "nhsuk-input--width-10"}
    return forms.CharField(
        label=label, required=False, max_length=40, widget=forms.TextInput(attrs=attrs)
    )


def _month(label: str) -> forms.RegexField:
    return forms.RegexField(
        r"[12]\d{3}-(0[1-9]|1[0-2])",
        label=label,
        help_text="Year and month, like 2025-10.",
        required=False,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-5"}),
        error_messages={"invalid": f"{label}: write year and month, like 2025-10."},
    )


def contract_months() -> list[Month]:
    """Every month of every contract year that has rates, in order."""
    return [
        month for year in sorted(national_book(timezone.now()).years) for month in year.months()
    ]


def _month_choices() -> list[tuple[str, str]]:
    return [(str(month), month_words(month)) for month in contract_months()]


class ReckonerForm(forms.Form):
    """Months, convention and beds; the practices stand in rows of their own."""

    first = forms.ChoiceField(label="First month", choices=_month_choices)
    last = forms.ChoiceField(label="Last month", choices=_month_choices)
    rounding = forms.ChoiceField(
        label="How a monthly amount is reached",
        choices=Rounding.choices,
        initial=Rounding.ANNUAL_TWELFTH,
        widget=forms.RadioSelect,
    )
    known_on = DayField(
        label="Use the rates as published by",
        help_text="Leave empty to use everything known today. For example, 15 7 2024.",
        required=False,
    )
    care_home_beds = forms.CharField(
        label="Beds in aligned care homes",
        help_text="The same number for every month. Leave empty if you do not know it.",
        required=False,
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-5"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            self.add_error("last", "The last month is before the first. Choose a later one.")
        return cleaned


class PracticeRow(forms.Form):
    """One practice, or the whole network's totals in one row."""

    code = forms.CharField(
        label="Practice code or name",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-20"}),
    )
    registered_list = _figure("Registered list")
    adjusted_population = _figure("Adjusted population")
    weighted_list = _figure("Contractor weighted population")
    starts = _month("In the network from")
    ends = _month("First month no longer in it")


class _Rows(forms.BaseFormSet):  # type: ignore[type-arg]
    """The rows together; a browser cannot ask for more than are shown."""

    default_error_messages = {"too_many_forms": f"Enter at most {MOST_ROWS} practices."}


PracticeRows = forms.formset_factory(
    PracticeRow,
    formset=_Rows,
    extra=ROWS,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS + 1,
    validate_max=True,
)


class JsonForm(forms.Form):
    """The reckoner's document itself, pasted or as a file."""

    document = forms.CharField(
        label="Paste the document",
        required=False,
        widget=forms.Textarea(attrs={"spellcheck": "false"}),
    )
    file = forms.FileField(label="Or choose a JSON file", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("document") and not cleaned.get("file"):
            self.add_error("document", "Paste a document or choose a file.")
        return cleaned


def starting_months(today: date) -> dict[str, str]:
    """The contract year of `today`, as far as the portal has rates for it."""
    months = contract_months()
    year = [month for month in Month.of(today).contract_year.months() if month in months]
    shown = year or months[-12:]
    return {"first": str(shown[0]), "last": str(shown[-1])}


def document_of(form: ReckonerForm, rows: Any) -> dict[str, Any]:
    """The reckoner's document for valid forms; empty fields are left out, so they are gaps."""
    cleaned = form.cleaned_data
    months = [str(m) for m in contract_months() if cleaned["first"] <= str(m) <= cleaned["last"]]
    case: dict[str, Any] = {
        "id": "This network",
        "months": months,
        "rounding": cleaned["rounding"],
        "practices": [
            _practice(number, row.cleaned_data)
            for number, row in enumerate(rows, start=1)
            if row.has_changed() and any(row.cleaned_data.values())
        ],
    }
    if cleaned["known_on"]:
        case["known_on"] = cleaned["known_on"].isoformat()
    if cleaned["care_home_beds"]:
        case["care_home_beds"] = _plain(cleaned["care_home_beds"])
    return {"cases": [case]}


def _practice(number: int, cleaned: dict[str, str]) -> dict[str, str]:
    figures = ("registered_list", "adjusted_population", "weighted_list")
    practice = {key: _plain(cleaned[key]) for key in figures if cleaned[key]}
    practice["code"] = cleaned["code"] or f"Practice {number}"
    practice |= {"from": cleaned["starts"]} if cleaned["starts"] else {}
    practice |= {"to": cleaned["ends"]} if cleaned["ends"] else {}
    return practice


def _plain(number: str) -> str:
    """A figure as people type it, "32,250", as the reckoner reads it."""
    return number.replace(",", "").replace(" ", "")


def work_in(document: Any) -> int:
    """Months times practices of a document; 0 for one that the reckoner will refuse anyway."""
    cases = document.get("cases") if isinstance(document, dict) else None
    if not isinstance(cases, list):
        return 0
    return sum(_work(case) for case in cases if isinstance(case, dict))


def _work(case: dict[str, Any]) -> int:
    months, practices = case.get("months"), case.get("practices")
    number = len(practices) if isinstance(practices, list) else 0
    return len(months) * max(1, number) if isinstance(months, list) else 0
