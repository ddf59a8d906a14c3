"""The demo's projects, all made up; its patients by age and deprivation come with the files."""

from datetime import date
from decimal import Decimal

from networks.models import Network
from pcn_portal.management.demo_services import Cast
from services.models import Project
from services.projects import (
    PartnerLine,
    ProjectFacts,
    ResultFacts,
    add_result,
    begin_project,
    rewrite_project,
)

WALK = ProjectFacts(
    title="Made-up walking group",
    cohort="Made up: people over 65 who live alone and have fallen in the last year.",
    ages="65 and over", conditions="Falls", places="Made-up harbour villages", people=240,
    aim="Made up: fewer falls, and somebody to talk to every week.",
    state="running", starts=date(2024, 9, 1),
    measure="People who walk every week", unit="people",
    baseline=Decimal(0), baseline_on=date(2024, 9, 1), target=Decimal(60),
    story=(
        "Made up for the demo. A social prescribing link worker noticed how many people came "
        "back after a fall.\n\nThe befriending society offered two walk leaders, the council lit "
        "the path and paid for shoes."
    ),
    quote="I know everybody on the harbour wall now.", quote_by="A made-up walker",
    serves="health inequalities, anticipatory care",
    roles="Social prescribing link worker, health and wellbeing coach",
    leads="Dilys Daydream, clinical director",
    partners=(
        PartnerLine("voluntary", "Pretend Befriending Society", "finds and trains walk leaders"),
        PartnerLine("local_authority", "Invented Borough Council", "pays for shoes and lights"),
    ),
)  # fmt: skip
SCHOOL = ProjectFacts(
    title="Made-up coaches in school",
    cohort="Made up: pupils with low mood who wait for a place elsewhere.",
    ages="11 to 18", conditions="Low mood, anxiety", places="Made-up High School",
    aim="Made up: help within two weeks, where young people are anyway.",
    state="finished", starts=date(2024, 4, 1), ends=date(2025, 3, 31),
    measure="Young people seen in the term", unit="people", target=Decimal(40),
    story="Made up for the demo. The school gave a room, the charity the coaches.",
    roles="Health and wellbeing coach", leads="A made-up manager", shared=True,
    partners=(
        PartnerLine("school", "Made-up High School", "gives a room and a contact"),
        PartnerLine("voluntary", "Fictional Youth Charity", "employs the coaches"),
    ),
)  # fmt: skip
PRESSURE = ProjectFacts(
    title="Made-up blood pressure at the market",
    cohort="Made up: stallholders and visitors who have not seen a practice for five years.",
    conditions="High blood pressure", places="Imaginary Market", shared=True,
    aim="Made up: find high blood pressure where people already are.",
    state="stopped", stopped_because="Made up: the market moved, and nobody came in winter.",
    starts=date(2024, 6, 1), ends=date(2024, 12, 1),
    partners=(PartnerLine("local_authority", "Invented Borough Council", "lends a stall"),),
)  # fmt: skip
KITCHEN = ProjectFacts(
    title="Made-up community kitchen",
    cohort="Made up: families with a child under five in two streets.",
    ages="Under 5 and their parents",
    aim="Made up: one hot meal cooked together each week.",
    state="idea",
    partners=(PartnerLine("federation", "Fictional GP Federation", "would keep the accounts"),),
)


def fill(cast: Cast) -> None:
    """Write it for the networks of the demo's first board."""
    if Project.objects.filter(network=cast.own).exists():
        return
    others = [one for one in cast.networks if one != cast.own]
    for network, facts, results in (
        (cast.own, WALK, ((date(2024, 12, 1), "22"), (date(2025, 3, 1), "47"))),
        (cast.own, KITCHEN, ()),
        (others[0], SCHOOL, ((date(2024, 7, 19), "18"), (date(2025, 3, 28), "43"))),
        (others[1], PRESSURE, ()),
    ):
        _write(cast, network, facts, results)


def _write(
    cast: Cast, network: Network, facts: ProjectFacts, results: tuple[tuple[date, str], ...]
) -> None:
    """A project as it began, as it is now, and what was measured."""
    by, at = cast.manager.actor, cast.at
    began = ProjectFacts(facts.title, facts.cohort, facts.aim, measure=facts.measure)
    project = begin_project(network=network, facts=began, by=by, at=at).project
    rewrite_project(project_id=project.pk, facts=facts, by=by, at=at)
    for day, value in results:
        measured = ResultFacts(day, Decimal(value), "Made-up register of the group")
        add_result(project_id=project.pk, facts=measured, by=by, at=at)
