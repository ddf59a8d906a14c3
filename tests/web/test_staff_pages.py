"""The staff register, its spreadsheet and claims in the browser."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from networks.models import Network
from pcn_portal.accounts.models import Membership, User
from practices.models import PopulationFigure, Practice
from tests.api.england import RECEIVED, figure
from tests.web.pages import errors, text
from tests.workforce.staff_cast import somebody
from workforce.models import Claim, Engagement, Terms, WorkforceReturn

SignedIn = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("england")
OWN, OTHER = "U90001", "U90003"
STAFF, NEW, SHEET = (reverse(n, args=[OWN]) for n in ("network_staff", "staff_new", "staff_sheet"))
APRIL = reverse("claim_month", args=[OWN, "2025-04"])
DAYS = {"day": 1, "month": 4, "year": 2023}
PERSON: dict[str, Any] = {
    "post": "new", "role": "CP", "area": "national", "name": "Tom Fictional",
    "employer_kind": "practice", "employer": "Alder Surgery", "before": "new", "hours": "37.5",
    "salary": "4000.00", "employer_ni": "500.00", "employer_pension": "575.20",
    **{f"starts_{part}": value for part, value in DAYS.items()},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _weighted(england: Any) -> None:
    for practice in Practice.objects.all():
        if not PopulationFigure.objects.filter(practice=practice, basis="weighted").exists():
            figure(practice, "weighted", "15000")


def test_a_manager_records_somebody_and_only_the_network_reads_the_name(
    signed_in: SignedIn,
) -> None:
    answer = signed_in("manager").post(NEW, PERSON)
    assert answer.status_code == 302, errors(answer)
    mine = text(signed_in("manager").get(STAFF))
    assert "1 person in post: 1.00 whole-time equivalents that cost £5,075.20 a month." in mine
    assert "Tom Fictional" in mine
    theirs = text(signed_in("commissioner").get(STAFF))
    assert "S001" in theirs
    assert "Fictional" not in theirs.replace("Saltmarsh Fictional ICB", "")
    one = Engagement.objects.get()
    page = reverse("staff_person", args=[OWN, one.pk])
    assert "Tom Fictional" in text(signed_in("manager").get(page))
    assert "Tom Fictional" not in text(signed_in("commissioner").get(page))


@pytest.mark.parametrize(
    ("more", "field", "said"),
    [
        ({"salary": "4,000.00"}, "salary", "Write pounds and pence without a comma: 3250.00."),
        ({"hours": "52.5"}, "hours", "at most 40 (1.07 WTE) for one person"),
        ({"role": ""}, "role", "Choose a role."),
        ({"role": "GP"}, "starts", "is reimbursed from 1 October 2024 on"),
        ({"last_day": 1, "last_month": 3, "last_year": 2023}, "", "The last day is before"),
        ({"spread": "Z90001"}, "spread", "write a practice’s code and sessions"),
        ({"fees": "20"}, "fees", "only for social prescribing link workers"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_recorded(
    signed_in: SignedIn, more: dict[str, Any], field: str, said: str
) -> None:
    answer = signed_in("manager").post(NEW, PERSON | more)
    assert answer.status_code == 400
    assert said in str(errors(answer))
    assert not Terms.objects.exists()


def test_terms_leave_a_months_cost_and_the_last_day_are_recorded(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    one = somebody(people["manager"].actor, name="Tom Fictional")
    client = signed_in("manager")

    def send(name: str, data: dict[str, Any]) -> None:
        answer = client.post(reverse(name, args=[OWN, one.pk]), data)
        assert answer.status_code == 302, errors(answer)

    pay = {"hours": "30", "salary": "3500.00", "reason": "Fewer hours"}
    send("staff_terms", pay | {"from_day_day": 1, "from_day_month": 4, "from_day_year": 2025})
    send("staff_cost", {"month": "2025-04", "salary": "3600.00", "reason": "Overtime"})
    away = {"starts_day": 1, "starts_month": 5, "starts_year": 2025, "kind": "sickness"}
    send("staff_leave", away)
    send("staff_leaving", {"last_day": 31, "last_month": 8, "last_year": 2025})
    page = text(client.get(reverse("staff_person", args=[OWN, one.pk])))
    for words in ("Fewer hours", "Overtime", "Sickness", "31 August 2025"):
        assert words in page
    assert Engagement.objects.get().ends == date(2025, 9, 1)


def test_a_claim_is_declared_by_the_network_and_decided_by_the_board(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    somebody(people["manager"].actor)
    somebody(people["manager"].actor, role="DIET")
    manager, board = signed_in("manager"), signed_in("commissioner")
    page = text(manager.get(reverse("claim_month", args=[OWN, "2024-05"])))
    assert "2 lines to claim" not in page
    assert "1 line to claim, £4,000.00 in all. 1 person is stopped by a rule." in page
    assert "Declare the claim" not in text(board.get(reverse("claim_month", args=[OWN, "2024-05"])))
    may = reverse("claim_month", args=[OWN, "2024-05"])
    assert board.post(may, {"declared": "on", "evidence": "x"}).status_code == 404
    bad = manager.post(may, {"evidence": ""})
    assert "agree to it" in str(errors(bad))
    answer = manager.post(may, {"declared": "on", "evidence": "Payroll report"})
    assert answer.status_code == 302, errors(answer)
    claim = Claim.objects.get()
    address = reverse("claim", args=[OWN, claim.pk])
    line = claim.lines.get()
    assert "1 claim waits: £4,000.00 for the board" in text(board.get(reverse("claims_waiting")))
    question = {"lines": [line.pk], "step": "queried", "reason": "Which week?"}
    assert board.post(address, question).status_code == 302
    assert "Which week?" in text(manager.get(address))
    reply = {"lines": [line.pk], "step": "answered", "reason": "All of it"}
    assert manager.post(address, reply).status_code == 302
    assert manager.post(address, reply).status_code == 404
    agreed = {"lines": [line.pk], "step": "approved"}
    assert "weighted population missing" in str(errors(board.post(address, agreed)))
    for practice in ("Z90001", "Z90002"):
        old = figure(Practice.objects.get(code=practice), "weighted", "15000", version=2)
        PopulationFigure.objects.create(
            practice=old.practice, basis="weighted", reference_date=date(2024, 1, 1), version=1,
            value=old.value, vintage="made up", received_at=old.received_at,
        )  # fmt: skip
    assert board.post(address, agreed).status_code == 302
    assert "Paid with May 2024" in text(board.get(address))


def test_the_year_says_what_is_lost_and_the_board_sees_every_network(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    somebody(people["manager"].actor)
    year = reverse("network_claims", args=[OWN]) + "?year=2025-26"
    page = text(signed_in("manager").get(year))
    assert "Additional roles in 2025/26" in page
    assert "£26.631 a weighted patient" in page
    board = text(signed_in("commissioner").get(reverse("claims_of_board", args=["QZ1"])))
    assert "Harbour PCN" in board
    assert "Heather" not in board
    assert (
        signed_in("commissioner").get(reverse("claims_of_board", args=["QZ2"])).status_code == 404
    )


def workbook(signed_in: SignedIn) -> Any:
    answer = signed_in("manager").get(reverse("staff_book", args=[OWN]))
    return load_workbook(io.BytesIO(answer.content))


def bring_in(signed_in: SignedIn, book: Any) -> Any:
    out = io.BytesIO()
    book.save(out)
    sent = SimpleUploadedFile("staff.xlsx", out.getvalue())
    day = {"from_day_day": 1, "from_day_month": 4, "from_day_year": 2025}
    return signed_in("manager").post(SHEET, {"file": sent, **day}, follow=True)


def test_staff_go_out_as_a_workbook_and_come_back_changed(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    somebody(people["manager"].actor, name="Tom Fictional")
    somebody(people["manager"].actor)
    book = workbook(signed_in)
    sheet = book["Staff"]
    assert [cell.value for cell in sheet[2]][:3] == ["S001", "Tom Fictional", "CP"]
    sheet["J2"] = 4200
    sheet["H3"] = date(2025, 8, 31)
    sheet.append([None, "Una Fictional", "PT", None, "trust", "A trust", date(2025, 5, 1), None,
                  18.75, 1500.5, 100, 200, None])  # fmt: skip
    answer = bring_in(signed_in, book)
    assert not errors(answer)
    said = text(answer)
    assert "The workbook is taken in: 2 changed and 1 new." in said
    assert "Una Fictional" in said
    first, second, third = Engagement.objects.order_by("person__reference")
    assert str(first.terms.latest("id").salary) == "4200.00"
    assert second.ends == date(2025, 9, 1)
    assert (str(third.post.wte), str(third.terms.get().hours)) == ("0.50", "18.75")
    assert "2 as it was" in text(bring_in(signed_in, workbook(signed_in)))


def test_a_wrong_workbook_comes_back_with_what_is_wrong_and_nothing_is_taken_in(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    somebody(people["manager"].actor)
    book = workbook(signed_in)
    sheet = book["Staff"]
    sheet["J2"] = "4,200.00"
    rows: list[list[Any]] = [
        ["", "", "XX", "", "", "Alder", date(2025, 5, 1), None, 37.5, 1],
        ["", "", "CP", "", "", "Alder", date(2025, 5, 1), date(2025, 4, 1), 37.5, 1],
        ["", "", "CP", "", "", "Alder", date(2025, 5, 1), None, 52.5, 1],
        ["", "", "CP", "moon", "", "", "soon", None, "many", "x"],
        ["S001", "", "CP", "", "", "Alder", date(2025, 5, 1), None, 37.5, 1],
        ["", "Good Fictional", "CP", "", "", "Alder", date(2025, 5, 1), None, 37.5, 1],
    ]
    for row in rows:
        sheet.append(row)
    answer = bring_in(signed_in, book)
    assert answer.status_code == 400
    page = text(answer)
    assert "6 rows are wrong, so nothing was taken in" in page
    for said in (
        "without a comma or a pound sign", "There is no role “XX”", "The last day is before",
        "at most 40 (1.07 WTE)", "Write one of: national, outer, inner", "Is not a number",
        "S001 also stands in row 2",
    ):  # fmt: skip
        assert said in page
    assert Engagement.objects.count() == 1
    hidden = {name: answer.context[name] for name in ("content", "from_day")}
    back = signed_in("manager").post(reverse("staff_checked", args=[OWN]), hidden)
    checked = load_workbook(io.BytesIO(back.content))["Staff"]
    assert checked["N1"].value == "what is wrong"
    assert "salary: Write the number without a comma" in checked["N2"].value
    assert checked["J2"].fill.fgColor.rgb == "FFF4CCCC"
    assert checked["N8"].value is None
    assert Engagement.objects.count() == 1


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused_in_words(signed_in: SignedIn, content: bytes) -> None:
    day = {"from_day_day": 1, "from_day_month": 4, "from_day_year": 2025}
    sent = SimpleUploadedFile("staff.xlsx", content)
    answer = signed_in("manager").post(SHEET, {"file": sent, **day})
    assert answer.status_code == 400
    assert errors(answer)


def test_only_the_networks_own_people_keep_its_staff(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    one = somebody(people["manager"].actor)
    for who in ("commissioner", "national", "auditor"):
        client = signed_in(who)
        assert client.get(NEW).status_code in (403, 404)
        assert client.post(reverse("staff_leaving", args=[OWN, one.pk])).status_code in (403, 404)
        assert client.get(reverse("staff_book", args=[OWN])).status_code in (403, 404)
    assert signed_in("manager").get(reverse("network_staff", args=[OTHER])).status_code == 404


def test_an_uplift_is_looked_at_requested_and_decided_as_one(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    one = somebody(people["manager"].actor, "3000.00")
    manager, board = signed_in("manager"), signed_in("commissioner")
    may = reverse("claim_month", args=[OWN, "2024-05"])
    assert manager.post(may, {"declared": "on", "evidence": "Payroll"}).status_code == 302
    pay = {"hours": "37.5", "salary": "3100.00", "reason": "Award"}
    terms = reverse("staff_terms", args=[OWN, one.pk])
    day = {"from_day_day": 1, "from_day_month": 4, "from_day_year": 2024}
    assert manager.post(terms, pay | day).status_code == 302
    new = reverse("uplift_new", args=[OWN])
    page = text(manager.get(f"{new}?first=2024-04&last=2024-06"))
    assert "£100.00 more may be claimed, for 1 person." in page
    entry = {"first": "2024-04", "last": "2024-06", "title": "Award", "proof": "Payroll"}
    assert "Staff are paid first" in str(errors(manager.post(new, entry)))
    answer = manager.post(new, entry | {"paid": "on"})
    assert answer.status_code == 302, errors(answer)
    address = answer.headers["Location"]
    assert "£100.00 of it waits" in text(board.get(address))
    assert manager.post(address, {"step": "rejected", "reason": "x"}).status_code == 404
    assert board.post(address, {"step": "queried", "reason": "Paid when?"}).status_code == 302
    reply = {"step": "answered", "reason": "In August"}
    assert manager.post(address, reply).status_code == 302
    assert board.post(address, {"step": "rejected", "reason": "No"}).status_code == 302
    assert "All is decided." in text(board.get(address))
    assert board.post(address, {"step": "rejected", "reason": "No"}).status_code == 404


def weigh_2024() -> None:
    """Weighted populations of 1 January 2024, so that the sum of 2024/25 is known."""
    for practice in Practice.objects.all():
        PopulationFigure.objects.create(
            practice=practice, basis="weighted", reference_date=date(2024, 1, 1), version=1,
            value=15000, vintage="made up", received_at=RECEIVED,
        )  # fmt: skip


def test_a_month_is_declared_for_several_networks_and_all_that_waits_is_approved(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    weigh_2024()
    Membership.objects.create(
        user=people["manager"], role="pcn_manager", level="network", code="U90002"
    )
    by = people["manager"].actor
    somebody(by)
    somebody(by, code="U90002")
    somebody(by, code="U90003")
    manager, board = signed_in("manager"), signed_in("commissioner")
    page = reverse("claims_declare", args=["2024-05"])
    assert "2 networks have something to claim." in text(manager.get(page))
    both = {"networks": ["U90001", "U90002"], "evidence": "Payroll"}
    assert "agree to it" in str(errors(manager.post(page, both)))
    assert manager.post(page, both | {"declared": "on"}).status_code == 302
    assert Claim.objects.count() == 2
    assert "None of your networks has anything to claim" in text(manager.get(page))
    approve = reverse("claims_approve", args=["QZ1"])
    assert "2 lines, £8,000.00 in all." in text(board.get(approve))
    assert "Look at the claims first" in str(errors(board.post(approve, {"sure": ""})))
    answer = board.post(approve, {"sure": "on"}, follow=True)
    assert "2 lines are approved" in text(answer)
    assert "No line waits for the board." in text(board.get(approve))
    assert board.get(reverse("claims_approve", args=["QZ2"])).status_code == 404
    assert manager.get(approve).status_code == 403


def test_what_was_claimed_is_compared_with_what_was_returned(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    somebody(people["manager"].actor, hours=Decimal("22.5"))
    manager, board = signed_in("manager"), signed_in("commissioner")
    may = reverse("claim_month", args=[OWN, "2024-05"])
    assert manager.post(may, {"declared": "on", "evidence": "Payroll"}).status_code == 302
    page = reverse("compare_network", args=[OWN, "2024-05"])
    assert "did not submit a return. That is not zero." in text(board.get(page))
    assert "did not submit" in text(board.get(reverse("compare_list", args=["2024-05"])))
    reason = {"role": "CP", "reason": "Census day."}
    assert manager.post(page, reason).status_code == 404
    role = {
        "group": "g", "role": "r", "detail": "Pharmacist", "posts": 1, "fte": "1.0",
        "contracted_fte": "0",
    }  # fmt: skip
    WorkforceReturn.objects.create(
        network=Network.objects.get(code=OWN), month=date(2024, 5, 1), version=1, posts=1, fte=1,
        contracted_fte=0, roles=[role], received_at=RECEIVED,
    )  # fmt: skip
    assert "0.6 WTE claimed, 1 returned" in text(manager.get(page))
    assert board.post(page, reason).status_code == 404
    assert manager.post(page, reason).status_code == 302
    assert "Census day." in text(board.get(page))
    listed = text(board.get(reverse("compare_list", args=["2024-05"])))
    assert "0 roles differ without an explanation." in listed
    out = manager.get(reverse("return_file", args=[OWN, "2024-05"]))
    assert b"Pharmacist,0.6000,S001" in out.content
    own = reverse("compare_extract", args=[OWN])
    sent = SimpleUploadedFile("own.csv", out.content)
    assert "Every role is returned as it was claimed." in text(manager.post(own, {"file": sent}))
    bad = manager.post(own, {"file": SimpleUploadedFile("own.csv", b"x")})
    assert bad.status_code == 400
    assert errors(bad)


def test_offers_part_months_and_erasure_are_recorded_in_the_browser(
    signed_in: SignedIn, people: dict[str, User]
) -> None:
    for practice in Practice.objects.all():
        PopulationFigure.objects.create(
            practice=practice, basis="weighted", reference_date=date(2023, 1, 1), version=1,
            value=15000, vintage="made up", received_at=RECEIVED,
        )  # fmt: skip
    manager, board = signed_in("manager"), signed_in("commissioner")
    give = reverse("pot_offers", args=["QZ1", "2023-24"])
    mine = {"amount": "5000.00", "reason": "Not filled."}
    assert manager.post(reverse("pot_offer", args=[OWN, "2023-24"]), mine).status_code == 302
    assert manager.get(reverse("pot_offer", args=[OWN, "2024-25"])).status_code == 404
    assert "Harbour PCN: £5,000.00. Not filled." in text(board.get(give))
    gift = {"giver": OWN, "receiver": "U90002", "amount": "6000.00", "reason": "Bid"}
    assert "Give less" in str(errors(board.post(give, gift)))
    assert board.post(give, gift | {"amount": "5000.00"}).status_code == 302
    assert "£5,000.00 of Harbour PCN to Quay PCN. Bid" in text(board.get(give))
    rule = text(board.get(reverse("pot_offers", args=["QZ1", "2025-26"])))
    assert "it stays with the board" in rule
    counting = reverse("claims_counting", args=["QZ1"])
    assert "No choice was made." in text(board.get(counting))
    choice = {"counting": "days_of_year", "from_month": "2025-05", "reason": "Agreed"}
    assert board.post(counting, choice).status_code == 302
    assert "From May 2025: days in post × 12" in text(board.get(counting))
    gone = somebody(people["manager"].actor, name="Tom Fictional", ends=date(2024, 5, 1))
    erase = reverse("staff_erase", args=[OWN, gone.pk])
    assert manager.post(erase, {"reason": "Asked"}).status_code == 302
    gone.person.refresh_from_db()
    assert gone.person.name == ""


def test_home_says_what_claims_ask_for(signed_in: SignedIn, people: dict[str, User]) -> None:
    somebody(people["manager"].actor)
    manager, board = signed_in("manager"), signed_in("commissioner")
    assert "Harbour PCN has not claimed" in text(manager.get("/"))
    may = reverse("claim_month", args=[OWN, "2024-05"])
    assert manager.post(may, {"declared": "on", "evidence": "Payroll"}).status_code == 302
    assert "1 claim to decide: £4,000.00" in text(board.get("/"))
    claim = Claim.objects.get()
    question = {"lines": [claim.lines.get().pk], "step": "queried", "reason": "Which week?"}
    assert board.post(reverse("claim", args=[OWN, claim.pk]), question).status_code == 302
    assert "The board asks about the claim of Harbour PCN for May 2024" in text(manager.get("/"))
    assert "claim to decide" not in text(board.get("/"))
