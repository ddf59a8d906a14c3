"""Imports over the API: staged, looked at, applied or discarded; all or nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pcn_portal.api.imports import ChangeShape, ImportDetailShape, ImportShape, ProblemShape
from practices.models import ImportBatch
from services.models import BedCount
from tests.api.test_errors import error

pytestmark = pytest.mark.usefixtures("england")
IMPORTS = "/api/v1/imports/"
HEADER = b"network_code,month,beds\n"
GOOD = HEADER + b"U90001,2025-04,120\nU90002,2025-04,0\n"


def stage(client, content=GOOD, kind="care_home_beds", name="beds.csv", **more):
    body = {"kind": kind, "file": SimpleUploadedFile(name, content), **more}
    return client.post(IMPORTS, body, format="multipart")


def staged(client, content=GOOD):
    response = stage(client, content)
    assert response.status_code == 201, response.content
    return response.json()


def test_a_file_is_staged_and_changes_nothing_until_it_is_applied(client_of):
    client = client_of("commissioner")
    response = stage(client)
    assert response.status_code == 201
    batch = response.json()
    assert response.headers["Location"].endswith(f"{IMPORTS}{batch['id']}/")
    assert (batch["state"], batch["counts"]["new"], batch["problems"]) == ("staged", 2, [])
    assert not BedCount.objects.exists()
    changes = client.get(f"{IMPORTS}{batch['id']}/changes/").json()["results"]
    assert [change["kind"] for change in changes] == ["new", "new"]
    applied = client.post(f"{IMPORTS}{batch['id']}/apply/").json()
    assert (applied["state"], applied["decided_by"]) == ("applied", "commissioner")
    assert BedCount.objects.count() == 2
    assert staged(client)["state"] == "unchanged"


def test_a_wrong_file_is_refused_with_row_column_value_and_what_to_do(client_of):
    client = client_of("commissioner")
    batch = staged(client, HEADER + b"U90001,2025-04,-5\nU90001,soon,1\n")
    assert batch["state"] == "refused"
    assert [(p["row"], p["column"], p["value"]) for p in batch["problems"]] == [
        (2, "beds", "-5"),
        (3, "month", "soon"),
    ]
    assert all(problem["message"] for problem in batch["problems"])
    found = client.post(f"{IMPORTS}{batch['id']}/apply/")
    assert "has errors" in error(found, 409, "refused")["message"]
    assert not BedCount.objects.exists()


def test_a_discarded_preview_cannot_be_applied(client_of):
    client = client_of("commissioner")
    batch = staged(client)
    assert client.post(f"{IMPORTS}{batch['id']}/discard/").json()["state"] == "discarded"
    error(client.post(f"{IMPORTS}{batch['id']}/apply/"), 409, "refused")


def test_a_commissioner_brings_in_no_beds_of_another_icb(client_of):
    batch = staged(client_of("commissioner"), HEADER + b"U90003,2025-04,9\n")
    assert batch["state"] == "refused"
    assert "not in your ICB" in batch["problems"][0]["message"]


def test_an_import_of_another_icb_is_not_found(client_of):
    number = staged(client_of("commissioner"))["id"]
    other = client_of("other_commissioner")
    error(other.get(f"{IMPORTS}{number}/"), 404, "not_found")
    error(other.get(f"{IMPORTS}{number}/changes/"), 404, "not_found")
    error(other.post(f"{IMPORTS}{number}/apply/"), 404, "not_found")
    error(other.post(f"{IMPORTS}{number}/discard/"), 404, "not_found")
    assert other.get(IMPORTS).json()["results"] == []
    assert len(client_of("auditor").get(IMPORTS).json()["results"]) == 1
    assert ImportBatch.objects.get().state == "staged"


@pytest.mark.parametrize("name", ["approver", "auditor", "manager"])
def test_only_those_who_may_import_do(client_of, name):
    number = staged(client_of("commissioner"))["id"]
    client = client_of(name)
    error(stage(client), 403, "not_allowed")
    error(client.post(f"{IMPORTS}{number}/apply/"), 403, "not_allowed")


def test_imports_are_filtered(client_of):
    client = client_of("commissioner")
    staged(client)
    staged(client, b"noise")
    assert len(client.get(f"{IMPORTS}?kind=care_home_beds").json()["results"]) == 2
    (refused,) = client.get(f"{IMPORTS}?state=refused").json()["results"]
    assert refused["file"] == "beds.csv"
    assert client.get(f"{IMPORTS}?kind=list_sizes").json()["results"] == []


def test_what_is_wrong_with_an_upload_is_named(client_of):
    client = client_of("national")
    found = error(stage(client, kind="homes"), 400, "invalid")
    assert list(found["fields"]) == ["kind"]
    found = error(client.post(IMPORTS, {"kind": "list_sizes"}, format="multipart"), 400, "invalid")
    assert list(found["fields"]) == ["file"]
    found = error(stage(client, colour="red"), 409, "refused")
    assert "takes no “colour”" in found["message"]
    error(
        client.post(IMPORTS, {"kind": "list_sizes"}, format="json"), 415, "unsupported_media_type"
    )


@pytest.mark.parametrize("content", [b"", b"\0" * 50, b"PK\x03\x04", b"\xff\xfe" * 9, b"a,b\n1,2"])
def test_noise_is_refused_and_nothing_breaks(client_of, content):
    assert staged(client_of("national"), content)["state"] == "refused"


def test_a_file_that_is_too_large_is_not_read(client_of, settings):
    settings.IMPORT_MAX_BYTES = 1000
    error(stage(client_of("national"), b"x" * 2000), 413, "too_large")
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"--x", b"--x\r\n\r\n", b"--x\r\nContent-Disposition: form-data; name=\r\n\r\n"]
)
def test_a_broken_form_answers_400(client_of, body):
    for kind in (
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "multipart/form-data; boundary=\xe9",
    ):
        response = client_of("national").post(IMPORTS, body, content_type=kind)
        assert response.status_code == 400, response.content
        assert set(response.json()) == {"error"}


def test_the_documented_shapes_are_the_shapes_answered(client_of):
    client = client_of("national")
    wrong = staged(client, b"noise")
    good = staged(client)
    changes = client.get(f"{IMPORTS}{good['id']}/changes/").json()["results"]
    for row, shape in (
        (client.get(IMPORTS).json()["results"][0], ImportShape),
        (good, ImportDetailShape),
        (wrong["problems"][0], ProblemShape),
        (changes[0], ChangeShape),
    ):
        assert set(row) == set(shape().fields), shape
