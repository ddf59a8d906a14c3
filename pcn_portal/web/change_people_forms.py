"""Forms of the changes of who leads a network and who is paid for it."""

from collections.abc import Iterator
from typing import Any

from django import forms

from networks.models import ProposalKind
from pcn_portal.web.change_choices import CodeField
from pcn_portal.web.change_forms import WHEN_AND_WHY, ChangeForm, Section

Kind = ProposalKind
POST = ("profession", "practice", "wte", "sessions", "email", "phone")


class PayeeForm(ChangeForm):
    """Another organisation receives a network's money."""

    kind, about = Kind.PAYEE_CHANGED, ("network", "name", "ods_code")

    def own_fields(self) -> dict[str, forms.Field]:
        return {
            "network": self.places.own_network("Network"),
            "name": forms.CharField(
                label="Name of the organisation that is to be paid", max_length=200
            ),
            "ods_code": CodeField(
                label="ODS code of that organisation",
                help_text="The portal keeps no bank details.",
            ),
        }


class DirectorForm(ChangeForm):
    """A clinical director begins, follows another, or shares the post."""

    kind = Kind.DIRECTOR_CHANGED

    def own_fields(self) -> dict[str, forms.Field]:
        own = [(row["code"], row["name"]) for row in self.places.practice_rows]
        return {
            "outgoing": forms.MultipleChoiceField(
                label="Who stops on that day?",
                required=False,
                choices=self.places.directors,
                help_text="Leave all empty if the new director shares the post.",
                widget=forms.CheckboxSelectMultiple,
            ),
            "person": forms.CharField(label="Name of the new director", max_length=150),
            "profession": forms.CharField(
                label="Profession",
                max_length=80,
                help_text="For example, GP, nurse or pharmacist. It need not be a GP.",
            ),
            "practice": forms.ChoiceField(
                label="Practice they work in",
                required=False,
                choices=[("", "None of the network’s practices"), *own],
            ),
            "wte": _number("Whole-time equivalent, if agreed", "For example, 0.25."),
            "sessions": _number("Sessions a week, if agreed", "For example, 2.5."),
            "email": forms.EmailField(label="Email address", required=False, max_length=254),
            "phone": _short("Telephone number", 30),
        }

    def sections(self) -> Iterator[Section]:
        if self.places.directors:
            yield self.section("Clinical director now", ("outgoing",))
        yield self.section("New clinical director", ("person", *POST))
        yield self.section("When and why", WHEN_AND_WHY)

    def details_of(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        outgoing = [int(number) for number in cleaned["outgoing"]]
        post = {name: cleaned[name] for name in ("person", *POST)}
        return {"network": self.places.network, "outgoing": outgoing} | post


def _short(label: str, longest: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=longest, **kwargs)


def _number(label: str, hint: str) -> forms.CharField:
    attrs = {"class": "nhsuk-input--width-5", "inputmode": "decimal"}
    return _short(label, 8, help_text=hint, widget=forms.TextInput(attrs=attrs))
