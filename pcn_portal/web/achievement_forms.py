"""Forms of the incentive fund: decisions, national values, declaration and approval."""

from collections.abc import Iterable
from typing import Any

from django import forms

from pcn_portal.web.register_forms import reason_field
from services.engine.incentive import ORDER_WORDS
from services.incentive_files import Scheme
from services.models import DeclaredIndicator, NationalKind
from services.models.achievement import CONFIDENCE


class DeclarationForm(forms.Form):
    """What the clinical director declares."""

    statement = forms.CharField(
        label="How will the money be reinvested?",
        help_text="You declare the figures and points above as they stand. They are frozen.",
        max_length=4000,
        widget=forms.Textarea,
    )


class ApprovalForm(forms.Form):
    """Approval or return, with pounds and a reason for what could not be valued."""

    outcome = forms.ChoiceField(
        label="What is decided?",
        choices=[("approve", "Approve for payment"), ("return", "Return to the network")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Reason",
        help_text="Needed when it is returned.",
        required=False,
        max_length=4000,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, declared: Iterable[DeclaredIndicator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lacking = [one.indicator for one in declared if one.amount is None]
        for code in self.lacking:
            self.fields[f"amount_{code}"] = forms.DecimalField(
                label=f"{code} could not be valued: pounds to pay",
                required=False,
                min_value=0,
                max_digits=12,
                decimal_places=2,
            )
            self.fields[f"reason_{code}"] = forms.CharField(
                label=f"Why this sum for {code}?", required=False, max_length=1000
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["recorded"] = {
            code: (cleaned[f"amount_{code}"], cleaned.get(f"reason_{code}", ""))
            for code in self.lacking
            if cleaned.get(f"amount_{code}") is not None
        }
        return cleaned


class OfIndicator(forms.Form):
    """A form that asks for an indicator of a scheme."""

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "indicator" in self.fields:
            self.fields["indicator"].choices = [  # type: ignore[attr-defined]
                (code, f"{code}: {one.description}") for code, one in scheme.indicators.items()
            ]


class OverrideForm(OfIndicator):
    """All points by decision, or its withdrawal."""

    indicator = forms.ChoiceField(label="Indicator")
    network = forms.CharField(
        label="Network", help_text="Its code. Blank for all networks.", required=False, max_length=6
    )
    full = forms.ChoiceField(
        label="What is decided?",
        choices=[("yes", "All points are given"), ("no", "An earlier decision is withdrawn")],
        widget=forms.RadioSelect,
    )
    source = forms.CharField(label="Source", max_length=400)
    reason = reason_field("It is shown wherever the decision counts.")


class NationalValueForm(OfIndicator):
    """A national value with its source."""

    kind = forms.ChoiceField(
        label="What is it?", choices=NationalKind.choices, widget=forms.RadioSelect
    )
    indicator = forms.ChoiceField(
        label="Indicator", help_text="Counts for a prevalence only.", required=False
    )
    value = forms.DecimalField(label="Value", max_digits=19, decimal_places=10)
    source = forms.CharField(label="Source", max_length=400)
    confidence = forms.ChoiceField(
        label="How well is it known?",
        choices=[(one, one.replace("_", " ").capitalize()) for one in CONFIDENCE],
    )


class OrderForm(OfIndicator):
    """When a payment is rounded."""

    order = forms.ChoiceField(
        label="When is it rounded?",
        choices=[(one.value, words[:1].upper() + words[1:]) for one, words in ORDER_WORDS.items()],
        widget=forms.RadioSelect,
    )
    reason = reason_field()
