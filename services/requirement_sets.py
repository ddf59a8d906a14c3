"""What is asked in a year: published sets, and drafting, editing and publishing the next one."""

from collections.abc import Collection
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from pcn_portal.audit.models import Actor, record
from pcn_portal.units.periods import ContractYear
from services.keeping import LONGEST_TEXT, ServicesRefused, read_line, who
from services.models import RequirementSet, RequirementSetDecision, RequirementText
from services.requirements_files import KNOWN, Requirement, YearSet, sets_of_file

FIELDS = [field.name for field in fields(Requirement)]
LONGEST_CODE = 8


def sets_of_years(years: Collection[int], known_at: datetime) -> dict[int, YearSet]:
    """Each year's set as known at a moment: the last published version, else the file's."""
    published = (
        RequirementSet.objects.filter(
            year__in=years, decision__published=True, decision__decided_at__lte=known_at
        )
        .order_by("year", "-version")
        .distinct("year")
    )
    of_file = sets_of_file()
    found = {year: of_file[year] for year in years if year in of_file}
    held = list(published)
    texts = _texts([one.pk for one in held])
    for one in held:
        found[one.year] = YearSet(one.year, one.version, texts.get(one.pk, {}))
    return found


def set_of_year(year: ContractYear, known_at: datetime) -> YearSet:
    """What is asked in a year as known at a moment; nothing where no set is known."""
    found = sets_of_years([year.start_year], known_at)
    return found.get(year.start_year, YearSet(year.start_year, 0, {}))


def years_known() -> list[ContractYear]:
    """Every year of which a set is known, the latest first."""
    published = RequirementSet.objects.filter(decision__published=True)
    years = set(published.values_list("year", flat=True)) | set(sets_of_file())
    return [ContractYear(year) for year in sorted(years, reverse=True)]


def draft_texts(draft: RequirementSet) -> dict[str, Requirement]:
    """What a draft asks now."""
    return _texts([draft.pk]).get(draft.pk, {})


@transaction.atomic
def copy_year(
    *, from_year: ContractYear, to_year: ContractYear, note: str, by: Actor, at: datetime
) -> RequirementSet:
    """Draft a year's next version from what is asked in a year. Raises ServicesRefused.

    One draft a year is open at a time. First days of another year are not copied: they are null.
    """
    note = read_line(note, "note", "Say what the draft is for.")
    _lock()
    if RequirementSet.objects.filter(year=to_year.start_year, decision=None).exists():
        raise ServicesRefused(f"A draft of {to_year} is open already. Edit or decide that one.")
    source = set_of_year(from_year, at)
    if not source.requirements:
        raise ServicesRefused(f"Nothing is known of {from_year} to copy.", "from_year")
    earlier = RequirementSet.objects.filter(year=to_year.start_year)
    made = RequirementSet.objects.create(
        year=to_year.start_year,
        version=(earlier.aggregate(most=Max("version"))["most"] or 0) + 1,
        note=note,
        drafted_at=at,
        drafted_by_id=who(by),
    )
    RequirementText.objects.bulk_create(
        _row(made, _copied(one, from_year, to_year), 1, by, at)
        for one in source.requirements.values()
    )
    _note("requirements.drafted", made, by, at, {"from": str(from_year), "version": made.version})
    return made


@transaction.atomic
def write_requirement(
    *, set_id: int, requirement: Requirement, by: Actor, at: datetime
) -> RequirementText:
    """Write a requirement of a draft, new or anew. Raises ServicesRefused."""
    draft = _open_draft(set_id)
    made = _row(draft, _read(requirement), _next_revision(draft, requirement.code), by, at)
    made.save()
    _note("requirement.written", draft, by, at, {"code": made.code, "revision": made.revision})
    return made


@transaction.atomic
def take_out(*, set_id: int, code: str, by: Actor, at: datetime) -> RequirementText:
    """Take a requirement out of a draft; what it said stays recorded. Raises ServicesRefused."""
    draft = _open_draft(set_id)
    held = draft_texts(draft).get(code)
    if held is None:
        raise ServicesRefused(f"The draft does not ask “{code[:LONGEST_CODE]}”.", "code")
    made = _row(draft, held, _next_revision(draft, code), by, at)
    made.asked = False
    made.save()
    _note("requirement.taken_out", draft, by, at, {"code": code, "revision": made.revision})
    return made


