"""Forms about requirements: an answer with its risks, a review, evidence, and drafts."""

from typing import Any

from django import forms
from django.conf import settings

from pcn_portal.web.fields import DayField
from services.engine.requirements import Level, Status
from services.models import DeliveryAnswer
from services.requirement_delivery import MOST_RISKS, Delivery, Risk
from services.requirements_files import KNOWN, Requirement

MARKS = {
    "two_sources": "Two sources",
    "single_source": "One source",
    "derived": "Derived",
    "memory_only": "From memory",
    "unknown": "Not known",
}
COLOURS = {"two_sources": "green", "memory_only": "orange", "unknown": "red"}
LEVELS = [(level.value, level.value.title()) for level in Level]


def mark_tag(known: str) -> dict[str, str]:
    """A tag that says how something is known."""
    return {"text": MARKS[known], "colour": COLOURS.get(known, "yellow")}


def words(label: str, help_text: str = "", required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=4000, widget=forms.Textarea
    )


class AnswerForm(forms.Form):
    """How a requirement is delivered; a box for each risk there is and one more.

    Where nothing is answered yet it starts from `before`, last year's answer.
    """

    seen_turn = forms.IntegerField(widget=forms.HiddenInput)
    status = forms.ChoiceField(
        label="How does it stand?",
        choices=[(one.value, one.label) for one in Status],
        widget=forms.RadioSelect,
    )
    narrative = words("What was done, and what came of it")
    plan = words("Plan")
    owner = forms.CharField(label="Who owns it", required=False, max_length=200)
    starts = DayField(label="Starts on", required=False)
    due = DayField(label="To be delivered by", required=False, help_text="For example, 30 6 2025.")

    def __init__(
        self, data: Any, last: DeliveryAnswer | None, before: DeliveryAnswer | None = None
    ) -> None:
        said = last or before
        risks = list(said.risks.all()) if said else []
        initial: dict[str, Any] = {"seen_turn": last.turn if last else 0}
        if said:
            names = ("status", "narrative", "plan", "owner", "starts", "due")
            initial |= {name: getattr(said, name) for name in names}
        super().__init__(data, initial=initial)
        self.risks = min(len(risks) + 1, MOST_RISKS)
        for number in range(1, self.risks + 1):
            risk = risks[number - 1] if number <= len(risks) else None
            self._add_risk(number, risk)

    def _add_risk(self, number: int, risk: Any) -> None:
        said = {name: getattr(risk, name, "") for name in ("words", "done")}
        marks = {name: getattr(risk, name, "medium") for name in ("likelihood", "impact")}
        self.fields[f"words_{number}"] = words(f"Risk {number}: what might go wrong")
        for name, value in marks.items():
            label = f"Risk {number}: {name}"
            self.fields[f"{name}_{number}"] = forms.ChoiceField(
                label=label, choices=LEVELS, initial=value
            )
        self.fields[f"done_{number}"] = words(f"Risk {number}: what is done about it")
        self.fields[f"words_{number}"].initial = said["words"]
        self.fields[f"done_{number}"].initial = said["done"]

    @property
    def delivery(self) -> Delivery:
        """What was said; a risk without words is none."""
        clean: dict[str, Any] = self.cleaned_data
        names = ("narrative", "plan", "owner", "starts", "due")
        risks = tuple(
            Risk(
                clean[f"words_{n}"],
                Level(clean[f"likelihood_{n}"]),
                Level(clean[f"impact_{n}"]),
                clean[f"done_{n}"],
            )
            for n in range(1, self.risks + 1)
            if clean[f"words_{n}"]
        )
        return Delivery(
            status=Status(clean["status"]), risks=risks, **{name: clean[name] for name in names}
        )


class ReviewForm(forms.Form):
    """The board's response."""

    outcome = forms.ChoiceField(
        label="What is the board’s response?",
        choices=[("accept", "Accept"), ("more", "Ask for more")],
        widget=forms.RadioSelect,
    )
    words = words("In words", "The network reads it.")


class CarryForm(forms.Form):
    """Which of last year's answers are still right."""

    codes = forms.MultipleChoiceField(
        label="Still right as it is", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, data: Any, choices: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["codes"].choices = choices  # type: ignore[attr-defined]


class EvidenceForm(forms.Form):
    """Evidence, perhaps with a file."""

    title = forms.CharField(label="Title", max_length=200)
    day = DayField(label="Date", help_text="Of the evidence. For example, 30 6 2025.")
    words = words("What it shows")
    file = forms.FileField(label="File (optional)", required=False)

    def __init__(self, *args: Any, dropped: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dropped = dropped
        self.most = f"{settings.DOCUMENT_MAX_BYTES // 2**20} MB"
        self.fields["file"].help_text = f"PDF or Word document (DOCX), at most {self.most}."

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if self.dropped or (file and (file.size or 0) > settings.DOCUMENT_MAX_BYTES):
            raise forms.ValidationError(f"The file is larger than {self.most}.")
        return file


class UseForm(forms.Form):
    """Where evidence is used too: a requirement, or a return by its name."""

    use = forms.ChoiceField(label="Link it to a requirement", required=False)
    named = forms.CharField(
        label="Or to a return of the year, by its name", required=False, max_length=80
    )

    def __init__(self, data: Any, choices: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["use"].choices = [("", "None"), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        clean: dict[str, Any] = super().clean() or {}
        if bool(clean.get("use")) == bool(clean.get("named", "").strip()):
            raise forms.ValidationError("Choose a requirement, or name a return.")
        return clean


class CopyForm(forms.Form):
    """Which year is copied into a draft of which."""

    from_year = forms.CharField(label="Copy from contract year", max_length=7)
    to_year = forms.CharField(
        label="Into contract year", max_length=7, help_text="For example, 2027/28."
    )
    note = forms.CharField(label="What is the draft for?", max_length=200)


class RequirementForm(forms.Form):
    """One requirement of a draft."""

    code = forms.CharField(label="Short code", max_length=8)
    title = forms.CharField(label="Name", max_length=200)
    starts = DayField(label="First day", required=False, help_text="Leave empty if not known.")
    known = forms.ChoiceField(
        label="How are name and first day known?", choices=[(one, MARKS[one]) for one in KNOWN]
    )
    what = words("What must be done", "Leave empty if not known.")
    what_known = forms.ChoiceField(
        label="How is that known?", choices=[(one, MARKS[one]) for one in KNOWN]
    )
    prompts = words("Prompts for evidence, one on each line")
    source = words("Source")
    note = words("Note")
    out = forms.BooleanField(label="Take it out of the draft", required=False)

    @property
    def requirement(self) -> Requirement:
        names = [name for name in self.fields if name != "out"]
        return Requirement(**{name: self.cleaned_data[name] for name in names})


class SetDecisionForm(forms.Form):
    """Publish a draft, or give it up."""

    outcome = forms.ChoiceField(
        label="What is decided?",
        choices=[("publish", "Publish"), ("give_up", "Give up")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="Reason", max_length=2000, widget=forms.Textarea)
