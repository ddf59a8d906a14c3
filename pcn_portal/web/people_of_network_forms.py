"""Forms about the people of a network: taking up a role, correcting, leaving."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, cast

from django import forms

from networks.models import CLINICAL_DIRECTOR, Appointment, Network, NetworkRole
from networks.people.actions import PeopleRefused, Post, post_of
from networks.queries import members_on
from pcn_portal.web.fields import DayField
from pcn_portal.web.register_forms import day_after, last_day, reason_field

# A refusal's fields that have another name in a form, which asks for the last day of a period.
FIELDS = {"ends": "last_day", "on": "last_day"}


class ContactForm(forms.Form):
    """How a person is reached, and why that changes."""

    email = forms.EmailField(label="Email address", required=False, max_length=254)
    phone = forms.CharField(label="Telephone", required=False, max_length=30)
    reason = reason_field("For example, the minutes or the message that says so.")

    @property
    def changed(self) -> dict[str, Any]:
        """What is to be recorded, by field of `Post`."""
        return {name: self.cleaned_data[name] for name in ("email", "phone")}


class PostForm(ContactForm):
    """All that is recorded of a person in a role."""

    field_order = (
        "role", "person", "profession", "practice", "organisation", "email", "phone", "wte",
        "sessions", "starts", "last_day", "reason",
    )  # fmt: skip
    person = forms.CharField(label="Name", max_length=150)
    profession = forms.CharField(
        label="Profession",
        required=False,
        max_length=80,
        help_text="For example, GP, pharmacist or nurse. A clinical director need not be a GP.",
    )
    practice = forms.ChoiceField(label="Core network practice", required=False)
    organisation = forms.CharField(
        label="Other organisation", required=False, max_length=200, help_text="If not a practice."
    )
    wte = forms.DecimalField(
        label="Whole-time equivalent",
        required=False,
        max_digits=4,
        decimal_places=3,
        help_text="Between 0 and 1, like 0.25. Leave it empty if it is not known.",
    )
    sessions = forms.DecimalField(
        label="Sessions a week",
        required=False,
        max_digits=4,
        decimal_places=2,
        help_text="If the time is agreed in sessions. They are shown as sessions, not converted.",
    )
    starts = DayField(label="First day in the role", help_text="For example, 1 4 2025.")
    last_day = DayField(
        label="Last day in the role", help_text="Leave it empty if none is set.", required=False
    )

    def __init__(self, *args: Any, network: Network, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spells = members_on(network, on)
        choices = {spell.practice.code: str(spell.practice) for spell in spells}
        kept = kwargs.get("initial", {}).get("practice", "")
        choices |= {kept: kept} if kept and kept not in choices else {}
        cast(forms.ChoiceField, self.fields["practice"]).choices = [
            ("", "None, or not recorded"),
            *choices.items(),
        ]

    @property
    def changed(self) -> dict[str, Any]:
        found = {name: self.cleaned_data.get(name) for name in Post.__dataclass_fields__}
        return found | {"ends": day_after(self.cleaned_data["last_day"])}

    @property
    def post(self) -> Post:
        return Post(**self.changed)


class AppointForm(PostForm):
    """A person takes up a role of the network."""

    role = forms.ChoiceField(label="Role")

    def __init__(self, *args: Any, roles: Iterable[NetworkRole], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose a role"), *((role.code, role.title) for role in roles)]
        cast(forms.ChoiceField, self.fields["role"]).choices = choices


class EndForm(forms.Form):
    """Somebody's last day in a role, and why."""

    last_day = DayField(label="Last day in the role", help_text="For example, 31 3 2026.")
    reason = reason_field("For example, the letter in which the person says so.")

    @property
    def on(self) -> date:
        """The first day on which the person no longer holds the role."""
        found: date = self.cleaned_data["last_day"]
        return found + timedelta(days=1)


def recorded(appointment: Appointment) -> dict[str, Any]:
    """What stands in a form before anything is changed."""
    post = post_of(appointment)
    found: dict[str, Any] = {name: getattr(post, name) for name in Post.__dataclass_fields__}
    return found | {"last_day": last_day(post.ends)}


def say_refusal(form: forms.Form, refusal: PeopleRefused) -> None:
    """Put the sentence at the field it is about, or above the form."""
    name = FIELDS.get(refusal.field, refusal.field)
    form.add_error(name if name in form.fields else None, str(refusal))


def is_director(appointment: Appointment) -> bool:
    return appointment.role.code == CLINICAL_DIRECTOR
