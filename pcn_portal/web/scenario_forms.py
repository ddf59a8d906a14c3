"""The forms of scenarios: a new one, a change, and putting it up for decision."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils import timezone

from funding.engine.scenarios import Change, Kind
from funding.rate_books import national_book
from pcn_portal.units.periods import ContractYear, Month
from pcn_portal.web.formats import month as month_words
from practices.models import Basis

KINDS = [
    (Kind.MOVE.value, "A practice moves to a network, or leaves"),
    (Kind.LIST.value, "A practice has another list or population"),
    (Kind.BEDS.value, "A network has another number of beds"),
    (Kind.RATE.value, "A rate is another one, for all or for one network"),
]


class ScenarioForm(forms.Form):
    """Its name and contract year."""

    name = forms.CharField(
        label="Name", max_length=100, error_messages={"required": "Give the scenario a name."}
    )
    year = forms.ChoiceField(label="Contract year")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = sorted(national_book(timezone.now()).years, reverse=True)
        choice = cast(forms.ChoiceField, self.fields["year"])
        choice.choices = [(str(year), str(year)) for year in years]


class ChangeForm(forms.Form):
    """One change: what, from when, of whom, and to what."""

    kind = forms.ChoiceField(
        label="What changes?",
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what changes."},
    )
    start = forms.ChoiceField(label="From the month")
    practice = forms.CharField(
        label="Practice",
        help_text="ODS code, for a move or a list.",
        required=False,
        max_length=8,
    )
    network = forms.ChoiceField(
        label="Network",
        help_text="Where the practice moves to, whose beds, or whose rate.",
        required=False,
    )
    basis = forms.ChoiceField(
        label="Population", choices=[("", "None"), *Basis.choices], required=False
    )
    rate = forms.ChoiceField(label="Rate", required=False)
    value = forms.DecimalField(
        label="New number",
        help_text="Patients, beds, or pounds of the rate.",
        required=False,
        widget=forms.TextInput,
        error_messages={"invalid": "Write a number: 10500."},
    )

    def __init__(
        self, *args: Any, year: ContractYear, networks: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        rates = national_book(timezone.now()).rates(year)
        self._choose("start", [(str(m), month_words(m)) for m in year.months()])
        self._choose("network", [("", "None"), *networks])
        named = [(r.id, f"{r.id}: £{r.value}") for r in rates if r.value is not None]
        self._choose("rate", [("", "None"), *named])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def change(self) -> Change:
        """What was filled in, as the engine takes it; fields of other kinds are left out."""
        cleaned = self.cleaned_data
        kind = Kind(cleaned["kind"])
        value: Decimal | None = cleaned["value"] if kind != Kind.MOVE else None
        return Change(
            kind=kind,
            start=Month.parse(cleaned["start"]).first,
            practice=cleaned["practice"].strip().upper() if kind in (Kind.MOVE, Kind.LIST) else "",
            network=cleaned["network"] if kind != Kind.LIST else "",
            basis=cleaned["basis"] if kind == Kind.LIST else "",
            rate=cleaned["rate"] if kind == Kind.RATE else "",
            value=value,
        )


class ProposeForm(forms.Form):
    """Why the scenario is proposed."""

    reason = forms.CharField(
        label="Reason",
        help_text="The name of the scenario is put before it.",
        max_length=1000,
        widget=forms.Textarea,
        error_messages={"required": "Say why this is proposed."},
    )
