"""Versions of network agreements in the workbook compared with those of the register."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from networks.models import Agreement, Network
from networks.network_details.directors import period
from networks.network_details.layout import AGREEMENTS, visible
from networks.network_details.reading import AgreementRow, in_tab
from practices.actions import BATCH, ids_by_code
from practices.cells import say
from practices.plans import CHANGED, ENDED, NEW, Plan, Receipt

ENTITY = "Network agreement"


@dataclass(slots=True)
class Version:
    """A version as it would be, [starts, ends); `held` is the register's, if it has it."""

    number: int
    starts: date
    ends: date | None
    note: str
    row: AgreementRow | None
    held: Agreement | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A version to write: new, or the register's own, by its id."""

    network: str
    version: Version


def plan_agreements(plan: Plan, rows: Sequence[AgreementRow]) -> set[tuple[str, int]]:
    """Plan versions that are new, changed or ended by a later one; return all there would be."""
    given: dict[str, list[AgreementRow]] = defaultdict(list)
    for row in rows:
        given[row.network].append(row)
    known = _known(given)
    wanted: list[Wanted] = []
    _refuse_twice(plan, given)
    for network, own in given.items():
        versions = _together(known[network], own)
        _check_order(plan, network, versions)
        _end_each(versions)
        wanted += [Wanted(network, version) for version in versions]
    writes = [one for one in wanted if not _same(one.version)]
    for one in wanted:
        _note(plan, one)
    plan.then(save_agreements, versions=writes)
    return {(one.network, one.version.number) for one in wanted}


def _refuse_twice(plan: Plan, given: dict[str, list[AgreementRow]]) -> None:
    for network, rows in given.items():
        first: dict[int, int] = {}
        for row in rows:
            if first.setdefault(row.version, row.row) != row.row:
                plan.error(
                    f"Version {row.version} of {network} is already in row "
                    f"{first[row.version]}. Keep one of the rows.",
                    row.row,
                    in_tab(AGREEMENTS, "version"),
                    str(row.version),
                )


def _known(networks: Iterable[str]) -> dict[str, list[Agreement]]:
    found: dict[str, list[Agreement]] = defaultdict(list)
    rows = Agreement.objects.filter(network__code__in=list(networks)).select_related("network")
    for held in rows:
        found[held.network.code].append(held)
    return found


def _together(held: Sequence[Agreement], rows: Sequence[AgreementRow]) -> list[Version]:
    """The versions of one network in order: the register's, with what the file says of them."""
    said = {row.version: row for row in rows}
    versions = []
    for one in held:
        row = said.pop(one.version, None)
        starts, note = (row.starts, row.note) if row else (one.starts, one.note)
        if row and visible(row.note) == visible(one.note):
            note = one.note
        versions.append(Version(one.version, starts, one.ends, note, row, one))
    versions += [Version(r.version, r.starts, None, r.note, r, None) for r in said.values()]
    return sorted(versions, key=lambda version: version.number)


def _check_order(plan: Plan, network: str, versions: Sequence[Version]) -> None:
    for earlier, later in zip(versions, versions[1:], strict=False):
        row = later.row or earlier.row
        if later.starts <= earlier.starts and row:
            plan.error(
                f"Version {later.number} of {network} does not start after version "
                f"{earlier.number}, which starts on {say(earlier.starts)}. Check both days.",
                row.row,
                in_tab(AGREEMENTS, "starts"),
                row.starts.isoformat(),
            )


def _end_each(versions: Sequence[Version]) -> None:
    """Each version ends where the next one starts, or before if the register says so."""
    for earlier, later in zip(versions, versions[1:], strict=False):
        touching = earlier.held and later.held and earlier.held.ends == later.held.starts
        if earlier.ends is None or earlier.ends > later.starts or touching:
            earlier.ends = later.starts


def _same(version: Version) -> bool:
    held = version.held
    return held is not None and (held.starts, held.ends, held.note) == (
        version.starts,
        version.ends,
        version.note,
    )


def _note(plan: Plan, one: Wanted) -> None:
    version, held = one.version, one.version.held
    key, row = f"{one.network} version {version.number}", version.row.row if version.row else None
    after = _said(version.starts, version.ends, version.note)
    if held is None:
        plan.change(NEW, ENTITY, key, row, "", after)
    elif not _same(version):
        ended = (held.starts, held.note) == (version.starts, version.note) and held.ends is None
        before = _said(held.starts, held.ends, held.note)
        plan.change(ENDED if ended else CHANGED, ENTITY, key, row, before, after)
    elif version.row:
        plan.same(ENTITY)


def _said(starts: date, ends: date | None, note: str) -> str:
    return ": ".join(part for part in (period(starts, ends), note) if part)


def save_agreements(*, versions: Sequence[Wanted], receipt: Receipt) -> None:
    """Write the versions with the row each came from; changed ones are emptied on the way."""
    networks = ids_by_code(Network, {one.network for one in versions})
    held = {one.version.held.pk: one.version for one in versions if one.version.held}
    changing = list(Agreement.objects.filter(pk__in=held))
    for agreement in changing:
        agreement.ends = agreement.starts
    Agreement.objects.bulk_update(changing, ["ends"], batch_size=BATCH)
    new = [
        Agreement(network_id=networks[one.network], version=one.version.number)
        for one in versions
        if one.version.held is None
    ]
    for agreement in changing:
        _put(agreement, held[agreement.pk], receipt)
    for agreement, one in zip(new, (o for o in versions if o.version.held is None), strict=True):
        _put(agreement, one.version, receipt)
    fields = ["starts", "ends", "note", "source", "source_row"]
    Agreement.objects.bulk_update(changing, fields, batch_size=BATCH)
    Agreement.objects.bulk_create(new, batch_size=BATCH)


def _put(agreement: Agreement, version: Version, receipt: Receipt) -> None:
    agreement.starts, agreement.ends = version.starts, version.ends
    agreement.note = version.note
    if version.row:
        agreement.source, agreement.source_row = receipt.source, version.row.row
