"""The workbook comes back as it was given out, and every edit is shown before it counts."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from networks.models import (
    Agreement,
    Appointment,
    NetworkRole,
    NominatedPayee,
    Partner,
    Proposal,
    Signature,
)
from networks.network_details.layout import guarded, plain
from networks.proposals.actions import decide
from pcn_portal import intake
from practices.models import ImportBatch
from tests.api import england as made_up
from tests.networks.agreements import cast
from tests.networks.network_details import books
from tests.networks.network_details.books import edited, given_out, put, rows, stage, take_in

pytestmark = pytest.mark.usefixtures("england")
APRIL, JULY = date(2025, 4, 1), date(2025, 7, 1)


def filled(book: openpyxl.Workbook) -> None:
    """Harbour's director, payee, agreement and first signature."""
    put(
        book, "Directors", 2, person="Ada Invented", profession="GP", practice_code="Z90001",
        wte=0.25, sessions=2, email="ada@example.org", phone="01632 960001", starts=APRIL,
    )  # fmt: skip
    put(book, "Payees", 2, ods_code="Z90001", name="Alder Surgery", starts="2025-07-01")
    put(book, "Agreements", 2, starts="01/04/2025", note="As signed")
    put(book, "Signatures", 2, signed_by="Bo Invented", signed_on="2025-04-01", schedules="4, 1")


def listed(batch: ImportBatch) -> list[tuple[str, str, str]]:
    return list(batch.changes.values_list("kind", "entity", "key"))


def before_and_after(batch: ImportBatch) -> list[tuple[str, str]]:
    return list(batch.changes.values_list("before", "after"))


def test_a_network_with_nothing_has_a_row_to_fill_in_each_tab():
    content = given_out()

    assert [row["network_code"] for row in rows(content, "Directors")] == [
        "U90001", "U90002", "U90003",
    ]  # fmt: skip
    assert [r["organisation_code"] for r in rows(content, "Signatures")] == [
        "Z90001", "Z90002", "Z90003", "Z90004",
    ]  # fmt: skip
    assert rows(content, "Payees")[0]["network_name"] == "Harbour PCN"


def test_unchanged_there_is_nothing_to_do():
    batch = stage(given_out())

    assert (batch.state, books.errors(batch), books.warnings(batch)) == ("unchanged", [], [])


def test_what_is_filled_in_is_shown_and_then_written_with_its_row():
    batch = take_in(edited(filled))

    assert listed(batch) == [
        ("new", "Network agreement", "U90001 version 1"),
        ("new", "Signature", "U90001 version 1, Alder Surgery"),
        ("new", "Clinical director", "U90001"),
        ("new", "Nominated payee (proposal)", "U90001"),
    ]
    director = Appointment.objects.get()
    assert (director.role.code, director.wte, director.sessions) == (
        "clinical_director", Decimal("0.250"), Decimal(2),
    )  # fmt: skip
    signature = Signature.objects.get()
    assert (signature.practice and signature.practice.code, signature.schedules) == (
        "Z90001", [1, 4],
    )  # fmt: skip
    for fact in (director, Agreement.objects.get(), signature):
        assert (fact.source, fact.source_row) == (batch.source, 2)


@pytest.mark.parametrize("again", ["the same file", "the workbook given out anew"])
def test_brought_in_again_there_is_nothing_to_change(again: str):
    content = edited(filled)
    take_in(content)

    batch = stage(content if again == "the same file" else given_out())

    assert (batch.state, listed(batch), books.warnings(batch)) == ("unchanged", [], [])


def test_nothing_is_written_before_it_is_applied_and_not_if_the_register_moved():
    batch = stage(edited(filled))
    assert not Appointment.objects.exists()
    assert not Proposal.objects.exists()
    cast.agreement()

    with pytest.raises(intake.ImportRefused, match="The register has changed"):
        intake.apply(batch_id=batch.pk, by=cast.CLERK, at=books.AT)

    assert not Appointment.objects.exists()


def test_an_edited_director_is_changed_and_an_end_ends_the_time_in_post():
    take_in(edited(filled))
    changed = take_in(edited(lambda b: put(b, "Directors", 2, wte=0.3, phone=None)))

    ((before, after),) = before_and_after(changed)
    assert "0.25 WTE" in before
    assert "0.3 WTE" in after
    assert (Appointment.objects.get().wte, Appointment.objects.get().phone) == (Decimal("0.3"), "")

    ended = take_in(edited(lambda b: put(b, "Directors", 2, ends=JULY)))
    assert listed(ended) == [("ended", "Clinical director", "U90001")]
    assert Appointment.objects.get().ends == JULY


