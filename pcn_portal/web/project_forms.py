"""Forms of projects: what a project is, and what was measured."""

from typing import Any

from django import forms

from pcn_portal.web.fields import DayField
from services.models import ProjectState, ProjectVersion, WithKind
from services.projects import EXAMPLE, ProjectFacts, ResultFacts, partners_as_text, read_partners

KINDS = ", ".join(label for _, label in WithKind.choices)


def _line(label: str, hint: str = "", longest: int = 200, required: bool = False) -> Any:
    return forms.CharField(label=label, help_text=hint, max_length=longest, required=required)


def _words(label: str, hint: str = "", required: bool = False) -> Any:
    return forms.CharField(
        label=label, help_text=hint, max_length=4000, required=required, widget=forms.Textarea
    )


def _figure(label: str, hint: str = "", required: bool = False) -> Any:
    return forms.DecimalField(
        label=label, help_text=hint, max_digits=14, decimal_places=4, required=required
    )


class ProjectForm(forms.Form):
    """Everything that a version of a project says."""

    title = _line("Title", required=True)
    state = forms.ChoiceField(
        label="Where it stands", choices=ProjectState.choices, widget=forms.RadioSelect
    )
    stopped_because = _words("Why it was stopped", "Only if it was. Others learn from it.")
    aim = _words("Aim", "What it is meant to achieve.", required=True)
    cohort = _words("Whom it is for", "In your own words. No names of patients.", required=True)
    ages = _line("Ages", "For example, 11 to 18.")
    conditions = _line("Conditions")
    places = _line("Places")
    people = forms.IntegerField(
        label="How many people they are", help_text="If counted.", required=False, min_value=0
    )
    partners = _words(
        "Who works with you",
        f"One on each line: kind; name; what it does. For example, {EXAMPLE}. Kinds are {KINDS}. "
        "One named as a member of your network is linked to it.",
    )
    measure = _line("What is measured", "For example, young people who used the service.")
    unit = _line("Unit", "For example, people.", 60)
    baseline = _figure("Baseline", "What it was before.")
    baseline_on = DayField(label="Day of the baseline", required=False)
    target = _figure("Target")
    story = _words("The story", "How it came about, what was done, what came of it.")
    quote = _words("A quote")
    quote_by = _line("Who says so", "A part they play, for example Clinical director.")
    starts = DayField(label="Start", required=False)
    ends = DayField(label="End", required=False)
    serves = _line("Requirements it serves", "Key words.")
    roles = _line("Staff roles in it", "For example, Health and wellbeing coaches.")
    leads = _line("Who leads it")
    shared = forms.BooleanField(
        label="Let other networks read title, aim, result and story", required=False
    )


class ProjectChangeForm(ProjectForm):
    """A project anew; `seen` is the version that the person read."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ResultForm(forms.Form):
    """What was measured on a day."""

    measured_on = DayField(
        label="Day of the measurement",
        help_text="A second figure for a day corrects the first, which stays readable.",
    )
    value = _figure("Figure", required=True)
    source = _line("Where the figure is from", required=True)
    note = _words("Note")


def facts_of(clean: dict[str, Any]) -> ProjectFacts:
    """The facts that the form was filled in with. Raises ServicesRefused for a partner's line."""
    said = {name: clean[name] for name in ProjectForm.base_fields}
    return ProjectFacts(**said | {"partners": read_partners(clean["partners"])})


def result_of(clean: dict[str, Any]) -> ResultFacts:
    return ResultFacts(**clean)


def initial_of(version: ProjectVersion) -> dict[str, Any]:
    """A version as the form shows it."""
    fields = {
        name: getattr(version, name) for name in ProjectForm.base_fields if name != "partners"
    }
    for name in ("baseline", "target"):
        if fields[name] is not None:
            fields[name] = f"{fields[name].normalize():f}"
    partners = partners_as_text(list(version.partners.all()))
    return fields | {"partners": partners, "seen": version.version}
