"""Monthly list sizes (gp-reg-pat-prac-all, and gp-list-size): patients registered, by practice."""

from datetime import date
from decimal import Decimal

from practices import register
from practices.cells import say
from practices.columns import Column, Layout, RowReader, Unique, has_columns, rows_of
from practices.figure_plans import Given, plan_figures
from practices.models import Basis
from practices.plans import ImportContext, Plan
from practices.tables import BadFile, Sheet, read_csv

CODE, DAY, PATIENTS = "CODE", "EXTRACT_DATE", "NUMBER_OF_PATIENTS"
TYPE, SEX, AGE = "TYPE", "SEX", "AGE"
LAYOUT = Layout(
    (
        Column(CODE, also=("ORG_CODE", "PRACTICE_CODE", "GP_PRACTICE_CODE")),
        Column(DAY),
        Column(PATIENTS),
        Column(TYPE, also=("ORG_TYPE",), required=False),
        Column(SEX, required=False),
        Column(AGE, also=("AGE_GROUP_5", "AGE_GROUP"), required=False),
    )
)


class ListSizes:
    """Registered lists on the day of the extract. Rows by sex or age band are left out."""

    key = "list_sizes"
    national = True

    def recognises(self, sheet: Sheet) -> bool:
        return has_columns(sheet, LAYOUT)

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        plan = Plan()
        given = _read(plan, read_csv(content, context.max_bytes))
        if plan.refused:
            return plan
        if not given:
            raise BadFile("The file has no row of all patients of a practice. Choose the totals.")
        day = given[0].reference_date
        plan.dates["about"] = day.isoformat()
        plan.summary.append(
            f"{len(given):,} practices on {say(day)}, {sum(g.value for g in given):,} patients."
        )
        plan_figures(
            plan, given, vintage=f"Patients registered at a GP practice, {say(day)}", outranks=False
        )
        return plan


def _read(plan: Plan, sheet: Sheet) -> list[Given]:
    known = register.practice_names()
    unique, given, left_out = Unique("This practice"), [], 0
    days: dict[date, int] = {}
    for reader in rows_of(sheet, LAYOUT, plan):
        if not _whole_practice(reader):
            left_out += 1
            continue
        figure = _figure(reader, known)
        if figure and unique.check(reader, CODE, figure.practice):
            days.setdefault(figure.reference_date, figure.row)
            given.append(figure)
    if len(days) > 1:
        plan.error("The rows have different extract dates. Choose a file of one month.", column=DAY)
    if left_out:
        plan.summary.append(
            "Rows left out because they are one sex, one age band or another kind of "
            f"organisation: {left_out:,}."
        )
    return given


def _whole_practice(reader: RowReader) -> bool:
    """Whether the row is a practice with all its patients, not one sex or age band of it."""
    whole = all(reader.raw(title).upper() in ("", "ALL") for title in (SEX, AGE))
    return whole and reader.raw(TYPE).upper() in ("", "GP")


def _figure(reader: RowReader, known: dict[str, str]) -> Given | None:
    code, day, patients = (
        reader.practice(CODE),
        reader.day(DAY, needed=True),
        reader.whole(PATIENTS),
    )
    if code and code not in known:
        reader.fail(
            CODE,
            "Is a practice the register does not know. "
            "Import the list-size map of the month, or the practice register, first.",
        )
    if not reader.good or day is None or patients is None:
        return None
    return Given(code, Basis.REGISTERED, day, Decimal(patients), reader.number)
