"""Made-up files in the real formats, and a few words to stage and apply them."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime

import openpyxl

from networks.network_details.layout import COLUMNS
from pcn_portal import intake
from pcn_portal.audit.models import Actor
from practices.import_models import ImportBatch, ImportProblem
from services.engine.age_bands import BANDS

AT = datetime(2025, 4, 2, 9, tzinfo=UTC)
CLERK = Actor(id=None, label="clerk@example.org")

DETAIL_TITLES = (
    "PCN Code", "PCN Name", "Current Sub ICB Loc Code", "Sub ICB Location", "Open Date",
    "Close Date", *(f"Address Line {n}" for n in range(1, 6)), "Postcode",
)  # fmt: skip
PARTNER_TITLES = (
    "Partner\nOrganisation\nCode", "Partner\nName", "Practice\nParent\nSub ICB Loc Code",
    "Practice\nParent\nSub ICB Loc Name", "PCN Code", "PCN Name", "PCN Parent\nSub ICB Loc Code",
    "PCN Parent\nSub ICB Loc Name", "Practice to PCN\nRelationship\nStart Date",
    "Practice to PCN\nRelationship\nEnd Date", "Practice Sub ICB Loc and PCN Sub ICB Loc Match ",
)  # fmt: skip
MAP_TITLES = (
    "PUBLICATION", "EXTRACT_DATE", "PRACTICE_CODE", "PRACTICE_NAME", "PRACTICE_POSTCODE",
    "PCN_CODE", "PCN_NAME", "ONS_SUB_ICB_LOCATION_CODE", "SUB_ICB_LOCATION_CODE",
    "SUB_ICB_LOCATION_NAME", "ONS_ICB_CODE", "ICB_CODE", "ICB_NAME", "ONS_COMM_REGION_CODE",
    "COMM_REGION_CODE", "COMM_REGION_NAME", "SUPPLIER_NAME",
)  # fmt: skip
LIST_TITLES = (
    "PUBLICATION", "EXTRACT_DATE", "TYPE", "SUB_ICB_LOCATION_CODE", "ONS_SUB_ICB_LOCATION_CODE",
    "CODE", "POSTCODE", "SEX", "AGE", "NUMBER_OF_PATIENTS",
)  # fmt: skip
ADJUSTED_TITLES = (
    "Practice Code", "Practice Name", "PCN Code", "PCN Name", "ICB Code", "ICB Name",
    "Region code", "Region", "Raw list size", "Adjusted Population", "PCN member January 25",
)  # fmt: skip
WEIGHTED_TITLES = ("practice_code", "reference_date", "contractor_weighted_population")
WORKFORCE_TITLES = (
    "Data_source", "CENSUS_YEAR", "CENSUS_MONTH", "PCN_CODE", "PCN_NAME", "SUB_ICB_CODE",
    "SUB_ICB_NAME", "ICB_CODE", "ICB_NAME", "COMM_REGION_CODE", "COMM_REGION_NAME", "STAFF_GROUP",
    "STAFF_ROLE", "DETAILED_STAFF_ROLE", "FTE",
)  # fmt: skip
BEDS_TITLES = ("network_code", "month", "beds")
AGE_TITLES = (
    "PUBLICATION", "EXTRACT_DATE", "ORG_TYPE", "ORG_CODE", "ONS_CODE", "POSTCODE", "SEX",
    "AGE_GROUP_5", "NUMBER_OF_PATIENTS",
)  # fmt: skip
IMD_TITLES = ("PRACTICE_CODE", "PRACTICE_NAME", "IMD_YEAR", "IMD_SCORE")
INCENTIVE_TITLES = (
    "ORGANISATION_TYPE", "ORGANISATION_CODE", "ORGANISATION_NAME", "QUALITY_SERVICE", "ACH_DATE",
    "IND_CODE", "MEASURE", "VALUE",
)  # fmt: skip
EXTRACT_TITLES = (
    "QUALITY_SERVICE", "NAME", "ORG_CODE", "ACH_DATE", "IND_CODE", "FIELD_NAME", "VALUE",
    "DEFAULT_VALUES_USED", "SUBMIT_USER_ID", "SUBMIT_DATE", "SUBMIT_TIME", "LAST_SUBMISSION",
)  # fmt: skip
PLACE_TITLES = ("practice_code", "postcode", "lat", "lon")
SQUARE = [[-3.5, 51.0], [-2.5, 51.0], [-2.5, 51.5], [-3.5, 51.5], [-3.5, 51.0]]

ICB_NAME = "Fictional Coast Integrated Care Board"
Rows = Sequence[Sequence[object]]


def as_csv(*rows: Sequence[object], encoding: str = "utf-8") -> bytes:
    """A CSV file of these rows; without a header unless the first row is one."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def zipped(content: bytes, name: str = "report.csv") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def detail(code: str = "U90001", **said: str) -> list[str]:
    """A row of PCN details."""
    name, sub_icb = said.get("name", f"{code} TEST PCN"), said.get("sub_icb", "Z1A")
    opened, closed = said.get("opened", "20191001"), said.get("closed", "")
    place = [sub_icb, f"FICTIONAL ICB - {sub_icb}", opened, closed]
    return [code, name, *place, "1 HIGH STREET", "", "", "TESTTOWN", "", "ZZ1 1ZZ"]


