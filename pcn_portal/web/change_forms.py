"""A form for each kind of change a person may propose: what changes, from which day, and why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField

from networks.models import ProposalKind
from networks.proposals.details import Draft, ProposalRefused, check_details
from pcn_portal.web.change_choices import CodeField, Places, network_of
from pcn_portal.web.fields import DayField
from pcn_portal.web.formats import day

Kind = ProposalKind
WHEN_AND_WHY = ("effective", "reason")
LIKE = "For example, 1\N{NO-BREAK SPACE}7\N{NO-BREAK SPACE}2025."
FIRST_OF_MONTH = f"The first day it holds, which is the first of a month. {LIKE}"


@dataclass(frozen=True)
class Section:
    """Fields under a heading; a `spare` one is folded away while nothing is in it."""

    heading: str
    fields: list[BoundField]
    spare: bool = False

    @property
    def folded(self) -> bool:
        return self.spare and not any(field.value() or field.errors for field in self.fields)


class ChangeForm(forms.Form):
    """What every proposal says; a kind adds its own fields and makes `Proposal.details` of them.

    `about` names its fields in order. `stands_for` says under which field a refusal appears that
    is about a key of the details without a field of its own.
    """

    kind: ClassVar[str]
    about: ClassVar[Sequence[str]] = ()
    monthly: ClassVar[bool] = False
    stands_for: ClassVar[dict[str, str]] = {}

    effective = DayField(
        label="From which day", error_messages={"required": "Enter the first day it holds."}
    )
    reason = forms.CharField(
        label="Reason",
        help_text="Why, and what you have seen: the notice, the network agreement, the minutes.",
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": "Say why you propose this."},
    )

    def __init__(self, *args: Any, places: Places, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        hint = FIRST_OF_MONTH if self.monthly else f"The first day it holds. {LIKE}"
        self.fields["effective"].help_text = hint
        self.fields = self.own_fields() | self.fields

    def own_fields(self) -> dict[str, forms.Field]:
        """The fields of this kind, whose choices are those of the person."""
        raise NotImplementedError

    @property
    def lists_practices(self) -> bool:
        """Whether it lists the person's practices, of one network where that is known."""
        return "practices" in self.fields or "practice" in self.fields

    def details_of(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """The proposal's details, from fields that are each valid."""
        return {name: cleaned[name] for name in self.about}

    def sections(self) -> Iterator[Section]:
        """The fields under their headings, as the page draws them."""
        yield self.section("What changes", self.about)
        yield self.section("When and why", WHEN_AND_WHY)

    def section(self, heading: str, names: Iterable[str], *, spare: bool = False) -> Section:
        """Some of the fields, by name."""
        return Section(heading, [self[name] for name in names], spare)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                cleaned["details"] = check_details(self.kind, self.details_of(cleaned))
            except ProposalRefused as refusal:
                self.refused(refusal)
        return cleaned

    def refused(self, refusal: ProposalRefused) -> None:
        """Show a refusal at the field it is about."""
        field = self.stands_for.get(refusal.field, refusal.field)
        self.add_error(field if field in self.fields else None, str(refusal))

    @property
    def draft(self) -> Draft:
        """What a valid form says."""
        cleaned = self.cleaned_data
        return Draft(
            kind=self.kind, effective=cleaned["effective"], details=cleaned.get("details", {})
        )

    def kept(self) -> list[tuple[str, str]]:
        """Everything typed, to be carried through the preview: pairs of name and value."""
        names = [
            key for key in self.data if key in self.fields or key.rsplit("_", 1)[0] in self.fields
        ]
        return [(name, value) for name in names for value in _values(self.data, name)]

    def network_on(self, practice: str, effective: date) -> str:
        """The network that a practice would leave, or a refusal at its field."""
        found = network_of(practice, effective)
        if not found:
            raise ProposalRefused(
                f"{practice} is in no network on {day(effective)}. Check the practice and the day.",
                "practice",
            )
        return found


def _values(data: Any, name: str) -> list[str]:
    return list(data.getlist(name)) if hasattr(data, "getlist") else [data[name]]


class JoinForm(ChangeForm):
    """A practice that is in no network joins one."""

    kind, about, monthly = Kind.JOIN, ("practice", "network"), True

    def own_fields(self) -> dict[str, forms.Field]:
        return {
            "practice": self.places.any_practice("Practice"),
            "network": self.places.own_network("Network it joins"),
        }


class LeaveForm(ChangeForm):
    """A practice leaves its network for none."""

    kind, about, monthly = Kind.LEAVE, ("practice",), True
    stands_for = {"network": "practice"}

    def own_fields(self) -> dict[str, forms.Field]:
        return {"practice": self.places.own_practice("Practice that leaves its network")}

    def details_of(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        practice = cleaned["practice"]
        network = self.network_on(practice, cleaned["effective"])
        return {"practice": practice, "network": network}


class MoveForm(ChangeForm):
    """A practice leaves its network for another."""

    kind, about, monthly = Kind.MOVE, ("practice", "to"), True
    stands_for = {"from": "practice"}

    def own_fields(self) -> dict[str, forms.Field]:
        return {
            "practice": self.places.own_practice("Practice that moves"),
            "to": self.places.any_network("Network it moves to"),
        }

    def details_of(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        practice = cleaned["practice"]
        old = self.network_on(practice, cleaned["effective"])
        return {"practice": practice, "from": old, "to": cleaned["to"]}


class PracticeMergerForm(ChangeForm):
    """Practices close and their patients go to one that continues or is new."""

    kind, about = Kind.PRACTICE_MERGER, ("practices", "into", "name")

    def own_fields(self) -> dict[str, forms.Field]:
        return {
            "practices": self.places.several_practices(
                "Practices that close",
                help_text="Leave out the one that continues.",
                error_messages={"required": "Choose at least one practice that closes."},
            ),
            "into": CodeField(
                label="Code of the practice that continues",
                help_text="ODS code, like A12345: of a practice that is open, or a new one.",
            ),
            "name": forms.CharField(
                label="Its name, if the code is new",
                required=False,
                max_length=200,
                help_text="Leave it empty if the practice is in the register.",
            ),
        }

    def details_of(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        named = {"name": cleaned["name"]} if cleaned["name"] else {}
        return {"practices": cleaned["practices"], "into": cleaned["into"]} | named


class SplitForm(ChangeForm):
    """A form with parts, each with code and name; what is wrong is shown at its part."""

    parts: ClassVar[int]
    more: ClassVar[str]
    refused_as: ClassVar[str]

    def refused(self, refusal: ProposalRefused) -> None:
        if refusal.field == self.refused_as:
            codes = {self.cleaned_data.get(f"code{n}"): n for n in range(self.parts, 0, -1)}
            number = next((n for code, n in codes.items() if code and code in str(refusal)), 1)
            refusal = ProposalRefused(str(refusal), f"code{number}")
        super().refused(refusal)

    def part_sections(self, what: str, needed: int) -> Iterator[Section]:
        """Code and name of each part under a heading; those that are not needed in one."""
        numbers = range(1, self.parts + 1)
        for number in numbers[:needed]:
            yield self.section(f"{what} {number}", (f"code{number}", f"name{number}"))
        spare = [f"{name}{number}" for number in numbers[needed:] for name in ("code", "name")]
        yield self.section(self.more, spare, spare=True)


class PracticeSplitForm(SplitForm):
    """A practice becomes several; it may stay open itself."""

    kind, about = Kind.PRACTICE_SPLIT, ("practice", "closes")
    parts, more, refused_as = 3, "A second or third new practice", "into"

    def own_fields(self) -> dict[str, forms.Field]:
        asked = {
            "practice": self.places.own_practice("Practice that splits"),
            "closes": forms.ChoiceField(
                label="Does it close itself?",
                choices=[
                    ("no", "No, it stays open beside the new ones"),
                    ("yes", "Yes, it closes"),
                ],
                widget=forms.RadioSelect,
                error_messages={"required": "Say whether the practice itself closes."},
            ),
        }
        for number in range(1, self.parts + 1):
            asked |= part_fields(number, "practice", required=number == 1)
        return asked

    def details_of(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return {
            "practice": cleaned["practice"],
            "into": parts_of(cleaned, self.parts),
            "closes": cleaned["closes"] == "yes",
        }

    def sections(self) -> Iterator[Section]:
        yield self.section("What changes", self.about)
        yield from self.part_sections("New practice", 1)
        yield self.section("When and why", WHEN_AND_WHY)


class ClosureForm(ChangeForm):
    """A practice closes."""

    kind, about = Kind.PRACTICE_CLOSURE, ("practice",)

    def own_fields(self) -> dict[str, forms.Field]:
        return {"practice": self.places.own_practice("Practice that closes")}


def part_fields(number: int, what: str, *, required: bool) -> dict[str, forms.Field]:
    """Code and name of one part of a split."""
    like = "U12345" if what == "network" else "A12345"
    return {
        f"code{number}": CodeField(
            label=f"Code of {what} {number}", help_text=f"ODS code, like {like}.", required=required
        ),
        f"name{number}": forms.CharField(
            label=f"Name of {what} {number}", max_length=200, required=required
        ),
    }


def parts_of(cleaned: dict[str, Any], most: int) -> list[dict[str, str]]:
    """The parts that were filled in, code and name."""
    return [
        {"code": cleaned[f"code{number}"], "name": cleaned[f"name{number}"]}
        for number in range(1, most + 1)
        if cleaned[f"code{number}"] or cleaned[f"name{number}"]
    ]
