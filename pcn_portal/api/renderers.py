"""JSON in and out by orjson: money and figures as text, dates in ISO form."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson
from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer

from pcn_portal.api.errors import TooLarge


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"{type(value).__name__} has no JSON form here")


class OrjsonRenderer(BaseRenderer):
    """Renders plain values; a Decimal becomes text so that no reader makes it a float."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else orjson.dumps(data, default=_text)


class OrjsonParser(BaseParser):
    """Reads a JSON body of limited size and depth; NaN and broken text are refused."""

    media_type = "application/json"

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLarge(f"A JSON request may be at most {limit} bytes.")
        return self.decode(body)

    def decode(self, body: bytes) -> Any:
        """Read the bytes of a body that is not too large."""
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as wrong:
            raise ParseError(f"The request is not JSON: {wrong}.") from None
