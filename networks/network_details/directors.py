"""Clinical directors of the workbook compared with those of the register."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q

from networks.models import CLINICAL_DIRECTOR, Appointment, Network, NetworkRole
from networks.network_details.layout import DIRECTORS, visible
from networks.network_details.reading import DirectorRow, in_tab
from practices.actions import BATCH, ids_by_code
from practices.cells import say
from practices.models import Practice
from practices.plans import CHANGED, ENDED, NEW, Plan, Receipt

ENTITY = "Clinical director"
FIELDS = ("person", "profession", "wte", "sessions", "email", "phone", "starts", "ends")


@dataclass(frozen=True, slots=True)
class Changed:
    """An appointment of the register and the row that says otherwise."""

    appointment: int
    row: DirectorRow


def plan_directors(plan: Plan, rows: Sequence[DirectorRow]) -> None:
    """Plan appointments that are new, changed or ended; a row's person is found by name."""
    known = _known({row.network for row in rows})
    _check_practices(plan, rows)
    _refuse_overlaps(plan, rows)
    if plan.refused:
        return
    added: list[DirectorRow] = []
    changed: list[Changed] = []
    for row in sorted(rows, key=lambda r: (r.network, r.starts)):
        held = _take(known[row.network], row)
        if held is None:
            added.append(row)
            plan.change(NEW, ENTITY, row.network, row.row, "", _said(row))
        elif _facts(held) == _wanted(row):
            plan.same(ENTITY)
        else:
            changed.append(Changed(held.pk, row))
            ended = {**_facts(held), "ends": row.ends} == _wanted(row) and row.ends
            kind = ENDED if ended and held.ends is None else CHANGED
            plan.change(kind, ENTITY, row.network, row.row, _held(held), _said(row))
    plan.then(save_directors, added=added, changed=changed)


def _known(networks: set[str]) -> dict[str, list[Appointment]]:
    found: dict[str, list[Appointment]] = defaultdict(list)
    counted = Q(ends__isnull=True) | Q(ends__gt=F("starts"))
    rows = Appointment.objects.filter(
        counted, role__code=CLINICAL_DIRECTOR, network__code__in=networks
    )
    for held in rows.select_related("network", "practice").order_by("starts"):
        found[held.network.code].append(held)
    return found


def _check_practices(plan: Plan, rows: Sequence[DirectorRow]) -> None:
    named = {row.practice for row in rows if row.practice}
    known = ids_by_code(Practice, named)
    for row in rows:
        if row.practice and row.practice not in known:
            plan.error(
                "Is a practice the register does not know. Check the code.",
                row.row,
                in_tab(DIRECTORS, "practice_code"),
                row.practice,
            )


def _refuse_overlaps(plan: Plan, rows: Sequence[DirectorRow]) -> None:
    """One person is a director of a network once at a time."""
    by_person: dict[tuple[str, str], list[DirectorRow]] = defaultdict(list)
    for row in rows:
        by_person[row.network, row.person.casefold()].append(row)
    for same in by_person.values():
        ordered = sorted(same, key=lambda r: (r.starts, r.row))
        for earlier, later in zip(ordered, ordered[1:], strict=False):
            if earlier.ends is None or earlier.ends > later.starts:
                plan.error(
                    f"Is already a director in row {earlier.row} at that time. Keep one of the "
                    "rows, or give the earlier one an end.",
                    later.row,
                    in_tab(DIRECTORS, "person"),
                    later.person,
                )


def _take(known: list[Appointment], row: DirectorRow) -> Appointment | None:
    """Take the appointment that a row is about: the person's own, of the same start if there is."""
    own = [held for held in known if held.person.casefold() == row.person.casefold()]
    same = [held for held in own if held.starts == row.starts]
    found = next(iter(same or [held for held in own if _meet(held, row)]), None)
    if found:
        known.remove(found)
    return found


def _meet(held: Appointment, row: DirectorRow) -> bool:
    starts_in_time = row.ends is None or held.starts < row.ends
    return starts_in_time and (held.ends is None or row.starts < held.ends)


def _facts(held: Appointment) -> dict[str, object]:
    practice = held.practice.code if held.practice else ""
    found = {name: getattr(held, name) for name in FIELDS}
    texts = {name: visible(value) for name, value in found.items() if isinstance(value, str)}
    return {**found, **texts, "practice": practice}


def _wanted(row: DirectorRow) -> dict[str, object]:
    return {name: getattr(row, name) for name in (*FIELDS, "practice")}


def _said(row: DirectorRow) -> str:
    return _words(_wanted(row))


def _held(held: Appointment) -> str:
    return _words(_facts(held))


def _words(facts: dict[str, object]) -> str:
    """A director in words: “Ada Invented, GP, Z90001, 0.25 WTE, from 1 April 2025”."""
    parts = [str(facts[name]) for name in ("person", "profession", "practice") if facts[name]]
    for name, unit in (("wte", "WTE"), ("sessions", "sessions")):
        if isinstance(amount := facts[name], Decimal):
            parts.append(f"{amount.normalize():f} {unit}")
    parts += [str(facts[name]) for name in ("email", "phone") if facts[name]]
    parts.append(period(facts["starts"], facts["ends"]))
    return ", ".join(parts)


def period(starts: object, ends: object) -> str:
    """A period by its first day and the first day after it."""
    assert isinstance(starts, date)
    until = f" until {say(ends)}" if isinstance(ends, date) else ""
    return f"from {say(starts)}{until}"


def save_directors(
    *, added: Sequence[DirectorRow], changed: Sequence[Changed], receipt: Receipt
) -> None:
    """Write the appointments with the row each came from.

    Changed ones are emptied first: a state on the way to the last one could overlap another.
    """
    wanted = {change.appointment: change.row for change in changed}
    held = list(Appointment.objects.filter(pk__in=wanted))
    for appointment in held:
        appointment.ends = appointment.starts
    Appointment.objects.bulk_update(held, ["ends"], batch_size=BATCH)
    rows = [*added, *wanted.values()]
    practices = ids_by_code(Practice, {row.practice for row in rows})
    for appointment in held:
        _put(appointment, wanted[appointment.pk], practices, receipt)
    fields = [*FIELDS, "practice", "source", "source_row"]
    Appointment.objects.bulk_update(held, fields, batch_size=BATCH)
    networks = ids_by_code(Network, {row.network for row in added})
    role = NetworkRole.objects.get(code=CLINICAL_DIRECTOR)
    new = [Appointment(network_id=networks[row.network], role=role) for row in added]
    for appointment, row in zip(new, added, strict=True):
        _put(appointment, row, practices, receipt)
    Appointment.objects.bulk_create(new, batch_size=BATCH)


def _put(
    appointment: Appointment, row: DirectorRow, practices: dict[str, int], receipt: Receipt
) -> None:
    for name in FIELDS:
        setattr(appointment, name, getattr(row, name))
    appointment.practice_id = practices.get(row.practice)
    appointment.source, appointment.source_row = receipt.source, row.row
