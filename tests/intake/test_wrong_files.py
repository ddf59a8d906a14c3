"""A wrong file gets a sentence that says what to do, and changes nothing."""

import io
import random
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from django.db import connection

from pcn_portal import intake
from pcn_portal.audit.models import AuditEvent
from pcn_portal.fictional.care_homes import directory_rows, make_homes
from pcn_portal.fictional.files import csv_bytes
from practices.import_models import ImportState, SourceFile
from tests.intake import files
from tests.intake.files import as_csv, errors, stage, zipped

pytestmark = [pytest.mark.usefixtures("standing_register"), pytest.mark.django_db]

GOOD = {
    "ods_pcn_workbook": files.workbook([files.detail()], [files.partner("Z00001", "U90001")]),
    "ods_pcn_details": as_csv(files.detail("U90001"), files.detail("U90003")),
    "ods_pcn_partners": as_csv(
        files.partner("Z00001", "U90001"), files.partner("Z00004", "U90001")
    ),
    "practice_register": as_csv(files.register_row("Z00001"), files.register_row("Z00002")),
    "list_size_map": as_csv(files.MAP_TITLES, files.map_row("Z00001"), files.map_row("Z00009")),
    "list_sizes": as_csv(files.LIST_TITLES, files.list_row("Z00001", 9000)),
    "adjusted_populations": as_csv(
        files.ADJUSTED_TITLES, files.adjusted_row("Z00001", "U90001", 9000, "9100.25")
    ),
    "weighted_populations": as_csv(files.WEIGHTED_TITLES, ("Z00001", "2025-01-01", "8123.4567")),
    "care_home_beds": as_csv(files.BEDS_TITLES, ("U90001", "2025-04", "52")),
    "age_bands": as_csv(files.AGE_TITLES, *files.age_rows("Z00001")),
    "deprivation": as_csv(
        files.IMD_TITLES,
        ("Z00001", "Z00001 TEST SURGERY", 2025, "33.519"),
        ("Z00002", "Z00002 TEST SURGERY", 2025, "12.001"),
    ),
    "cqc_directory": csv_bytes(directory_rows(make_homes(4, seed=1))),
    "incentive_publication": as_csv(
        files.INCENTIVE_TITLES, files.incentive_row("U90001", 900), files.incentive_row("Z00001", 8)
    ),
    "incentive_extract": as_csv(
        files.EXTRACT_TITLES, files.extract_row("Z00001", 80), files.extract_row("Z00002", 70)
    ),
    "workforce_returns": as_csv(
        files.WORKFORCE_TITLES, files.staff_row(), files.staff_row("U90002", "Paramedic", 1)
    ),
    "network_details": files.details("U90001", "Z00001"),
    "practice_coordinates": as_csv(
        files.PLACE_TITLES, ("Z00001", "ZZ1 1ZZ", "51.5001", "-2.61"), ("Z00002", "ZZ2 2ZZ", 52, 1)
    ),
    "icb_outlines": files.outlines(),
}
TABLES = (
    "practices_organisation", "practices_organisationlink", "practices_practice",
    "practices_practicecommissioner", "practices_populationfigure", "networks_network",
    "networks_networkcommissioner", "networks_networkmembership", "networks_proposal",
    "services_bedcount", "services_carehome", "services_homefact", "services_agecount",
    "services_deprivationscore", "services_achievementfigure",
    "practices_practicelocation", "practices_icboutline",
    "workforce_workforcereturn",
)  # fmt: skip


def state_of_register() -> list[tuple[str, object]]:
    """A fingerprint of every row of every table of the register."""
    with connection.cursor() as cursor:
        found = []
        for table in TABLES:
            cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY t.id)) FROM {table} t")
            found.append((table, cursor.fetchone()))
    return found


def spoiled(kind: str, old: str, new: str) -> bytes:
    text = GOOD[kind].decode()
    assert old in text
    return text.replace(old, new).encode()


