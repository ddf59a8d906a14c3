"""Recording what a practice told its commissioner about a year's DES."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from networks.models import (
    NoticeKind,
    ParticipationNotice,
    Proposal,
    ProposalKind,
    ProposalState,
)
from networks.participation.standing import Standing, standings
from networks.participation.windows import Window, in_time, windows_of
from networks.participation.years import first_day, label, last_day, opt_out_until
from networks.proposals.actions import propose
from networks.proposals.details import ProposalRefused, fingerprint
from networks.refusals import RegisterRefused, read_reason, read_words
from pcn_portal.audit.models import Actor, record
from practices.cells import say
from practices.import_actions import lock_register
from practices.models import Practice


class NoticeRefused(RegisterRefused):
    """A notice does not count, or comes at the wrong time."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice for the contract year `year` (the calendar year of its April).

    `effective` is the first of a month; `consent` says who of the commissioner agreed, and when.
    """

    year: int
    kind: str
    received_on: date
    effective: date
    reason: str
    consent: str = ""


@transaction.atomic
def record_notice(
    *, practice: Practice, notice: Notice, by: Actor, at: datetime
) -> ParticipationNotice:
    """Record a notice; the opt-out of a core network practice also proposes that it leaves.

    Opting out and signing up come within the year's window, to 30 April, or within one opened
    after a variation of the DES; a late sign-up needs the commissioner's consent. Raises
    NoticeRefused.
    """
    reason = read_reason(notice.reason, NoticeRefused)
    if by.id is None:
        raise NoticeRefused("A notice is recorded by a person.")
    kind = _kind(notice.kind)
    _check_days(notice, at)
    _check_window(notice, kind)
    consent = _consent(notice, kind)
    lock_register()
    standing = _standing(practice, notice)
    _check_standing(standing, kind, notice)
    recorded = ParticipationNotice.objects.create(
        practice=practice,
        year=notice.year,
        kind=kind,
        received_on=notice.received_on,
        effective=notice.effective,
        reason=reason,
        consent=consent,
        recorded_at=at,
        recorded_by_id=by.id,
    )
    proposal = _propose_leaving(recorded, standing, by, at)
    _record(recorded, proposal, by, at)
    return recorded


def _kind(kind: str) -> NoticeKind:
    if kind not in NoticeKind.values:
        raise NoticeRefused("Choose what the practice gave notice of.", "kind")
    return NoticeKind(kind)


def _check_days(notice: Notice, at: datetime) -> None:
    first, last = first_day(notice.year), last_day(notice.year)
    if not first <= notice.effective <= last or notice.effective.day != 1:
        raise NoticeRefused(
            f"Give the first of a month of {label(notice.year)}: who takes part changes on the "
            "first of a month.",
            "effective",
        )
    if notice.received_on > timezone.localtime(at).date():
        raise NoticeRefused("The notice cannot have come in the future.", "received_on")
    if notice.received_on > last:
        raise NoticeRefused(
            f"{label(notice.year)} ended on {say(last)}. A notice that came later is for another "
            "year.",
            "received_on",
        )
    earlier = opt_out_until(notice.year - 1) or first - timedelta(days=365)
    if notice.received_on <= earlier:
        raise NoticeRefused(
            f"A notice of {say(notice.received_on)} is too early for {label(notice.year)}. Check "
            "the year and the day.",
            "received_on",
        )


def _check_window(notice: Notice, kind: NoticeKind) -> None:
    timely = in_time(notice.year, notice.received_on)
    if kind == NoticeKind.LATE_SIGN_UP and timely:
        raise NoticeRefused("The notice came in time. Record it as a sign-up.", "kind")
    if kind != NoticeKind.LATE_SIGN_UP and not timely:
        raise NoticeRefused(_too_late(notice, kind), "received_on")


def _too_late(notice: Notice, kind: NoticeKind) -> str:
    windows = windows_of(notice.year)
    advice = (
        "Record it as a late sign-up, with the commissioner's consent."
        if kind == NoticeKind.SIGN_UP
        else "It can opt out in the next window, or when a variation of the DES opens one."
    )
    if not windows:
        return f"No window for notices is known for {label(notice.year)}. {advice}"
    said = "; ".join(_window_words(window) for window in windows)
    return (
        f"A notice of {say(notice.received_on)} is outside the windows of {label(notice.year)} "
        f"({said}). {advice}"
    )


def _window_words(window: Window) -> str:
    last = f"until {say(window.last_day)}" if window.last_day else "with no end known"
    return last if window.opens is None else f"from {say(window.opens)} {last}"


def _consent(notice: Notice, kind: NoticeKind) -> str:
    if kind != NoticeKind.LATE_SIGN_UP:
        return ""
    return read_words(
        notice.consent,
        field="consent",
        refusal=NoticeRefused,
        missing="Say who of the commissioner agreed to the late sign-up, and when.",
    )


def _standing(practice: Practice, notice: Notice) -> Standing:
    """How the practice would stand on the day, by everything recorded."""
    found = Practice.objects.filter(pk=practice.pk)
    return standings(found, year=notice.year, on=max(notice.effective, notice.received_on))[0]


def _check_standing(standing: Standing, kind: NoticeKind, notice: Notice) -> None:
    opts_out = kind == NoticeKind.OPT_OUT
    practice, year = standing.practice, label(notice.year)
    if opts_out and not standing.takes_part:
        raise NoticeRefused(f"{practice} does not take part in {year} then. {standing.why}", "kind")
    settled = standing.takes_part and not standing.trouble
    if not opts_out and settled:
        raise NoticeRefused(
            f"{practice} takes part in {year} already: {standing.state.label.lower()}. "
            f"{standing.why}",
            "kind",
        )


def _propose_leaving(
    notice: ParticipationNotice, standing: Standing, by: Actor, at: datetime
) -> Proposal | None:
    """Propose that a practice that opts out leaves its network, unless somebody has already."""
    if notice.kind != NoticeKind.OPT_OUT or standing.network is None:
        return None
    details = {"practice": notice.practice.code, "network": standing.network.code}
    said = fingerprint(ProposalKind.LEAVE, details)
    known = Proposal.objects.filter(fingerprint=said, state=ProposalState.PROPOSED).first()
    if known:
        return known
    try:
        return propose(
            kind=ProposalKind.LEAVE,
            effective=notice.effective,
            reason=(
                f"Opts out of the DES for {label(notice.year)}, notice received on "
                f"{say(notice.received_on)}: {notice.reason}"
            ),
            details=details,
            by=by,
            at=at,
        )
    except ProposalRefused as refusal:
        raise NoticeRefused(
            f"The opt-out means that the practice leaves {standing.network}, which cannot be "
            f"proposed: {refusal}"
        ) from refusal


def _record(
    notice: ParticipationNotice, proposal: Proposal | None, by: Actor, at: datetime
) -> None:
    record(
        action=f"participation.{notice.kind}",
        by=by,
        at=at,
        object_kind="practice",
        object_key=notice.practice.code,
        reason=notice.reason,
        data={
            "notice": notice.pk,
            "year": label(notice.year),
            "received_on": notice.received_on.isoformat(),
            "effective": notice.effective.isoformat(),
            "consent": notice.consent,
            "proposal": proposal.pk if proposal else None,
        },
    )
