"""The forms of rates by people: entering a sheet, and publishing or rejecting it."""

from typing import Any

from django import forms

from funding.actions.rates import LONGEST

NATIONAL = "national"


class SheetForm(forms.Form):
    """For whom, the document, and the rates typed or in a file."""

    whom = forms.ChoiceField(
        label="For whom?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose for whom the rates are."},
    )
    networks = forms.CharField(
        label="Only for these networks",
        help_text="ODS codes with blanks between them, for a local variation. Empty means all of "
        "the board’s networks.",
        required=False,
        max_length=2000,
    )
    title = forms.CharField(
        label="Name of the sheet",
        help_text="For example, Split of core funding 2024/25.",
        max_length=200,
        error_messages={"required": "Give the sheet a name."},
    )
    document = forms.CharField(
        label="Document",
        help_text="Title, address and page, so that somebody else finds it.",
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": "Name the document."},
    )
    content = forms.CharField(
        label="Rates",
        help_text="In the layout of a year’s file, with its own sources. The example below may be "
        "changed.",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 24, "class": "portal-code"}),
    )
    file = forms.FileField(label="Or a file of rates (YAML)", required=False)

    def __init__(self, *args: Any, whom: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["whom"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = whom

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload = cleaned.get("file")
        if upload:
            try:
                cleaned["content"] = upload.read(LONGEST + 1).decode()
            except UnicodeDecodeError:
                self.add_error("file", "The file is not UTF-8 text. Save it as UTF-8.")
        elif not cleaned.get("content", "").strip():
            self.add_error("content", "Type the rates or choose a file.")
        if "\x00" in cleaned.get("content", ""):
            self.add_error("content", "The rates hold a character that is no text.")
        return cleaned


class CheckForm(forms.Form):
    """Publish or reject, and what was compared."""

    outcome = forms.ChoiceField(
        label="What do you decide?",
        choices=[("publish", "Publish these rates"), ("reject", "Reject them")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to publish or reject."},
    )
    compared = forms.CharField(
        label="What did you compare with the document?",
        help_text="For example: both values, the dates and the population, on page 12.",
        max_length=2000,
        widget=forms.Textarea,
        error_messages={"required": "Say what you compared with the document."},
    )
