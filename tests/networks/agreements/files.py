"""Made-up documents: good ones, and those that only say they are."""

import io
import zipfile
from typing import Any

MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


def types(main: str = MAIN, part: str = "/word/document.xml", more: str = "") -> str:
    return (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
        f'content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="{part}" ContentType="{main}"/>{more}</Types>'
    )


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def docx(listed: str = "", **parts: Any) -> bytes:
    inside: dict[str, str | bytes] = {
        "[Content_Types].xml": listed or types(),
        "word/document.xml": "<w:document/>",
    }
    return zipped(inside | {name.replace("__", "/"): content for name, content in parts.items()})
