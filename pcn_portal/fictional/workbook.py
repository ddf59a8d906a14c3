"""An xlsx workbook whose bytes depend on its cells alone."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping

from openpyxl import Workbook

Cell = str | bool | None
# The earliest time that a zip can hold, and the one that the publisher's own workbook holds.
NO_TIME = (1980, 1, 1, 0, 0, 0)
MADE = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def workbook_bytes(tabs: Mapping[str, Iterable[tuple[Cell, ...]]]) -> bytes:
    """Return a workbook with one tab for each title, holding its rows."""
    book = Workbook(write_only=True)
    for title, rows in tabs.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return _without_times(made)


def _without_times(made: io.BytesIO) -> bytes:
    """Repack a workbook with fixed times: openpyxl writes the hour of making into it."""
    repacked = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(repacked, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, MADE.sub(rb"\g<1>1980-01-01T00:00:00Z", old.read(name)))
    return repacked.getvalue()
