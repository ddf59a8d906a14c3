"""Contractor weighted populations: not public, so each ICB gives them in a template of ours."""

from networks.queries import practice_codes_of_icbs
from practices import register
from practices.columns import Layout, RowReader, Unique, has_columns, rows_of
from practices.figure_plans import Given, plan_figures
from practices.models import Basis
from practices.plans import ImportContext, Plan
from practices.tables import Sheet, read_csv

CODE, DAY, FIGURE = "practice_code", "reference_date", "contractor_weighted_population"
LAYOUT = Layout.of(CODE, DAY, FIGURE)
VINTAGE = "Contractor weighted populations supplied locally"


class WeightedPopulations:
    """One figure for each practice and reference date, to its last digit."""

    key = "weighted_populations"
    national = False

    def recognises(self, sheet: Sheet) -> bool:
        return has_columns(sheet, LAYOUT)

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        plan = Plan()
        given = _read(plan, read_csv(content, context.max_bytes), context)
        if not plan.refused:
            plan_figures(plan, given, vintage=VINTAGE)
            total = sum(figure.value for figure in given)
            plan.summary.append(f"{len(given):,} weighted populations, {total:,f} in all.")
        return plan


def _read(plan: Plan, sheet: Sheet, context: ImportContext) -> list[Given]:
    known = set(register.practice_names())
    allowed = known
    if context.icbs is not None:
        allowed = practice_codes_of_icbs(context.icbs, context.at.date())
    unique, given = Unique("This practice and date"), []
    for reader in rows_of(sheet, LAYOUT, plan):
        figure = _figure(reader, known, allowed)
        if figure and unique.check(reader, CODE, figure.key):
            given.append(figure)
    return given


def _figure(reader: RowReader, known: set[str], allowed: set[str]) -> Given | None:
    code, day, value = reader.practice(CODE), reader.day(DAY, needed=True), reader.figure(FIGURE)
    if code and code not in known:
        reader.fail(CODE, "Is a practice the register does not know. Check the code.")
    elif code and code not in allowed:
        reader.fail(CODE, "Is not in your ICB. Leave out this row.")
    if not reader.good or day is None or value is None:
        return None
    return Given(code, Basis.WEIGHTED, day, value, reader.number)
