"""Staged, shown, then applied all or nothing; the same file twice changes nothing."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from networks.models import Proposal
from pcn_portal import intake
from pcn_portal.accounts.models import Level, Membership, User
from pcn_portal.accounts.permissions import Permission, Role
from pcn_portal.accounts.scope import batches_in, scope_of
from pcn_portal.audit.models import AuditEvent
from practices.import_models import ImportBatch, ImportState, SourceFile
from practices.models import PopulationFigure, Practice
from tests.intake import files
from tests.intake.files import AT, CLERK, as_csv, errors, small_register, stage, take_in, warnings
from tests.intake.test_wrong_files import GOOD, state_of_register

LATER = datetime(2025, 4, 3, 9, tzinfo=UTC)
LISTS = as_csv(files.LIST_TITLES, files.list_row("Z00001", 9000))


@pytest.fixture
def register(db: None) -> None:
    small_register()


@pytest.mark.usefixtures("register")
def test_staging_writes_nothing_to_the_register() -> None:
    before = state_of_register()
    for kind, content in GOOD.items():
        stage(kind, content)
    assert state_of_register() == before


@pytest.mark.parametrize("kind", GOOD)
@pytest.mark.usefixtures("register")
def test_the_same_file_twice_changes_nothing(kind: str) -> None:
    first = stage(kind, GOOD[kind])
    if first.state == ImportState.STAGED:
        intake.apply(batch_id=first.pk, by=CLERK, at=AT)
    before, kept = state_of_register(), SourceFile.objects.count()
    again = stage(kind, GOOD[kind], at=LATER)
    assert again.state == ImportState.UNCHANGED
    assert again.source == first.source
    assert SourceFile.objects.count() == kept
    assert state_of_register() == before
    assert [again.counts[k] for k in ("new", "changed", "ended")] == [0, 0, 0]
    with pytest.raises(intake.ImportRefused, match="nothing to do"):
        intake.apply(batch_id=again.pk, by=CLERK, at=LATER)


@pytest.mark.usefixtures("register")
def test_the_file_is_kept_as_it_was_received() -> None:
    source = stage("list_sizes", LISTS).source
    assert bytes(SourceFile.objects.get(pk=source.pk).content) == LISTS
    assert (source.name, source.size, source.received_at) == ("list_sizes.csv", len(LISTS), AT)


@pytest.mark.usefixtures("register")
def test_a_path_in_a_file_name_is_not_kept() -> None:
    batch = intake.stage(
        kind="list_sizes", name="C:\\Users\\me\\../lists.csv", content=LISTS, parameters={},
        by=CLERK, at=AT,
    )  # fmt: skip
    assert batch.source.name == "lists.csv"


@pytest.mark.usefixtures("register")
def test_applying_does_what_the_preview_showed_and_records_it() -> None:
    batch = stage("list_sizes", LISTS)
    assert not PopulationFigure.objects.exists()
    applied = intake.apply(batch_id=batch.pk, by=CLERK, at=LATER)
    assert (applied.state, applied.decided_at) == (ImportState.APPLIED, LATER)
    assert PopulationFigure.objects.get().received_at == LATER
    event = AuditEvent.objects.get(action="import.applied", object_key=str(batch.pk))
    assert (event.actor_label, event.data["counts"]["new"]) == (CLERK.label, 1)


@pytest.mark.usefixtures("register")
def test_an_import_is_applied_or_discarded_once() -> None:
    batch = stage("list_sizes", LISTS)
    intake.apply(batch_id=batch.pk, by=CLERK, at=AT)
    with pytest.raises(intake.ImportRefused, match="already been applied"):
        intake.apply(batch_id=batch.pk, by=CLERK, at=AT)
    with pytest.raises(intake.ImportRefused, match="already been applied"):
        intake.discard(batch_id=batch.pk, by=CLERK, at=AT)
    with pytest.raises(intake.ImportRefused, match="no such import"):
        intake.apply(batch_id=999_999, by=CLERK, at=AT)


@pytest.mark.usefixtures("register")
def test_a_discarded_preview_is_not_applied() -> None:
    batch = stage("list_sizes", LISTS)
    assert intake.discard(batch_id=batch.pk, by=CLERK, at=AT).state == ImportState.DISCARDED
    with pytest.raises(intake.ImportRefused, match="discarded"):
        intake.apply(batch_id=batch.pk, by=CLERK, at=AT)
    assert not PopulationFigure.objects.exists()


@pytest.mark.usefixtures("register")
def test_a_preview_of_a_register_that_has_changed_is_not_applied() -> None:
    preview = stage("list_sizes", LISTS)
    take_in("list_sizes", as_csv(files.LIST_TITLES, files.list_row("Z00001", 9001)))
    before = state_of_register()
    with pytest.raises(intake.ImportRefused, match="register has changed since this preview"):
        intake.apply(batch_id=preview.pk, by=CLERK, at=LATER)
    assert state_of_register() == before
    preview.refresh_from_db()
    assert preview.state == ImportState.STAGED


@pytest.mark.usefixtures("register")
def test_going_back_to_an_earlier_file_is_pointed_out() -> None:
    take_in("list_sizes", LISTS)
    take_in("list_sizes", as_csv(files.LIST_TITLES, files.list_row("Z00001", 9001)), at=LATER)
    batch = stage("list_sizes", LISTS, at=LATER)
    assert batch.state == ImportState.STAGED
    assert warnings(batch) == [
        "This file was applied before, on 2 April 2025, and the register has changed since. "
        "Applying it again goes back to what it says."
    ]


@pytest.mark.usefixtures("register")
def test_what_fails_half_way_leaves_nothing_behind() -> None:
    content = as_csv(files.partner("Z00007", "U90001"), files.partner("Z00001", "U90001"))
    batch = stage("ods_pcn_partners", content)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "ALTER TABLE networks_proposal ADD CONSTRAINT fails CHECK (source_row <> 1) NOT VALID"
        )
    with pytest.raises(intake.ImportRefused, match="contradicts what people have entered"):
        intake.apply(batch_id=batch.pk, by=CLERK, at=AT)
    assert not Practice.objects.filter(code="Z00007").exists()
    assert ImportBatch.objects.get(pk=batch.pk).state == ImportState.STAGED


@pytest.mark.django_db(transaction=True)
def test_two_people_who_apply_at_once_apply_it_once() -> None:
    small_register()
    batch = stage("list_sizes", LISTS)
    start, refused = threading.Barrier(2), []

    def act() -> None:
        start.wait()
        try:
            intake.apply(batch_id=batch.pk, by=CLERK, at=LATER)
        except intake.ImportRefused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == ["This file has already been applied."]
    assert PopulationFigure.objects.count() == 1


@pytest.mark.usefixtures("register")
def test_applying_a_file_takes_as_many_queries_for_many_rows_as_for_few() -> None:
    taken = []
    for numbers in (range(100, 110), range(110, 900)):
        rows = [files.partner(f"Z{n:05}", "U90001", "20250401") for n in numbers]
        batch = stage("ods_pcn_partners", as_csv(*rows))
        with CaptureQueriesContext(connection) as queries:
            intake.apply(batch_id=batch.pk, by=CLERK, at=AT)
        taken.append(sum(query["sql"] != "ANALYZE" for query in queries))
    assert taken[0] == taken[1]
    assert Proposal.objects.filter(kind="join").count() == 800


# Local files: an ICB gives figures for its own practices and networks.


def local(kind: str, content: bytes, *icbs: str) -> ImportBatch:
    return intake.stage(
        kind=kind, name="local.csv", content=content, parameters={}, by=CLERK, at=AT,
        icbs=frozenset(icbs),
    )  # fmt: skip


WEIGHTED = as_csv(files.WEIGHTED_TITLES, ("Z00001", "2025-01-01", "8000.5"))
BEDS = as_csv(files.BEDS_TITLES, ("U90001", "2025-04", 52))


@pytest.mark.parametrize(
    ("kind", "content"), [("weighted_populations", WEIGHTED), ("care_home_beds", BEDS)]
)
@pytest.mark.usefixtures("register")
def test_an_icb_gives_figures_for_its_own_only(kind: str, content: bytes) -> None:
    assert errors(local(kind, content, "ZQ1")) == []
    ((row, _, message),) = errors(local(kind, content, "ZQ2"))
    assert (row, message) == (2, "Is not in your ICB. Leave out this row.")


@pytest.mark.usefixtures("register")
def test_a_published_file_is_not_limited_to_an_icb() -> None:
    batch = local("list_sizes", LISTS, "ZQ2")
    assert (batch.state, batch.national, batch.icbs) == (ImportState.STAGED, True, [])


@pytest.mark.usefixtures("register")
def test_an_icb_sees_published_files_and_its_own_and_no_other_icbs() -> None:
    published, own = stage("list_sizes", LISTS), local("weighted_populations", WEIGHTED, "ZQ1")
    others = local("care_home_beds", BEDS, "ZQ2")
    both = local("weighted_populations", WEIGHTED, "ZQ1", "ZQ2")
    for_england = stage("weighted_populations", WEIGHTED)
    person = User.objects.create_user("dana@example.org", name="Dana Example")
    Membership.objects.create(
        user=person, role=Role.COMMISSIONER.value, level=Level.ICB, code="ZQ1"
    )
    seen = set(batches_in(scope_of(person, Permission.SEE_IMPORTS)))
    assert {published, own} <= seen
    assert not seen & {others, both, for_england}


@pytest.mark.usefixtures("register")
def test_a_staged_file_that_can_no_longer_be_read_is_refused_in_words() -> None:
    source = SourceFile.objects.create(
        name="old.csv", sha256="2" * 64, size=3, content=b"old", received_at=AT
    )
    batch = ImportBatch.objects.create(
        kind="care_home_beds", national=True, source=source, state="staged", staged_at=AT
    )
    with pytest.raises(intake.ImportRefused, match="can no longer be read: .* Discard it"):
        intake.apply(batch_id=batch.pk, by=CLERK, at=AT)
    batch.refresh_from_db()
    assert batch.state == ImportState.STAGED
