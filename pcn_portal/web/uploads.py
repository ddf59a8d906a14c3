"""Uploads that are too large are dropped while they arrive, and noted for the page to say so."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

NOTED = "portal.upload_too_large"


class TooLargeHandler(FileUploadHandler):
    """Stands first among the upload handlers; what it lets through, the others keep."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        if start + len(raw_data) > settings.IMPORT_MAX_BYTES:
            if self.request is not None:
                self.request.META[NOTED] = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None


def too_large(request: HttpRequest) -> bool:
    """Whether a file of this request was dropped."""
    return bool(request.META.get(NOTED))


def limit_in_words() -> str:
    """The most a file may have: "25 MB"."""
    return f"{settings.IMPORT_MAX_BYTES // 2**20} MB"