def partner(practice: str, network: str, starts: str = "20191001", ends: str = "") -> list[str]:
    """A row of core partner details; the days as ODS prints them, the end inclusive."""
    sub_icb = ["Z1A", "FICTIONAL ICB - Z1A"]
    names = [f"{practice} TEST SURGERY", *sub_icb, network, f"{network} TEST PCN", *sub_icb]
    return [practice, *names, starts, ends, "True"]


def workbook(details: Rows, partners: Rows) -> bytes:
    """The ODS workbook with its two tabs and headers as published."""
    book = openpyxl.Workbook()
    first, second = book.worksheets[0], book.create_sheet("PCN Core Partner Details")
    first.title = "PCNDetails"
    for sheet, rows in ((first, [DETAIL_TITLES, *details]), (second, [PARTNER_TITLES, *partners])):
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def details(network: str, practice: str) -> bytes:
    """A network details workbook with one made-up director of a network."""
    book = openpyxl.Workbook()
    for title, columns in COLUMNS.items():
        book.create_sheet(title).append(list(columns))
    row = [network, "", "Ada Invented", "GP", practice, "0.25", "", "", "", "2025-04-01", ""]
    book["Directors"].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def register_row(code: str, **said: str) -> list[str]:
    """One of the 27-column rows of the practice register."""
    place = [said.get("region", "Z0Y"), said.get("icb", "ZQ1")]
    address = ["1 HIGH STREET", "", "", "TESTTOWN", "", "ZZ1 1ZZ"]
    days = [said.get("opened", "19740401"), said.get("closed", "")]
    status, sub_icb = said.get("status", "A"), said.get("sub_icb", "Z1A")
    rest = ["B", sub_icb, "20200401", "", said.get("phone", "01632 960001"), "", "", "", "0", ""]
    name = said.get("name", f"{code} TEST SURGERY")
    return [
        code,
        name,
        *place,
        *address,
        *days,
        status,
        *rest,
        sub_icb,
        "",
        said.get("as", "4"),
        "",
    ]


def map_row(practice: str, network: str = "U90001", **said: str) -> list[str]:
    """A row of the list-size map."""
    icb, sub_icb = said.get("icb", "ZQ1"), said.get("sub_icb", "Z1A")
    names = [f"{practice} TEST SURGERY", "ZZ1 1ZZ", network, f"{network} TEST PCN"]
    place = ["E38", sub_icb, f"Fictional ICB - {sub_icb}", "E54", icb, said.get("name", ICB_NAME)]
    day = said.get("day", "01Apr2025")
    return ["GP_PRAC_PAT_LIST", day, practice, *names, *place, "E40", "Z0Y", "Fictional East", "X"]


def list_row(practice: str, patients: object, day: str = "2025-03-01") -> list[object]:
    """A row of list sizes."""
    middle = ["GP", "Z1A", "E38", practice, "ZZ1 1ZZ", "ALL", "ALL"]
    return ["GP_PRAC_PAT_LIST", day, *middle, patients]


def adjusted_row(
    practice: str, network: str, raw: object, adjusted: object, member: str = "Yes"
) -> list[object]:
    """A row of the adjusted populations; a practice in no network has “no_data”."""
    place = [network, f"{network} TEST PCN", "ZQ1", ICB_NAME]
    if member == "No":
        place = ["no_data"] * 4
    names = [practice, f"{practice} TEST SURGERY"]
    return [*names, *place, "Z0Y", "Fictional East", raw, adjusted, member]


