"""Forms about a network's papers: versions, schedules, signatures, documents, data sharing."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.conf import settings

from networks.agreements.sharing import Terms
from networks.models import SCHEDULES
from pcn_portal.web.fields import DayField
from pcn_portal.web.register_forms import reason_field

BY_HINT = "Who signed for the organisation."


class VersionForm(forms.Form):
    """The first day of a version, and what is said about it."""

    starts = DayField(
        label="First day", help_text="When it comes into force. For example, 1 4 2025."
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=2000,
        widget=forms.Textarea,
        help_text="For example, what changed since the version before.",
    )


class CorrectVersionForm(VersionForm):
    """A version put right."""

    reason = reason_field("For example, that the day was misread.")


class ScheduleForm(forms.Form):
    """What a schedule says, in short."""

    summary = forms.CharField(
        label="What it says, in short",
        max_length=2000,
        widget=forms.Textarea,
        help_text="The document itself has the wording.",
    )


class SignatureForm(forms.Form):
    """Day, person and schedules of a signature."""

    signed_on = DayField(label="Day of signing", help_text="For example, 28 3 2025.")
    signed_by = forms.CharField(label="Signed by", max_length=150, help_text=BY_HINT)
    schedules = forms.MultipleChoiceField(
        label="Schedules signed",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(str(number), f"{number}. {title}") for number, title in SCHEDULES.items()],
        help_text="Leave all empty if it is not known which.",
    )

    @property
    def signed(self) -> dict[str, Any]:
        """The facts as the actions take them."""
        given = self.cleaned_data
        return {
            "signed_on": given["signed_on"],
            "signed_by": given["signed_by"],
            "schedules": [int(number) for number in given["schedules"]],
        }


class SignForm(SignatureForm):
    """Who signed, and how."""

    field_order = ("who", "signed_on", "signed_by", "schedules")
    who = forms.ChoiceField(
        label="Member", error_messages={"invalid_choice": "Choose a member from the list."}
    )

    def __init__(self, *args: Any, members: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose a member"), *members]
        cast(forms.ChoiceField, self.fields["who"]).choices = choices


class CorrectSignatureForm(SignatureForm):
    """A signature put right."""

    reason = reason_field("For example, that the page was misread.")


class ReasonForm(forms.Form):
    """Why something is removed."""

    reason = reason_field("For example, that it was entered for the wrong network.")


class DocumentForm(forms.Form):
    """A document to keep with an agreement."""

    file = forms.FileField(
        label="Document", allow_empty_file=True, error_messages={"required": "Choose a document."}
    )

    def __init__(self, *args: Any, dropped: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dropped = dropped
        self.most = f"{settings.DOCUMENT_MAX_BYTES // 2**20} MB"
        self.fields["file"].help_text = f"PDF or Word document (DOCX), at most {self.most}."
        self.fields["file"].widget.attrs["accept"] = ".pdf,.docx"
        self.fields["file"].required = not dropped

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if self.dropped or (file and (file.size or 0) > settings.DOCUMENT_MAX_BYTES):
            raise forms.ValidationError(
                f"The file is larger than {self.most}, the most that is kept."
            )
        return file


class SharingForm(forms.Form):
    """What a data sharing agreement says."""

    title = forms.CharField(label="Title", max_length=200)
    purposes = forms.CharField(label="Purposes", max_length=2000, widget=forms.Textarea)
    lawful_basis = forms.CharField(label="Lawful basis", max_length=2000, widget=forms.Textarea)
    protection_officer = forms.CharField(
        label="Data protection officer", max_length=200, help_text="Name and organisation."
    )
    dspt_filed_by = forms.CharField(
        label="Who files the DSPT return",
        max_length=200,
        help_text="The organisation that files the Data Security and Protection Toolkit return.",
    )
    starts = DayField(
        label="First day", help_text="When it comes into force. For example, 1 4 2025."
    )
    review_on = DayField(label="Review", help_text="The day on which it is due for review.")

    @property
    def terms(self) -> Terms:
        return Terms(**{name: self.cleaned_data[name] for name in Terms.__dataclass_fields__})


class CorrectSharingForm(SharingForm):
    """A data sharing agreement put right, or reviewed."""

    reason = reason_field("For example, that it was reviewed, and by whom.")


class PartySignedForm(forms.Form):
    """Whether and when a party signed."""

    signed_on = DayField(
        label="Day of signing", required=False, help_text="Leave it empty if it has not signed yet."
    )
    signed_by = forms.CharField(
        label="Signed by", required=False, max_length=150, help_text=BY_HINT
    )


class CorrectPartyForm(PartySignedForm):
    """A party's signature put right, or taken back by emptying both."""

    reason = reason_field("For example, that the page was misread.")


class PartyForm(PartySignedForm):
    """A party to a data sharing agreement."""

    field_order = ("name", "ods_code", "signed_on", "signed_by")
    name = forms.CharField(label="Organisation", max_length=200)
    ods_code = forms.CharField(
        label="ODS code",
        required=False,
        max_length=8,
        help_text="If it has one. With the code of a practice, the practice’s own name is kept.",
    )
