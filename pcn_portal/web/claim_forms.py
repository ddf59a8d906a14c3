"""The form of one person's month: what may be claimed for it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from pcn_portal.units.periods import Month
from pcn_portal.web.fields import DayField
from pcn_portal.web.role_forms import months
from workforce.claim_cases import ClaimCase
from workforce.engine.claims import DAY_COUNT_WORDS, Cost, DayCount, InPost
from workforce.engine.roles import AREA_TITLES, Area
from workforce.role_files import role_names

LARGEST = Decimal("99999.99")


def pounds_field(label: str, *, required: bool = False, hint: str = "") -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=hint,
        min_value=0,
        max_value=LARGEST,
        decimal_places=2,
        required=required,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "nhsuk-input--width-10"}),
        error_messages={"invalid": "Write pounds and pence without a comma: 3250.00."},
    )


def roles() -> list[tuple[str, str]]:
    return sorted(role_names().items(), key=lambda pair: pair[1])


class ClaimForm(forms.Form):
    """Role, month, hours, days in post and cost; nobody's name."""

    role = forms.ChoiceField(label="Role", choices=lambda: [("", "Choose a role"), *roles()])
    month = forms.ChoiceField(label="Month", choices=lambda: [("", "Choose a month"), *months()])
    area = forms.ChoiceField(
        label="Where do they work?",
        choices=[(area.value, words) for area, words in AREA_TITLES.items()],
        initial=Area.NATIONAL.value,
        widget=forms.RadioSelect,
    )
    hours = forms.DecimalField(
        label="Hours a week",
        help_text="37.5 hours are one whole-time equivalent.",
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "nhsuk-input--width-5"}),
        error_messages={"invalid": "Write hours as a number: 37.5."},
    )
    starts = DayField(label="First day in post", help_text="For example, 17 5 2024.")
    last = DayField(label="Last day in post", help_text="Leave empty if they stay.", required=False)
    salary = pounds_field("Salary of the month, in pounds", required=True)
    employer_ni = pounds_field("Employer’s National Insurance, in pounds")
    employer_pension = pounds_field("Employer’s pension, in pounds")
    fees = pounds_field(
        "Supplier’s fees, in pounds", hint="Only for social prescribing link workers."
    )
    later = forms.BooleanField(
        label="Not the network’s first in this role",
        help_text="Later mental health practitioners may be paid in full by written agreement.",
        required=False,
    )
    count = forms.ChoiceField(
        label="How is part of a month counted?",
        choices=[(one.value, words.capitalize()) for one, words in DAY_COUNT_WORDS.items()],
        initial=DayCount.OF_MONTH.value,
        widget=forms.RadioSelect,
    )
    known_on = DayField(
        label="Use the maxima as published by",
        help_text="Leave empty to use everything known today.",
        required=False,
    )

    def case(self, today: date) -> ClaimCase:
        """What was filled in, as the engine takes it."""
        cleaned: dict[str, Any] = self.cleaned_data
        last: date | None = cleaned["last"]
        post = InPost(
            month=Month.parse(cleaned["month"]),
            hours=cleaned["hours"],
            area=Area(cleaned["area"]),
            starts=cleaned["starts"],
            ends=date.fromordinal(last.toordinal() + 1) if last else None,
            first=not cleaned["later"],
        )
        parts = ("salary", "employer_ni", "employer_pension", "fees")
        cost = Cost(*(cleaned[part] or Decimal("0.00") for part in parts))
        count = DayCount(cleaned["count"])
        return ClaimCase(cleaned["role"], post, cost, cleaned["known_on"] or today, count)