def age_rows(
    practice: str, each: int = 10, day: str = "2025-03-01", **more: int
) -> list[list[object]]:
    """The 43 rows of a practice: `each` patients in every band of each sex; `over_85` more men."""
    counts = {sex: dict.fromkeys(BANDS, each) for sex in ("FEMALE", "MALE")}
    counts["MALE"]["85_89"] += more.get("over_85", 0)
    found = [("ALL", "ALL", sum(sum(bands.values()) for bands in counts.values()))]
    for sex, bands in counts.items():
        found += [(sex, band, number) for band, number in sorted(bands.items())]
        found.append((sex, "ALL", sum(bands.values())))
    start = ["GP_PRAC_PAT_LIST", day, "GP", practice, "", "ZZ1 1ZZ"]
    return [[*start, *cells] for cells in found]


def outline(code: str = "E54990001", **said: object) -> dict[str, object]:
    """One feature of the outlines of ICBs: a square."""
    shape = {"type": said.get("type", "Polygon"), "coordinates": said.get("shape", [SQUARE])}
    properties = {"ICB23CD": code, "name": said.get("name", ICB_NAME)}
    return {"type": "Feature", "properties": properties, "geometry": shape}


def outlines(*features: object) -> bytes:
    """A GeoJSON file of these features, or of one square."""
    found = list(features) or [outline()]
    return json.dumps({"type": "FeatureCollection", "features": found}).encode()


def stage(kind: str, content: bytes, *, at: datetime = AT, **parameters: str) -> ImportBatch:
    return intake.stage(
        kind=kind, name=f"{kind}.csv", content=content, parameters=parameters, by=CLERK, at=at
    )


def take_in(kind: str, content: bytes, *, at: datetime = AT, **parameters: str) -> ImportBatch:
    """Stage and apply a file that must have no errors and something to change."""
    batch = stage(kind, content, at=at, **parameters)
    assert batch.state == "staged", (batch.state, errors(batch))
    return intake.apply(batch_id=batch.pk, by=CLERK, at=at)


def incentive_row(code: str, value: int, measure: str = "ACC-08 Numerator") -> tuple[object, ...]:
    kind = "PCN" if code.startswith("U") else "GP practice"
    return kind, code, "MADE UP, LTD", "NCD2324", "31/03/2024", "NCD026", measure, value


def extract_row(
    code: str, value: int, field: str = "FITNIDAT", last: str = "Y"
) -> tuple[object, ...]:
    return (
        "NCD2425", "Network Contract DES 2024/25", code, "20240930", "CAN04", field, value,
        "None", "made-up", "05/10/2024", "19:36:07", last,
    )  # fmt: skip


def errors(batch: ImportBatch) -> list[tuple[int | None, str, str]]:
    """Row, column and message of every error of a batch."""
    found = batch.problems.filter(severity=ImportProblem.Severity.ERROR)
    return list(found.values_list("row", "column", "message"))


def warnings(batch: ImportBatch) -> list[str]:
    found = batch.problems.filter(severity=ImportProblem.Severity.WARNING)
    return list(found.values_list("message", flat=True))


def changes(batch: ImportBatch) -> list[tuple[str, str, str]]:
    """Kind, entity and key of every change of a preview."""
    return list(batch.changes.values_list("kind", "entity", "key"))


def small_register() -> None:
    """Take in two networks of Fictional Coast: Z00001 and Z00002 in one, Z00003 in the other."""
    networks = {"Z00001": "U90001", "Z00002": "U90001", "Z00003": "U90002"}
    take_in(
        "list_size_map", as_csv(MAP_TITLES, *(map_row(p, network=n) for p, n in networks.items()))
    )
    take_in(
        "ods_pcn_workbook",
        workbook(
            [detail("U90001"), detail("U90002")], [partner(p, n) for p, n in networks.items()]
        ),
    )


def staff_row(
    network: str = "U90001",
    detail: str = "Pharmacist",
    fte: object = "0.8",
    source: str = "NWRS Staff",
    month: int = 4,
) -> list[object]:
    """A row of the national workforce publication."""
    where = [network, "Made-up PCN", "99Z", "Made-up", "QZ1", ICB_NAME, "Y99", "Made-up region"]
    role = f"{detail}s"
    return [source, 2025, month, *where, "Other Direct Patient Care staff", role, detail, fte]
