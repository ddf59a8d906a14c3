"""Forms about deadlines: entering one, moving it, withdrawing it, and saying that it is done."""

from typing import Any, cast

from django import forms

from pcn_portal.web.fields import DayField
from pcn_portal.web.register_forms import reason_field
from services.deadlines.entering import (
    MOST_LATE,
    MOST_MONTHS,
    MOST_REMIND,
    DeadlineFacts,
)
from services.deadlines.kinds import KINDS, OTHER
from services.deadlines.year import REMIND_DAYS, Base
from services.models import DigestChoice

ONCE, MONTHLY = "once", "monthly"
FACTS = ("title", "what", "remind_days", "escalate_after", "reason")


class DeadlineForm(forms.Form):
    """What a deadline says. `people` are the commissioners it may be escalated to.

    `beside` (or an entry that is there) settles kind and whether it is monthly.
    """

    kind = forms.ChoiceField(
        label="Kind", choices=[(kind.key, kind.title) for kind in KINDS.values()], initial=OTHER
    )
    how_often = forms.ChoiceField(
        label="How often is it due?",
        choices=[(ONCE, "Once, on one day"), (MONTHLY, "Every month of the contract year")],
        widget=forms.RadioSelect,
        initial=ONCE,
    )
    title = forms.CharField(label="What is due, in a few words", max_length=200)
    what = forms.CharField(label="What is to be done", max_length=4000, widget=forms.Textarea)
    day = DayField(
        label="Last day",
        required=False,
        help_text="The last day that is in time, if it is due once. For example, 30 6 2025.",
    )
    day_of_month = forms.IntegerField(
        label="Day of each month",
        required=False,
        min_value=1,
        max_value=31,
        help_text="If it is due every month. 31 means the last day of a shorter month.",
    )
    months_after = forms.IntegerField(
        label="Months after the month it is about",
        required=False,
        min_value=0,
        max_value=MOST_MONTHS,
        help_text="0: within the month itself. 1: within the next one, as for a claim in arrears.",
    )
    remind_days = forms.IntegerField(
        label="Remind so many days before",
        min_value=0,
        max_value=MOST_REMIND,
        initial=REMIND_DAYS,
    )
    escalate_after = forms.IntegerField(
        label="Escalate when late by so many days",
        required=False,
        min_value=1,
        max_value=MOST_LATE,
        help_text="Empty: it is never escalated.",
    )
    escalate_to = forms.ChoiceField(label="Escalate to", required=False)
    reason = reason_field("It is shown with the deadline.")

    def __init__(
        self,
        *args: Any,
        people: list[tuple[str, str]],
        monthly: bool | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Every commissioner of the board"), *people]
        cast(forms.ChoiceField, self.fields["escalate_to"]).choices = choices
        if not people:
            del self.fields["escalate_to"]
        if monthly is not None:
            self._settle(monthly)

    def _settle(self, monthly: bool) -> None:
        for name in ("kind", "how_often", *(("day",) if monthly else _MONTH_FIELDS)):
            del self.fields[name]
        for name in ("day_of_month",) if monthly else ("day",):
            self.fields[name].required = True


_MONTH_FIELDS = ("day_of_month", "months_after")


def facts_of(clean: dict[str, Any]) -> DeadlineFacts:
    """What the form says."""
    to = clean.get("escalate_to")
    return DeadlineFacts(
        **{name: clean[name] for name in FACTS},
        day=clean.get("day"),
        day_of_month=clean.get("day_of_month"),
        months_after=clean.get("months_after") or 0,
        escalate_to=int(to) if to else None,
    )


def initial_of(base: Base) -> dict[str, Any]:
    """What a form begins with: what counts of a deadline now."""
    counts = base.counts
    return {
        "title": counts.title,
        "what": counts.what,
        "day": counts.rule.day,
        "day_of_month": counts.rule.day_of_month,
        "months_after": counts.rule.months_after,
        "remind_days": counts.remind_days,
        "escalate_after": counts.escalate_after,
        "escalate_to": counts.escalate_to or "",
    }


class WithdrawForm(forms.Form):
    """Why a deadline is withdrawn."""

    reason = reason_field("It is no longer due, or the national day counts again.")


class TickForm(forms.Form):
    """That it is done, or not after all."""

    outcome = forms.ChoiceField(
        label="What is recorded?",
        choices=[("done", "It is done"), ("not", "It is not done after all")],
        widget=forms.RadioSelect,
        initial="done",
    )
    done_on = DayField(
        label="Done on", required=False, help_text="If it is done. For example, 27 6 2025."
    )
    words = forms.CharField(
        label="What was done, and where it can be seen", max_length=4000, widget=forms.Textarea
    )

    def clean(self) -> dict[str, Any]:
        clean = super().clean() or {}
        done = clean.get("outcome") == "done"
        if done and not clean.get("done_on") and "done_on" not in self.errors:
            self.add_error("done_on", "Enter the day on which it was done.")
        return clean


class ManyTicksForm(forms.Form):
    """Which networks have done it, when, and where it can be seen."""

    networks = forms.MultipleChoiceField(
        label="Networks that have done it",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the networks that have done it."},
    )
    done_on = DayField(label="Done on", help_text="For example, 27 6 2025.")
    words = forms.CharField(
        label="What was done, and where it can be seen", max_length=4000, widget=forms.Textarea
    )

    def __init__(self, *args: Any, networks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.MultipleChoiceField, self.fields["networks"]).choices = networks


class DigestForm(forms.Form):
    """How often the e-mail comes."""

    how = forms.ChoiceField(
        label="How often do you want the e-mail?",
        choices=DigestChoice.How.choices,
        widget=forms.RadioSelect,
    )


class FeedForm(forms.Form):
    """Whose deadlines, and for which program."""

    code = forms.ChoiceField(label="Whose deadlines?")
    words = forms.CharField(
        label="Which calendar program is it for?",
        max_length=200,
        help_text="For example: the calendar on my phone. You see it here when you revoke it.",
    )

    def __init__(self, *args: Any, codes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["code"]).choices = codes
