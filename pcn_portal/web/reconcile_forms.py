"""The forms of reconciliation: a source with its columns, and bringing in a file."""

from typing import Any, cast

from django import forms

from funding.engine.payment_file import PAYCODES
from funding.engine.streams import MONTHLY_STREAMS, STREAM_TITLES
from funding.models import PaidKind, PaidSource
from funding.paid_files import PARTS
from pcn_portal.web.uploads import limit_in_words

PART_LABELS = {
    "payee": "Code of who was paid",
    "amount": "Amount",
    "payment": "Payment or paycode",
    "month": "Month it pays",
    "day": "Day it was paid or received",
    "name": "Name of who was paid",
}
YEARS = range(2019, 2031)


class SourceForm(forms.Form):
    """Whose files these are, which column has what, and its words for payments."""

    name = forms.CharField(
        label="Name of the source",
        help_text="For example: National statement, or the bank of the federation.",
        max_length=100,
        error_messages={"required": "Give the source a name."},
    )
    kind = forms.ChoiceField(
        label="What do its files say?",
        choices=PaidKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what its files say."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for part in PARTS:
            self.fields[f"column_{part}"] = forms.CharField(
                label=f"Title of the column: {PART_LABELS[part]}",
                help_text="As it stands in the first row of the file. Leave it empty if there "
                "is none, and for a published year’s file.",
                required=False,
                max_length=200,
            )
        for stream in MONTHLY_STREAMS:
            self.fields[f"word_{stream}"] = forms.CharField(
                label=f"Its word for: {STREAM_TITLES[stream]}",
                help_text=f"{PAYCODES[stream]} and the full name are known without it.",
                required=False,
                max_length=200,
            )

    @property
    def columns(self) -> dict[str, str]:
        """Titles by part."""
        return {part: self.cleaned_data[f"column_{part}"] for part in PARTS}

    @property
    def words(self) -> dict[str, str]:
        """The source's words by stream."""
        return {stream: self.cleaned_data[f"word_{stream}"] for stream in MONTHLY_STREAMS}


def initial_of(source: PaidSource) -> dict[str, Any]:
    """A source's form as it was last filled in."""
    return {
        "name": source.name,
        "kind": source.kind,
        **{f"column_{part}": title for part, title in source.columns.items()},
        **{f"word_{stream}": word for stream, word in source.words.items()},
    }


class TakeForm(forms.Form):
    """Which source, its file, and for a published year which one."""

    source = forms.ChoiceField(
        label="Source", error_messages={"required": "Choose where the file is from."}
    )
    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        error_messages={"required": "Choose a file."},
    )
    year = forms.TypedChoiceField(
        label="Contract year, for a published year’s file",
        choices=[("", "Not a year’s file"), *((y, f"{y}/{y + 1 - 2000:02d}") for y in YEARS)],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args: Any, sources: list[PaidSource], dropped: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dropped = dropped
        choice = cast(forms.ChoiceField, self.fields["source"])
        choice.choices = [(str(source.pk), source.name) for source in sources]
        self.fields["file"].help_text = f"CSV, at most {limit_in_words()}."
        if dropped:
            self.fields["file"].required = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.dropped:
            self.add_error("file", f"The file is larger than {limit_in_words()}. Split it.")
        return cleaned
