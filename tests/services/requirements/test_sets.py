"""What is asked in a year: from the repository, and versions that two people publish."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from pcn_portal.accounts.models import User
from pcn_portal.audit.models import AuditEvent
from pcn_portal.units.periods import ContractYear
from services.keeping import ServicesRefused
from services.models import RequirementSet, RequirementSetDecision, RequirementText
from services.requirement_sets import (
    copy_year,
    decide_set,
    draft_texts,
    set_of_year,
    take_out,
    write_requirement,
    years_known,
)
from services.requirements_files import KNOWN, Requirement, sets_of_file

BEFORE = datetime(2026, 3, 1, 9, tzinfo=UTC)
NOON, LATER = datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 3, 9, tzinfo=UTC)
Y2026, Y2027 = ContractYear(2026), ContractYear(2027)
NEW = Requirement(
    code="new", title="Made-up requirement", starts=date(2027, 4, 1), known="memory_only",
    what="", what_known="unknown", prompts="Anything", source="", note="Made up",
)  # fmt: skip
People = dict[str, User]


def drafted(people: People, year: ContractYear = Y2027) -> RequirementSet:
    return copy_year(
        from_year=Y2026, to_year=year, note="Made up", by=people["national"].actor, at=NOON
    )


def test_the_file_knows_the_years_with_marks_and_does_not_invent_duties() -> None:
    found = sets_of_file()
    assert list(found) == [2020, 2021, 2022, 2023, 2024, 2025, 2026]
    assert len(found[2023].requirements) == 9
    assert set(found[2025].requirements) == {"EHCH", "EA", "CORE"}
    for one in (one for asked in found.values() for one in asked.requirements.values()):
        assert one.known in KNOWN
        assert (one.what, one.what_known) == ("", "unknown")
        assert one.source and one.note and one.prompts


def test_requirements_start_in_the_year_the_source_says() -> None:
    found = sets_of_file()
    assert "CVD" not in found[2020].requirements
    assert found[2021].requirements["CVD"].starts == date(2021, 10, 1)
    assert found[2022].requirements["AC"].starts is None
    assert "AC" not in found[2021].requirements


@pytest.mark.django_db
def test_a_copy_is_edited_and_published_by_somebody_else(people: People) -> None:
    draft, by = drafted(people), people["national"].actor
    assert draft_texts(draft)["CORE"].known == "unknown"
    write_requirement(set_id=draft.pk, requirement=NEW, by=by, at=NOON)
    take_out(set_id=draft.pk, code="EA", by=by, at=NOON)
    assert set_of_year(Y2027, NOON).requirements == {}
    with pytest.raises(ServicesRefused, match="Somebody else must review"):
        decide_set(set_id=draft.pk, publish=True, reason="Mine", by=by, at=LATER)
    second = people["second"].actor
    decide_set(set_id=draft.pk, publish=True, reason="Read", by=second, at=LATER)
    asked = set_of_year(Y2027, LATER)
    assert (asked.version, set(asked.requirements)) == (1, {"CORE", "EHCH", "NEW"})
    assert set_of_year(Y2027, NOON).requirements == {}
    assert years_known()[0] == Y2027
    with pytest.raises(ServicesRefused, match="decided already"):
        write_requirement(set_id=draft.pk, requirement=NEW, by=by, at=LATER)
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"requirements.drafted", "requirement.written", "requirements.published"} <= actions


@pytest.mark.django_db
def test_a_new_version_of_a_known_year_replaces_the_file_from_its_day_on(people: People) -> None:
    draft = drafted(people, Y2026)
    assert draft_texts(draft)["EA"].known == "derived"
    decide_set(set_id=draft.pk, publish=True, reason="Read", by=people["second"].actor, at=LATER)
    assert (set_of_year(Y2026, NOON).version, set_of_year(Y2026, LATER).version) == (0, 1)


@pytest.mark.django_db
def test_who_only_edited_a_draft_may_not_publish_it_in_the_database_either(people: People) -> None:
    draft, editor = drafted(people), people["second"]
    write_requirement(set_id=draft.pk, requirement=NEW, by=editor.actor, at=NOON)
    with pytest.raises(ServicesRefused, match="Somebody else"):
        decide_set(set_id=draft.pk, publish=True, reason="Mine", by=editor.actor, at=LATER)
    for person in (editor, people["national"]):
        with pytest.raises(IntegrityError, match="wrote nothing"), transaction.atomic():
            RequirementSetDecision.objects.create(
                of_set=draft, published=True, reason="x", decided_at=LATER, decided_by=person
            )


@pytest.mark.django_db
def test_the_database_takes_no_text_into_a_decided_set(people: People) -> None:
    draft = drafted(people)
    decide_set(set_id=draft.pk, publish=False, reason="No", by=people["second"].actor, at=LATER)
    row = RequirementText.objects.filter(of_set=draft)[0]
    row.pk, row.revision, row._state.adding = None, 9, True
    with pytest.raises(IntegrityError, match="takes no more text"), transaction.atomic():
        row.save()


@pytest.mark.django_db
def test_one_draft_of_a_year_is_open_and_something_is_copied(people: People) -> None:
    draft = drafted(people)
    with pytest.raises(ServicesRefused, match="open already"):
        drafted(people)
    decide_set(set_id=draft.pk, publish=False, reason="No", by=people["second"].actor, at=LATER)
    assert drafted(people).version == 2
    with pytest.raises(ServicesRefused, match="Nothing is known of 2030/31"):
        copy_year(
            from_year=ContractYear(2030), to_year=ContractYear(2031), note="x",
            by=people["national"].actor, at=NOON,
        )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"code": "a b"}, "code"),
        ({"title": " "}, "title"),
        ({"known": "two_sources"}, "source"),
        ({"known": "sure"}, "known"),
        ({"what": "Do it"}, "what_known"),
        ({"what_known": "derived"}, "what_known"),
        ({"note": "x" * 4001}, "note"),
    ],
)
def test_a_requirement_says_how_it_is_known(
    people: People, wrong: dict[str, str], field: str
) -> None:
    said = {name: getattr(NEW, name) for name in NEW.__dataclass_fields__} | wrong
    draft = drafted(people)
    with pytest.raises(ServicesRefused) as refusal:
        write_requirement(
            set_id=draft.pk, requirement=Requirement(**said), by=people["national"].actor, at=NOON
        )
    assert refusal.value.field == field
