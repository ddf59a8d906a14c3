"""The forms of adjustments: entering, deciding, reversing, and the board's limit."""

from decimal import Decimal
from typing import Any

from django import forms

from funding.models import AdjustmentKind
from pcn_portal.web.formats import month
from pcn_portal.web.reckoner_forms import contract_months

LARGEST = Decimal("9999999.99")


def _months() -> list[tuple[str, str]]:
    return [(str(m), month(m)) for m in reversed(contract_months())]


def _reason(label: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": missing},
    )


class EntryForm(forms.Form):
    """To whom, what for, how much from when, why, and where the evidence is."""

    network_code = forms.ChoiceField(
        label="Network", error_messages={"required": "Choose a network."}
    )
    payee = forms.CharField(
        label="Practice, if one practice is paid and not the network",
        help_text="ODS code of one of its core network practices. Leave it empty for the network.",
        required=False,
        max_length=8,
    )
    kind = forms.ChoiceField(
        label="What is it for?",
        choices=AdjustmentKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the adjustment is for."},
    )
    amount = forms.DecimalField(
        label="Amount in pounds, all instalments together",
        help_text="For example 1250.00, or -1250.00 to take money back.",
        min_value=-LARGEST,
        max_value=LARGEST,
        decimal_places=2,
        localize=False,
        widget=forms.TextInput,
        error_messages={"required": "Write the amount.", "invalid": "Write it in pounds: 1250.00."},
    )
    first_month = forms.ChoiceField(label="First month", choices=_months)
    instalments = forms.TypedChoiceField(
        label="Instalments, one a month", choices=[(n, str(n)) for n in range(1, 13)], coerce=int
    )
    reason = _reason("Reason", "Say why.")
    evidence = forms.CharField(
        label="Evidence",
        help_text="Where it is: the letter, the minutes, the claim.",
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": "Say where the evidence is."},
    )

    def __init__(self, *args: Any, networks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["network_code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = networks


class DecideForm(forms.Form):
    """Agree or refuse, and why."""

    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=[("agree", "Agree to it"), ("refuse", "Refuse it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to agree or refuse."},
    )
    reason = _reason("Reason", "Say why you decide so.")


class ReverseForm(forms.Form):
    """From which month on, and why."""

    first_month = forms.ChoiceField(
        label="Take back from",
        help_text="What is paid by then comes back in this month; later instalments cancel out.",
        choices=_months,
    )
    reason = _reason("Reason", "Say why it is reversed.")


class LimitForm(forms.Form):
    """Up to how many pounds a commissioner may agree, and why."""

    limit = forms.DecimalField(
        label="Limit in pounds",
        min_value=0,
        max_value=LARGEST,
        decimal_places=2,
        widget=forms.TextInput,
        error_messages={"required": "Write the limit.", "invalid": "Write it in pounds: 5000.00."},
    )
    reason = _reason("Reason", "Say why the limit is set.")
