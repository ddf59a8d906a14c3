"""Shapes that many endpoints answer with, for the OpenAPI document."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, inline_serializer
from rest_framework import serializers

from networks.refusals import LONGEST_REASON
from pcn_portal.api.fields import DayField


class ErrorDetail(serializers.Serializer[Any]):
    """What went wrong: a stable code, a sentence, and sentences by field."""

    code = serializers.CharField()
    message = serializers.CharField()
    fields = serializers.DictField(  # type: ignore[assignment]
        child=serializers.ListField(child=serializers.CharField())
    )


class ErrorShape(serializers.Serializer[Any]):
    """The one shape of every error."""

    error = ErrorDetail()


ERRORS: dict[Any, Any] = {"4XX": ErrorShape}


class Named(serializers.Serializer[Any]):
    """An organisation by its ODS code."""

    code = serializers.CharField()
    name = serializers.CharField()


class EndRequest(serializers.Serializer[Any]):
    """The first day on which something no longer holds, and why it ends."""

    ends = DayField()
    reason = serializers.CharField(max_length=LONGEST_REASON)


END_EXAMPLE = OpenApiExample(
    "Example", value={"ends": "2025-07-01", "reason": "It left."}, request_only=True
)


class GapGroupShape(serializers.Serializer[Any]):
    """One kind of missing input in one payment: how often, and in how many networks."""

    stream = serializers.CharField()
    title = serializers.CharField()
    missing = serializers.CharField()
    number = serializers.IntegerField()
    networks = serializers.IntegerField()


def paged(row: type[serializers.Serializer[Any]]) -> Any:
    """Return the shape of a page of `row`."""
    return inline_serializer(
        name=f"{row.__name__}Page",
        fields={
            "results": row(many=True),
            "next": serializers.URLField(
                allow_null=True, help_text="The next page, or null on the last one."
            ),
        },
    )


def answers(shape: Any, status: int = 200) -> dict[Any, Any]:
    """Return the responses of an endpoint that answers `shape` or an error."""
    return {status: shape, **ERRORS}
