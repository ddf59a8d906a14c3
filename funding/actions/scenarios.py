"""Saving what-if scenarios; each change is tried on the facts before it is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from funding.ahead import what_if
from funding.engine.rates import RateMissing
from funding.engine.scenarios import BadChange, Change, Kind
from funding.models import Scenario
from funding.rate_books import national_book
from networks.proposals.actions import propose
from networks.proposals.refusal import ProposalRefused
from networks.queries import members_by_network, networks_of_icb
from pcn_portal.audit.models import Actor, record
from pcn_portal.units.periods import ContractYear
from practices.models import Basis

MOST = 20
LARGEST = Decimal("9999999")


class ScenarioRefused(Exception):
    """A scenario or change cannot be; the message says why. `field` names the form's field."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def save_scenario(
    *, icb_code: str, year: ContractYear, name: str, by: Actor, at: datetime
) -> Scenario:
    """Begin a scenario, without changes yet. Raises ScenarioRefused."""
    if by.id is None:
        raise ScenarioRefused("A scenario is made by a person.")
    if not name.strip():
        raise ScenarioRefused("Give the scenario a name.", "name")
    if year not in national_book(at).years:
        raise ScenarioRefused(f"There are no rates for {year}.", "year")
    same = Scenario.objects.filter(icb_code=icb_code, year=year.start_year, name=name.strip())
    if same.exists():
        raise ScenarioRefused("This board has a scenario of that name already.", "name")
    made = Scenario.objects.create(
        icb_code=icb_code,
        name=name.strip()[:100],
        year=year.start_year,
        made_at=at,
        made_by_id=by.id,
        changed_at=at,
    )
    _note("scenario.made", made, by, at)
    return made


@transaction.atomic
def add_change(*, scenario_id: int, change: Change, by: Actor, at: datetime) -> Scenario:
    """Add a change to a scenario, if it can be laid over the facts. Raises ScenarioRefused."""
    found = Scenario.objects.select_for_update(no_key=True).get(pk=scenario_id)
    changes = changes_of(found)
    if len(changes) >= MOST:
        raise ScenarioRefused(f"A scenario has at most {MOST} changes. Begin another one.")
    year = ContractYear(found.year)
    _check(change, year, at)
    try:
        what_if(icb_code=found.icb_code, year=year, known_at=at, changes=[*changes, change])
    except BadChange as bad:
        raise ScenarioRefused(str(bad)) from None
    return _changed(found, [*changes, change], by, at)


@transaction.atomic
def drop_change(*, scenario_id: int, number: int, by: Actor, at: datetime) -> Scenario:
    """Take the change of this number (from 1) out of a scenario. Raises ScenarioRefused."""
    found = Scenario.objects.select_for_update(no_key=True).get(pk=scenario_id)
    changes = changes_of(found)
    if not 1 <= number <= len(changes):
        raise ScenarioRefused("This scenario has no such change any more.")
    return _changed(found, changes[: number - 1] + changes[number:], by, at)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What became of a scenario's change: a proposal, or in words where it is done instead."""

    change: Change
    proposal_id: int | None
    words: str


@transaction.atomic
def propose_scenario(*, scenario_id: int, reason: str, by: Actor, at: datetime) -> list[Proposed]:
    """Put a scenario's moves up for decision, all or none. Raises ScenarioRefused.

    What no proposal can change is named with the page where it is done.
    """
    found = Scenario.objects.get(pk=scenario_id)
    if not reason.strip():
        raise ScenarioRefused("Say why this is proposed.", "reason")
    changes = changes_of(found)
    if not any(change.kind == Kind.MOVE for change in changes):
        raise ScenarioRefused("Only moves of practices become proposals, and it has none.")
    why = f"Scenario “{found.name}”: {reason.strip()}"
    try:
        return [_proposed(found, change, why, by, at) for change in changes]
    except ProposalRefused as refusal:
        raise ScenarioRefused(str(refusal)) from None


