"""One shape for every error: {"error": {"code", "message", "fields"}}.

`code` is stable and for programs, `message` is a sentence for people, `fields` maps the name of
a field or query parameter to its sentences and is empty when the error is not about one.
"""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

logger = logging.getLogger(__name__)

CODES = {
    400: "bad_request",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "refused",
    413: "too_large",
    415: "unsupported_media_type",
    429: "locked_out",
    500: "unexpected",
}
NOT_FOUND = "There is nothing at this address, or it is not one of your organisations' records."


class Refused(exceptions.APIException):
    """The domain refuses what was asked; the message is the domain's own sentence."""

    status_code = 409
    default_code = "refused"


class TooLarge(exceptions.APIException):
    """The request's body is larger than the portal reads."""

    status_code = 413
    default_code = "too_large"
    default_detail = "The request is too large."


class SignInFailed(exceptions.APIException):
    """The credentials are not right; nobody learns which of them."""

    status_code = 401
    default_code = "not_signed_in"
    default_detail = "The e-mail address, password or code is not right."


class LockedOut(exceptions.APIException):
    """Sign-in is locked after too many failures."""

    status_code = 429
    default_code = "locked_out"
    default_detail = "Too many failed attempts to sign in. Wait 15 minutes and try again."


def error_body(code: str, message: str, fields: dict[str, list[str]] | None = None) -> Any:
    """Return the one error shape."""
    return {"error": {"code": code, "message": message, "fields": fields or {}}}


def handle(exc: Exception, context: dict[str, Any]) -> Response:
    """Answer any exception of an endpoint in the one error shape (DRF's EXCEPTION_HANDLER)."""
    known = _as_api_exception(exc)
    if known is None:
        logger.error("An endpoint failed", exc_info=exc)
        sentence = "Something went wrong on our side. Nothing was changed. Try again later."
        return Response(error_body(CODES[500], sentence), status=500)
    headers = {}
    if challenge := getattr(known, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    return Response(_body(known), status=known.status_code, headers=headers)


def _as_api_exception(exc: Exception) -> exceptions.APIException | None:
    if isinstance(exc, exceptions.APIException):
        return exc
    if isinstance(exc, Http404):
        return exceptions.NotFound(NOT_FOUND)
    if isinstance(exc, RequestDataTooBig):
        return TooLarge()
    if isinstance(exc, SuspiciousOperation):
        return exceptions.ParseError("The request cannot be read.")
    return None


def _body(exc: exceptions.APIException) -> Any:
    code = CODES.get(exc.status_code, "error")
    if isinstance(exc, exceptions.ValidationError):
        fields = _fields(exc.detail)
        return error_body("invalid", _summary(fields), fields)
    own = exc.get_codes()
    if isinstance(own, str) and own != exc.default_code:
        code = own
    return error_body(code, str(exc.detail))


def _fields(detail: Any) -> dict[str, list[str]]:
    """Flatten DRF's nested detail to "field.inner": [sentence, …]."""
    found: dict[str, list[str]] = {}
    for path, sentence in _walk("", detail):
        found.setdefault(path or "body", []).append(sentence)
    return found


def _walk(path: str, detail: Any) -> Iterator[tuple[str, str]]:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            here = path if name == "non_field_errors" else f"{path}.{name}".strip(".")
            yield from _walk(here, inner)
    elif isinstance(detail, list):
        for inner in detail:
            yield from _walk(path, inner)
    else:
        yield path, str(detail)


def _summary(fields: dict[str, list[str]]) -> str:
    name, sentences = next(iter(fields.items()))
    if len(fields) == 1:
        return sentences[0] if name == "body" else f"{name}: {sentences[0]}"
    return f"{len(fields)} fields need correcting: {', '.join(fields)}."
