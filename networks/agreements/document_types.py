"""What kind of document some bytes are: their name and the sender's word count for nothing.

PDF: a header at the first byte and the trailer at the end. DOCX: a zip whose list of content
types names the main part of a word processing document, that part being there, without macros.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath

from practices.tables import BadFile, unzip

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS = {PDF: ".pdf", DOCX: ".docx"}
# A text document grows about fivefold when unpacked; a bomb a thousandfold.
GROWTH = 10
MOST_PARTS = 2000
TAIL = 2048
LONGEST = 200
_MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OVERRIDE = re.compile(rb"<(?:[A-Za-z0-9]+:)?Override\s[^>]*>")
_PART = re.compile(rb"""\bPartName\s*=\s*["']/([^"']+)["']""")
_MACROS = re.compile(rb"vbaProject|macroEnabled|vnd\.ms-word\.(?:template\.)?macro", re.I)
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+')
_KNOWN_ENDINGS = {"pdf", "doc", "docx", "docm", "dot", "dotx", "dotm"}
UNREADABLE = (
    "The document is damaged, encrypted, or far too large when unpacked. Open it in Word and save "
    "it as DOCX."
)
NEITHER = "This is neither a PDF nor a Word document (DOCX). Save it as one of them."


class BadDocument(Exception):
    """The bytes are no document that is kept; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A document's media type and the name it is kept under."""

    media_type: str
    name: str


def kind_of(content: bytes, name: str, max_bytes: int) -> Kind:
    """Return what a document is, with its name cleaned; raise BadDocument with a sentence."""
    if not content:
        raise BadDocument("The file is empty. Choose the file again.")
    if len(content) > max_bytes:
        raise BadDocument(
            f"The file is larger than {max_bytes // 2**20} MB, the most that is kept."
        )
    if content.startswith(b"%PDF-"):
        _check_pdf(content)
        return Kind(PDF, cleaned(name, PDF))
    if content.startswith(b"PK\x03\x04"):
        _check_docx(content, max_bytes)
        return Kind(DOCX, cleaned(name, DOCX))
    raise BadDocument(NEITHER)


def _check_pdf(content: bytes) -> None:
    if not re.match(rb"%PDF-[12]\.\d", content):
        raise BadDocument(NEITHER)
    tail = content[-TAIL:]
    if b"%%EOF" not in tail or b"startxref" not in tail:
        raise BadDocument("The PDF is cut off: its end is missing. Choose the complete file.")


def _check_docx(content: bytes, max_bytes: int) -> None:
    parts = _parts(content, max_bytes * GROWTH)
    types = parts.get("[Content_Types].xml", b"")
    if any("vbaproject" in name.lower() for name in parts) or _MACROS.search(types):
        raise BadDocument("The document holds macros. Save it as DOCX without macros.")
    mains = [
        found for tag in _OVERRIDE.findall(types) if _MAIN in tag for found in _PART.findall(tag)
    ]
    if len(mains) != 1 or mains[0].decode("utf-8", "replace") not in parts:
        raise BadDocument(NEITHER)


def _parts(content: bytes, max_bytes: int) -> dict[str, bytes]:
    """The files in the zip by name; none twice, so that every reader sees the same ones."""
    try:
        parts = unzip(content, max_bytes)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            number = len(archive.infolist())
    except (BadFile, zipfile.BadZipFile) as error:
        raise BadDocument(UNREADABLE) from error
    if number > MOST_PARTS or number != len(parts):
        raise BadDocument(UNREADABLE)
    return parts


def cleaned(name: str, media_type: str) -> str:
    """Return a plain file name, without a path, with the ending of what the file really is."""
    last = PurePosixPath(PureWindowsPath(name).name).name
    plain = " ".join(_NOT_IN_NAMES.sub(" ", last).split()).strip(". ")
    stem, _, given = plain.rpartition(".")
    if given.lower() in _KNOWN_ENDINGS:
        plain = stem.strip(". ")
    ending = ENDINGS[media_type]
    return (plain[: LONGEST - len(ending)] or "document") + ending
