"""Files as publishers send them: encodings, zipped or not, workbooks."""

import io

import openpyxl
import pytest

from practices.tables import BadFile, read_csv, read_workbook
from tests.intake import files

LIMIT = 2**20


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_utf_8_with_or_without_mark_and_windows_1252_are_read(encoding: str) -> None:
    content = files.as_csv(("code", "name"), ("Z00001", "Café “Ysbyty”"), encoding=encoding)
    sheet = read_csv(content, LIMIT)
    assert [row.cells for row in sheet.rows] == [("code", "name"), ("Z00001", "Café “Ysbyty”")]


def test_a_zipped_table_reads_as_the_table_in_it() -> None:
    content = files.as_csv(("code",), ("Z00001",))
    assert read_csv(files.zipped(content), LIMIT) == read_csv(content, LIMIT)


def test_rows_have_the_numbers_a_spreadsheet_shows() -> None:
    content = b'a,b\r\n\r\n"two\nlines",x\r\n , \r\ny,z\r\n'
    assert [row.number for row in read_csv(content, LIMIT).rows] == [1, 3, 5]


def test_a_last_line_without_its_end_is_noticed() -> None:
    assert read_csv(b"a\r\nb\r\n", LIMIT).complete
    assert not read_csv(b"a\r\nb", LIMIT).complete


def test_a_quotation_mark_that_is_not_closed_is_refused() -> None:
    with pytest.raises(BadFile, match="after row 1"):
        read_csv(b'a,b\r\n"c,d\r\n', LIMIT)


def test_what_a_zip_file_claims_about_its_size_is_not_trusted() -> None:
    content = files.zipped(b"a,b\r\n" * LIMIT)
    with pytest.raises(BadFile, match="too large when unpacked"):
        read_csv(content, LIMIT)


def test_a_workbook_gives_numbers_and_days_as_they_look() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append([1234, 0.5, files.AT.date(), True, " x "])
    out = io.BytesIO()
    book.save(out)
    (sheet,) = read_workbook(out.getvalue(), LIMIT).values()
    assert sheet.rows[0].cells == ("1234", "0.5", "2025-04-02", "True", "x")


def test_formulas_in_a_workbook_are_found_by_row_and_column() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["B3"] = "=1+1"
    out = io.BytesIO()
    book.save(out)
    (sheet,) = read_workbook(out.getvalue(), LIMIT).values()
    assert [(f.row, f.column) for f in sheet.formulas] == [(3, "B")]


@pytest.mark.parametrize("cell", ["XFD1", "A1048576", "BA1"])
def test_a_cell_far_out_is_refused_before_the_reader_allots_memory_for_it(cell: str) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0][cell] = "x"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(BadFile, match="outside the 50,000 rows and the columns up to AX"):
        read_workbook(out.getvalue(), LIMIT)
