"""Deciding where a practice is core when two sources disagree."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from networks.models import MembershipDifference, NetworkMembership
from pcn_portal.audit.dated import holds_on
from pcn_portal.audit.models import Actor, record
from practices.cells import say
from practices.import_actions import lock_register

Outcome = MembershipDifference.Outcome
LONGEST_REASON = 2000


class DecisionRefused(Exception):
    """A decision cannot be taken; the message says why and what to do."""


@transaction.atomic
def decide_differences(
    *,
    difference_ids: Collection[int],
    outcome: str,
    effective: date | None,
    reason: str,
    by: Actor,
    at: datetime,
) -> list[MembershipDifference]:
    """Keep the register, or accept the file from `effective`, for all of these or for none.

    Accepting ends the practice's spell on `effective`, the first of a month, and starts one in
    the file's network. Keeping needs no day. Raises DecisionRefused with a sentence.
    """
    _check(outcome, effective, reason)
    lock_register()
    differences = _open(difference_ids)
    for difference in differences:
        data = {"outcome": str(outcome), "before": _code(difference.register_network)}
        if outcome == Outcome.ACCEPT and effective:
            data |= _accept(difference, effective)
        _decide(difference, outcome, effective, reason.strip(), by, at)
        record(
            action=f"difference.{outcome}",
            by=by,
            at=at,
            object_kind="practice",
            object_key=difference.practice.code,
            reason=reason.strip(),
            data=data | {"difference": difference.pk, "on": difference.on.isoformat()},
        )
    return differences


def _check(outcome: str, effective: date | None, reason: str) -> None:
    if outcome not in (Outcome.KEEP, Outcome.ACCEPT):
        raise DecisionRefused("Choose to keep the register or to accept the file.")
    if not reason.strip():
        raise DecisionRefused("Give a reason. It is kept with the decision.")
    if len(reason) > LONGEST_REASON:
        raise DecisionRefused(f"The reason is too long. The most is {LONGEST_REASON} characters.")
    if outcome == Outcome.ACCEPT and (effective is None or effective.day != 1):
        raise DecisionRefused(
            "Give the first of a month. A practice changes network on the first of a month."
        )


def _open(difference_ids: Collection[int]) -> list[MembershipDifference]:
    wanted = set(difference_ids)
    found = list(
        MembershipDifference.objects.select_for_update(of=("self",))
        .filter(pk__in=wanted)
        .select_related("practice", "register_network", "file_network", "decided_by")
        .order_by("pk")
    )
    if not wanted or len(found) != len(wanted):
        raise DecisionRefused("Choose at least one difference from the list.")
    for difference in found:
        if difference.outcome != Outcome.OPEN:
            who = difference.decided_by or "somebody else"
            raise DecisionRefused(
                f"{difference.practice} was already decided by {who}: "
                f"{Outcome(difference.outcome).label.lower()}. Nothing was changed."
            )
    return found


def _accept(difference: MembershipDifference, effective: date) -> dict[str, str]:
    """Move the practice; return what was and what is, for the audit trail."""
    network = difference.file_network
    if network and network.opened and effective < network.opened:
        raise DecisionRefused(f"{network} opened on {say(network.opened)}. Choose a later month.")
    if network and network.closed and network.closed <= effective:
        raise DecisionRefused(f"{network} has closed by {say(effective)}. Choose an earlier month.")
    current = _current(difference, effective)
    if current and network and current.network_id == network.pk:
        raise DecisionRefused(
            f"The register already has {difference.practice} in {network} on {say(effective)}. "
            "Keep the register."
        )
    if current:
        current.ends = effective
        current.save(update_fields=["ends"])
    if network:
        NetworkMembership.objects.create(
            practice=difference.practice,
            network=network,
            starts=effective,
            source=difference.source,
            source_row=difference.source_row,
        )
    return {
        "from": current.network.code if current else "",
        "to": _code(network),
        "effective": effective.isoformat(),
    }


def _current(difference: MembershipDifference, effective: date) -> NetworkMembership | None:
    """The spell on `effective`; refuse if the register already has a later one, or none to end."""
    spells = NetworkMembership.objects.filter(practice=difference.practice)
    later = spells.filter(starts__gt=effective).exclude(ends=F("starts")).order_by("starts").first()
    if later:
        raise DecisionRefused(
            f"The register has a later spell of {difference.practice}, from {say(later.starts)}. "
            "Choose a later month, or keep the register."
        )
    current = spells.filter(holds_on(effective)).select_related("network").first()
    if current is None and difference.file_network is None:
        raise DecisionRefused(
            f"The register has {difference.practice} in no network on {say(effective)}. "
            "Keep the register."
        )
    return current


def _decide(
    difference: MembershipDifference,
    outcome: str,
    effective: date | None,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    difference.outcome = outcome
    difference.effective = effective if outcome == Outcome.ACCEPT else None
    difference.reason = reason
    difference.decided_at = at
    difference.decided_by_id = by.id
    difference.save(update_fields=["outcome", "effective", "reason", "decided_at", "decided_by"])


def _code(network: object) -> str:
    return str(getattr(network, "code", ""))