def test_a_director_hands_over_to_another_and_two_may_share():
    take_in(edited(filled))

    def hand_over(book: openpyxl.Workbook) -> None:
        put(book, "Directors", 2, ends=JULY)
        put(book, "Directors", 5, network_code="U90001", person="Cy Invented", starts=JULY)
        put(book, "Directors", 6, network_code="U90001", person="Di Invented", starts=JULY)

    batch = take_in(edited(hand_over))

    assert sorted(kind for kind, _, _ in listed(batch)) == ["ended", "new", "new"]
    held = Appointment.objects.order_by("person").values_list("person", "starts", "ends")
    assert list(held) == [
        ("Ada Invented", APRIL, JULY), ("Cy Invented", JULY, None), ("Di Invented", JULY, None),
    ]  # fmt: skip


def test_a_corrected_start_is_the_same_persons_own_appointment():
    take_in(edited(filled))

    take_in(edited(lambda b: put(b, "Directors", 2, starts="2025-05-01")))

    assert Appointment.objects.get().starts == date(2025, 5, 1)


def test_a_person_comes_back_later():
    take_in(edited(filled))

    def comes_back(book: openpyxl.Workbook) -> None:
        put(book, "Directors", 2, ends="2025-05-01")
        put(book, "Directors", 5, network_code="U90001", person="ADA INVENTED", starts=JULY)

    take_in(edited(comes_back))

    assert list(Appointment.objects.order_by("starts").values_list("starts", "ends")) == [
        (APRIL, date(2025, 5, 1)), (JULY, None),
    ]  # fmt: skip


def test_a_row_left_out_changes_nothing():
    take_in(edited(filled))

    def emptied(book: openpyxl.Workbook) -> None:
        for tab in ("Directors", "Payees", "Agreements", "Signatures"):
            book[tab].delete_rows(2, 20)

    assert stage(edited(emptied)).state == "unchanged"


def test_another_role_of_the_same_person_is_left_alone():
    role = NetworkRole.objects.get(code="network_manager")
    Appointment.objects.create(
        network=cast.network(), role=role, person="Ada Invented", starts=APRIL
    )

    take_in(edited(filled))

    assert Appointment.objects.count() == 2


def test_a_later_version_ends_the_one_before():
    take_in(edited(filled))

    batch = take_in(
        edited(lambda b: put(b, "Agreements", 5, network_code="U90001", version=2, starts=JULY))
    )

    assert listed(batch) == [
        ("ended", "Network agreement", "U90001 version 1"),
        ("new", "Network agreement", "U90001 version 2"),
    ]
    found = Agreement.objects.values_list("version", "starts", "ends", "source_row")
    assert list(found) == [(1, APRIL, JULY, 2), (2, JULY, None, 5)]


def test_a_corrected_first_day_moves_the_end_of_the_version_before():
    Agreement.objects.create(network=cast.network(), version=1, starts=APRIL, ends=JULY)
    cast.agreement(starts=JULY, version=2)
    june = date(2025, 6, 1)

    take_in(edited(lambda b: put(b, "Agreements", 3, starts=june), given_out(APRIL)))

    assert list(Agreement.objects.values_list("starts", "ends")) == [(APRIL, june), (june, None)]


def test_a_note_of_several_lines_comes_back_unchanged():
    agreement = cast.agreement()
    agreement.note = "First line\r\nSecond line \t here"
    agreement.save()

    assert stage(given_out()).state == "unchanged"


def test_a_corrected_signature_is_shown_before_and_after():
    take_in(edited(filled))

    batch = take_in(edited(lambda b: put(b, "Signatures", 2, schedules="1-7".replace("-", ","))))

    assert before_and_after(batch) == [
        (
            "signed by Bo Invented on 1 April 2025, schedules 1, 4",
            "signed by Bo Invented on 1 April 2025, schedules 1, 7",
        )
    ]
    assert Signature.objects.get().schedules == [1, 7]


def test_a_blank_row_takes_no_signature_away_and_says_so():
    take_in(edited(filled))

    batch = stage(
        edited(lambda b: put(b, "Signatures", 2, signed_by=None, signed_on=None, schedules=None))
    )

    assert batch.state == "unchanged"
    (warning,) = books.warnings(batch)
    assert "Alder Surgery signed on 1 April 2025, and the row is blank" in warning


