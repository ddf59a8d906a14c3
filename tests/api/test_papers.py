"""Agreements, signatures, documents and data sharing over the API, within one's scope."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from networks.models import Agreement, Document, SharingAgreement, SharingParty, Signature
from pcn_portal.api import paper_shapes as shapes
from pcn_portal.audit.models import AuditEvent
from practices.models import Practice
from tests.api.test_errors import error
from tests.networks.agreements import cast, files
from tests.networks.network_details.books import edited, put, rows

pytestmark = pytest.mark.usefixtures("england")
HARBOUR = "/api/v1/networks/U90001/"
AGREEMENTS, DOCUMENTS = HARBOUR + "agreements/", HARBOUR + "documents/"
SHARING = HARBOUR + "sharing-agreements/"
SIGNED: dict[str, Any] = {
    "practice": "z90001",
    "signed_on": "2025-04-01",
    "signed_by": "Ada Invented",
}
TERMS: dict[str, Any] = {
    "title": "Shared care records", "purposes": "Direct care", "lawful_basis": "Article 6",
    "protection_officer": "Dee Invented", "review_on": "2026-04-01",
    "dspt_filed_by": "Alder Surgery", "starts": "2025-04-01",
}  # fmt: skip


def good(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content
    return answer.json() if answer.content else None


def found(client: Any, address: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = good(client.get(address))["results"]
    return rows


def test_versions_are_entered_corrected_and_listed_as_on_a_day(client_of):
    client = client_of("manager")
    for starts in ("2024-04-01", "2025-04-01"):
        made = good(client.post(AGREEMENTS, {"starts": starts}, format="json"), 201)
    assert (made["version"], made["in_force"], made["ends"]) == (2, True, None)
    body: dict[str, Any] = {"starts": "2025-05-01", "note": "As signed", "reason": "Misread."}
    good(client.post(f"{AGREEMENTS}2/correct/", body, format="json"))
    body = {"number": 4, "summary": "Shared by list size"}
    said = good(client.post(f"{AGREEMENTS}2/schedules/", body, format="json"))

    assert said["schedules"] == [
        {"number": 4, "title": "Financial arrangements", "summary": "Shared by list size"}
    ]
    listed = found(client, f"{AGREEMENTS}?on=2025-04-15")
    assert [(v["version"], v["in_force"], v["ends"]) for v in listed] == [
        (2, False, None), (1, True, "2025-05-01"),
    ]  # fmt: skip
    assert len(good(client.get(f"{AGREEMENTS}?limit=1"))["results"]) == 1
    assert AuditEvent.objects.get(action="agreement.corrected").actor_label == (
        "manager@portal.example"
    )


def test_signatures_are_recorded_corrected_removed_and_listed(client_of):
    cast.agreement()
    partner = cast.pharmacy()
    client = client_of("manager")
    made = good(client.post(f"{AGREEMENTS}1/signatures/", SIGNED, format="json"), 201)
    assert made["member"] == {"code": "Z90001", "name": "Alder Surgery", "partner": None}
    body: dict[str, Any] = {
        **SIGNED,
        "partner": partner.pk,
        "schedules": [7],
        "signed_on": "2025-05-01",
    }
    del body["practice"]
    good(client.post(f"{AGREEMENTS}1/signatures/", body, format="json"), 201)

    assert [s["member"]["name"] for s in found(client, f"{HARBOUR}signatures/?on=2025-04-15")] == [
        "Alder Surgery"
    ]
    assert len(found(client, f"{HARBOUR}signatures/")) == 2
    assert found(client, f"{HARBOUR}signatures/?version=9") == []

    one = f"{HARBOUR}signatures/{made['id']}/"
    body = {"signed_on": "2025-04-02", "signed_by": "Bo Invented", "reason": "Misread."}
    assert good(client.post(f"{one}correct/", body, format="json"))["signed_by"] == "Bo Invented"
    good(client.post(f"{one}remove/", {"reason": "Signed by nobody."}, format="json"), 204)
    assert Signature.objects.get().partner == partner


@pytest.mark.parametrize(
    ("more", "status", "says"),
    [
        ({"practice": "Z90004"}, 409, "is no member of Harbour PCN"),
        ({"practice": "Z99999"}, 409, "Choose who signed"),
        ({"partner": 2**62}, 409, "already signed"),
        ({"practice": "Z90002", "signed_on": "2999-01-01"}, 409, "still to come"),
        ({"signed_on": "soon"}, 400, "signed_on"),
        ({"schedules": [8]}, 400, "schedules"),
        ({"signed_by": ""}, 400, "signed_by"),
        ({}, 409, "has already signed version 1"),
    ],
)
def test_a_wrong_signature_is_refused_in_words(client_of, more: dict[str, Any], status: int, says):
    agreement = cast.agreement()
    Signature.objects.create(
        agreement=agreement, practice=Practice.objects.get(code="Z90001"), signed_on=cast.APRIL,
        signed_by="Ada Invented",
    )  # fmt: skip

    answer = client_of("manager").post(
        f"{AGREEMENTS}1/signatures/", {**SIGNED, **more}, format="json"
    )

    assert says in error(answer, status, {400: "invalid", 409: "refused"}[status])["message"]
    assert Signature.objects.count() == 1


def test_a_reason_is_asked_for(client_of):
    cast.agreement()
    client = client_of("commissioner")

    answer = client.post(f"{AGREEMENTS}1/correct/", {"starts": "2025-05-01"}, format="json")
    assert list(error(answer, 400, "invalid")["fields"]) == ["reason"]
    answer = client.post(AGREEMENTS, {"starts": "2025-04-01"}, format="json")
    assert "Version 1 starts on 1 April 2025" in error(answer, 409, "refused")["message"]


def test_who_has_not_signed_is_a_list(client_of):
    agreement = cast.agreement()
    Signature.objects.create(
        agreement=agreement, practice=Practice.objects.get(code="Z90001"), signed_on=cast.APRIL,
        signed_by="Ada Invented",
    )  # fmt: skip
    client = client_of("commissioner")

    listed = found(client, "/api/v1/unsigned-agreements/?on=2025-06-01")

    assert [(r["network"]["code"], r["version"], r["members"]) for r in listed] == [
        ("U90001", 1, 2), ("U90002", None, 1),
    ]  # fmt: skip
    assert [m["name"] for m in listed[0]["unsigned"]] == ["Birch Surgery"]
    first = good(client.get("/api/v1/unsigned-agreements/?on=2025-06-01&limit=1"))
    (second,) = good(client.get(first["next"]))["results"]
    assert second["network"]["code"] == "U90002"
    national = found(client_of("national"), "/api/v1/unsigned-agreements/?icb=qz2")
    assert [row["network"]["code"] for row in national] == ["U90003"]


def test_data_sharing_agreements_from_entry_to_end(client_of):
    client = client_of("manager")
    made = good(client.post(SHARING, TERMS, format="json"), 201)
    one = f"{SHARING}{made['id']}/"
    party = good(client.post(f"{one}parties/", {"ods_code": "Z90001"}, format="json"), 201)
    assert (party["name"], party["signed_on"]) == ("Alder Surgery", None)
    unsigned = "/api/v1/unsigned-sharing-agreements/"
    assert [s["id"] for s in found(client, unsigned)] == [made["id"]]
    assert found(client_of("other_commissioner"), unsigned) == []

    at = f"{HARBOUR}sharing-parties/{party['id']}/"
    signed = {"signed_on": "2025-04-01", "signed_by": "Ada Invented"}
    good(client.post(f"{at}sign/", signed, format="json"))
    back = client.post(f"{at}sign/", {"signed_by": ""}, format="json")
    assert "Give a reason" in error(back, 409, "refused")["message"]
    assert found(client, f"{unsigned}?on=2025-06-01") == []
    assert found(client, f"{unsigned}?on=2026-04-01")[0]["review_due"] is True

    body = {**TERMS, "review_on": "2027-04-01", "reason": "Reviewed."}
    assert good(client.post(f"{one}correct/", body, format="json"))["review_on"] == "2027-04-01"
    good(client.post(f"{one}end/", {"ends": "2026-04-01", "reason": "Replaced."}, format="json"))
    assert found(client, f"{SHARING}?on=2026-03-31")[0]["ends"] == "2026-04-01"
    assert found(client, f"{SHARING}?on=2026-04-01") == []
    good(client.post(f"{at}remove/", {"reason": "No party."}, format="json"), 204)
    assert not SharingParty.objects.exists()


def upload(client: Any, content: bytes = files.PDF, name: str = "signed.pdf", **more: Any) -> Any:
    body = {"file": SimpleUploadedFile(name, content), **more}
    return client.post(DOCUMENTS, body, format="multipart")


def test_a_document_is_kept_listed_and_handed_out(client_of):
    cast.agreement()
    made = good(upload(client_of("manager"), version=1), 201)
    assert (made["version"], made["size"], made["received_by"]) == (1, len(files.PDF), "manager")
    assert found(client_of("auditor"), DOCUMENTS) == [made]

    answer = client_of("auditor").get(f"{DOCUMENTS}{made['id']}/", HTTP_ACCEPT="application/pdf")

    assert answer.content == files.PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="signed.pdf"'
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_wrong_document_is_refused(client_of, settings):
    cast.agreement()
    client = client_of("manager")
    refused = error(upload(client, b"<html>", version=1), 409, "refused")
    assert "neither a PDF nor" in refused["message"]
    neither: dict[str, Any] = {}
    for papers in (neither, {"version": 1, "sharing": 1}):
        assert list(error(upload(client, **papers), 400, "invalid")["fields"]) == ["version"]
    error(upload(client, version=2), 404, "not_found")
    error(upload(client, sharing=1), 404, "not_found")
    error(client.post(DOCUMENTS, {"version": 1}, format="multipart"), 400, "invalid")
    error(client.post(DOCUMENTS, {"version": 1}, format="json"), 415, "unsupported_media_type")
    settings.DOCUMENT_MAX_BYTES = 20
    error(upload(client, version=1), 409, "refused")
    error(upload(client, bytes(70_000), version=1), 413, "too_large")
    assert not Document.objects.exists()


@pytest.mark.parametrize("who", ["commissioner", "manager", "approver", "auditor"])
def test_papers_of_another_icb_are_not_there(client_of, who: str):
    agreement = cast.agreement("U90003")
    document = Document.objects.create(
        network=agreement.network, agreement=agreement, name="x.pdf", media_type="x", size=1,
        sha256="0", content=b"x", received_at=cast.AT,
    )  # fmt: skip
    client, theirs = client_of(who), "/api/v1/networks/U90003/"
    for address in ("agreements/", "signatures/", "sharing-agreements/", "documents/",
                    f"documents/{document.pk}/"):  # fmt: skip
        error(client.get(theirs + address), 404, "not_found")
    error(client.get(f"{DOCUMENTS}{document.pk}/"), 404, "not_found")
    writes = {"commissioner": 404, "manager": 404}.get(who, 403)
    for address in ("agreements/", "agreements/1/signatures/", "sharing-agreements/"):
        assert client.post(theirs + address, {}, format="json").status_code == writes
    assert Agreement.objects.count() == 1


def test_numbers_of_another_network_are_not_found_in_ones_own(client_of):
    agreement = cast.agreement("U90003")
    signature = Signature.objects.create(
        agreement=agreement, practice=Practice.objects.get(code="Z90004"), signed_on=cast.APRIL,
        signed_by="Ada Invented",
    )  # fmt: skip
    sharing = SharingAgreement.objects.create(
        network=agreement.network, title="x", starts=cast.APRIL, review_on=date(2026, 4, 1)
    )
    party = SharingParty.objects.create(sharing=sharing, name="Made-up Trust")
    client, why = client_of("manager"), {"reason": "x"}

    for address in (
        f"signatures/{signature.pk}/remove/", f"signatures/{signature.pk}/correct/",
        f"sharing-agreements/{sharing.pk}/end/", f"sharing-agreements/{sharing.pk}/correct/",
        f"sharing-agreements/{sharing.pk}/parties/", f"sharing-parties/{party.pk}/sign/",
        f"sharing-parties/{party.pk}/remove/", "agreements/1/correct/", "agreements/1/schedules/",
    ):  # fmt: skip
        error(client.post(HARBOUR + address, why, format="json"), 404, "not_found")


def test_the_workbook_is_given_out_and_staged_again(client_of):
    client = client_of("commissioner")
    given = client.get("/api/v1/network-details/?on=2025-06-01")
    assert [row["network_code"] for row in rows(given.content, "Payees")] == ["U90001", "U90002"]
    content = edited(
        lambda book: put(book, "Directors", 2, person="Ada Invented", starts="2025-04-01"),
        given.content,
    )

    def stage(content: bytes) -> Any:
        body = {"kind": "network_details", "file": SimpleUploadedFile("details.xlsx", content)}
        return good(client.post("/api/v1/imports/", body, format="multipart"), 201)

    batch = stage(content)
    assert (batch["state"], batch["counts"]["new"]) == ("staged", 1)
    good(client.post(f"/api/v1/imports/{batch['id']}/apply/"))
    assert stage(content)["state"] == "unchanged"
    wrong = stage(edited(lambda book: put(book, "Directors", 2, starts="soon"), content))
    assert [(p["row"], p["column"]) for p in wrong["problems"]] == [(2, "Directors: starts")]
    error(client.get("/api/v1/network-details/?on=soon"), 400, "invalid")


def test_the_documented_shapes_are_the_shapes_answered(client_of):
    client = client_of("national")
    cast.agreement()
    good(client.post(f"{AGREEMENTS}1/schedules/", {"number": 1, "summary": "x"}, format="json"))
    good(client.post(f"{AGREEMENTS}1/signatures/", SIGNED, format="json"), 201)
    made = good(client.post(SHARING, TERMS, format="json"), 201)
    good(client.post(f"{SHARING}{made['id']}/parties/", {"name": "x"}, format="json"), 201)
    good(upload(client, version=1), 201)
    (version,), (signature,) = found(client, AGREEMENTS), found(client, f"{HARBOUR}signatures/")
    (sharing,), (document,) = found(client, SHARING), found(client, DOCUMENTS)
    for row, shape in (
        (version, shapes.AgreementShape),
        (version["schedules"][0], shapes.ScheduleShape),
        (signature, shapes.SignatureShape),
        (signature["member"], shapes.MemberSignedShape),
        (sharing, shapes.SharingShape),
        (sharing["parties"][0], shapes.PartyShape),
        (document, shapes.DocumentShape),
        (found(client, "/api/v1/unsigned-agreements/")[0], shapes.UnsignedShape),
    ):
        assert set(row) == set(shape().fields), shape
