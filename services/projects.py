"""Projects of a network: written down in versions, with partners, and measured results."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from networks.models import Network, Partner
from pcn_portal.audit.models import Actor
from services.keeping import (
    LONGEST_TEXT,
    ServicesRefused,
    lock_services,
    note_service,
    read_line,
    who,
)
from services.models import (
    Project,
    ProjectPartner,
    ProjectResult,
    ProjectState,
    ProjectVersion,
    WithKind,
)

EXAMPLE = "School; Made-up High School; gives a room"
MOST_PEOPLE = 10**8
MOST_VALUE = Decimal(10) ** 10


@dataclass(frozen=True, slots=True)
class PartnerLine:
    """An organisation that a project works with; `kind` is one of `WithKind`."""

    kind: str
    name: str
    does: str = ""


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What a version of a project says. See `ProjectVersion`."""

    title: str
    cohort: str
    aim: str
    state: str = "idea"
    stopped_because: str = ""
    starts: date | None = None
    ends: date | None = None
    ages: str = ""
    conditions: str = ""
    places: str = ""
    people: int | None = None
    measure: str = ""
    unit: str = ""
    baseline: Decimal | None = None
    baseline_on: date | None = None
    target: Decimal | None = None
    story: str = ""
    quote: str = ""
    quote_by: str = ""
    serves: str = ""
    roles: str = ""
    leads: str = ""
    shared: bool = False
    partners: tuple[PartnerLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """What was measured on a day, and where it is from."""

    measured_on: date
    value: Decimal
    source: str
    note: str = ""


TEXTS = {"cohort": LONGEST_TEXT, "aim": LONGEST_TEXT, "title": 200}
LONG = ("stopped_because", "story", "quote")


def read_partners(text: str) -> tuple[PartnerLine, ...]:
    """Read lines like "School; Made-up High School; gives a room". Raises ServicesRefused."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        parts = [part.strip() for part in line.split(";", 2)]
        kind = _kinds().get(parts[0].lower())
        if kind is None or len(parts) < 2 or not parts[1]:
            known = ", ".join(label for _, label in WithKind.choices)
            raise ServicesRefused(
                f"Line {number}: write kind; name; what it does, for example “{EXAMPLE}”. "
                f"Kinds are {known}.",
                "partners",
            )
        found.append(PartnerLine(kind, parts[1], parts[2] if len(parts) > 2 else ""))
    return tuple(found)


def partners_as_text(partners: Sequence[ProjectPartner]) -> str:
    """Partners as the lines that `read_partners` reads."""
    return "\n".join(
        "; ".join(part for part in (one.get_kind_display(), one.name, one.does) if part)
        for one in partners
    )


@transaction.atomic
def begin_project(
    *, network: Network, facts: ProjectFacts, by: Actor, at: datetime
) -> ProjectVersion:
    """Write a new project down. Raises ServicesRefused."""
    lock_services(network.pk)
    project = Project.objects.create(network=network, begun_at=at, begun_by_id=who(by))
    made = _write(project, 1, facts, by, at)
    note_service("project.begun", network, by, at, {"project": project.pk, "title": made.title})
    return made


@transaction.atomic
def rewrite_project(
    *, project_id: int, facts: ProjectFacts, by: Actor, at: datetime, seen: int | None = None
) -> ProjectVersion:
    """Write a project anew; what it said before stays. `seen` is the version that was read.

    Raises ServicesRefused, also if somebody else has written in between.
    """
    project = Project.objects.select_related("network").get(pk=project_id)
    lock_services(project.network_id)
    last = project.versions.aggregate(most=Max("version"))["most"]
    if seen is not None and seen != last:
        raise ServicesRefused(
            "Somebody has changed this project since you opened it. Open it again and compare."
        )
    made = _write(project, last + 1, facts, by, at)
    data = {"project": project.pk, "version": made.version, "state": made.state}
    note_service("project.rewritten", project.network, by, at, data)
    return made


@transaction.atomic
def add_result(*, project_id: int, facts: ResultFacts, by: Actor, at: datetime) -> ProjectResult:
    """Record what was measured; one of the same day corrects it. Raises ServicesRefused."""
    project = Project.objects.select_related("network").get(pk=project_id)
    lock_services(project.network_id)
    if not project.versions.latest("version").measure:
        raise ServicesRefused("Say in the project what is measured. Then record results.")
    if facts.measured_on > at.date():
        raise ServicesRefused("This day is not over yet. Record it then.", "measured_on")
    _refuse_value(facts.value, "value")
    earlier = project.results.filter(measured_on=facts.measured_on)
    made = ProjectResult.objects.create(
        project=project,
        measured_on=facts.measured_on,
        turn=(earlier.aggregate(most=Max("turn"))["most"] or 0) + 1,
        value=facts.value,
        source=read_line(facts.source, "source", "Say where the figure is from."),
        note=facts.note.strip()[:LONGEST_TEXT],
        recorded_at=at,
        recorded_by_id=who(by),
    )
    data = {"project": project.pk, "on": made.measured_on.isoformat(), "value": str(made.value)}
    note_service("project.measured", project.network, by, at, data)
    return made


def _write(
    project: Project, version: int, facts: ProjectFacts, by: Actor, at: datetime
) -> ProjectVersion:
    said = _read(facts)
    made = ProjectVersion.objects.create(
        project=project, version=version, recorded_at=at, recorded_by_id=who(by), **said
    )
    registered = {
        partner.name.casefold(): partner
        for partner in Partner.objects.filter(network=project.network_id).order_by("starts")
    }
    ProjectPartner.objects.bulk_create(
        ProjectPartner(
            of_version=made,
            kind=one.kind,
            name=one.name,
            does=one.does,
            partner=registered.get(one.name.casefold()),
        )
        for one in _partners(facts.partners)
    )
    return made


def _read(facts: ProjectFacts) -> dict[str, object]:
    missing = {
        "title": "Give the project a title.",
        "cohort": "Say whom it is for.",
        "aim": "Say what it is meant to achieve.",
    }
    said = {name: getattr(facts, name) for name in _NAMES if name != "partners"}
    for name, value in said.items():
        if name in missing:
            said[name] = read_line(value, name, missing[name], TEXTS[name])
        elif isinstance(value, str):
            longest = LONGEST_TEXT if name in LONG else _longest(name)
            said[name] = read_line(value, name, "", longest) if value.strip() else ""
    _refuse_contradictions(facts)
    return said


def _longest(name: str) -> int:
    most: int | None = getattr(ProjectVersion._meta.get_field(name), "max_length", None)
    return most or LONGEST_TEXT


def _refuse_contradictions(facts: ProjectFacts) -> None:
    if facts.state not in ProjectState.values:
        raise ServicesRefused("Choose where it stands.", "state")
    if facts.state == ProjectState.STOPPED and not facts.stopped_because.strip():
        raise ServicesRefused("Say why it was stopped. Others learn from it.", "stopped_because")
    if facts.starts and facts.ends and facts.ends < facts.starts:
        raise ServicesRefused("It cannot end before it starts.", "ends")
    if facts.people is not None and not 0 <= facts.people <= MOST_PEOPLE:
        raise ServicesRefused("Count people in whole numbers from 0.", "people")
    _refuse_figures(facts)


def _refuse_figures(facts: ProjectFacts) -> None:
    if (facts.baseline is None) != (facts.baseline_on is None):
        raise ServicesRefused("A baseline has a figure and a day. Give both.", "baseline_on")
    for name in ("baseline", "target"):
        value = getattr(facts, name)
        if value is not None:
            _refuse_value(value, name)
            if not facts.measure.strip():
                raise ServicesRefused("Say what is measured.", "measure")


def _refuse_value(value: Decimal, field: str) -> None:
    if not value.is_finite() or abs(value) >= MOST_VALUE or value != round(value, 4):
        raise ServicesRefused("Write a figure with up to four decimals.", field)


def _partners(lines: Sequence[PartnerLine]) -> list[PartnerLine]:
    names = set()
    for one in lines:
        if one.kind not in WithKind.values:
            raise ServicesRefused(f"“{one.kind[:20]}” is not a kind of organisation.", "partners")
        read_line(one.name, "partners", "Each organisation has a name.")
        if len(one.does) > 400:
            raise ServicesRefused("Say in 400 characters what it does.", "partners")
        if one.name.casefold() in names:
            raise ServicesRefused(f"{one.name} stands there twice.", "partners")
        names.add(one.name.casefold())
    return list(lines)


def _kinds() -> dict[str, str]:
    labels = {label.lower(): value for value, label in WithKind.choices}
    return labels | {value: value for value in WithKind.values}


_NAMES = tuple(one.name for one in fields(ProjectFacts))
