"""The form of role maxima that a person enters."""

from typing import Any

from django import forms

from pcn_portal.units.periods import Month
from pcn_portal.web.formats import month as month_words
from workforce.actions import LONGEST, MaximaEntry
from workforce.maxima_lines import EXAMPLE
from workforce.role_files import national_roles


def months() -> list[tuple[str, str]]:
    """Every month that a table of roles covers, latest first."""
    tables = national_roles().tables
    month, last = Month.of(min(t.starts for t in tables)), max(t.ends for t in tables)
    found = []
    while month.first < last:
        found.append((str(month), month_words(month)))
        month = month.next
    return found[::-1]


def _month_choices() -> list[tuple[str, str]]:
    return [("", "Choose a month"), *months()]


class MaximaForm(forms.Form):
    """The months, the document, and the maxima line by line."""

    title = forms.CharField(
        label="Name of the sheet",
        help_text="For example, Revised maxima 2025/26.",
        max_length=200,
        error_messages={"required": "Give the sheet a name."},
    )
    first = forms.ChoiceField(label="First month", choices=_month_choices)
    last = forms.ChoiceField(label="Last month", choices=_month_choices)
    document = forms.CharField(
        label="Document",
        help_text="Title, address and page, so that somebody else finds it.",
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": "Name the document."},
    )
    lines = forms.CharField(
        label="Maxima a year for one WTE",
        help_text="One a line: role, area (national, outer or inner) and pounds, for example "
        f"{EXAMPLE}. On-costs are included.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12, "class": "portal-code"}),
        error_messages={"required": f"Write at least one maximum, for example {EXAMPLE}."},
    )

    def entry(self) -> MaximaEntry:
        """What was filled in, as the action takes it."""
        cleaned: dict[str, Any] = self.cleaned_data
        return MaximaEntry(
            title=cleaned["title"],
            starts=Month.parse(cleaned["first"]).first,
            ends=Month.parse(cleaned["last"]).next.first,
            lines=cleaned["lines"],
            document=cleaned["document"],
        )
