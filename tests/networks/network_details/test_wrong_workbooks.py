"""A wrong workbook is refused whole: tab, row, column and what to write, and nothing is written."""

import io
import random
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest

from networks.models import Agreement, Appointment, NominatedPayee, Proposal, Signature
from networks.network_details.layout import LAYOUTS
from practices.models import ImportBatch
from tests.intake import files
from tests.networks.agreements import cast
from tests.networks.network_details import books
from tests.networks.network_details.books import edited, given_out, put, stage

pytestmark = pytest.mark.usefixtures("england")
APRIL = date(2025, 4, 1)
DIRECTOR: dict[str, Any] = {"person": "Ada Invented", "starts": APRIL}
PAYEE: dict[str, Any] = {"ods_code": "Z90001", "name": "Alder Surgery", "starts": date(2025, 7, 1)}
SIGNED: dict[str, Any] = {"signed_by": "Bo Invented", "signed_on": APRIL}
ALDER: dict[str, Any] = {"organisation_code": "Z90001", "version": 1}


def filled(tab: str, number: int = 2, **cells: Any) -> Callable[[openpyxl.Workbook], None]:
    return lambda book: put(book, tab, number, **cells)


def written() -> list[int]:
    models = (Appointment, NominatedPayee, Agreement, Signature, Proposal)
    return [model._default_manager.count() for model in models]


def refused(batch: ImportBatch) -> list[tuple[int | None, str, str]]:
    assert batch.state == "refused"
    return books.errors(batch)


CELLS: list[tuple[str, dict[str, Any], str, str]] = [
    ("Directors", {**DIRECTOR, "person": None}, "person", "Is blank"),
    ("Directors", {**DIRECTOR, "person": "x" * 151}, "person", "The most is 150"),
    ("Directors", {**DIRECTOR, "person": "@Ada"}, "person", "as a formula"),
    ("Directors", {**DIRECTOR, "starts": None}, "starts", "Is blank"),
    ("Directors", {**DIRECTOR, "starts": "soon"}, "starts", "Write it as year, month, day"),
    ("Directors", {**DIRECTOR, "ends": APRIL}, "ends", "not after the start on 1 April 2025"),
    ("Directors", {**DIRECTOR, "practice_code": "Z9"}, "practice_code", "Write it like A81001"),
    ("Directors", {**DIRECTOR, "practice_code": "Z99999"}, "practice_code", "does not know"),
    ("Directors", {**DIRECTOR, "wte": 0}, "wte", "not above 0"),
    ("Directors", {**DIRECTOR, "wte": 1.5}, "wte", "at most 1"),
    ("Directors", {**DIRECTOR, "wte": 0.2501}, "wte", "3 decimals"),
    ("Directors", {**DIRECTOR, "wte": "a quarter"}, "wte", "Is not a number"),
    ("Directors", {**DIRECTOR, "sessions": 100}, "sessions", "at most 99.99"),
    ("Directors", {**DIRECTOR, "email": "ada at example"}, "email", "name@example.org"),
    ("Directors", {**DIRECTOR, "phone": "call me"}, "phone", "Write it like 01632"),
    ("Directors", {**DIRECTOR, "network_code": "X1"}, "network_code", "U12345"),
    ("Directors", {**DIRECTOR, "network_code": "U95555"}, "network_code", "does not know"),
    ("Payees", {**PAYEE, "ods_code": "no code"}, "ods_code", "Write it like"),
    ("Payees", {**PAYEE, "ods_code": None}, "ods_code", "Is blank"),
    ("Payees", {**PAYEE, "name": None}, "name", "Is blank"),
    ("Payees", {**PAYEE, "starts": None}, "starts", "Is blank"),
    ("Agreements", {"starts": "soon"}, "starts", "Is not a date"),
    ("Agreements", {"starts": APRIL, "version": None}, "version", "Is blank"),
    ("Agreements", {"starts": APRIL, "version": 0}, "version", "Is not a version"),
    ("Agreements", {"starts": APRIL, "version": "two"}, "version", "Is not a number"),
    ("Agreements", {"starts": APRIL, "version": 1.5}, "version", "whole number"),
    ("Agreements", {"starts": APRIL, "note": "x" * 2001}, "note", "The most is 2000"),
    ("Signatures", {"signed_by": "Bo Invented"}, "signed_on", "Is blank"),
    ("Signatures", {"signed_on": APRIL}, "signed_by", "Is blank"),
    ("Signatures", {**SIGNED, "signed_on": date(2025, 6, 3)}, "signed_on", "still to come"),
    ("Signatures", {**SIGNED, "schedules": "1, 8"}, "schedules", "from 1 to 7"),
    ("Signatures", {**SIGNED, "schedules": 12}, "schedules", "from 1 to 7"),
    ("Signatures", {**SIGNED, "organisation_code": "Z90004"}, "organisation_code", "no member"),
    (
        "Signatures",
        {**SIGNED, "organisation_code": None, "organisation_name": "Nobody"},
        "organisation_name",
        "no member of U90001",
    ),
    (
        "Signatures",
        {**SIGNED, "organisation_code": None, "organisation_name": None},
        "organisation_code",
        "Fill in who signed",
    ),
    ("Signatures", {**SIGNED, "version": 9}, "version", "There is no version 9"),
]


@pytest.mark.parametrize(("tab", "cells", "column", "says"), CELLS)
def test_a_wrong_cell_is_named_by_tab_row_and_column(
    tab: str, cells: dict[str, Any], column: str, says: str
):
    batch = stage(edited(filled(tab, **cells)))

    ((row, named, message),) = refused(batch)
    assert (row, named) == (2, f"{tab}: {column}")
    assert says in message
    assert written() == [0] * 5


