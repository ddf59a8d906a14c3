"""Beds in aligned care homes: each ICB gives them in a template of ours, month by month."""

from dataclasses import dataclass
from datetime import date

from networks.models import Network
from networks.queries import network_codes_of_icbs
from practices.columns import Layout, RowReader, Unique, has_columns, rows_of
from practices.plans import CHANGED, NEW, ImportContext, Plan
from practices.tables import Sheet, read_csv
from services.actions import NewBeds, save_bed_counts
from services.models import BedCount

CODE, MONTH, BEDS = "network_code", "month", "beds"
LAYOUT = Layout.of(CODE, MONTH, BEDS)
ENTITY = "Care home beds"


@dataclass(frozen=True, slots=True)
class Given:
    """A count as the file gives it."""

    network: str
    month: date
    beds: int
    row: int


class CareHomeBeds:
    """CQC-registered beds in the care homes aligned with each network."""

    key = "care_home_beds"
    national = False

    def recognises(self, sheet: Sheet) -> bool:
        return has_columns(sheet, LAYOUT)

    def plan(self, content: bytes, context: ImportContext) -> Plan:
        plan = Plan()
        given = _read(plan, read_csv(content, context.max_bytes), context)
        if not plan.refused:
            _plan_counts(plan, given)
            total = sum(count.beds for count in given)
            plan.summary.append(f"{len(given):,} counts of care home beds, {total:,} in all.")
        return plan


def _read(plan: Plan, sheet: Sheet, context: ImportContext) -> list[Given]:
    known = set(Network.objects.values_list("code", flat=True))
    allowed = known
    if context.icbs is not None:
        allowed = network_codes_of_icbs(context.icbs, context.at.date())
    unique, given = Unique("This network and month"), []
    for reader in rows_of(sheet, LAYOUT, plan):
        count = _count(reader, known, allowed)
        if count and unique.check(reader, CODE, (count.network, count.month)):
            given.append(count)
    return given


def _count(reader: RowReader, known: set[str], allowed: set[str]) -> Given | None:
    code, month, beds = reader.network(CODE), reader.month(MONTH), reader.whole(BEDS)
    if code and code not in known:
        reader.fail(CODE, "Is a network the register does not know. Check the code.")
    elif code and code not in allowed:
        reader.fail(CODE, "Is not in your ICB. Leave out this row.")
    if not reader.good or month is None or beds is None:
        return None
    return Given(code, month, beds, reader.number)


def _plan_counts(plan: Plan, given: list[Given]) -> None:
    known = _known({count.month for count in given})
    counts = []
    for count in given:
        version, before = known.get((count.network, count.month), (0, None))
        if before == count.beds:
            plan.same(ENTITY)
            continue
        key = f"{count.network} in {count.month:%Y-%m}"
        counts.append(NewBeds(count.network, count.month, version + 1, count.beds, count.row))
        kind = NEW if before is None else CHANGED
        was = "" if before is None else f"{before:,}"
        plan.change(kind, ENTITY, key, count.row, was, f"{count.beds:,}")
    plan.then(save_bed_counts, counts=counts)


def _known(months: set[date]) -> dict[tuple[str, date], tuple[int, int]]:
    """Read the last version of each network's count in these months: (version, beds)."""
    rows = (
        BedCount.objects.filter(month__in=months)
        .order_by("network_id", "month", "-version")
        .distinct("network_id", "month")
        .values_list("network__code", "month", "version", "beds")
    )
    return {(code, month): (version, beds) for code, month, version, beds in rows}
