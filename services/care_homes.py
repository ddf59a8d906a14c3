"""Deciding to which network a care home is aligned, what networks claim, and what is coded."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from networks.models import Network
from pcn_portal.audit.dated import holds_on, meets
from pcn_portal.audit.models import Actor, record
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import day_in_words
from services.keeping import (
    LONGEST_TEXT,
    ServicesRefused,
    lock_for,
    note_service,
    read_line,
    who,
)
from services.models import (
    Alignment,
    AuthorityChoice,
    CareHome,
    CodingStatement,
    HomeClaim,
    HomeClaimDecision,
)

WHY = "Say why. It is kept with the decision."


@transaction.atomic
def align(
    *, home_id: int, network: Network, starts: date, reason: str, by: Actor, at: datetime
) -> Alignment:
    """Align a home to a network from a day; an alignment to another one ends there.

    Raises ServicesRefused where it is aligned so already or a later decision stands.
    """
    home = home_to_change(home_id)
    said = read_line(reason, "reason", WHY, LONGEST_TEXT)
    if home.closed is not None and home.closed <= starts:
        raise ServicesRefused(f"{home.name} closed on {day_in_words(home.closed)}.", "starts")
    if home.alignments.filter(starts__gte=starts).exclude(ends=starts).exists():
        raise ServicesRefused(
            f"A decision about {home.name} from that day or later stands already. End it first, or "
            "give a later day.",
            "starts",
        )
    current = home.alignments.filter(holds_on(starts)).first()
    if current is not None and current.network_id == network.pk:
        raise ServicesRefused(f"{home.name} is aligned to this network already.", "network")
    if current is not None:
        _end(current, starts)
    made = Alignment.objects.create(
        home=home,
        network=network,
        starts=starts,
        reason=said,
        decided_at=at,
        decided_by_id=who(by),
    )
    data = {"home": home.location_id, "starts": starts.isoformat()}
    note_service("care_home.aligned", network, by, at, data, said)
    return made


@transaction.atomic
def end_alignment(
    *, alignment_id: int, ends: date, reason: str, by: Actor, at: datetime
) -> Alignment:
    """End an alignment; `ends` is the first day without it. Raises ServicesRefused."""
    found = Alignment.objects.select_related("home", "network").get(pk=alignment_id)
    home_to_change(found.home_id)
    found.refresh_from_db(fields=["ends"])
    said = read_line(reason, "reason", WHY, LONGEST_TEXT)
    if ends < found.starts:
        raise ServicesRefused(
            f"It is aligned from {day_in_words(found.starts)}. Give that day or a later one.",
            "ends",
        )
    if _meets_another(found, ends):
        raise ServicesRefused("Another decision about this home begins before that day.", "ends")
    _end(found, ends)
    data = {"home": found.home.location_id, "ends": ends.isoformat()}
    note_service("care_home.alignment_ended", found.network, by, at, data, said)
    return found


def _meets_another(alignment: Alignment, ends: date) -> bool:
    """Whether the home would be aligned twice if this alignment ended on that day."""
    others = Alignment.objects.filter(home=alignment.home_id).exclude(pk=alignment.pk)
    return others.filter(meets(alignment.starts, ends)).exists()


@transaction.atomic
def close_home(*, home_id: int, on: date | None, reason: str, by: Actor, at: datetime) -> CareHome:
    """Record the first day a home is no longer open; None takes it back. Raises ServicesRefused."""
    home = home_to_change(home_id)
    said = read_line(reason, "reason", WHY, LONGEST_TEXT)
    if on is not None and home.opened is not None and on <= home.opened:
        raise ServicesRefused(f"It opened on {day_in_words(home.opened)}. Check the day.", "on")
    home.closed, home.closed_reason = on, said if on is not None else ""
    home.save(update_fields=["closed", "closed_reason"])
    record(
        action="care_home.closed" if on else "care_home.open_again",
        by=by,
        at=at,
        object_kind="care_home",
        object_key=home.location_id,
        reason=said,
        data={"on": on.isoformat() if on else None},
    )
    return home


@transaction.atomic
def claim_home(
    *, home_id: int, network: Network, from_day: date, reason: str, by: Actor, at: datetime
) -> HomeClaim:
    """Say for a network that a home is its own. Raises ServicesRefused."""
    home = home_to_change(home_id)
    said = read_line(reason, "reason", "Say why it is yours.", LONGEST_TEXT)
    if home.alignments.filter(holds_on(from_day), network=network).exists():
        raise ServicesRefused(f"{home.name} is aligned to your network already.", "home")
    if home.claims.filter(network=network, decision=None).exists():
        raise ServicesRefused(f"Your claim on {home.name} waits for the board already.", "home")
    made = HomeClaim.objects.create(
        home=home,
        network=network,
        from_day=from_day,
        reason=said,
        claimed_at=at,
        claimed_by_id=who(by),
    )
    data = {"home": home.location_id, "claim": made.pk}
    note_service("care_home.claimed", network, by, at, data, said)
    return made


@transaction.atomic
def decide_home_claim(
    *, claim_id: int, agree: bool, reason: str, by: Actor, at: datetime
) -> HomeClaimDecision:
    """Agree to a claim, which aligns the home and answers all other claims on it, or refuse it."""
    claim = HomeClaim.objects.select_related("home", "network").get(pk=claim_id)
    home_to_change(claim.home_id)
    if HomeClaimDecision.objects.filter(claim=claim).exists():
        raise ServicesRefused("This claim is decided already.")
    said = read_line(reason, "reason", WHY, LONGEST_TEXT)
    made = _answer(claim, agree, said, by, at)
    if agree:
        align(
            home_id=claim.home_id,
            network=claim.network,
            starts=claim.from_day,
            reason=said,
            by=by,
            at=at,
        )
        others = HomeClaim.objects.filter(home=claim.home, decision=None).select_related("network")
        for other in others:
            _answer(other, False, f"Aligned to {claim.network.code}: {said}", by, at)
    return made


def _answer(
    claim: HomeClaim, agree: bool, reason: str, by: Actor, at: datetime
) -> HomeClaimDecision:
    if claim.claimed_by_id == who(by):
        raise ServicesRefused("You made a claim on this home. Somebody else must decide.")
    done = "agreed" if agree else "refused"
    note_service(f"care_home.claim_{done}", claim.network, by, at, {"claim": claim.pk}, reason)
    return HomeClaimDecision.objects.create(
        claim=claim,
        agreed=agree,
        reason=reason,
        claimed_by_id=claim.claimed_by_id,
        decided_at=at,
        decided_by_id=who(by),
    )


@transaction.atomic
def state_coding(
    *, network: Network, from_month: date, confirmed: bool, words: str, by: Actor, at: datetime
) -> CodingStatement:
    """Say whether residents are comprehensively coded from a month on. Raises ServicesRefused."""
    said = read_line(words, "words", "Say how you know, for example the search you ran.", 2000)
    made = CodingStatement.objects.create(
        network=network,
        from_month=Month.of(from_month).first,
        confirmed=confirmed,
        words=said,
        stated_at=at,
        stated_by_id=who(by),
    )
    data = {"from_month": made.from_month.isoformat(), "confirmed": confirmed}
    note_service("care_home.coding_stated", network, by, at, data, said)
    return made


@transaction.atomic
def choose_authorities(
    *, icb_code: str, authorities: Collection[str], by: Actor, at: datetime
) -> None:
    """Set which local authorities' homes a board looks after; earlier choices stay."""
    wanted, before = set(authorities), own_authorities(icb_code)
    unknown = wanted - set(CareHome.objects.values_list("local_authority", flat=True))
    if unknown:
        raise ServicesRefused(f"No care home lies in “{sorted(unknown)[0]}”.", "authorities")
    AuthorityChoice.objects.bulk_create(
        AuthorityChoice(
            icb_code=icb_code,
            authority=one,
            chosen=one in wanted,
            made_at=at,
            made_by_id=who(by),
        )
        for one in sorted(wanted ^ before)
    )
    record(
        action="care_home.authorities_chosen",
        by=by,
        at=at,
        object_kind="icb",
        object_key=icb_code,
        data={"authorities": sorted(wanted)},
    )


def own_authorities(icb_code: str) -> set[str]:
    """The local authorities whose homes a board looks after."""
    rows = AuthorityChoice.objects.filter(icb_code=icb_code).order_by("authority", "-id")
    return {
        authority
        for authority, chosen in rows.distinct("authority").values_list("authority", "chosen")
        if chosen
    }


def home_to_change(home_id: int) -> CareHome:
    """A home that nobody else changes meanwhile. Raises ServicesRefused where there is none."""
    lock_for(f"care home {home_id}")
    home = CareHome.objects.filter(pk=home_id).first()
    if home is None:
        raise ServicesRefused("This care home is not known. Take in the directory that lists it.")
    return home


def _end(alignment: Alignment, on: date) -> None:
    alignment.ends = on
    alignment.save(update_fields=["ends"])
