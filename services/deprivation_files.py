"""Deprivation by practice: a score of the Index of Multiple Deprivation of a year."""

from dataclasses import dataclass
from decimal import Decimal

from practices import register
from practices.columns import Column, Layout, RowReader, Unique, has_columns, rows_of
from practices.plans import CHANGED, NEW, ImportContext, Plan
from practices.tables import BadFile, Sheet, read_csv
from services.models import DeprivationScore
from services.population_actions import NewScore, save_scores

CODE, YEAR, SCORE, RANK, DECILE = "PRACTICE_CODE", "IMD_YEAR", "IMD_SCORE", "IMD_RANK", "IMD_DECILE"
LAYOUT = Layout(
    (
        Column(CODE),
        Column(YEAR),
        Column(SCORE),
        Column(RANK, required=False),
        Column(DECILE, required=False),
    )
)
ENTITY = "Deprivation"
YEARS = range(2004, 2101)
PLACES = 4


@dataclass(frozen=True, slots=True)
class Given:
    """A practice's score as the file gives it."""

    practice: str
    year: int
    said: tuple[Decimal, int | None, int | None]
    row: int


class DeprivationFile:
    """Deprivation scores of practices, and ranks and deciles where the file has them."""

    key = "deprivation"
    national = True

    def recognises(self, sheet: Sheet) -> bool:
        return has_columns(sheet, LAYOUT)

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        plan = Plan()
        given = _read(plan, read_csv(content, context.max_bytes))
        if plan.refused:
            return plan
        if not given:
            raise BadFile("The file has no practice that the register knows.")
        years = sorted({one.year for one in given})
        plan.summary.append(
            f"{len(given):,} practices, deprivation of {', '.join(map(str, years))}."
        )
        _plan_scores(plan, given)
        return plan


def _read(plan: Plan, sheet: Sheet) -> list[Given]:
    known = register.practice_names()
    unique, given = Unique("This practice and year"), []
    for reader in rows_of(sheet, LAYOUT, plan):
        one = _score(reader)
        if one is None or not unique.check(reader, CODE, (one.practice, one.year)):
            continue
        if one.practice not in known:
            plan.warn(
                "Is a practice the register does not know; its row is left out.",
                reader.number,
                CODE,
                one.practice,
            )
            continue
        given.append(one)
    return given


def _score(reader: RowReader) -> Given | None:
    code, year, score = reader.practice(CODE), reader.whole(YEAR), reader.figure(SCORE)
    rank, decile = reader.whole(RANK, needed=False), reader.whole(DECILE, needed=False)
    if year is not None and year not in YEARS:
        reader.fail(YEAR, f"Is not a year from {YEARS[0]} to {YEARS[-1]}.")
    if score is not None and (score > 100 or score != round(score, PLACES)):
        reader.fail(SCORE, f"Is not a score from 0 to 100 with up to {PLACES} decimals.")
    if decile is not None and not 1 <= decile <= 10:
        reader.fail(DECILE, "Is not from 1 to 10.")
    if not reader.good or year is None or score is None:
        return None
    return Given(code, year, (score, rank, decile), reader.number)


def _plan_scores(plan: Plan, given: list[Given]) -> None:
    known = _known({one.year for one in given})
    scores = []
    for one in given:
        version, before = known.get((one.practice, one.year), (0, None))
        if before == one.said:
            plan.same(ENTITY)
            continue
        scores.append(NewScore(one.practice, one.year, version + 1, *one.said, one.row))
        kind = NEW if before is None else CHANGED
        was = "" if before is None else f"{before[0].normalize():f}"
        now = f"{one.said[0].normalize():f}"
        plan.change(kind, ENTITY, f"{one.practice}, {one.year}", one.row, was, now)
    plan.then(save_scores, scores=scores)


def _known(
    years: set[int],
) -> dict[tuple[str, int], tuple[int, tuple[Decimal, int | None, int | None]]]:
    """The last version of each practice's score of these years."""
    rows = (
        DeprivationScore.objects.filter(year__in=years)
        .order_by("practice_id", "year", "-version")
        .distinct("practice_id", "year")
        .values_list("practice__code", "year", "version", "score", "rank", "decile")
    )
    return {
        (code, year): (version, (score, rank, decile))
        for code, year, version, score, rank, decile in rows
    }
