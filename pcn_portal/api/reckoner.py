"""The ready reckoner over REST: the same document and the same engine as the command."""

from collections.abc import Mapping
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from funding.rate_books import national_book
from funding.reckoner import BadReckonerInput, read_document, reckon
from pcn_portal.accounts.permissions import Permission
from pcn_portal.api.renderers import OrjsonParser
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import Endpoint, NoQuery, now

MOST_WORK = 50_000
"""Months times practices that one request may ask for; the command takes any number."""


class ExactParser(OrjsonParser):
    """Reads a reckoner's document as the command does: numbers exact, no field twice."""

    def decode(self, body: bytes) -> Any:
        try:
            return read_document(body)
        except BadReckonerInput as wrong:
            raise ValidationError({"body": [str(wrong)]}) from None


class ReadyReckoner(Endpoint):
    """What would a network get?"""

    permission = Permission.USE_RECKONER
    parser_classes = [ExactParser]

    @extend_schema(
        operation_id="ready_reckoner",
        request=OpenApiTypes.OBJECT,
        examples=[
            OpenApiExample(
                "Example",
                value={
                    "cases": [
                        {
                            "id": "one network",
                            "months": ["2025-04"],
                            "practices": [
                                {
                                    "code": "A",
                                    "registered_list": "10000",
                                    "adjusted_population": "9876.54",
                                }
                            ],
                            "care_home_beds": {"2025-04": 120},
                        }
                    ]
                },
                request_only=True,
            )
        ],
        responses=answers(OpenApiTypes.OBJECT),
    )
    def post(self, request: Request) -> Response:
        """Calculate cases: months, practices with their figures, and beds in, lines and gaps out.

        The document is that of the `ready_reckoner` command: {"cases": [{"id", "months",
        "known_on", "rounding", "practices", "care_home_beds"}]}.
        """
        self.query(NoQuery)
        document = request.data
        if _work(document) > MOST_WORK:
            sentence = "This is too much for one request. Send fewer cases or months at a time."
            raise ValidationError({"cases": [sentence]})
        try:
            return Response(reckon(document, national_book(now())))
        except BadReckonerInput as wrong:
            raise ValidationError({"body": [str(wrong)]}) from None


def _work(document: Any) -> int:
    """Months times practices of all cases, as far as the document has their shape."""
    cases = document.get("cases") if isinstance(document, Mapping) else None
    if not isinstance(cases, list):
        return 0
    return sum(_length(case, "months") * max(1, _length(case, "practices")) for case in cases)


def _length(case: Any, key: str) -> int:
    value = case.get(key) if isinstance(case, Mapping) else None
    return len(value) if isinstance(value, list) else 0
