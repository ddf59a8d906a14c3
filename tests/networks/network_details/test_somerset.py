"""Somerset's 13 networks: directors, payees, agreements and signatures through one workbook."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from networks.agreements.queries import unsigned_members
from networks.models import Agreement, Appointment, NominatedPayee, Proposal, Signature
from networks.network_details.book import workbook_of
from networks.network_details.export import rows_on
from networks.proposals.actions import decide
from networks.queries import members_by_network, networks_of_icb
from pcn_portal import intake
from practices.import_models import ImportBatch
from tests.api import england as made_up
from tests.intake import files
from tests.networks.network_details.books import edited, errors, titles, warnings

SHARED = Path(__file__).resolve().parents[4] / "shared" / "data"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.national,
    pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data is not beside this checkout"),
]
ON = date(2025, 6, 2)
AT = datetime(2025, 6, 2, 9, tzinfo=UTC)
APRIL, JULY = date(2025, 4, 1), date(2025, 7, 1)
SOMERSET = frozenset({"QSL"})


def registered() -> None:
    """Somerset as the publishers have it."""
    for kind, name in {
        "list_size_map": "gp-reg-pat-prac-map_2025-04.csv",
        "ods_pcn_details": "epcn.csv",
        "ods_pcn_partners": "epcncorepartnerdetails.csv",
        "practice_register": "epraccur_2025-09_gp.csv",
    }.items():
        files.take_in(kind, (SHARED / "somerset" / name).read_bytes(), at=AT)


def workbook(on: date = ON) -> bytes:
    return workbook_of(rows_on(networks_of_icb("QSL", on), on), on)


def stage(content: bytes, at: datetime = AT) -> ImportBatch:
    return intake.stage(
        kind="network_details", name="somerset.xlsx", content=content, parameters={},
        by=files.CLERK, at=at, icbs=SOMERSET,
    )  # fmt: skip


def write(sheet: Worksheet, number: int, **cells: Any) -> None:
    for title, value in cells.items():
        sheet.cell(number, titles(sheet).index(title) + 1).value = value


def filled(book: openpyxl.Workbook) -> None:
    """A plainly made-up director, payee and agreement for each network, signed by every member."""
    for number in range(2, book["Directors"].max_row + 1):
        code = book["Directors"].cell(number, 1).value
        person = f"Invented Director {code}"
        write(book["Directors"], number, person=person, profession="GP", wte=0.25, starts=APRIL)
        name = f"Made-up Payee of {code}"
        write(book["Payees"], number, ods_code=f"ZZ{number:03}", name=name, starts=JULY)
        write(book["Agreements"], number, starts=APRIL, note="Made up for this test")
    signatures = book["Signatures"]
    for number in range(2, signatures.max_row + 1):
        write(signatures, number, signed_by="Invented Partner", signed_on=APRIL, schedules="1, 4")


def test_all_13_networks_are_entered_through_one_workbook_and_nothing_is_left_to_change():
    registered()
    networks = networks_of_icb("QSL", ON)
    ids = list(networks.values_list("pk", flat=True))
    members = sum(len(m) for m in members_by_network(network_ids=ids, day=ON).values())
    assert (networks.count(), members) == (13, 61)
    assert len(unsigned_members(networks, ON)) == 13
    assert stage(workbook()).state == "unchanged"

    content = edited(filled, workbook())
    batch = stage(content)
    assert (batch.state, errors(batch), warnings(batch)) == ("staged", [], [])
    assert {name: numbers["new"] for name, numbers in batch.counts["entities"].items()} == {
        "Clinical director": 13,
        "Network agreement": 13,
        "Nominated payee (proposal)": 13,
        "Signature": members,
    }
    assert not Appointment.objects.exists()
    person = made_up.people()
    intake.apply(batch_id=batch.pk, by=person["commissioner"].actor, at=AT)

    assert unsigned_members(networks, ON) == {}
    assert Appointment.objects.filter(network__in=networks, starts=APRIL).count() == 13
    assert (Agreement.objects.count(), Signature.objects.count()) == (13, members)
    assert stage(content).state == "unchanged"
    assert stage(workbook()).state == "unchanged"

    proposals = Proposal.objects.filter(state="proposed").values_list("pk", flat=True)
    assert len(proposals) == 13
    decide(
        proposal_ids=list(proposals), accept=True, reason="Seen with every network.",
        by=person["national"].actor, at=AT, today=ON,
    )  # fmt: skip
    assert NominatedPayee.objects.filter(starts=JULY).count() == 13
    again = stage(content, AT + timedelta(days=40))
    assert (again.state, warnings(again)) == ("unchanged", [])
    assert stage(workbook(JULY), AT + timedelta(days=40)).state == "unchanged"