def _proposed(found: Scenario, change: Change, why: str, by: Actor, at: datetime) -> Proposed:
    if change.kind != Kind.MOVE:
        return Proposed(change, None, ELSEWHERE[change.kind])
    home = _home(found.icb_code, change.practice, change.start)
    details: dict[str, Any] = {"practice": change.practice, "from": home, "to": change.network}
    kind = "move"
    if not change.network:
        kind, details = "leave", {"practice": change.practice, "network": home}
    made = propose(
        kind=kind, effective=change.start, reason=why, details=details, by=by, at=at
    )  # fmt: skip
    return Proposed(change, made.pk, "Proposed; it waits for a decision.")


ELSEWHERE = {
    Kind.LIST: "A list changes with the file that publishes it.",
    Kind.BEDS: "Beds change with the next import of bed counts.",
    Kind.RATE: "A rate is entered as a rate sheet and published by a second person.",
}


def _home(icb_code: str, practice: str, month: date) -> str:
    """The network of the board in which a practice is core in a month."""
    networks = dict(networks_of_icb(icb_code, month).values_list("pk", "code"))
    for key, members in members_by_network(network_ids=networks, day=month).items():
        if any(member.code == practice for member in members):
            return networks[key]
    raise ScenarioRefused(f"{practice} is in no network of this board then.")


def changes_of(scenario: Scenario) -> list[Change]:
    """A scenario's changes as the engine takes them."""
    return [
        Change(
            kind=Kind(one["kind"]),
            start=date.fromisoformat(one["start"]),
            practice=one["practice"],
            network=one["network"],
            basis=one["basis"],
            rate=one["rate"],
            value=Decimal(one["value"]) if one["value"] else None,
        )
        for one in scenario.changes
    ]


def _check(change: Change, year: ContractYear, at: datetime) -> None:
    if not year.first <= change.start < year.after or change.start.day != 1:
        raise ScenarioRefused(f"Choose a month of {year}.", "start")
    if change.kind in (Kind.MOVE, Kind.LIST) and not change.practice:
        raise ScenarioRefused("Say which practice it is.", "practice")
    if change.kind == Kind.BEDS and not change.network:
        raise ScenarioRefused("Say which network it is.", "network")
    if change.kind == Kind.LIST and change.basis not in Basis.values:
        raise ScenarioRefused("Say which population it is.", "basis")
    if change.kind != Kind.MOVE:
        _check_value(change)
    if change.kind == Kind.RATE:
        _check_rate(change, year, at)


def _check_value(change: Change) -> None:
    value = change.value
    if value is None or not value.is_finite() or not 0 <= value <= LARGEST:
        raise ScenarioRefused("Write a number from 0 to 9,999,999.", "value")
    if change.kind == Kind.BEDS and value != int(value):
        raise ScenarioRefused("Write beds as a whole number.", "value")
    if value != round(value, 5):
        raise ScenarioRefused("Write at most five decimals.", "value")


def _check_rate(change: Change, year: ContractYear, at: datetime) -> None:
    try:
        rates = national_book(at).rates(year)
    except RateMissing as missing:
        raise ScenarioRefused(str(missing), "rate") from None
    if change.rate not in {rate.id for rate in rates}:
        raise ScenarioRefused(f"There is no such rate in {year}.", "rate")


def _changed(found: Scenario, changes: Sequence[Change], by: Actor, at: datetime) -> Scenario:
    found.changes = [
        {
            "kind": change.kind.value,
            "start": change.start.isoformat(),
            "practice": change.practice,
            "network": change.network,
            "basis": change.basis,
            "rate": change.rate,
            "value": "" if change.value is None else format(change.value, "f"),
        }
        for change in changes
    ]
    found.changed_at = at
    found.save(update_fields=["changes", "changed_at"])
    _note("scenario.changed", found, by, at)
    return found


def _note(action: str, found: Scenario, by: Actor, at: datetime) -> None:
    record(
        action=action,
        by=by,
        at=at,
        object_kind="scenario",
        object_key=str(found.pk),
        data={"icb": found.icb_code, "name": found.name, "changes": len(found.changes)},
    )
