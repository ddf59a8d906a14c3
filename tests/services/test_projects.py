"""A project is written in versions, with partners, a measure and results; nothing said is lost."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from networks.models import Network, Partner
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import AuditEvent
from services.keeping import ServicesRefused
from services.models import Project, ProjectPartner, ProjectResult, ProjectVersion
from services.project_lists import joint_work, projects_of, results_of, searched, shared_projects
from services.projects import (
    PartnerLine,
    ProjectFacts,
    ResultFacts,
    add_result,
    begin_project,
    read_partners,
    rewrite_project,
)
from tests.api import england

pytestmark = pytest.mark.django_db
AT = datetime(2025, 6, 2, 9, tzinfo=UTC)
WALK = ProjectFacts(
    title="Walks", cohort="Made-up people who fell", aim="Fewer falls", measure="Walkers",
    partners=(PartnerLine("voluntary", "Pretend Society", "leads"),),
)  # fmt: skip


@pytest.fixture
def by() -> User:
    england.build_england()
    return england.people()["manager"]


def begin(by: User, facts: ProjectFacts = WALK, code: str = "U90001") -> Project:
    network = Network.objects.get(code=code)
    return begin_project(network=network, facts=facts, by=by.actor, at=AT).project


def test_a_new_version_keeps_the_old_text_and_links_a_registered_member(by: User) -> None:
    harbour = Network.objects.get(code="U90001")
    member = Partner.objects.create(
        network=harbour, kind="voluntary", name="Pretend Society", starts=date(2024, 4, 1)
    )
    project = begin(by)
    assert ProjectPartner.objects.get().partner == member
    facts = replace(WALK, state="stopped", stopped_because="Made up: rain", shared=True)
    rewrite_project(project_id=project.pk, facts=facts, by=by.actor, at=AT, seen=1)
    assert list(project.versions.values_list("version", "state")) == [(1, "idea"), (2, "stopped")]
    (now,) = projects_of([harbour.pk])
    assert (now.version, now.recorded_by) == (2, by)
    with pytest.raises(ServicesRefused, match="Somebody has changed"):
        rewrite_project(project_id=project.pk, facts=WALK, by=by.actor, at=AT, seen=1)
    assert AuditEvent.objects.filter(action__startswith="project.").count() == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"aim": ""}, "aim"),
        ({"cohort": ""}, "cohort"),
        ({"state": "lost"}, "state"),
        ({"state": "stopped"}, "stopped_because"),
        ({"starts": date(2025, 2, 1), "ends": date(2025, 1, 1)}, "ends"),
        ({"people": -1}, "people"),
        ({"baseline": Decimal(3)}, "baseline_on"),
        ({"baseline": Decimal("NaN"), "baseline_on": date(2025, 1, 1)}, "baseline"),
        ({"target": Decimal(3), "measure": ""}, "measure"),
        ({"target": Decimal("1.23456")}, "target"),
        ({"partners": (PartnerLine("ghost", "A"),)}, "partners"),
        ({"partners": (PartnerLine("school", "A"), PartnerLine("school", "a"))}, "partners"),
    ],
)
def test_what_contradicts_itself_is_refused_at_its_field(
    by: User, change: dict[str, object], field: str
) -> None:
    with pytest.raises(ServicesRefused) as refused:
        begin(by, replace(WALK, **change))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not Project.objects.exists()


def test_partners_are_read_line_by_line() -> None:
    lines = read_partners("School; Made-up High; a room\n\nlocal authority; Invented Council")
    assert lines == (
        PartnerLine("school", "Made-up High", "a room"),
        PartnerLine("local_authority", "Invented Council", ""),
    )
    for wrong in ("Made-up High", "Ghost; X", "School;"):
        with pytest.raises(ServicesRefused, match="Line 1"):
            read_partners(wrong)


def test_a_second_figure_of_a_day_corrects_the_first(by: User) -> None:
    project = begin(by)
    for value in ("5", "6"):
        facts = ResultFacts(date(2025, 5, 1), Decimal(value), "Made-up register")
        add_result(project_id=project.pk, facts=facts, by=by.actor, at=AT)
    counting, corrected = results_of(project)
    assert [(r.value, r.turn) for r in counting] == [(Decimal(6), 2)]
    assert [(r.value, r.turn) for r in corrected] == [(Decimal(5), 1)]
    for wrong, field in (
        (ResultFacts(date(2025, 6, 3), Decimal(1), "x"), "measured_on"),
        (ResultFacts(date(2025, 6, 1), Decimal(1), " "), "source"),
    ):
        with pytest.raises(ServicesRefused) as refused:
            add_result(project_id=project.pk, facts=wrong, by=by.actor, at=AT)
        assert refused.value.field == field
    bare = begin(by, replace(WALK, title="Bare", measure=""))
    with pytest.raises(ServicesRefused, match="what is measured"):
        facts = ResultFacts(date(2025, 6, 1), Decimal(1), "x")
        add_result(project_id=bare.pk, facts=facts, by=by.actor, at=AT)
    assert ProjectResult.objects.count() == 2


def test_others_find_what_the_last_version_shares(by: User) -> None:
    project = begin(by, replace(WALK, shared=True))
    begin(by, replace(WALK, title="Kitchen", partners=()), code="U90002")
    assert [one.title for one in shared_projects()] == ["Walks"]
    assert [o.title for o in searched(shared_projects(), "FELL", "voluntary")] == ["Walks"]
    assert not searched(shared_projects(), "fell", "school")
    assert list(joint_work(shared_projects()).values()) == [{"voluntary": 1}]
    rewrite_project(project_id=project.pk, facts=WALK, by=by.actor, at=AT)
    assert not shared_projects()


def test_the_database_refuses_a_project_without_reason_to_stop_or_day_of_baseline(
    by: User,
) -> None:
    project = begin(by)
    facts = {"project": project, "version": 2, "title": "A", "cohort": "B", "aim": "C",
             "state": "idea", "measure": "M", "recorded_at": AT, "recorded_by": by}  # fmt: skip
    for wrong in (
        {"state": "stopped"}, {"title": ""}, {"baseline": 1}, {"version": 1},
        {"target": 1, "measure": ""},
        {"starts": date(2025, 2, 1), "ends": date(2025, 1, 1)},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            ProjectVersion.objects.create(**facts | wrong)
