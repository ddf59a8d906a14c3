"""The national PCN workforce publication: staff of each network in a month, by role."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from networks.models import Network
from practices.actions import BATCH, ids_by_code
from practices.columns import Column, Layout, RowReader, has_columns, rows_of
from practices.plans import CHANGED, NEW, ImportContext, Plan, Receipt
from practices.tables import BadFile, Sheet, read_csv
from workforce.engine.returns import Returned, summed
from workforce.models import WorkforceReturn

SOURCE, YEAR, MONTH, CODE = "Data_source", "CENSUS_YEAR", "CENSUS_MONTH", "PCN_CODE"
GROUP, ROLE, DETAIL, FTE = "STAFF_GROUP", "STAFF_ROLE", "DETAILED_STAFF_ROLE", "FTE"
LAYOUT = Layout(tuple(Column(title) for title in (
    SOURCE, YEAR, MONTH, CODE, GROUP, ROLE, DETAIL, FTE,
)))  # fmt: skip
STAFF, CONTRACTED = "NWRS Staff", "NWRS contracted services"
SOURCES = {one.lower(): one for one in (STAFF, CONTRACTED)}
ENTITY = "Workforce returns"
MOST_FTE = Decimal(1000)
UNKNOWN = (
    "Is a network the register does not know: its rows are left out. Once it is in the register, "
    "choose the same file again."
)


@dataclass(frozen=True, slots=True)
class NewReturn:
    """A network's month to write; `row` is its first row in the file."""

    network: str
    month: date
    version: int
    rows: tuple[Returned, ...]
    row: int

    @property
    def posts(self) -> int:
        return sum(row.posts for row in self.rows)

    @property
    def fte(self) -> Decimal:
        return sum((row.fte for row in self.rows), Decimal(0))

    @property
    def contracted_fte(self) -> Decimal:
        return sum((row.contracted_fte for row in self.rows), Decimal(0))


class WorkforceReturns:
    """Primary Care Network Workforce, individual level (NHS England, monthly)."""

    key = "workforce_returns"
    national = True

    def recognises(self, sheet: Sheet) -> bool:
        return has_columns(sheet, LAYOUT)

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        plan = Plan()
        month, given = _read(plan, read_csv(content, context.max_bytes))
        if plan.refused:
            return plan
        if month is None:
            raise BadFile(
                "The file has no row of a network that the register knows. "
                "Take in the networks first, or choose the complete file."
            )
        plan.dates["about"] = month.isoformat()
        _plan_returns(plan, month, given)
        return plan


def read_row(reader: RowReader) -> tuple[str, date, Returned] | None:
    """One row's network, month and role; what is wrong is noted in the reader's plan."""
    code, month, returned = reader.network(CODE), _month(reader), _returned(reader)
    if not reader.good or not code or month is None or returned is None:
        return None
    return code, month, returned


Rows = dict[str, list[tuple[int, Returned]]]


def _read(plan: Plan, sheet: Sheet) -> tuple[date | None, Rows]:
    known = set(Network.objects.values_list("code", flat=True))
    found: Rows = defaultdict(list)
    months: dict[date, int] = {}
    unknown: dict[str, int] = {}
    for reader in rows_of(sheet, LAYOUT, plan):
        code, month, returned = reader.network(CODE), _month(reader), _returned(reader)
        if code and code not in known:
            unknown.setdefault(code, reader.number)
        elif reader.good and month is not None and returned is not None:
            months.setdefault(month, reader.number)
            found[code].append((reader.number, returned))
    for code, row in unknown.items():
        plan.warn(UNKNOWN, row, CODE, code)
    if len(months) > 1:
        plan.error("The rows are of different months. Choose a file of one month.", column=MONTH)
    return next(iter(months), None), found


def _month(reader: RowReader) -> date | None:
    year, number = reader.whole(YEAR), reader.whole(MONTH)
    if year is None or number is None:
        return None
    if not 2015 <= year <= 2100 or not 1 <= number <= 12:
        reader.fail(MONTH, "Is not a month. Expected a year such as 2026 and a month from 1 to 12.")
        return None
    return date(year, number, 1)


def _returned(reader: RowReader) -> Returned | None:
    source = reader.choice(SOURCE, SOURCES)
    group, role, detail = (reader.text(title, needed=True) for title in (GROUP, ROLE, DETAIL))
    fte = reader.figure(FTE)
    if fte is not None and fte > MOST_FTE:
        reader.fail(FTE, f"Is more than {MOST_FTE} whole-time equivalents. Check the file.")
    if not reader.good or fte is None:
        return None
    if source == STAFF:
        return Returned(group, role, detail, 1, fte, Decimal(0))
    return Returned(group, role, detail, 0, Decimal(0), fte)


def _plan_returns(plan: Plan, month: date, given: Rows) -> None:
    known = _known(month)
    returns = []
    for code, rows in sorted(given.items()):
        before = known.get(code)
        version = before.version + 1 if before else 1
        new = NewReturn(code, month, version, tuple(summed(r for _, r in rows)), rows[0][0])
        if before and before.roles == as_json(new.rows):
            plan.same(ENTITY)
            continue
        returns.append(new)
        was = _words(before.posts, before.fte, before.contracted_fte) if before else ""
        now = _words(new.posts, new.fte, new.contracted_fte)
        plan.change(
            CHANGED if before else NEW, ENTITY, f"{code} in {month:%Y-%m}", new.row, was, now
        )
    plan.summary.append(
        f"{len(given):,} networks in {month:%B %Y}: "
        f"{sum(r.posts for rows in given.values() for _, r in rows):,} rows of staff, and "
        f"{sum(not r.posts for rows in given.values() for _, r in rows):,} of contracted services, "
        "which are not people."
    )
    plan.then(save_returns, returns=returns)


def _known(month: date) -> dict[str, WorkforceReturn]:
    rows = (
        WorkforceReturn.objects.filter(month=month)
        .select_related("network")
        .order_by("network_id", "-version")
        .distinct("network_id")
    )
    return {row.network.code: row for row in rows}


def _words(posts: int, fte: Decimal, contracted: Decimal) -> str:
    return f"{posts} posts, {fte:.2f} FTE, {contracted:.2f} FTE contracted"


def as_json(rows: tuple[Returned, ...]) -> list[dict[str, object]]:
    """Roles as they are stored, figures as text."""
    return [
        {
            "group": row.group, "role": row.role, "detail": row.detail, "posts": row.posts,
            "fte": f"{row.fte:f}", "contracted_fte": f"{row.contracted_fte:f}",
        }
        for row in rows
    ]  # fmt: skip


def save_returns(*, returns: list[NewReturn], receipt: Receipt) -> None:
    """Add returns; nothing known before is touched."""
    networks = ids_by_code(Network, {one.network for one in returns})
    WorkforceReturn.objects.bulk_create(
        (
            WorkforceReturn(
                network_id=networks[one.network],
                month=one.month,
                version=one.version,
                posts=one.posts,
                fte=one.fte,
                contracted_fte=one.contracted_fte,
                roles=as_json(one.rows),
                received_at=receipt.at,
                source=receipt.source,
                source_row=one.row,
            )
            for one in returns
        ),
        batch_size=BATCH,
    )
