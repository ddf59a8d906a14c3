"""Figures of the incentive fund: the annual publication and the monthly CQRS extract."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from networks.models import Network
from pcn_portal.audit.copying import copy_in
from practices.cells import say
from practices.columns import Layout, RowReader, Unique, has_columns, rows_of
from practices.models import Practice
from practices.plans import CHANGED, NEW, ImportContext, Plan, Receipt
from practices.tables import Sheet, read_csv
from services.achievement_fields import (
    field_name,
    indicator_code,
    measure_of_extract,
    measure_of_publication,
    year_of_service,
)
from services.models import AchievementFigure

SERVICE, DAY, INDICATOR, VALUE = "QUALITY_SERVICE", "ACH_DATE", "IND_CODE", "VALUE"
TYPE, ORGANISATION, MEASURE = "ORGANISATION_TYPE", "ORGANISATION_CODE", "MEASURE"
ORG, FIELD, LAST = "ORG_CODE", "FIELD_NAME", "LAST_SUBMISSION"
PUBLICATION = Layout.of(TYPE, ORGANISATION, SERVICE, DAY, INDICATOR, MEASURE, VALUE)
EXTRACT = Layout.of(SERVICE, ORG, DAY, INDICATOR, FIELD, VALUE, LAST)
KINDS = {"pcn": "pcn", "gp practice": "practice"}
YES_NO = {"y": "yes", "n": "no"}
ENTITY = "Incentive fund figures"
COLUMNS = (
    "network_id", "practice_id", "year", "indicator", "measure", "field", "achieved_on", "value",
    "version", "received_at", "source_id", "source_row",
)  # fmt: skip
Key = tuple[str, int, str, str, str, date]
"""Organisation's code, year, indicator, measure, field and achievement date."""


@dataclass(frozen=True, slots=True)
class Given:
    """A value as the file gives it."""

    key: Key
    value: int
    row: int


class IncentivePublication:
    """The yearly publication of indicators, per network and practice."""

    key = "incentive_publication"
    national = True

    def recognises(self, sheet: Sheet) -> bool:
        return has_columns(sheet, PUBLICATION)

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        return _plan(read_csv(content, context.max_bytes), PUBLICATION)


class IncentiveExtract:
    """The monthly extract of CQRS, per practice; only last submissions count."""

    key = "incentive_extract"
    national = True

    def recognises(self, sheet: Sheet) -> bool:
        return has_columns(sheet, EXTRACT)

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        return _plan(read_csv(content, context.max_bytes), EXTRACT)


def save_achievement_figures(
    *, figures: Sequence[tuple[int | None, int | None, Given, int]], receipt: Receipt
) -> None:
    """Add figures with their versions; nothing known before is touched."""
    copy_in(
        AchievementFigure,
        COLUMNS,
        (
            (network, practice, *one.key[1:], one.value, version, receipt.at, receipt.source.pk,
             one.row)
            for network, practice, one, version in figures
        ),
    )  # fmt: skip


def _plan(sheet: Sheet, layout: Layout) -> Plan:
    plan = Plan()
    unique, given = Unique("This organisation, date and measure"), []
    for reader in rows_of(sheet, layout, plan):
        found = _published(reader) if layout is PUBLICATION else _extracted(reader)
        if found and unique.check(reader, INDICATOR, found.key):
            given.append(found)
    if not plan.refused:
        _plan_figures(plan, given)
    return plan


def _published(reader: RowReader) -> Given | None:
    kind = reader.choice(TYPE, KINDS)
    read = reader.network if kind == "pcn" else reader.practice
    code, day, value, year = _common(reader, read(ORGANISATION))
    found = measure_of_publication(reader.text(MEASURE, needed=True))
    if found is None and reader.good:
        reader.fail(MEASURE, "Is not a measure like “ACC-08 Numerator”.")
    if not reader.good or day is None or value is None or year is None or found is None:
        return None
    return Given((code, year, found[0], found[1].value, found[2], day), value, reader.number)


def _extracted(reader: RowReader) -> Given | None:
    if reader.choice(LAST, YES_NO) == "no":
        return None
    network = reader.raw(ORG).upper().startswith("U")
    code, day, value, year = _common(reader, (reader.network if network else reader.practice)(ORG))
    indicator = reader.text(INDICATOR, needed=True, longest=11)
    field = reader.text(FIELD, needed=True, longest=2000)
    if not reader.good or day is None or value is None or year is None:
        return None
    measure = measure_of_extract(indicator, field).value
    key = (code, year, indicator_code(indicator), measure, field_name(field), day)
    return Given(key, value, reader.number)


def _common(reader: RowReader, code: str) -> tuple[str, date | None, int | None, int | None]:
    year = year_of_service(reader.text(SERVICE, needed=True))
    if year is None and reader.good:
        reader.fail(SERVICE, "Is not a year of the Network Contract DES, like NCD2324.")
    day, value = reader.day(DAY, needed=True), reader.whole(VALUE)
    if day and year and not date(year, 4, 1) <= day < date(year + 1, 4, 1):
        reader.fail(DAY, "Is not in the year of the service.")
    return code, day, value, year


def _plan_figures(plan: Plan, given: list[Given]) -> None:
    networks = dict(Network.objects.values_list("code", "pk"))
    practices = dict(Practice.objects.values_list("code", "pk"))
    known = _known({one.key[1] for one in given})
    figures, strange = [], set()
    for one in given:
        code = one.key[0]
        if code not in networks and code not in practices:
            strange.add(code)
            continue
        version, before = known.get(one.key, (0, None))
        if before == one.value:
            plan.same(ENTITY)
            continue
        figures.append((networks.get(code), practices.get(code), one, version + 1))
        _list(plan, one, before)
    for code in sorted(strange):
        plan.warn(
            "The register does not know this organisation; its rows are left out.", value=code
        )
    plan.summary.extend(_summary(given))
    plan.then(save_achievement_figures, figures=figures)


def _list(plan: Plan, one: Given, before: int | None) -> None:
    code, _, indicator, _, field, day = one.key
    was = "" if before is None else f"{before:,}"
    kind = NEW if before is None else CHANGED
    plan.change(
        kind, ENTITY, f"{code} {indicator} {field} {say(day)}", one.row, was, f"{one.value:,}"
    )


def _summary(given: list[Given]) -> Iterator[str]:
    for indicator in sorted({one.key[2] for one in given}):
        rows = [one for one in given if one.key[2] == indicator]
        organisations = len({one.key[0] for one in rows})
        yield f"{indicator}: {len(rows):,} values of {organisations:,} organisations."


def _known(years: set[int]) -> dict[Key, tuple[int, int]]:
    """The last version of each figure of the years: (version, value)."""
    names = ("year", "indicator", "measure", "field", "achieved_on")
    rows = AchievementFigure.objects.filter(year__in=years).order_by("version")
    found = rows.values_list("network__code", "practice__code", *names, "version", "value")
    return {(network or practice, *key): (version, value)
            for network, practice, *key, version, value in found}  # fmt: skip
