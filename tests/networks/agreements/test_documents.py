"""Documents are PDF or DOCX by their bytes, of limited size, named plainly, and kept for good."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest

from networks.agreements.document_types import DOCX, PDF, BadDocument, cleaned, kind_of
from networks.agreements.documents import attach_document
from networks.agreements.papers import PapersRefused
from networks.models import Document, SharingAgreement
from pcn_portal.audit.append_only import ChangeRefused
from pcn_portal.audit.models import AuditEvent
from tests.networks.agreements import cast, files

LIMIT = 10 * 2**20
WHO: dict[str, Any] = {"by": cast.CLERK, "at": cast.AT}


def workbook() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def twice() -> bytes:
    """Two parts of one name: one reader sees the first, another the second."""
    out = io.BytesIO(files.docx())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/document.xml", "<w:other/>")
    return out.getvalue()


def encrypted() -> bytes:
    """The flag of an encrypted part in the local header and in the directory."""
    content = bytearray(files.docx())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (files.PDF, PDF),
        (files.PDF.replace(b"1.7", b"2.0"), PDF),
        (files.docx(), DOCX),
        (files.docx(word__media__image1_png=b"\x89PNG"), DOCX),
    ],
)
def test_a_pdf_and_a_word_document_are_known_by_their_bytes(content: bytes, media_type: str):
    assert kind_of(content, "whatever.txt", LIMIT).media_type == media_type


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script></html>", "neither a PDF nor"),
        (b"MZ\x90\x00" + bytes(500), "neither a PDF nor"),
        (b"\xd0\xcf\x11\xe0" + bytes(500), "neither a PDF nor"),
        (b"GIF89a" + files.PDF, "neither a PDF nor"),
        (b"%PDF-9", "neither a PDF nor"),
        (files.PDF[:-8], "cut off"),
        (b"%PDF-1.7\n" + bytes(5000), "cut off"),
        (files.PDF + bytes(LIMIT), "larger than 10 MB, the most"),
        (files.docx()[:-40], "damaged"),
        (b"PK\x03\x04", "damaged"),
        (files.zipped({"a.txt": "not a document"}), "neither a PDF nor"),
        (files.zipped({"[Content_Types].xml": files.types()}), "neither a PDF nor"),
        (files.docx(files.types(part="/word/other.xml")), "neither a PDF nor"),
        (files.docx("<Types/>"), "neither a PDF nor"),
        (workbook(), "neither a PDF nor"),
        (files.docx(files.types(files.MACRO)), "macros"),
        (files.docx("", **{"word__vbaProject.bin": b"x"}), "macros"),
        (files.docx(word__bomb="0" * (LIMIT * 10 + 1)), "far too large"),
        (files.docx(**{f"word__part{n}": "" for n in range(2001)}), "far too large"),
    ],
    ids=[
        "empty", "HTML", "program", "old Word", "picture before a PDF", "no PDF version", "PDF cut",
        "PDF without an end", "too large", "DOCX cut", "two bytes of a zip", "zip", "no main part",
        "another main part", "no main type", "workbook", "macro type", "macro part", "zip bomb",
        "too many parts",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_a_sentence(content: bytes, says: str):
    with pytest.raises(BadDocument, match=says):
        kind_of(content, "agreement.docx", LIMIT)


@pytest.mark.parametrize("make", [twice, encrypted])
def test_a_zip_that_readers_would_read_differently_is_refused(make: Any):
    with pytest.raises(BadDocument, match="damaged, encrypted"):
        kind_of(make(), "agreement.docx", LIMIT)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Agreement 2025.pdf", "Agreement 2025.pdf"),
        ("Agreement v2.1", "Agreement v2.1.pdf"),
        ("AGREEMENT.PDF", "AGREEMENT.pdf"),
        ("agreement.docx", "agreement.pdf"),
        ("page.html", "page.html.pdf"),
        ("C:\\Users\\ada\\agreement.pdf", "agreement.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "a b Set-Cookie x.pdf"),
        ("\u202efdp.agreement", "fdp.agreement.pdf"),
        ("", "document.pdf"),
        ("...", "document.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_name_is_kept_plain_with_the_ending_of_what_the_file_is(given: str, kept: str):
    assert cleaned(given, PDF) == kept


@pytest.mark.usefixtures("england")
def test_a_document_is_kept_byte_for_byte_and_never_changed():
    agreement = cast.agreement()

    kept = attach_document(agreement=agreement, name="signed.pdf", content=files.PDF, **WHO)

    found = Document.objects.get()
    assert bytes(found.content) == files.PDF
    assert (found.network, found.size, found.media_type) == (
        agreement.network, len(files.PDF), PDF,
    )  # fmt: skip
    assert AuditEvent.objects.get().data["document"] == kept.pk
    with pytest.raises(ChangeRefused):
        kept.delete()


@pytest.mark.usefixtures("england")
def test_a_document_belongs_to_one_agreement_and_stands_there_once():
    agreement = cast.agreement()
    sharing = SharingAgreement.objects.create(
        network=cast.network(), title="Records", starts=cast.APRIL, review_on=cast.TODAY
    )
    attach_document(agreement=agreement, name="signed.pdf", content=files.PDF, **WHO)
    with pytest.raises(PapersRefused, match="already there, as signed.pdf") as refused:
        attach_document(agreement=agreement, name="again.pdf", content=files.PDF, **WHO)
    assert refused.value.field == "file"

    attach_document(sharing=sharing, name="again.pdf", content=files.PDF, **WHO)

    assert Document.objects.count() == 2
    neither: dict[str, Any] = {}
    for papers in (neither, {"agreement": agreement, "sharing": sharing}):
        with pytest.raises(ValueError, match="belongs to one"):
            attach_document(**papers, name="x.pdf", content=files.PDF, **WHO)


@pytest.mark.usefixtures("england")
def test_a_setting_limits_the_size(settings: Any):
    settings.DOCUMENT_MAX_BYTES = 20
    with pytest.raises(PapersRefused, match="larger than"):
        attach_document(agreement=cast.agreement(), name="x.pdf", content=files.PDF, **WHO)
    assert not Document.objects.exists()
