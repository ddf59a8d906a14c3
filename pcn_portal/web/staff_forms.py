"""Forms of the staff register: somebody in a post, their terms, leave, leaving, a month's cost."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms

from pcn_portal.web.claim_forms import pounds_field, roles
from pcn_portal.web.fields import DayField
from pcn_portal.web.register_forms import day_after, reason_field
from pcn_portal.web.role_forms import months
from workforce.correcting import Corrected
from workforce.engine.claims import FULL_TIME
from workforce.models import AREAS, Before, EmployerKind, Engagement, LeaveKind, Post
from workforce.register import EngagementFacts
from workforce.register_parts import MOST_WTE, PostFacts, TermsFacts, read_spread

NOTHING = Decimal("0.00")
COST = ("salary", "employer_ni", "employer_pension", "fees")
NEW = "new"


class PayForm(forms.Form):
    """Hours a week and pounds a month."""

    hours = forms.DecimalField(
        label="Hours a week",
        help_text="37.5 hours are one whole-time equivalent.",
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "nhsuk-input--width-5"}),
        error_messages={"invalid": "Write hours as a number: 37.5."},
    )
    band = forms.CharField(label="Pay band", required=False, max_length=20)
    salary = pounds_field("Salary a month, in pounds", required=True)
    employer_ni = pounds_field("Employer’s National Insurance a month, in pounds")
    employer_pension = pounds_field("Employer’s pension a month, in pounds")
    fees = pounds_field(
        "Supplier’s fees a month, in pounds", hint="Only for social prescribing link workers."
    )
    spread = forms.CharField(
        label="Sessions a week at each practice",
        help_text="A practice’s code and sessions on each line: Z90001 2.5. May be left empty.",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
    )

    @property
    def terms(self) -> TermsFacts:
        """What was filled in. Raises StaffRefused for a spread that cannot be read."""
        cleaned: dict[str, Any] = self.cleaned_data
        return TermsFacts(
            hours=cleaned["hours"],
            band=cleaned["band"],
            spread=read_spread(cleaned["spread"]),
            **{part: cleaned[part] or NOTHING for part in COST},
        )


class SomebodyForm(PayForm):
    """Somebody in a post: an existing one with room, or one of their own."""

    field_order = (
        "post", "role", "area", "later", "name", "reference", "employer_kind", "employer",
        "starts", "last", "contracted", "before", "covers", "hours", "band", "salary",
        "employer_ni", "employer_pension", "fees", "spread",
    )  # fmt: skip
    post = forms.ChoiceField(label="Post", initial=NEW)
    role = forms.ChoiceField(
        label="Role", required=False, choices=lambda: [("", "Choose a role"), *roles()]
    )
    area = forms.ChoiceField(
        label="Where do they work?", choices=AREAS, initial="national", widget=forms.RadioSelect
    )
    later = forms.BooleanField(
        label="Not the network’s first in this role",
        help_text="Later mental health practitioners may be paid in full by written agreement.",
        required=False,
    )
    name = forms.CharField(
        label="Name",
        help_text="Seen by your network alone. The board sees the reference.",
        required=False,
        max_length=150,
    )
    reference = forms.CharField(
        label="Reference",
        help_text="Leave empty for the next free one: S001.",
        required=False,
        max_length=20,
    )
    employer_kind = forms.ChoiceField(label="Kind of employer", choices=EmployerKind.choices)
    employer = forms.CharField(label="Employer", max_length=200)
    starts = DayField(label="First day in post", help_text="For example, 17 5 2024.")
    last = DayField(label="Last day in post", help_text="Leave empty if they stay.", required=False)
    contracted = DayField(
        label="Last day of a fixed term",
        help_text="As agreed at the start. Leave empty if there is none.",
        required=False,
    )
    before = forms.ChoiceField(
        label="Where did they work before?", choices=Before.choices, widget=forms.RadioSelect
    )
    covers = forms.ChoiceField(label="Covers somebody on leave", required=False)

    def __init__(
        self, *args: Any, posts: Iterable[Post], away: Iterable[Engagement], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = dict(roles())
        cast(forms.ChoiceField, self.fields["post"]).choices = [
            (NEW, "A post of their own"),
            *((str(post.pk), _post_words(post, names)) for post in posts),
        ]
        cast(forms.ChoiceField, self.fields["covers"]).choices = [
            ("", "Nobody"),
            *((str(one.pk), f"{one.person.reference}, {names[one.post.role]}") for one in away),
        ]
        self.fields["before"].initial = Before.NEW.value

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("post") == NEW and not cleaned.get("role"):
            self.add_error("role", "Choose a role.")
        return cleaned

    @property
    def new_post(self) -> PostFacts | None:
        """The post of their own, as large as their hours; None where one was chosen."""
        cleaned: dict[str, Any] = self.cleaned_data
        if cleaned["post"] != NEW:
            return None
        return PostFacts(
            role=cleaned["role"],
            wte=min(round(cleaned["hours"] / FULL_TIME, 2) or Decimal("0.01"), MOST_WTE),
            area=cleaned["area"],
            later=cleaned["later"],
            starts=cleaned["starts"],
        )

    @property
    def facts(self) -> EngagementFacts:
        cleaned: dict[str, Any] = self.cleaned_data
        return EngagementFacts(
            starts=cleaned["starts"],
            ends=day_after(cleaned["last"]),
            employer=cleaned["employer"],
            employer_kind=cleaned["employer_kind"],
            reference=cleaned["reference"],
            name=cleaned["name"],
            before=cleaned["before"],
            contracted_until=cleaned["contracted"],
            covers=int(cleaned["covers"]) if cleaned["covers"] else None,
        )


class PlannedForm(forms.Form):
    """A post that nobody is in yet."""

    role = forms.ChoiceField(label="Role", choices=lambda: [("", "Choose a role"), *roles()])
    wte = forms.DecimalField(
        label="Whole-time equivalents",
        help_text="At most 1.07, which is 40 hours a week. Enter two posts for two people.",
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "nhsuk-input--width-5"}),
    )
    area = forms.ChoiceField(
        label="Where?", choices=AREAS, initial="national", widget=forms.RadioSelect
    )
    later = forms.BooleanField(label="Not the network’s first in this role", required=False)
    starts = DayField(label="Funded from", help_text="For example, 1 4 2025.")
    last = DayField(label="Funded until", help_text="Leave empty if open.", required=False)
    note = forms.CharField(label="Note", required=False, max_length=200)

    @property
    def facts(self) -> PostFacts:
        cleaned: dict[str, Any] = self.cleaned_data
        names = ("role", "wte", "area", "later", "starts", "note")
        return PostFacts(**{name: cleaned[name] for name in names}, ends=day_after(cleaned["last"]))


class TermsForm(PayForm):
    """Other hours or pay from a day on."""

    from_day = DayField(label="From which day?", help_text="For example, 1 4 2025.")
    reason = reason_field("For example, pay award of 2025/26.")
    field_order = ("from_day", "hours", "band", *COST, "spread", "reason")


class LeavingForm(forms.Form):
    """The last day in post; empty takes an entered one back."""

    last = DayField(label="Last day in post", help_text="Leave empty if they stay.", required=False)

    @property
    def on(self) -> date | None:
        return day_after(self.cleaned_data["last"])


class CorrectForm(forms.Form):
    """What an entry is to say, and why."""

    starts = DayField(label="First day in post", help_text="For example, 17 5 2024.")
    employer_kind = forms.ChoiceField(label="Kind of employer", choices=EmployerKind.choices)
    employer = forms.CharField(label="Employer", max_length=200)
    contracted = DayField(label="Last day of a fixed term", required=False)
    before = forms.ChoiceField(
        label="Where did they work before?", choices=Before.choices, widget=forms.RadioSelect
    )
    reason = reason_field("For example, a typing error.")

    @property
    def to(self) -> Corrected:
        cleaned: dict[str, Any] = self.cleaned_data
        names = ("starts", "employer_kind", "employer", "before")
        shown = {name: cleaned[name] for name in names}
        return Corrected(**shown, contracted_until=cleaned["contracted"])


class CallOffForm(forms.Form):
    """Why an entry was a mistake."""

    reason = reason_field("For example, recorded twice.")


class EraseForm(forms.Form):
    """Why a name is erased before the rule does it."""

    reason = reason_field("For example, the person asked for it.")


class LeaveForm(forms.Form):
    """A time away."""

    kind = forms.ChoiceField(
        label="Kind of leave", choices=LeaveKind.choices, widget=forms.RadioSelect
    )
    starts = DayField(label="First day away", help_text="For example, 1 9 2025.")
    last = DayField(label="Last day away", help_text="Leave empty if not known.", required=False)


class CostForm(forms.Form):
    """What one month really cost."""

    month = forms.ChoiceField(label="Month", choices=lambda: [("", "Choose a month"), *months()])
    salary = pounds_field("Salary of the month, in pounds", required=True)
    employer_ni = pounds_field("Employer’s National Insurance, in pounds")
    employer_pension = pounds_field("Employer’s pension, in pounds")
    fees = pounds_field("Supplier’s fees, in pounds")
    reason = reason_field("For example, sick pay, or overtime at plain time.")

    @property
    def cost(self) -> dict[str, Decimal]:
        return {part: self.cleaned_data[part] or NOTHING for part in COST}


def _post_words(post: Post, names: dict[str, str]) -> str:
    people = ", ".join(one.person.reference for one in post.engagements.all()) or "nobody in it"
    return f"{names[post.role]}, {post.wte} WTE, {people}"
