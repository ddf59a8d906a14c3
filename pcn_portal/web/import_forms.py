"""The upload form of one kind of import: the file, and the dates that kind needs."""

from datetime import date
from typing import Any

from django import forms

from pcn_portal.intake import ImportKind
from pcn_portal.web.fields import DayField
from pcn_portal.web.uploads import limit_in_words


class UploadForm(forms.Form):
    """A file, and one field for each parameter of the kind."""

    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        error_messages={"required": "Choose a file."},
    )

    def __init__(self, *args: Any, kind: ImportKind, dropped: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dropped = dropped
        accepted = ", ".join(kind.extensions)
        self.fields["file"].help_text = f"{accepted}, at most {limit_in_words()}."
        self.fields["file"].widget.attrs["accept"] = accepted
        if dropped:
            self.fields["file"].required = False
        for asked in kind.parameters:
            self.fields[asked.key] = DayField(
                label=asked.label, help_text=asked.hint, required=asked.required
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.dropped:
            self.add_error(
                "file",
                f"The file is larger than {limit_in_words()}, the most that is read. "
                "Choose the file as published.",
            )
        return cleaned

    def parameters(self) -> dict[str, str]:
        """The dates as text, as the import takes them."""
        return {
            name: value.isoformat()
            for name, value in self.cleaned_data.items()
            if isinstance(value, date)
        }
