"""Forms of what supports staff, and of the baseline."""

from django import forms

from pcn_portal.web.claim_forms import roles
from pcn_portal.web.fields import DayField
from workforce.models import DAYS, EquipmentKind, Funder, Half


def _practice(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label="Practice",
        help_text="Its ODS code, for example Z90001.",
        required=required,
        max_length=8,
    )


class BaselineForm(forms.Form):
    """What a practice employed in a role on 31 March 2019."""

    practice = _practice(required=True)
    role = forms.ChoiceField(label="Role", choices=lambda: [("", "Choose a role"), *roles()])
    wte = forms.DecimalField(
        label="Whole-time equivalents on 31 March 2019",
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "nhsuk-input--width-5"}),
    )
    since = DayField(
        label="Vacant since", help_text="Leave empty while it is filled.", required=False
    )


class RoomForm(forms.Form):
    """Desks of a site in one half day of the week."""

    practice = _practice(required=True)
    site = forms.CharField(label="Site or room", max_length=100)
    day = forms.ChoiceField(label="Day", choices=DAYS)
    half = forms.ChoiceField(label="Half of the day", choices=Half.choices)
    desks = forms.IntegerField(
        label="Desks for the network’s staff",
        help_text="0 takes the entry out.",
        min_value=0,
        max_value=200,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-5"}),
    )


class SupervisionForm(forms.Form):
    """Who supervises, how often, and from when."""

    supervisor = forms.CharField(
        label="Who supervises?",
        help_text="A job, not a name: senior pharmacist.",
        max_length=150,
    )
    practice = _practice(required=False)
    times_a_year = forms.IntegerField(
        label="Times a year",
        min_value=1,
        max_value=366,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "nhsuk-input--width-5"}),
    )
    starts = DayField(label="From which day?", help_text="For example, 1 4 2025.")


class TrainingForm(forms.Form):
    """A pathway with its days."""

    pathway = forms.CharField(label="Training pathway", max_length=200)
    starts = DayField(label="Began", required=False)
    due = DayField(label="Due", required=False)
    finished = DayField(label="Finished", required=False)


class EquipmentForm(forms.Form):
    """One thing: whether it is there, whose it is, and who pays."""

    kind = forms.ChoiceField(label="What?", choices=EquipmentKind.choices)
    held = forms.ChoiceField(
        label="Do they have it?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    owner = forms.CharField(label="Owner", required=False, max_length=100)
    funder = forms.ChoiceField(label="Who pays?", choices=Funder.choices)
