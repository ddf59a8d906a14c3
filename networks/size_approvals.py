"""Networks under 30,000 patients need the commissioner's approval, and those over 50,000 show."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.db import transaction
from django.db.models import F, Q, QuerySet

from networks.directory import network_rows
from networks.models import Network, SizeApproval, SizeGround
from networks.queries import Member, members_by_network
from networks.refusals import RegisterRefused, read_reason
from networks.sizes import Band, Size, Vintages, band_of, figures_of_vintages, sizes_on
from pcn_portal.audit.dated import holds_on
from pcn_portal.audit.models import Actor, record
from practices.cells import say
from practices.import_actions import lock_register
from practices.models import Basis
from practices.queries import open_on

REVIEW_WITHIN_DAYS = 60


class SizeRefused(RegisterRefused):
    """A network's size cannot be approved so."""


class SizeState(StrEnum):
    """What a network's size asks of its commissioner."""

    UNAPPROVED = "unapproved"
    REVIEW = "review"
    UNKNOWN = "unknown"
    OVER = "over"
    APPROVED = "approved"
    USUAL = "usual"


@dataclass(frozen=True, slots=True)
class NetworkSize:
    """A network's size on a day, its approval then, and what that asks for.

    `missing` are the core network practices whose registered list is not known.
    """

    code: str
    name: str
    icb: str
    members: int
    size: Size
    band: Band
    state: SizeState
    approval: SizeApproval | None
    missing: tuple[Member, ...]


@transaction.atomic
def approve_size(
    *,
    network_code: str,
    ground: str,
    reason: str,
    starts: date,
    review_on: date,
    by: Actor,
    at: datetime,
) -> SizeApproval:
    """Approve that a network has fewer than 30,000 patients, from `starts` until it is reviewed.

    An approval in force then is replaced from that day. Exceptional, for a natural community or
    a low population density (des-rules: the commissioner may waive the minimum).
    """
    said = read_reason(reason, SizeRefused)
    _check(ground, starts, review_on)
    lock_register()
    network = Network.objects.filter(code=network_code).first()
    if network is None or (network.closed is not None and network.closed <= starts):
        raise SizeRefused("There is no such network on that day.", "starts")
    replaced = _replace(network, starts)
    approval = SizeApproval.objects.create(
        network=network,
        ground=ground,
        reason=said,
        starts=starts,
        review_on=review_on,
        approved_at=at,
        approved_by_id=_person(by),
    )
    data = {"ground": ground, "starts": str(starts), "review_on": str(review_on)}
    data |= {"replaces": str(replaced.pk)} if replaced else {}
    _record("size.approved", network, by, at, said, data)
    return approval


@transaction.atomic
def end_approval(
    *, approval_id: int, on: date, reason: str, by: Actor, at: datetime
) -> SizeApproval:
    """End an approval; `on` is the first day on which it no longer holds."""
    said = read_reason(reason, SizeRefused)
    lock_register()
    approvals = SizeApproval.objects.select_for_update(of=("self",)).select_related("network")
    approval = approvals.filter(pk=approval_id).first()
    if approval is None:
        raise SizeRefused("This approval is not recorded.")
    if approval.ends is not None:
        raise SizeRefused(f"This approval has an end already: {say(approval.ends)}.")
    if on <= approval.starts:
        raise SizeRefused(f"It starts on {say(approval.starts)}. Give a later day.", "on")
    approval.ends = on
    approval.save(update_fields=["ends"])
    _record("size.ended", approval.network, by, at, said, {"ends": str(on)})
    return approval


def approvals_of(network: Network) -> QuerySet[SizeApproval]:
    """A network's approvals, the latest first."""
    found = SizeApproval.objects.filter(Q(ends__isnull=True) | Q(ends__gt=F("starts")))
    return found.filter(network=network).select_related("approved_by").order_by("-starts")


