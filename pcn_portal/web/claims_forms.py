"""Forms of claims: declaring a month, answering a query, deciding lines."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from funding.claims.declaring import DECLARATION, Declaration
from workforce.models import ClaimLine, LineStep

CHOICES = (
    (LineStep.APPROVED, "Approve"),
    (LineStep.QUERIED, "Ask the network"),
    (LineStep.REJECTED, "Reject"),
)


class DeclareForm(forms.Form):
    """Where the evidence is, who is left for later, and the declaration."""

    leave_out = forms.MultipleChoiceField(
        label="Leave for a later claim",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    evidence = forms.CharField(
        label="Where is the evidence?",
        help_text="For example, payroll report of October, invoice 1234.",
        max_length=2000,
    )
    declared = forms.BooleanField(
        label=DECLARATION, error_messages={"required": "Read the declaration and agree to it."}
    )

    def __init__(self, *args: Any, people: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["leave_out"]).choices = list(people)

    @property
    def given(self) -> Declaration:
        cleaned: dict[str, Any] = self.cleaned_data
        return Declaration(
            declared=cleaned["declared"],
            evidence=cleaned["evidence"],
            leave_out=frozenset(int(key) for key in cleaned["leave_out"]),
        )


class DecideForm(forms.Form):
    """Which lines, what with them, and why."""

    lines = forms.MultipleChoiceField(
        label="Lines",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one line."},
    )
    step = forms.ChoiceField(label="What is decided?", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Reason or question",
        help_text="The network reads it. Not needed to approve.",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
    )

    def __init__(
        self,
        *args: Any,
        lines: Iterable[ClaimLine],
        steps: Iterable[tuple[str, str]] = CHOICES,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        open_ = [(str(line.pk), f"{line.reference}: £{line.amount:,.2f}") for line in lines]
        cast(forms.MultipleChoiceField, self.fields["lines"]).choices = open_
        cast(forms.ChoiceField, self.fields["step"]).choices = list(steps)
        self.fields["lines"].initial = [key for key, _ in open_]
