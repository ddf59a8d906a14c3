"""The form of a rule by which a network shares its money."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from funding.actions import Terms
from funding.engine.shares import BY_WORDS
from funding.engine.streams import MONTHLY_STREAMS, PRACTICE_STREAMS, STREAM_TITLES
from pcn_portal.web.formats import month as month_words
from pcn_portal.web.reckoner_forms import contract_months

LARGEST = Decimal("9999999.99")
SHARED_STREAMS = [stream for stream in MONTHLY_STREAMS if stream not in PRACTICE_STREAMS]


class Amounts(forms.CharField):
    """Lines of a practice's code and a number: "Y01234 12.50"."""

    widget = forms.Textarea

    def clean(self, value: Any) -> dict[str, Decimal]:
        found: dict[str, Decimal] = {}
        for line in str(super().clean(value)).splitlines():
            if line.strip():
                code, number = self._line(line)
                if code in found:
                    raise forms.ValidationError(f"{code} stands there twice. Write it once.")
                found[code] = number
        return found

    def _line(self, line: str) -> tuple[str, Decimal]:
        words = line.replace("£", "").replace("%", "").split()
        try:
            code, text = words
            number = Decimal(text)
        except (ValueError, InvalidOperation):
            raise forms.ValidationError(
                f"“{line.strip()[:60]}” is not a code and a number. Write for example Y01234 12.50."
            ) from None
        return code.upper()[:12], number


class RuleForm(forms.Form):
    """What is shared from when, what the network keeps, and who gets what."""

    stream = forms.ChoiceField(
        label="Payment",
        choices=[
            ("", "Every payment without a rule of its own"),
            *((stream, STREAM_TITLES[stream]) for stream in SHARED_STREAMS),
        ],
        required=False,
    )
    from_month = forms.ChoiceField(
        label="From the month",
        choices=lambda: [(str(m), month_words(m)) for m in reversed(contract_months())],
    )
    top_percent = forms.DecimalField(
        label="The network keeps for its costs, in per cent",
        min_value=0,
        max_value=100,
        required=False,
        widget=forms.TextInput,
    )
    top_fixed = forms.DecimalField(
        label="The network keeps for its costs, in pounds a month",
        min_value=0,
        max_value=LARGEST,
        decimal_places=2,
        required=False,
        widget=forms.TextInput,
    )
    fixed = Amounts(
        label="Fixed sums a month",
        help_text="One practice a line: its code and pounds, for example Y01234 250.00.",
        required=False,
        max_length=4000,
    )
    percent = Amounts(
        label="Percentages of what is then left",
        help_text="One practice a line: its code and per cent, for example Y01234 12.5.",
        required=False,
        max_length=4000,
    )
    by = forms.ChoiceField(
        label="How is the rest shared?",
        choices=[(by.value, words.capitalize()) for by, words in BY_WORDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how the rest is shared."},
    )
    others = forms.CharField(
        label="Members besides the core network practices that have a share",
        help_text="Their codes, with blanks between. They must be recorded as members.",
        required=False,
        max_length=400,
    )
    reason = forms.CharField(
        label="Where is it agreed?",
        help_text="For example: Schedule 4, signed on 3 March 2025.",
        max_length=2000,
        error_messages={"required": "Say where it is agreed."},
    )

    def terms(self) -> Terms:
        """What was filled in, as the action takes it."""
        cleaned = self.cleaned_data
        return Terms(
            by=cleaned["by"],
            top_fixed=cleaned["top_fixed"] or Decimal("0.00"),
            top_percent=cleaned["top_percent"] or Decimal(0),
            fixed=cleaned["fixed"],
            percent=cleaned["percent"],
            others=tuple(dict.fromkeys(cleaned["others"].upper().split())),
        )