def test_another_member_signs_by_its_code_or_by_its_name():
    cast.agreement()
    cast.pharmacy()
    Partner.objects.create(
        network=cast.network(), kind="voluntary", name="Made-up Friends", starts=APRIL
    )

    def sign(book: openpyxl.Workbook) -> None:
        for number, row in enumerate(rows(given_out(), "Signatures"), 2):
            if row["organisation_name"] in ("Made-up Pharmacy", "Made-up Friends"):
                put(book, "Signatures", number, signed_by="Bo Invented", signed_on=APRIL)

    take_in(edited(sign))

    names = Signature.objects.order_by("partner__name").values_list("partner__name", flat=True)
    assert list(names) == ["Made-up Friends", "Made-up Pharmacy"]
    assert stage(given_out()).state == "unchanged"


def test_a_payee_is_a_proposal_that_a_second_person_decides_after_which_nothing_differs():
    people = made_up.people()
    first, second = people["commissioner"].actor, people["national"].actor
    content = edited(filled)
    batch = take_in(content, by=first)

    assert "at the earliest 14 days after the decision" in batch.summary[0]
    proposal = Proposal.objects.get()
    assert (proposal.kind, proposal.state, proposal.effective) == (
        "payee_changed", "proposed", JULY,
    )  # fmt: skip
    assert (proposal.source, proposal.source_row) == (batch.source, 2)
    assert proposal.proposed_by == people["commissioner"]
    assert proposal.reason == "Entered in details.xlsx, tab Payees, row 2."
    assert not NominatedPayee.objects.exists()

    decide(
        proposal_ids=[proposal.pk], accept=True, reason="Seen.", by=second, at=books.AT,
        today=books.TODAY, effective=JULY + timedelta(days=31),
    )  # fmt: skip
    assert NominatedPayee.objects.get().name == "Alder Surgery"
    again = stage(content)
    assert (again.state, listed(again)) == ("unchanged", [])
    assert "That day stays" in books.warnings(again)[0]
    assert stage(given_out()).state == "unchanged"


def test_the_payee_of_a_past_day_is_not_proposed_anew():
    NominatedPayee.objects.create(
        network=cast.network(), name="Old Limited", ods_code="ZZ001", starts=APRIL, ends=JULY
    )
    NominatedPayee.objects.create(
        network=cast.network(), name="New Limited", ods_code="ZZ002", starts=JULY
    )

    assert stage(given_out()).state == "unchanged"
    assert stage(given_out(date(2025, 8, 1))).state == "unchanged"


def test_it_is_given_out_as_it_stood_on_a_day():
    take_in(edited(filled))
    take_in(edited(lambda b: put(b, "Directors", 2, ends="2025-07-01")))

    def directors(on: date) -> list[Any]:
        return [row["person"] for row in rows(given_out(on), "Directors")][:1]

    assert directors(date(2025, 6, 30)) == ["Ada Invented"]
    assert directors(JULY) == [None]
    assert rows(given_out(date(2025, 3, 1)), "Signatures")[0]["signed_by"] is None
    assert stage(given_out(date(2025, 3, 1)), at=datetime(2025, 8, 1, tzinfo=UTC)).state == (
        "unchanged"
    )


@pytest.mark.parametrize(
    "text", ["=1+1", "+44 1632", "-2", "@SUM(1)", "\tx", "'=1", "''=1", "'quoted'", "O'Dea", ""]
)
def test_a_text_that_a_spreadsheet_would_run_is_given_out_harmless_and_read_back(text: str):
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert plain(guarded(text)) == text


def test_formulas_in_the_register_do_not_run_and_come_back_unchanged():
    agreement = cast.agreement()
    agreement.note = "=HYPERLINK(1)\x07"
    agreement.save()
    Appointment.objects.create(
        network=cast.network(), role=NetworkRole.objects.get(code="clinical_director"),
        person="@Ada", profession="-GP", phone="+44 1632 960001", starts=APRIL,
    )  # fmt: skip

    content = given_out()

    kinds = {c.data_type for s in books.opened(content) for row in s.iter_rows() for c in row}
    assert kinds <= {"s", "n", "d"}
    assert rows(content, "Agreements")[0]["note"] == "'=HYPERLINK(1)"
    assert rows(content, "Directors")[0]["person"] == "'@Ada"
    batch = stage(content)
    assert books.errors(batch) == []
    assert listed(batch) == []
