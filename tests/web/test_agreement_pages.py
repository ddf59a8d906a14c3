"""A network's agreements: who signed and who did not, entered and corrected by forms."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from networks.models import (
    Agreement,
    AgreementSchedule,
    Document,
    NetworkMembership,
    SharingAgreement,
    SharingParty,
    Signature,
)
from pcn_portal.audit.models import AuditEvent
from practices.models import Practice
from tests.networks.agreements import cast, files
from tests.web.pages import errors, heading, links, text

pytestmark = pytest.mark.usefixtures("england", "no_counted_failures")
PAGE = "/networks/U90001/agreements/"
APRIL = date(2025, 4, 1)


def days(name: str, day: str) -> dict[str, str]:
    return dict(zip((f"{name}_day", f"{name}_month", f"{name}_year"), day.split(), strict=True))


def signed(agreement: Agreement, code: str = "Z90001", on: date = APRIL) -> Signature:
    return Signature.objects.create(
        agreement=agreement, practice=Practice.objects.get(code=code), signed_on=on,
        signed_by="Ada Invented", schedules=[1, 4],
    )  # fmt: skip


def sharing(code: str = "U90001", **said: Any) -> SharingAgreement:
    facts: dict[str, Any] = {
        "title": "Shared care records", "purposes": "Direct care", "lawful_basis": "Article 6",
        "protection_officer": "Dee Invented", "review_on": date(2026, 4, 1),
        "dspt_filed_by": "Alder Surgery", "starts": APRIL,
    }  # fmt: skip
    return SharingAgreement.objects.create(network=cast.network(code), **facts | said)


def test_without_an_agreement_the_page_says_so_and_offers_to_enter_it(signed_in):
    answer = signed_in("manager").get(PAGE)

    assert "Harbour PCN has no network agreement in force" in text(answer)
    assert f"{PAGE}new/" in links(answer)
    assert "Hold the payments" not in text(answer)
    assert "/networks/lists/holds/new/?network=U90001" in links(signed_in("commissioner").get(PAGE))


def test_every_member_that_has_not_signed_is_named(signed_in):
    agreement, _ = cast.agreement(), cast.pharmacy()
    signed(agreement)

    answer = signed_in("commissioner").get(PAGE)

    said = text(answer)
    assert "2 of 3 members have not signed it: Birch Surgery and Made-up Pharmacy." in said
    assert "Alder Surgery (Z90001) 1 April 2025 by Ada Invented 1, 4" in said
    sign = f"{PAGE}{agreement.pk}/sign/?who=practice-"
    assert any(link.startswith(sign) for link in links(answer))


def test_the_page_shows_another_day(signed_in):
    first = cast.agreement(starts=date(2024, 4, 1))
    Agreement.objects.filter(pk=first.pk).update(ends=APRIL)
    second = cast.agreement(version=2)
    for code in ("Z90001", "Z90002"):
        signed(first, code, date(2024, 4, 1))
    signed(second, on=date(2025, 5, 1))
    client = signed_in("auditor")

    assert "Version 1 is in force and signed by all 2 members" in text(
        client.get(PAGE + "?on=2024-06-01")
    )
    april = text(client.get(PAGE + "?on=2025-04-15"))
    assert "2 of 2 members have not signed" in april
    assert "Alder Surgery (Z90001), 1 May 2025 by Ada Invented: signed later" in april
    may = client.get(PAGE + "?on=2025-05-15")
    assert "1 of 2 members has not signed it: Birch Surgery." in text(may)
    assert "/networks/lists/unsigned/?on=2025-05-15" in links(may)


def test_who_left_is_shown_as_not_counting(signed_in):
    signed(cast.agreement(), "Z90002")
    NetworkMembership.objects.filter(practice__code="Z90002").update(ends=date(2025, 5, 1))

    said = text(signed_in("commissioner").get(PAGE + "?on=2025-06-01"))

    assert "Birch Surgery (Z90002), 1 April 2025 by Ada Invented: no member on this day" in said


def test_a_version_is_entered_and_ends_the_one_before(signed_in):
    client = signed_in("manager")
    client.post(f"{PAGE}new/", {**days("starts", "1 4 2024"), "note": "First"})
    assert "Version 1 ends on the day it starts" in text(client.get(f"{PAGE}new/"))

    answer = client.post(f"{PAGE}new/", days("starts", "1 4 2025"), follow=True)

    assert "The version is entered. Record who signed it." in text(answer)
    assert list(Agreement.objects.values_list("version", "starts", "ends")) == [
        (1, date(2024, 4, 1), APRIL), (2, APRIL, None),
    ]  # fmt: skip
    event = AuditEvent.objects.first()
    assert event and (event.actor_label, event.object_key) == ("manager@portal.example", "U90001")


def test_what_was_typed_wrongly_stays_and_is_named(signed_in):
    cast.agreement()

    answer = signed_in("manager").post(
        f"{PAGE}new/", {**days("starts", "1 4 2025"), "note": "Typed already"}
    )

    assert answer.status_code == 400
    (said,) = errors(answer).items()
    assert said[0] == "#id_starts_day"
    assert "Version 1 starts on 1 April 2025" in said[1]
    assert "Typed already" in answer.content.decode()


def test_a_correction_asks_for_a_reason_and_shows_it(signed_in):
    agreement = cast.agreement()
    client, address = signed_in("commissioner"), f"{PAGE}{agreement.pk}/"
    assert client.get(address).status_code == 200
    body = {**days("starts", "1 5 2025"), "note": "As signed"}
    assert list(errors(client.post(address, body))) == ["#id_reason"]

    answer = client.post(address, {**body, "reason": "The scan was misread."}, follow=True)

    assert "Version 1 corrected, from 1 May 2025: The scan was misread." in text(answer)
    assert Agreement.objects.get().starts == date(2025, 5, 1)


def test_schedules_are_recorded(signed_in):
    agreement = cast.agreement()
    client, address = signed_in("manager"), f"{PAGE}{agreement.pk}/schedules/4/"
    assert heading(client.get(address)) == "Harbour PCN (U90001) Schedule 4: Financial arrangements"
    assert list(errors(client.post(address, {"summary": " "}))) == ["#id_summary"]

    client.post(address, {"summary": "Shared by list size"})

    assert "Shared by list size" in text(client.get(PAGE))
    assert AgreementSchedule.objects.get().number == 4
    assert client.get(f"{PAGE}{agreement.pk}/schedules/8/").status_code == 404


def test_a_signature_is_recorded_for_a_member_that_waits(signed_in):
    agreement, partner = cast.agreement(), cast.pharmacy()
    signed(agreement)
    client, address = signed_in("manager"), f"{PAGE}{agreement.pk}/sign/"
    form = client.get(f"{address}?who=partner-{partner.pk}").content.decode()
    assert "Birch Surgery" in form
    assert "Alder Surgery" not in form
    assert f'value="partner-{partner.pk}" selected' in form
    body = {"who": f"partner-{partner.pk}", **days("signed_on", "1 5 2025"), "schedules": ["7"]}
    wrong = client.post(address, {**body, "signed_by": "", "who": "practice-0"})
    assert errors(wrong) == {
        "#id_who": "Choose a member from the list.",
        "#id_signed_by": "Enter signed by",
    }

    client.post(address, {**body, "signed_by": "Bo Invented"})

    found = Signature.objects.get(partner=partner)
    assert (found.signed_on, found.signed_by, found.schedules) == (
        date(2025, 5, 1), "Bo Invented", [7],
    )  # fmt: skip


def test_a_signature_of_a_day_to_come_is_refused_at_its_field(signed_in):
    agreement = cast.agreement()
    practice = Practice.objects.get(code="Z90001")
    later = timezone.localdate().replace(day=1, month=1)
    body = {
        "who": f"practice-{practice.pk}", "signed_by": "Ada Invented",
        **days("signed_on", f"1 1 {later.year + 1}"),
    }  # fmt: skip

    answer = signed_in("manager").post(f"{PAGE}{agreement.pk}/sign/", body)

    assert "still to come" in errors(answer)["#id_signed_on_day"]


def test_a_signature_is_corrected_and_removed_with_reasons(signed_in):
    signature = signed(cast.agreement())
    client, address = signed_in("commissioner"), f"/networks/U90001/signatures/{signature.pk}/"
    shown = client.get(address).content.decode()
    assert 'value="1" checked' in shown
    body = {**days("signed_on", "2 4 2025"), "signed_by": "Bo Invented", "schedules": ["1"]}
    assert list(errors(client.post(address, body))) == ["#id_reason"]
    client.post(address, {**body, "reason": "Misread."})
    assert Signature.objects.get().signed_by == "Bo Invented"

    remove = f"{address}remove/"
    assert "Bo Invented on 2 April 2025" in text(client.get(remove))
    assert list(errors(client.post(remove, {"reason": ""}))) == ["#id_reason"]
    answer = client.post(remove, {"reason": "Signed by nobody."}, follow=True)

    assert not Signature.objects.exists()
    assert "Signature of Alder Surgery (Z90001) removed: Signed by nobody." in text(answer)


def test_a_document_is_kept_and_handed_out_as_a_file(signed_in):
    agreement = cast.agreement()
    client, address = signed_in("manager"), f"{PAGE}{agreement.pk}/documents/new/"
    assert "at most 10 MB" in text(client.get(address))
    upload = SimpleUploadedFile("signed “final”.pdf", files.PDF, content_type="text/html")

    page = client.post(address, {"file": upload}, follow=True)

    kept = Document.objects.get()
    link = f"/networks/U90001/documents/{kept.pk}/"
    assert link in links(page)
    answer = signed_in("auditor").get(link)
    assert answer.content == files.PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<html></html>", "neither a PDF nor a Word document"),
        (b"", "The file is empty"),
        (files.docx(files.types(files.MACRO)), "holds macros"),
    ],
)
def test_another_file_is_refused_at_its_field(signed_in, content: bytes, says: str):
    address = f"{PAGE}{cast.agreement().pk}/documents/new/"

    answer = signed_in("manager").post(address, {"file": SimpleUploadedFile("a.pdf", content)})

    assert answer.status_code == 400
    assert says in errors(answer)["#id_file"]
    assert list(errors(signed_in("manager").post(address, {}))) == ["#id_file"]


@pytest.mark.parametrize("limit", ["DOCUMENT_MAX_BYTES", "IMPORT_MAX_BYTES"])
def test_a_document_that_is_too_large_is_refused(signed_in, settings, limit: str):
    setattr(settings, limit, 1000)
    address = f"{PAGE}{cast.agreement().pk}/documents/new/"

    answer = signed_in("manager").post(
        address, {"file": SimpleUploadedFile("a.pdf", files.PDF + bytes(2000))}
    )

    assert "is larger than" in errors(answer)["#id_file"]
    assert not Document.objects.exists()


def test_a_data_sharing_agreement_is_entered_reviewed_and_ended(signed_in):
    client = signed_in("manager")
    body = {
        "title": "Shared care records", "purposes": "Direct care", "lawful_basis": "Article 6",
        "protection_officer": "Dee Invented", "dspt_filed_by": "Alder Surgery",
        **days("starts", "1 4 2025"), **days("review_on", "1 4 2025"),
    }  # fmt: skip
    wrong = client.post("/networks/U90001/sharing/new/", body)
    assert "after the first day" in errors(wrong)["#id_review_on_day"]
    client.post("/networks/U90001/sharing/new/", {**body, **days("review_on", "1 4 2026")})
    found = SharingAgreement.objects.get()
    assert "is due for review" in text(client.get(PAGE + "?on=2026-04-01"))

    address = f"/networks/U90001/sharing/{found.pk}/"
    assert "Shared care records" in client.get(address).content.decode()
    reviewed = {**body, **days("review_on", "1 4 2028"), "reason": "Reviewed by Dee Invented."}
    client.post(address, reviewed)
    client.post(f"{address}end/", {**days("ends", "31 3 2027"), "reason": "Replaced."})

    found.refresh_from_db()
    assert (found.review_on, found.ends) == (date(2028, 4, 1), date(2027, 4, 1))
    ended = client.post(f"{address}end/", {**days("ends", "1 3 2025"), "reason": "x"})
    assert "Give a later day" in errors(ended)["#id_ends_day"]


def test_parties_are_added_signed_and_removed(signed_in):
    found = sharing()
    client = signed_in("commissioner")
    new = f"/networks/U90001/sharing/{found.pk}/parties/new/"
    assert list(errors(client.post(new, {"name": ""}))) == ["#id_name"]
    client.post(new, {"name": "Made-up Trust", "ods_code": "rzz"})
    party = SharingParty.objects.get()
    assert "1 data sharing agreement is not signed by everybody" in text(client.get(PAGE))

    address = f"/networks/U90001/parties/{party.pk}/"
    client.post(address, {**days("signed_on", "1 5 2025"), "signed_by": "Cy Invented"})
    assert "1 May 2025 by Cy Invented" in text(client.get(PAGE))
    assert list(errors(client.post(address, {"signed_by": "", "reason": ""}))) == ["#id_reason"]
    assert list(errors(client.post(f"{address}remove/", {"reason": ""}))) == ["#id_reason"]
    client.post(f"{address}remove/", {"reason": "No party to it."})

    assert not SharingParty.objects.exists()


def test_a_document_is_kept_with_a_data_sharing_agreement(signed_in):
    found = sharing()
    upload = SimpleUploadedFile("terms.docx", files.docx())

    signed_in("manager").post(
        f"/networks/U90001/sharing/{found.pk}/documents/new/", {"file": upload}
    )

    kept = Document.objects.get()
    assert (kept.sharing, kept.name) == (found, "terms.docx")


WRITES = (
    "agreements/new/", "agreements/{agreement}/", "agreements/{agreement}/sign/",
    "agreements/{agreement}/documents/new/", "agreements/{agreement}/schedules/4/",
    "signatures/{signature}/", "signatures/{signature}/remove/", "sharing/new/",
    "sharing/{sharing}/", "sharing/{sharing}/end/", "sharing/{sharing}/documents/new/",
    "sharing/{sharing}/parties/new/", "parties/{party}/", "parties/{party}/remove/",
)  # fmt: skip


@pytest.mark.parametrize("address", [*WRITES, "documents/{document}/", "agreements/"])
@pytest.mark.parametrize("who", ["commissioner", "manager", "approver", "auditor"])
def test_papers_of_a_network_of_another_icb_are_not_there(signed_in, who: str, address: str):
    agreement, found = cast.agreement("U90003"), sharing("U90003")
    numbers = {
        "agreement": agreement.pk, "sharing": found.pk,
        "signature": signed(agreement, "Z90004").pk,
        "party": SharingParty.objects.create(sharing=found, name="Made-up Trust").pk,
        "document": Document.objects.create(
            network=agreement.network, agreement=agreement, name="x.pdf", media_type="x", size=1,
            sha256="0", content=b"x", received_at=cast.AT,
        ).pk,
    }  # fmt: skip
    client, path = signed_in(who), address.format(**numbers)
    refused = {404} if who in ("commissioner", "manager") else {403, 404}

    assert client.get(f"/networks/U90003/{path}").status_code in refused
    # The numbers belong to another network than the one in the address.
    if "{" in address:
        assert client.get(f"/networks/U90001/{path}").status_code in refused


@pytest.mark.parametrize("address", WRITES)
def test_who_only_reads_sees_no_form_and_no_link_to_one(signed_in, address: str):
    agreement, found = cast.agreement(), sharing()
    numbers = {
        "agreement": agreement.pk, "sharing": found.pk, "signature": signed(agreement).pk,
        "party": SharingParty.objects.create(sharing=found, name="Made-up Trust").pk,
    }  # fmt: skip
    client, path = signed_in("auditor"), f"/networks/U90001/{address.format(**numbers)}"

    assert client.get(path).status_code == 403
    assert path not in links(client.get(PAGE))