def sizes_to_weigh(
    networks: QuerySet[Network], *, on: date, vintages: Vintages
) -> list[NetworkSize]:
    """Return those of `networks` that exist on a day with what their size asks for.

    In order of urgency: the smallest without an approval, the next reviews, the largest. The same
    number of queries for one network as for all.
    """
    existing = networks.filter(open_on(on))
    sizes = sizes_on(existing, on=on, vintages=vintages)
    approvals = _approvals_on(existing, on)
    missing = _missing(existing, on, vintages)
    found = []
    for row in network_rows(existing, on):
        size, approval = sizes.get(row["code"], Size()), approvals.get(row["code"])
        band = band_of(size, row["members"])
        found.append(
            NetworkSize(
                code=row["code"],
                name=row["name"],
                icb=(row["icb"] or {}).get("name", ""),
                members=row["members"],
                size=size,
                band=band,
                state=_state(band, approval, on),
                approval=approval,
                missing=missing.get(row["code"], ()),
            )
        )
    return sorted(found, key=_urgency)


def _urgency(row: NetworkSize) -> tuple[int, date, Decimal, str]:
    patients = row.size.registered or Decimal(0)
    return (
        list(SizeState).index(row.state),
        row.approval.review_on if row.approval else date.max,
        -patients if row.state == SizeState.OVER else patients,
        row.code,
    )


def _state(band: Band, approval: SizeApproval | None, on: date) -> SizeState:
    """An approval is reviewed whether or not the list is known; a larger network needs none."""
    if band in (Band.USUAL, Band.OVER):
        return SizeState(band.value)
    if approval is not None:
        due = (approval.review_on - on).days <= REVIEW_WITHIN_DAYS
        return SizeState.REVIEW if due else SizeState.APPROVED
    return SizeState.UNKNOWN if band == Band.UNKNOWN else SizeState.UNAPPROVED


def _approvals_on(networks: QuerySet[Network], on: date) -> dict[str, SizeApproval]:
    rows = SizeApproval.objects.filter(holds_on(on), network__in=networks.order_by())
    return {row.network.code: row for row in rows.select_related("network", "approved_by")}


def _missing(
    networks: QuerySet[Network], on: date, vintages: Vintages
) -> dict[str, tuple[Member, ...]]:
    """The core network practices without a registered list, by code of their network."""
    codes = dict(networks.order_by().values_list("pk", "code"))
    known = set(
        figures_of_vintages({Basis.REGISTERED: vintages[Basis.REGISTERED]})
        .order_by()
        .values_list("practice_id", flat=True)
    )
    found: dict[str, list[Member]] = defaultdict(list)
    for network_id, members in members_by_network(network_ids=list(codes), day=on).items():
        for member in members:
            if member.practice_id not in known:
                found[codes[network_id]].append(member)
    return {code: tuple(members) for code, members in found.items()}


def _check(ground: str, starts: date, review_on: date) -> None:
    if ground not in SizeGround.values:
        raise SizeRefused("Choose why the network may be small.", "ground")
    if review_on <= starts:
        raise SizeRefused("The review comes after the approval. Give a later day.", "review_on")


def _replace(network: Network, starts: date) -> SizeApproval | None:
    """End the approval in force on `starts`; refuse if one is recorded for that day or later."""
    rows = SizeApproval.objects.select_for_update().filter(
        Q(ends__isnull=True) | Q(ends__gt=F("starts")), network=network
    )
    later = rows.filter(starts__gte=starts).order_by("starts").first()
    if later is not None:
        raise SizeRefused(
            f"An approval from {say(later.starts)} is recorded. Give a later day.", "starts"
        )
    current = rows.filter(holds_on(starts)).first()
    if current is not None:
        current.ends = starts
        current.save(update_fields=["ends"])
    return current


def _person(by: Actor) -> int:
    if by.id is None:
        raise SizeRefused("A person approves a network’s size, not the system.")
    return by.id


def _record(
    action: str, network: Network, by: Actor, at: datetime, reason: str, data: dict[str, str]
) -> None:
    record(
        action=action,
        by=by,
        at=at,
        object_kind="network",
        object_key=network.code,
        reason=reason,
        data=data,
    )