def test_every_error_of_every_tab_is_reported_at_once():
    def spoil(book: openpyxl.Workbook) -> None:
        put(book, "Directors", 2, **{**DIRECTOR, "wte": "x"})
        put(book, "Payees", 3, **{**PAYEE, "starts": "x"})
        put(book, "Signatures", 4, **{**SIGNED, "schedules": "x"})

    assert [(row, column) for row, column, _ in refused(stage(edited(spoil)))] == [
        (2, "Directors: wte"), (3, "Payees: starts"), (4, "Signatures: schedules"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tab", "first", "second", "column", "says"),
    [
        ("Directors", DIRECTOR, DIRECTOR, "person", "already a director in row 2"),
        ("Payees", PAYEE, PAYEE, "network_code", "already in row 2"),
        ("Agreements", {"starts": APRIL}, {"starts": APRIL, "version": 1}, "version", "in row 2"),
        ("Agreements", {"starts": APRIL}, {"starts": APRIL, "version": 2}, "starts", "version 1"),
        ("Signatures", SIGNED, SIGNED | ALDER, "organisation_code", "in row 2"),
    ],
)  # fmt: skip
def test_two_rows_of_one_fact_are_refused(
    tab: str, first: dict[str, Any], second: dict[str, Any], column: str, says: str
):
    def fill(book: openpyxl.Workbook) -> None:
        put(book, tab, 2, **first)
        put(book, tab, 7, network_code="U90001", **second)
        if tab == "Signatures":
            put(book, "Agreements", 2, starts=APRIL)

    ((row, named, message),) = refused(stage(edited(fill)))
    assert (row, named) == (7, f"{tab}: {column}")
    assert says in message


def test_a_payee_that_cannot_follow_the_one_of_the_register_is_refused_by_row():
    later = date(2025, 9, 1)
    NominatedPayee.objects.create(
        network=cast.network(), name="Next Limited", ods_code="ZZ002", starts=later
    )

    ((row, named, message),) = refused(stage(edited(filled("Payees", **PAYEE))))

    assert (row, named.split(":")[0]) == (2, "Payees")
    assert "later payee" in message


def test_rows_of_networks_outside_ones_icb_are_refused():
    content = edited(filled("Directors", 4, **DIRECTOR))

    ours = stage(given_out(codes=("U90001", "U90002")), icbs=frozenset({"QZ1"}))
    theirs = stage(content, icbs=frozenset({"QZ1"}))

    assert ours.state == "unchanged"
    assert refused(theirs) == [
        (4, "Directors: network_code", "Is not in your ICB. Leave out this row."),
        (5, "Signatures: network_code", "Is not in your ICB. Leave out this row."),
    ]


def without_tab(good: bytes) -> bytes:
    return edited(lambda book: book.remove(book["Payees"]), good)


def without_column(good: bytes) -> bytes:
    return edited(lambda book: book["Agreements"].delete_cols(3), good)


def with_formula(good: bytes) -> bytes:
    return edited(filled("Directors", **{**DIRECTOR, "person": '=HYPERLINK("x")'}), good)


def with_far_cell(good: bytes) -> bytes:
    def write(book: openpyxl.Workbook) -> None:
        book["Directors"]["A60000"] = "U90001"

    return edited(write, good)


def bomb(good: bytes) -> bytes:
    out = io.BytesIO(good)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.bin", b"0" * (21 * 2**20))
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda good: b"", "empty"),
        (lambda good: random.Random(7).randbytes(4096), "not an Excel workbook"),
        (lambda good: b"\xd0\xcf\x11\xe0" + bytes(600), "not an Excel workbook"),
        (lambda good: good[: len(good) * 3 // 5], "cut off or damaged"),
        (lambda good: files.zipped(b"a,b"), "not an Excel workbook"),
        (lambda good: files.as_csv(("person",), ("Ada",)), "not an Excel workbook"),
        (without_tab, "no tab “Payees”. Its tabs are: Read me, Directors, Agreements"),
        (without_column, "Tab “Agreements”: The file does not have the right columns. Missing: v"),
        (with_formula, "Holds a formula"),
        (with_far_cell, "outside the 50,000 rows"),
        (bomb, "too large when unpacked"),
    ],
    ids=[
        "empty", "noise", "old Excel", "cut off", "zip", "CSV", "no tab", "no column", "formula",
        "far cell", "bomb",
    ],
)  # fmt: skip
def test_a_workbook_that_cannot_be_read_is_refused_with_a_sentence(
    make: Callable[[bytes], bytes], says: str, settings: Any
):
    settings.IMPORT_MAX_BYTES = 2**20
    found = refused(stage(make(given_out())))

    assert any(says in message for _, _, message in found), found
    assert written() == [0] * 5


def test_a_workbook_of_another_kind_is_recognised():
    ods = files.workbook([files.detail()], [files.partner("Z00001", "U90001")])
    ((_, _, message),) = refused(stage(ods))
    assert message.endswith("It looks like another kind of file: ODS PCN workbook.")

    ((_, _, message),) = refused(files.stage("ods_pcn_workbook", given_out()))
    assert message.endswith("It looks like another kind of file: Network details workbook.")


def test_an_empty_tab_with_its_titles_says_nothing():
    def empty(book: openpyxl.Workbook) -> None:
        for tab in LAYOUTS:
            book[tab].delete_rows(2, 50)

    assert stage(edited(empty)).state == "unchanged"
