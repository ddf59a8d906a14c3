"""Who has not signed what, in all networks of one's organisations."""

from datetime import date, datetime
from typing import Any

import openpyxl
import pytest

from networks.holds import place_hold
from networks.models import Agreement, SharingAgreement, Signature
from practices.models import Practice
from tests.networks.agreements import cast
from tests.networks.network_details.books import edited, put, rows, take_in
from tests.web.pages import links, text

pytestmark = pytest.mark.usefixtures("england", "no_counted_failures")
LIST = "/networks/lists/unsigned/"


def sign_all(agreement: Agreement, *codes: str) -> None:
    for practice in Practice.objects.filter(code__in=codes):
        Signature.objects.create(
            agreement=agreement, practice=practice, signed_on=cast.APRIL, signed_by="Ada Invented"
        )


def test_networks_without_an_agreement_come_first(signed_in):
    answer = signed_in("commissioner").get(LIST)

    said = text(answer)
    assert said.count("PCN 2 members") + said.count("PCN 1 member") == 2
    assert "2 networks have no network agreement." in said
    assert "Heather PCN" not in said
    assert "/networks/lists/holds/new/?network=U90001" in links(answer)
    assert "/networks/U90001/agreements/" in links(answer)


def test_members_who_did_not_sign_are_named(signed_in):
    sign_all(cast.agreement(), "Z90001")
    sign_all(cast.agreement("U90002"), "Z90003")

    said = text(signed_in("commissioner").get(LIST))

    assert "1 member has not signed, in 1 network." in said
    assert "Birch Surgery (Z90002)" in said
    assert "Alder Surgery" not in said
    assert "Quay" not in said


def test_data_sharing_waits_for_a_signature_or_a_review(signed_in):
    facts: dict[str, Any] = {"purposes": "x", "lawful_basis": "x", "protection_officer": "x"}
    due = SharingAgreement.objects.create(
        network=cast.network(), title="Old", starts=cast.APRIL, review_on=date(2025, 5, 1), **facts
    )
    due.parties.create(name="Made-up Trust")
    fine = SharingAgreement.objects.create(
        network=cast.network(), title="New", starts=cast.APRIL, review_on=date(2030, 5, 1), **facts
    )
    fine.parties.create(name="Made-up Trust", signed_on=cast.APRIL, signed_by="Bo Invented")

    said = text(signed_in("commissioner").get(LIST + "?show=sharing&on=2025-06-01"))

    assert "Old Made-up Trust 1 May 2025 Due" in said
    assert " New " not in said


def test_everything_signed_is_said(signed_in):
    sign_all(cast.agreement(), "Z90001", "Z90002")

    answer = signed_in("manager").get(LIST)

    assert "Everything is signed on" in text(answer)
    assert "2 networks have no network agreement" in text(
        signed_in("commissioner").get(LIST + "?on=2025-03-31")
    )


def test_a_hold_that_stands_is_shown_in_place_of_the_link(signed_in, people):
    place_hold(
        network="U90001", from_month=date(2025, 6, 1), reason="Not signed.",
        by=people["commissioner"].actor, at=cast.AT,
    )  # fmt: skip

    answer = signed_in("commissioner").get(LIST)

    assert "Held from June 2025" in text(answer)
    assert "/networks/lists/holds/new/?network=U90001" not in links(answer)
    assert "Hold payments" not in text(signed_in("auditor").get(LIST))


def test_who_works_for_all_of_england_chooses_an_icb(signed_in):
    national = signed_in("national")

    assert "3 networks have no network agreement" in text(national.get(LIST))
    one = text(national.get(LIST + "?icb=QZ2"))
    assert "1 network has no network agreement" in one
    assert "Harbour PCN" not in one
    assert national.get(LIST + "?icb=nonsense&page=x&show=x").status_code == 200


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("commissioner", ["U90001", "U90002"]),
        ("manager", ["U90001"]),
        ("other_commissioner", ["U90003"]),
        ("national", ["U90001", "U90002", "U90003"]),
    ],
)
def test_the_workbook_holds_ones_own_networks(signed_in, who: str, codes: list[str]):
    answer = signed_in(who).get("/networks/details.xlsx?on=2025-06-01")

    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="network-details-2025-06-01.xlsx"'
    )
    assert [row["network_code"] for row in rows(answer.content, "Payees")] == codes


def test_the_upload_page_gives_the_workbook_out(signed_in):
    answer = signed_in("commissioner").get("/imports/new/network_details/")

    assert "/networks/details.xlsx" in links(answer)


def test_a_fact_of_the_workbook_leads_back_to_its_row_and_to_no_other(signed_in):
    def fill(book: openpyxl.Workbook) -> None:
        put(book, "Directors", 3, person="Cy Invented", starts=datetime(2025, 4, 1))
        put(book, "Agreements", 2, starts="2025-04-01")
        put(book, "Signatures", 3, signed_by="Bo Invented", signed_on="2025-04-01")
        put(book, "Payees", 3, ods_code="ZZ001", name="Made-up Payee", starts="2030-07-01")

    source = take_in(edited(fill)).source_id
    address = f"/sources/{source}/rows/3/"
    page = signed_in("manager").get("/networks/U90001/agreements/")
    assert f"{address}?tab=Signatures" in links(page)

    ours = text(signed_in("manager").get(f"{address}?tab=Signatures"))
    everything = text(signed_in("commissioner").get(address))

    assert "Birch Surgery (Z90002) signed the network agreement of Harbour PCN" in ours
    assert "signed_by Bo Invented" in ours
    assert "Cy Invented" not in ours
    assert "Cy Invented is clinical director of Quay PCN (U90002)" in everything
    payees = text(signed_in("commissioner").get(f"{address}?tab=Payees"))
    assert "Proposed: Made-up Payee (ZZ001) becomes the payee of U90002" in payees
    assert "ods_code ZZ001" in payees
    for tab in ("Directors", "Payees"):
        assert signed_in("manager").get(f"{address}?tab={tab}").status_code == 404
