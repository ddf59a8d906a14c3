"""Imports by page: errors first, preview, all or nothing; a wrong file never breaks a page."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pcn_portal import intake
from practices.models import ImportBatch, PopulationFigure, Practice
from services.models import BedCount
from tests.intake import files
from tests.intake.test_wrong_files import GOOD, noise

pytestmark = pytest.mark.usefixtures("england")
WEIGHTED = files.as_csv(
    files.WEIGHTED_TITLES, ("Z90001", "2025-01-01", "8123.4567"), ("Z90003", "2025-01-01", "7000")
)


def upload(browser, kind: str, content: bytes, name: str = "file.csv", **fields: str):
    return browser.post(
        f"/imports/new/{kind}/", {"file": SimpleUploadedFile(name, content), **fields}, follow=True
    )


def test_a_file_is_previewed_then_applied_and_the_second_time_changes_nothing(signed_in):
    commissioner = signed_in("commissioner")

    preview = upload(commissioner, "weighted_populations", WEIGHTED).content.decode()
    before = PopulationFigure.objects.filter(basis="weighted").count()
    batch = ImportBatch.objects.get()
    applied = commissioner.post(f"/imports/{batch.pk}/apply/", follow=True).content.decode()
    again = upload(commissioner, "weighted_populations", WEIGHTED).content.decode()

    assert "If you apply this file: 2 new. Nothing has changed yet." in preview
    assert "8,123.4567" in preview
    assert before == 0
    assert "The file is applied" in applied
    assert PopulationFigure.objects.filter(basis="weighted").count() == 2
    assert "There is nothing to do." in again


def test_a_discarded_preview_changes_nothing_and_cannot_be_applied_later(signed_in):
    commissioner = signed_in("commissioner")
    upload(commissioner, "weighted_populations", WEIGHTED)
    batch = ImportBatch.objects.get()

    discarded = commissioner.post(f"/imports/{batch.pk}/discard/", follow=True).content.decode()
    late = commissioner.post(f"/imports/{batch.pk}/apply/")

    assert "Nothing was changed." in discarded
    assert late.status_code == 400
    assert "This preview was discarded." in late.content.decode()
    assert not PopulationFigure.objects.filter(basis="weighted").exists()


def test_every_error_has_row_column_value_and_what_to_do(signed_in):
    content = files.as_csv(
        files.WEIGHTED_TITLES,
        ("Z90001", "2025-01-01", "-5"),
        ("Z90001", "01/13/2025", "7000"),
        ("=cmd()", "2025-01-01", "7000"),
    )

    commissioner = signed_in("commissioner")
    page = upload(commissioner, "weighted_populations", content).content.decode()

    assert "Nothing was changed." in page
    assert "contractor_weighted_population" in page
    assert "Is negative." in page
    assert "Is not a date." in page
    assert "Apply this file" not in page
    batch = ImportBatch.objects.get()
    listed = commissioner.get(f"/imports/{batch.pk}/problems.csv").content.decode()
    assert "'-5" in listed
    assert "'=cmd()" in listed


@pytest.mark.parametrize("kind", intake.KINDS)
@pytest.mark.parametrize("wrong", ["empty", "noise", "another kind", "cut off", "bomb"])
def test_a_wrong_file_of_any_kind_gets_a_page_and_changes_nothing(signed_in, settings, kind, wrong):
    content = {
        "empty": b"",
        "noise": noise(),
        "another kind": GOOD["care_home_beds" if kind != "care_home_beds" else "list_sizes"],
        "cut off": GOOD[kind][: len(GOOD[kind]) // 2 + 9],
        "bomb": files.zipped(b"0" * (2 * 2**20)),
    }[wrong]
    settings.IMPORT_MAX_BYTES = 2**20

    answer = upload(signed_in("national"), kind, content)

    assert answer.status_code in (200, 400)
    page = answer.content.decode()
    assert "Nothing was changed." in page or "There is a problem" in page
    assert Practice.objects.count() == 4
    assert not PopulationFigure.objects.exclude(basis__in=["registered", "adjusted"]).exists()
    assert not BedCount.objects.exists()
    assert not ImportBatch.objects.filter(state__in=["staged", "applied"]).exists()


def test_a_file_over_the_limit_is_dropped_while_it_arrives(signed_in, settings):
    settings.IMPORT_MAX_BYTES = 2**20

    answer = upload(signed_in("commissioner"), "list_sizes", b"x" * (2**20 + 1))

    assert answer.status_code == 400
    assert "The file is larger than 1 MB, the most that is read." in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_no_file_and_no_real_date_are_said_beside_their_fields(signed_in):
    commissioner = signed_in("commissioner")

    missing = commissioner.post("/imports/new/adjusted_populations/", {})
    wrong = upload(
        commissioner,
        "adjusted_populations",
        GOOD["adjusted_populations"],
        reference_date_day="31",
        reference_date_month="2",
        reference_date_year="2025",
    )

    assert "Choose a file." in missing.content.decode()
    assert wrong.status_code == 400
    assert "Reference date must be a real date" in wrong.content.decode()
    assert not ImportBatch.objects.exists()


def test_the_templates_are_files_with_the_right_columns(signed_in):
    commissioner = signed_in("commissioner")

    template = commissioner.get("/imports/templates/care_home_beds.csv")

    assert template.content.decode().strip() == "network_code,month,beds"
    assert "attachment" in template.headers["Content-Disposition"]
    assert commissioner.get("/imports/templates/list_sizes.csv").status_code == 404
    assert commissioner.get("/imports/new/nonsense/").status_code == 404


def test_every_kind_is_offered_with_a_description(signed_in):
    page = signed_in("commissioner").get("/imports/new/").content.decode()

    for kind in intake.KINDS.values():
        assert kind.title in page
        assert f"/imports/new/{kind.key}/" in page


def test_a_local_file_may_hold_the_boards_own_rows_only(signed_in):
    content = files.as_csv(files.WEIGHTED_TITLES, ("Z90004", "2025-01-01", "7000"))

    page = upload(signed_in("commissioner"), "weighted_populations", content).content.decode()

    assert "Nothing was changed." in page
    assert ImportBatch.objects.get().state == "refused"


def test_local_imports_of_a_board_are_hidden_from_others(signed_in):
    upload(signed_in("commissioner"), "weighted_populations", WEIGHTED)
    batch = ImportBatch.objects.get()
    other = signed_in("other_commissioner")

    assert signed_in("auditor").get(f"/imports/{batch.pk}/").status_code == 200
    assert other.get(f"/imports/{batch.pk}/").status_code == 404
    assert other.get(f"/imports/{batch.pk}/problems.csv").status_code == 404
    assert other.post(f"/imports/{batch.pk}/apply/").status_code == 404
    assert f"/imports/{batch.pk}/" not in other.get("/imports/").content.decode()


@pytest.mark.parametrize("name", ["approver", "auditor", "manager"])
def test_others_cannot_import(signed_in, name):
    upload(signed_in("commissioner"), "weighted_populations", WEIGHTED)
    batch = ImportBatch.objects.get()
    browser = signed_in(name)

    assert browser.get("/imports/new/").status_code == 403
    assert browser.post(f"/imports/{batch.pk}/apply/").status_code == 403
    assert browser.post(f"/imports/{batch.pk}/discard/").status_code == 403
    assert ImportBatch.objects.get().state == "staged"


def test_a_link_cannot_apply_a_file(signed_in):
    commissioner = signed_in("commissioner")
    upload(commissioner, "weighted_populations", WEIGHTED)

    assert commissioner.get(f"/imports/{ImportBatch.objects.get().pk}/apply/").status_code == 405


def test_a_long_preview_stands_on_pages_by_kind_of_change(signed_in):
    rows = [(f"Z9{number:04d}", "2025-01-01", "7000") for number in range(10, 80)]
    for code, *_ in rows:
        Practice.objects.create(code=code, name=code, opened=date(2000, 1, 1))
    national = signed_in("national")
    upload(national, "weighted_populations", files.as_csv(files.WEIGHTED_TITLES, *rows))
    batch = ImportBatch.objects.get()

    first = national.get(f"/imports/{batch.pk}/").content.decode()
    second = national.get(f"/imports/{batch.pk}/?show=new&page=2").content.decode()

    assert "New (70)" in first
    assert "Z90010" in first
    assert "Z90010" not in second
    assert "Z90079" in second