def workbook_with(cell: str, value: str | int) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(GOOD["ods_pcn_workbook"]))
    book["PCN Core Partner Details"][cell] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook_without_a_tab() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(GOOD["ods_pcn_workbook"]))
    book.remove(book["PCN Core Partner Details"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def noise() -> bytes:
    return random.Random(7).randbytes(4096)


def bomb() -> bytes:
    return zipped(b"0" * (26 * 2**20))


def two_tables() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", "a")
        archive.writestr("b.csv", "b")
    return out.getvalue()


@pytest.mark.parametrize("kind", GOOD)
def test_the_right_file_is_taken_in(kind: str) -> None:
    batch = stage(kind, GOOD[kind])
    assert errors(batch) == []
    assert batch.state in (ImportState.STAGED, ImportState.UNCHANGED)


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda good: b"", "empty"),
        (lambda good: b" \r\n \r\n", "empty|not an Excel workbook"),
        (lambda good: noise(), "not text|neither in UTF-8|not an Excel workbook"),
        (lambda good: good[: len(good) * 3 // 5], "cut off|damaged|of \\d+ columns"),
        (lambda good: zipped(good)[:-30], "cut off or damaged|a zip file"),
        (lambda good: "Practice;List\r\nZ00001;9\r\n".encode("utf-16"), "UTF-16|not an Excel|text"),
        (lambda good: as_csv(("fruit", "price"), ("pear", "1")), "Missing:|columns|an Excel|JSON"),
        (lambda good: bomb(), "too large when unpacked|not an Excel workbook|a zip file"),
        (lambda good: two_tables(), "2 CSV files|not an Excel workbook|a zip file"),
        (lambda good: b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel|not an Excel workbook|not text"),
    ],
    ids=[
        "empty", "blank", "noise", "truncated", "truncated zip", "UTF-16", "other columns",
        "zip bomb", "two files in a zip", "old Excel",
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_whole(
    kind: str, make: Callable[[bytes], bytes], says: str
) -> None:
    before = state_of_register()
    batch = stage(kind, make(GOOD[kind]))
    assert batch.state == ImportState.REFUSED
    found = batch.problems.filter(severity="error")
    assert found.filter(message__iregex=says).exists(), errors(batch)
    assert state_of_register() == before
    with pytest.raises(intake.ImportRefused, match="has errors"):
        intake.apply(batch_id=batch.pk, by=files.CLERK, at=files.AT)


CELLS = [
    ("ods_pcn_details", "U90003,", "90003,", 2, "PCN Code", "U12345"),
    ("ods_pcn_details", "U90003,", "U90001,", 2, "PCN Code", "already in row 1"),
    ("ods_pcn_details", "U90001 TEST", "=HYPERLINK(1) TEST", 1, "PCN Name", "formula"),
    ("ods_pcn_details", "20191001,,", "20191001,20190101,", 1, "Close Date", "before"),
    ("ods_pcn_details", "20191001,,", "2019-13-01,,", 1, "Open Date", "not a date"),
    ("ods_pcn_partners", "U90001,U90001 TEST PCN", "U95555,", 1, "PCN Code", "does not know"),
    ("ods_pcn_partners", "Z00004,", "Z00001,", 2, None, "already in row 1"),
    ("ods_pcn_partners", "20191001,", "20191001,20190930", 1, None, "before the start"),
    ("ods_pcn_partners", "Z00004 TEST", "@SUM(1) TEST", 2, "Partner Name", "formula"),
    ("practice_register", ",A,B", ",X,B", 1, "Status code", "not one of"),
    ("practice_register", ",A,B", ",C,B", 1, "Close date", "blank for a closed"),
    ("practice_register", "Z00002,", "Z00001,", 2, "Organisation code", "already in row 1"),
    ("practice_register", "19740401,", "19740401,19730101", 1, "Close date", "before"),
    ("practice_register", "Z00002 TEST", "-2+3 TEST", 2, "Name", "formula"),
    ("practice_register", "01632 960001", "=1+1", 1, "Contact telephone number", "formula"),
    ("list_size_map", "Z00009,", "Z00001,", 3, "PRACTICE_CODE", "already in row 2"),
    ("list_size_map", "01Apr2025", "01Foo2025", 2, "EXTRACT_DATE", "not a date"),
    ("list_size_map", "Fictional East", "+East", 2, "COMM_REGION_NAME", "formula"),
    ("list_size_map", "ZQ1", "ZQ12", 2, "ICB_CODE", "code of this kind"),
    ("list_sizes", "9000", "-9000", 2, "NUMBER_OF_PATIENTS", "negative"),
    ("list_sizes", "9000", "9000.5", 2, "NUMBER_OF_PATIENTS", "whole"),
    ("list_sizes", "9000", '"9,000"', 2, "NUMBER_OF_PATIENTS", "not a number"),
    ("list_sizes", "9000", "", 2, "NUMBER_OF_PATIENTS", "blank"),
    ("list_sizes", "Z00001", "Z05555", 2, "CODE", "does not know"),
    ("list_sizes", "Z00001", "=Z1", 2, "CODE", "formula"),
    ("adjusted_populations", "9100.25", "-1", 2, "Adjusted Population", "negative"),
    ("adjusted_populations", "9100.25", "9e3", 2, "Adjusted Population", "not a number"),
    ("adjusted_populations", "Yes", "Perhaps", 2, "PCN member January 25", "not one of"),
    ("adjusted_populations", "Yes", "No", 2, "PCN member January 25", "names a network"),
    ("adjusted_populations", "U90001", "U9000", 2, "PCN Code", "code of this kind"),
    ("weighted_populations", "8123.4567", "-8123", 2, None, "negative"),
    ("weighted_populations", "Z00001", "Z05555", 2, "practice_code", "does not know"),
    ("weighted_populations", "2025-01-01", "1.1.2025", 2, "reference_date", "not a date"),
    ("age_bands", "FEMALE,0_4,10", "FEMALE,0_4,-10", 3, "NUMBER_OF_PATIENTS", "negative"),
    ("age_bands", "FEMALE,0_4,10", "FEMALE,0_4,11", 2, "NUMBER_OF_PATIENTS", "come to 401"),
    ("deprivation", "33.519", "-33.519", 2, "IMD_SCORE", "negative"),
    ("deprivation", "Z00002,", "Z00001,", 3, "PRACTICE_CODE", "already in row 2"),
    ("care_home_beds", "52", "-52", 2, "beds", "negative"),
    ("care_home_beds", "2025-04", "2025-04-15", 2, "month", "not the first"),
    ("care_home_beds", "U90001", "U95555", 2, "network_code", "does not know"),
    ("practice_coordinates", "51.5001,-2.61", "-2.61,51.5001", 2, "lat", "swapped"),
    ("practice_coordinates", "51.5001", "61.5001", 2, "lat", "outside England"),
    ("practice_coordinates", "51.5001", "51°30'N", 2, "lat", "number of degrees"),
    ("practice_coordinates", "-2.61", "", 2, "lon", "blank"),
    ("practice_coordinates", "Z00002", "Z00001", 3, "practice_code", "already in row 2"),
    ("practice_coordinates", "ZZ1 1ZZ", "=1+1", 2, "postcode", "formula"),
    ("icb_outlines", "E54990001", "QZ1", 1, "ICB23CD", "code of this kind"),
    ("icb_outlines", "Fictional Coast", "=Fictional", 1, "name", "formula"),
    ("icb_outlines", "Fictional Coast", "\\u0000", 1, "name", "not text"),
    ("icb_outlines", "51.0], [-2.5, 51.0]", "51.0], [51.0, -2.5]", 1, "geometry", "swapped"),
    ("icb_outlines", "51.0], [-2.5, 51.0]", "51.0], [-9.5, 51.0]", 1, "geometry", "outside"),
    ("icb_outlines", "[-3.5, 51.0]]]", "[-3.5, 51.1]]]", 1, "geometry", "not closed"),
    ("icb_outlines", "[-2.5, 51.5]", '["x", 51.5]', 1, "geometry", "not a number"),
    ("icb_outlines", "[-2.5, 51.5]", "[1e400, 51.5]", 1, "geometry", "not a number"),
    ("icb_outlines", '"Polygon"', '"LineString"', 1, "geometry", "not a Polygon"),
]


@pytest.mark.parametrize(("kind", "old", "new", "row", "column", "says"), CELLS)
def test_a_wrong_cell_is_named_by_row_and_column(
    kind: str, old: str, new: str, row: int, column: str | None, says: str
) -> None:
    before = state_of_register()
    batch = stage(kind, spoiled(kind, old, new))
    assert batch.state == ImportState.REFUSED
    found = [e for e in errors(batch) if says in e[2] and e[0] == row]
    assert found, errors(batch)
    assert column is None or column in {e[1] for e in found}
    assert state_of_register() == before


def test_a_network_nobody_knows_with_practices_nobody_knows_is_refused() -> None:
    row = files.adjusted_row("Z00009", "U95555", 9000, 9100)
    ((number, column, message),) = errors(
        stage("adjusted_populations", as_csv(files.ADJUSTED_TITLES, row))
    )
    assert (number, column) == (2, "PCN Code")
    assert "Import the ODS PCN workbook first" in message


def test_every_error_is_reported_at_once() -> None:
    rows = [files.list_row("Z00001", -1), files.list_row("Z00002", "x"), files.list_row("?", 1)]
    batch = stage("list_sizes", as_csv(files.LIST_TITLES, *rows))
    assert [row for row, _, _ in errors(batch)] == [2, 3, 4]
    problem = batch.problems.get(row=3)
    assert (problem.column, problem.value) == ("NUMBER_OF_PATIENTS", "x")


def test_blank_lines_do_not_shift_the_row_numbers() -> None:
    content = as_csv(files.LIST_TITLES, [], files.list_row("Z00001", -1))
    assert [row for row, _, _ in errors(stage("list_sizes", content))] == [3]


def test_missing_columns_are_named_with_those_that_were_seen() -> None:
    content = as_csv(("CODE", "EXTRACT_DATE", "PATIENTS"), ("Z00001", "2025-03-01", "1"))
    ((_, _, message),) = errors(stage("list_sizes", content))
    assert "Missing: NUMBER_OF_PATIENTS" in message
    assert "CODE, EXTRACT_DATE, PATIENTS" in message


@pytest.mark.parametrize(
    ("kind", "other", "title"),
    [
        ("list_sizes", "list_size_map", "List-size map"),
        ("list_size_map", "list_sizes", "List sizes"),
        ("practice_register", "ods_pcn_details", "ODS PCN details"),
        ("ods_pcn_details", "ods_pcn_partners", "ODS PCN core partner details"),
        ("ods_pcn_partners", "practice_register", "Practice register"),
        ("adjusted_populations", "weighted_populations", "Contractor weighted populations"),
        ("weighted_populations", "care_home_beds", "Care home beds"),
        ("care_home_beds", "ods_pcn_workbook", "ODS PCN workbook"),
        ("ods_pcn_workbook", "adjusted_populations", "PCN adjusted populations"),
        ("list_sizes", "icb_outlines", "Outlines of integrated care boards"),
        ("icb_outlines", "practice_coordinates", "Practice coordinates"),
    ],
)
def test_the_wrong_kind_of_file_is_recognised(kind: str, other: str, title: str) -> None:
    ((_, _, message),) = errors(stage(kind, GOOD[other]))
    assert message.endswith(f"It looks like another kind of file: {title}.")


def test_a_workbook_without_one_of_its_tabs_is_refused() -> None:
    ((_, _, message),) = errors(stage("ods_pcn_workbook", workbook_without_a_tab()))
    assert "no tab “PCN Core Partner Details”" in message
    assert "PCNDetails" in message
    assert "another kind" not in message


@pytest.mark.parametrize(
    ("cell", "value", "says"),
    [
        ("B2", '=HYPERLINK("x")', "Holds a formula"),
        ("I2", 20191301, "not a date"),
        ("J2", "20180101", "before the start"),
    ],
)
def test_a_wrong_cell_of_a_workbook_is_named(cell: str, value: str | int, says: str) -> None:
    found = errors(stage("ods_pcn_workbook", workbook_with(cell, value)))
    assert [row for row, _, message in found if says in message] == [2], found


def test_a_practice_in_two_networks_with_no_end_is_refused() -> None:
    rows = [files.partner("Z00001", "U90001"), files.partner("Z00001", "U90002", "20240401")]
    ((row, _, message),) = errors(stage("ods_pcn_partners", as_csv(*rows)))
    assert row == 1
    assert "starts in U90002 on 1 April 2024 (row 2)" not in message
    assert "Z00001 has no end date in U90001 (row 1)" in message


def spoil(content: bytes, chance: random.Random) -> bytes:
    """Change, insert and remove bytes at random."""
    spoilt = bytearray(content)
    for _ in range(chance.choice([1, 2, 5, 20])):
        at = chance.randrange(len(spoilt))
        insert = chance.choice([b"", b"=", b"\x00", b"\xff", b'"', b",", b"\r\n", b"9" * 300])
        spoilt[at : at + chance.choice([0, 1, 3])] = insert
    return bytes(spoilt)


def spoiled_workbook(chance: random.Random) -> bytes:
    """The workbook with one of its parts spoiled, and zipped again without a fault."""
    source = zipfile.ZipFile(io.BytesIO(GOOD["ods_pcn_workbook"]))
    part = chance.choice([name for name in source.namelist() if name.startswith("xl/w")])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            archive.writestr(name, spoil(content, chance) if name == part else content)
    return out.getvalue()


@pytest.mark.parametrize("kind", GOOD)
def test_whatever_is_in_a_file_it_is_read_or_refused(kind: str) -> None:
    before = state_of_register()
    for seed in range(25):
        chance = random.Random(seed)
        batch = stage(kind, spoil(GOOD[kind], chance))
        assert batch.state != ImportState.REFUSED or errors(batch)
        if kind == "ods_pcn_workbook":
            stage(kind, spoiled_workbook(chance))
    assert state_of_register() == before


def test_a_file_that_is_too_large_is_not_even_kept(settings: pytest.FixtureRequest) -> None:
    settings.IMPORT_MAX_BYTES = 1000  # type: ignore[attr-defined]
    kept = SourceFile.objects.count()
    with pytest.raises(intake.ImportRefused, match="too large"):
        stage("list_sizes", b"x" * 1001)
    assert SourceFile.objects.count() == kept


def test_a_kind_or_date_that_does_not_exist_is_refused_with_a_sentence() -> None:
    with pytest.raises(intake.ImportRefused, match="not a kind of import"):
        stage("payslips", b"x")
    with pytest.raises(intake.ImportRefused, match="Reference date: “soon” is not a date"):
        stage("adjusted_populations", GOOD["adjusted_populations"], reference_date="soon")
    with pytest.raises(intake.ImportRefused, match="takes no"):
        stage("list_sizes", GOOD["list_sizes"], reference_date="2025-01-01")


def test_a_refused_file_is_recorded() -> None:
    batch = stage("list_sizes", b"")
    event = AuditEvent.objects.filter(action="import.staged").latest("id")
    assert (event.object_key, event.data["state"]) == (str(batch.pk), "refused")