@transaction.atomic
def decide_set(
    *, set_id: int, publish: bool, reason: str, by: Actor, at: datetime
) -> RequirementSetDecision:
    """Publish a draft or give it up; who does it wrote nothing of it. Raises ServicesRefused."""
    reason = read_line(reason, "reason", "Say what you reviewed, or why it is given up.", 2000)
    draft = _open_draft(set_id)
    if draft.drafted_by_id == who(by) or draft.texts.filter(written_by=who(by)).exists():
        raise ServicesRefused("You wrote in this draft. Somebody else must review it.")
    if publish and not draft_texts(draft):
        raise ServicesRefused("The draft asks nothing. Nothing can be published.")
    made = RequirementSetDecision.objects.create(
        of_set=draft, published=publish, reason=reason, decided_at=at, decided_by_id=who(by)
    )
    done = "published" if publish else "given_up"
    _note(f"requirements.{done}", draft, by, at, {"version": draft.version}, reason)
    return made


def _read(one: Requirement) -> Requirement:
    """A requirement as it is kept; raises ServicesRefused for what the rules do not allow."""
    code = read_line(one.code, "code", "Give a short code.", LONGEST_CODE).upper()
    if not code.isalnum() or not code.isascii():
        raise ServicesRefused("A code has letters and digits only.", "code")
    title = read_line(one.title, "title", "Give the requirement’s name.")
    for name in ("what", "prompts", "source", "note"):
        if len(getattr(one, name)) > LONGEST_TEXT:
            raise ServicesRefused(f"The most is {LONGEST_TEXT:,} characters.", name)
    what, source = one.what.strip(), one.source.strip()
    if one.known not in KNOWN or one.what_known not in KNOWN:
        raise ServicesRefused("Say how it is known.", "known")
    if one.known not in ("memory_only", "unknown") and not source:
        raise ServicesRefused("Name the source it is known from.", "source")
    if bool(what) == (one.what_known == "unknown"):
        words = "Say how it is known." if what else "Nothing is said, so it is not known."
        raise ServicesRefused(words, "what_known")
    return replace(
        one, code=code, title=title, what=what, source=source,
        prompts=one.prompts.strip(), note=one.note.strip(),
    )  # fmt: skip


def _copied(one: Requirement, from_year: ContractYear, to_year: ContractYear) -> Requirement:
    """A copy for another year is not known by the old one's sources until somebody says so."""
    if from_year == to_year:
        return one
    note = f"Copied from {from_year}; not yet checked for {to_year}. {one.note}".strip()
    return replace(one, known="unknown", note=note)


def _row(
    draft: RequirementSet, one: Requirement, revision: int, by: Actor, at: datetime
) -> RequirementText:
    said: dict[str, Any] = {name: getattr(one, name) for name in FIELDS}
    said["replaces"] = list(one.replaces)
    return RequirementText(
        of_set=draft, revision=revision, written_at=at, written_by_id=who(by), **said
    )


def _next_revision(draft: RequirementSet, code: str) -> int:
    found = draft.texts.filter(code=code.strip().upper()).aggregate(most=Max("revision"))
    return (found["most"] or 0) + 1


def _open_draft(set_id: int) -> RequirementSet:
    _lock()
    draft = RequirementSet.objects.select_for_update().get(pk=set_id)
    if RequirementSetDecision.objects.filter(of_set=draft).exists():
        raise ServicesRefused("This draft is decided already. Copy the year into a new one.")
    return draft


def _texts(set_ids: list[int]) -> dict[int, dict[str, Requirement]]:
    rows = (
        RequirementText.objects.filter(of_set__in=set_ids)
        .order_by("of_set_id", "code", "-revision")
        .distinct("of_set_id", "code")
    )
    found: dict[int, dict[str, Requirement]] = {}
    for row in rows:
        if row.asked:
            said = {name: getattr(row, name) for name in FIELDS}
            said["replaces"] = tuple(row.replaces)
            found.setdefault(row.of_set_id, {})[row.code] = Requirement(**said)
    return found


def _lock() -> None:
    """Let one transaction at a time change what is asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('requirements', 0))")


def _note(
    action: str,
    draft: RequirementSet,
    by: Actor,
    at: datetime,
    data: dict[str, Any],
    reason: str = "",
) -> None:
    record(
        action=action,
        by=by,
        at=at,
        object_kind="requirements",
        object_key=str(ContractYear(draft.year)),
        reason=reason,
        data=data | {"set": draft.pk},
    )


def first_day(one: Requirement, year: ContractYear) -> date:
    """The day from which a requirement counts in a year; the year's first where it is not known."""
    return max(one.starts or year.first, year.first)
