"""Shapes and requests of a network's papers."""

from typing import Any

from rest_framework import serializers

from networks.agreements.papers import LONGEST_NAME, LONGEST_TEXT
from networks.models import SCHEDULES
from pcn_portal.api.fields import CodeField
from pcn_portal.api.shapes import Named
from pcn_portal.api.views import OnDay, Paged

SCHEDULE: dict[str, Any] = {"min_value": 1, "max_value": len(SCHEDULES)}


class PapersQuery(Paged, OnDay):
    """The day that is asked for."""


class SignaturesQuery(PapersQuery):
    """The day, and which version's signatures; the one in force on it when left out."""

    version = serializers.IntegerField(required=False, min_value=1, max_value=32767)


class UnsignedQuery(PapersQuery):
    """The day, and an ICB."""

    icb = CodeField(required=False, help_text="ODS code of an ICB.")


class RemovalRequest(serializers.Serializer[Any]):
    """Why something is corrected or removed."""

    reason = serializers.CharField(max_length=LONGEST_TEXT)


class VersionRequest(serializers.Serializer[Any]):
    """The next version of a network's agreement."""

    starts = serializers.DateField()
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=2000)


class VersionCorrection(VersionRequest, RemovalRequest):
    """A version put right."""


class ScheduleRequest(serializers.Serializer[Any]):
    """What a schedule of a version says."""

    number = serializers.IntegerField(**SCHEDULE)
    summary = serializers.CharField(max_length=LONGEST_TEXT)


class SignedRequest(serializers.Serializer[Any]):
    """Day, person and schedules of a signature."""

    signed_on = serializers.DateField()
    signed_by = serializers.CharField(max_length=LONGEST_NAME)
    schedules = serializers.ListField(
        child=serializers.IntegerField(**SCHEDULE), required=False, default=list, max_length=7
    )


class SignRequest(SignedRequest):
    """Who signed: a core network practice by its code, or another member by its number."""

    practice = CodeField(required=False, help_text="ODS code of a practice of the network.")
    partner = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="Number of another member."
    )


class SignatureCorrection(SignedRequest, RemovalRequest):
    """A signature put right."""


class SharingRequest(serializers.Serializer[Any]):
    """What a data sharing agreement says."""

    title = serializers.CharField(max_length=200)
    purposes = serializers.CharField(max_length=LONGEST_TEXT)
    lawful_basis = serializers.CharField(max_length=LONGEST_TEXT)
    protection_officer = serializers.CharField(max_length=200)
    review_on = serializers.DateField()
    dspt_filed_by = serializers.CharField(max_length=200)
    starts = serializers.DateField()


class SharingCorrection(SharingRequest, RemovalRequest):
    """A data sharing agreement put right, or reviewed."""


class PartySigned(serializers.Serializer[Any]):
    """Whether a party signed: a day and a person, or neither."""

    signed_on = serializers.DateField(required=False, default=None, allow_null=True)
    signed_by = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=LONGEST_NAME
    )


class PartyRequest(PartySigned):
    """A party to a data sharing agreement."""

    name = serializers.CharField(required=False, default="", allow_blank=True, max_length=200)
    ods_code = CodeField(required=False, default="", allow_blank=True)


class PartyCorrection(PartySigned):
    """A party's signature; a reason is needed where there was one before."""

    reason = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=LONGEST_TEXT
    )


class DocumentRequest(serializers.Serializer[Any]):
    """A PDF or DOCX for a version of the agreement, or for a data sharing agreement."""

    file = serializers.FileField(allow_empty_file=True)
    version = serializers.IntegerField(required=False, min_value=1, max_value=32767)
    sharing = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


class ScheduleShape(serializers.Serializer[Any]):
    """A schedule of which something is recorded."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    summary = serializers.CharField()


class AgreementShape(serializers.Serializer[Any]):
    """A version of a network's agreement; `in_force` on the day that was asked for."""

    id = serializers.IntegerField()
    version = serializers.IntegerField()
    starts = serializers.DateField()
    ends = serializers.DateField(allow_null=True)
    note = serializers.CharField(allow_blank=True)
    in_force = serializers.BooleanField()
    schedules = ScheduleShape(many=True)


class MemberSignedShape(serializers.Serializer[Any]):
    """Who signed or is asked to; `partner` is the number of a member that is no core practice."""

    code = serializers.CharField(allow_blank=True)
    name = serializers.CharField()
    partner = serializers.IntegerField(allow_null=True)


class SignatureShape(serializers.Serializer[Any]):
    """A signature of one version."""

    id = serializers.IntegerField()
    version = serializers.IntegerField()
    member = MemberSignedShape()
    signed_on = serializers.DateField()
    signed_by = serializers.CharField()
    schedules = serializers.ListField(child=serializers.IntegerField())


class UnsignedShape(serializers.Serializer[Any]):
    """A network without an agreement (`version` null) or with members that did not sign it."""

    network = Named()
    version = serializers.IntegerField(allow_null=True)
    members = serializers.IntegerField(help_text="All members on the day.")
    unsigned = MemberSignedShape(many=True)


class PartyShape(serializers.Serializer[Any]):
    """A party; `signed_on` is null while it has not signed."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    ods_code = serializers.CharField(allow_blank=True)
    signed_on = serializers.DateField(allow_null=True)
    signed_by = serializers.CharField(allow_blank=True)


class SharingShape(SharingRequest):
    """A data sharing agreement of a network on a day."""

    id = serializers.IntegerField()
    network = Named()
    ends = serializers.DateField(allow_null=True)
    review_due = serializers.BooleanField()
    parties = PartyShape(many=True)


class DocumentShape(serializers.Serializer[Any]):
    """A document that is kept; its bytes are at its own address."""

    id = serializers.IntegerField()
    version = serializers.IntegerField(allow_null=True)
    sharing = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    received_at = serializers.DateTimeField()
    received_by = serializers.CharField(allow_null=True)
