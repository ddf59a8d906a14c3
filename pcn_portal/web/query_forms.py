"""The forms of queries: asking one, and what is done about it."""

from typing import Any, cast

from django import forms

from pcn_portal.web.fields import DayField

ACTS = [
    ("answer", "Say something"),
    ("give", "Give it to somebody"),
    ("close", "Close it with this outcome"),
]


class AskForm(forms.Form):
    """Which network or board it concerns, what is asked, and by when it is to be answered."""

    whose = forms.ChoiceField(
        label="Network", error_messages={"required": "Choose the network it concerns."}
    )
    subject = forms.CharField(
        label="What is it about?",
        max_length=200,
        error_messages={"required": "Say what it is about."},
    )
    text = forms.CharField(
        label="What do you ask?",
        max_length=4000,
        widget=forms.Textarea,
        error_messages={"required": "Write what you ask."},
    )
    due_on = DayField(
        label="Answer by", help_text="Leave it empty for 28 days from today.", required=False
    )

    def __init__(self, *args: Any, networks: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["whose"]).choices = networks


class ActForm(forms.Form):
    """What to do about a query, and the words."""

    act = forms.ChoiceField(
        label="What do you do?",
        choices=ACTS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you do."},
    )
    owner = forms.ChoiceField(label="To whom, if you give it to somebody", required=False)
    text = forms.CharField(
        label="Message or outcome",
        max_length=4000,
        widget=forms.Textarea,
        error_messages={"required": "Write something."},
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], closed: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["owner"]).choices = [("", "Nobody"), *people]
        if closed:
            act = cast(forms.ChoiceField, self.fields["act"])
            act.choices = [("reopen", "Open it again")]
            del self.fields["owner"]
        elif not people:
            del self.fields["owner"]
            act = cast(forms.ChoiceField, self.fields["act"])
            act.choices = ACTS[:1]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("act") == "give" and not cleaned.get("owner"):
            self.add_error("owner", "Choose to whom you give it.")
        return cleaned
