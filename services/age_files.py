"""Patients by practice, sex and five-year age band (gp-reg-pat-prac-quin-age)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from practices import register
from practices.cells import say
from practices.columns import Layout, RowReader, has_columns, rows_of
from practices.plans import CHANGED, NEW, ImportContext, Plan
from practices.tables import BadFile, Sheet, read_csv
from services.engine.age_bands import BANDS, Ages
from services.models import AgeCount
from services.population_actions import NewAges, save_ages

CODE, DAY, TYPE = "ORG_CODE", "EXTRACT_DATE", "ORG_TYPE"
SEX, AGE, PATIENTS = "SEX", "AGE_GROUP_5", "NUMBER_OF_PATIENTS"
LAYOUT = Layout.of(DAY, TYPE, CODE, SEX, AGE, PATIENTS)
ALL, FEMALE, MALE = "ALL", "FEMALE", "MALE"
SUMS = ((ALL, ALL), (FEMALE, ALL), (MALE, ALL))
KNOWN = {*SUMS, *((sex, band) for sex in (FEMALE, MALE) for band in BANDS)}
ENTITY = "Patients by age"
Cell = tuple[str, str]


@dataclass
class Given:
    """What a file has of one practice: patients and row by sex and band, sums included."""

    cells: dict[Cell, tuple[int, int]] = field(default_factory=dict)

    def ages(self) -> Ages:
        return Ages(*(tuple(found) for found in self._of_bands(0)))

    def rows(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        female, male = self._of_bands(1)
        return tuple(female), tuple(male)

    def _of_bands(self, part: int) -> Iterator[list[int]]:
        for sex in (FEMALE, MALE):
            yield [self.cells[sex, band][part] for band in BANDS]


class AgeFile:
    """Registered patients of each practice by sex and age band on the day of the extract."""

    key = "age_bands"
    national = True

    def recognises(self, sheet: Sheet) -> bool:
        return has_columns(sheet, LAYOUT)

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        plan = Plan()
        given, day = _read(plan, read_csv(content, context.max_bytes))
        if not plan.refused:
            _check(plan, given)
        if plan.refused:
            return plan
        if not given or day is None:
            raise BadFile("The file has no row of a practice. Choose the rows of practices (GP).")
        plan.dates["about"] = day.isoformat()
        patients = sum(one.cells[ALL, ALL][0] for one in given.values())
        plan.summary.append(f"{len(given):,} practices on {say(day)}, {patients:,} patients.")
        _plan_counts(plan, given, day)
        return plan


def _read(plan: Plan, sheet: Sheet) -> tuple[dict[str, Given], date | None]:
    known = register.practice_names()
    given: dict[str, Given] = {}
    days: set[date] = set()
    unknown: set[str] = set()
    left_out = 0
    for reader in rows_of(sheet, LAYOUT, plan):
        if reader.raw(TYPE).upper() != "GP":
            left_out += 1
            continue
        code, day, number = (
            reader.practice(CODE),
            reader.day(DAY, needed=True),
            reader.whole(PATIENTS),
        )
        cell = reader.raw(SEX).upper(), reader.raw(AGE).upper()
        if code and code not in known and code not in unknown:
            unknown.add(code)
            reader.fail(
                CODE,
                "Is a practice the register does not know. "
                "Import the list-size map of the month, or the practice register, first.",
            )
        if cell not in KNOWN:
            reader.fail(AGE, "Is not a sex and five-year band of this publication.")
        if not reader.good or day is None or number is None or code in unknown:
            continue
        days.add(day)
        _put(reader, given.setdefault(code, Given()), cell, number)
    if len(days) > 1:
        plan.error("The rows have different extract dates. Choose a file of one month.", column=DAY)
    if left_out:
        plan.summary.append(f"Rows left out because they are of no practice: {left_out:,}.")
    return given, min(days, default=None)


def _put(reader: RowReader, given: Given, cell: Cell, number: int) -> None:
    if cell in given.cells:
        reader.fail(
            AGE, f"This practice, sex and band is already in row {given.cells[cell][1]}. Keep one."
        )
        return
    given.cells[cell] = (number, reader.number)


def _check(plan: Plan, given: dict[str, Given]) -> None:
    """Every practice has every band, and its bands come to its printed sums."""
    for code, one in given.items():
        if missing := sorted(KNOWN - set(one.cells)):
            row = max(row for _, row in one.cells.values())
            sex, band = missing[0]
            plan.error(
                f"{code} has {len(one.cells)} of {len(KNOWN)} rows; {sex} {band} is missing. "
                "The file may be cut off: download it again.",
                row,
            )
            continue
        ages = one.ages()
        sums = (ages.patients, sum(ages.female), sum(ages.male))
        for cell, adds_up_to in zip(SUMS, sums, strict=True):
            printed, row = one.cells[cell]
            if printed != adds_up_to:
                plan.error(
                    f"The bands of {code} come to {adds_up_to:,}, and the file prints {printed:,}.",
                    row,
                    PATIENTS,
                    str(printed),
                )


def _plan_counts(plan: Plan, given: dict[str, Given], day: date) -> None:
    known = _known(day)
    counts = []
    for code, one in given.items():
        ages = one.ages()
        version, before = known.get(code, (0, None))
        if before == ages:
            plan.same(ENTITY)
            continue
        row = one.cells[ALL, ALL][1]
        counts.append(NewAges(code, day, version + 1, ages, row, *one.rows()))
        was = "" if before is None else f"{before.patients:,}"
        kind = NEW if before is None else CHANGED
        plan.change(kind, ENTITY, f"{code} on {day}", row, was, f"{ages.patients:,}")
    plan.then(save_ages, counts=counts)


def _known(day: date) -> dict[str, tuple[int, Ages]]:
    """The last version of each practice's count of a day."""
    rows = (
        AgeCount.objects.filter(reference_date=day)
        .order_by("practice_id", "-version")
        .distinct("practice_id")
        .values_list("practice__code", "version", "female", "male")
    )
    return {
        code: (version, Ages(tuple(female), tuple(male))) for code, version, female, male in rows
    }
