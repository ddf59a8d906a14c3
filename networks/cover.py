"""By whom the patients of a practice outside any network are served: arranging it, and its end.

A practice that is in no network still has an adjusted population; another network may be
commissioned and paid for its patients (B1357 note 6), or a federation serves them.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from networks.models import Cover, Network, NetworkMembership
from networks.partners import ODS_CODE
from networks.refusals import RegisterRefused, read_name, read_reason, read_words
from pcn_portal.audit.dated import holds_on, meets
from pcn_portal.audit.models import Actor, record
from practices.cells import say
from practices.import_actions import lock_register
from practices.models import Practice


class CoverRefused(RegisterRefused):
    """Cover cannot be arranged or ended so."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Who serves the patients: a network of the register, or an organisation by name."""

    network: Network | None = None
    organisation: str = ""
    ods_code: str = ""


@transaction.atomic
def arrange_cover(
    *,
    practice: Practice,
    provider: Provider,
    starts: date,
    how_paid: str,
    reason: str,
    by: Actor,
    at: datetime,
    ends: date | None = None,
) -> Cover:
    """Record who serves a practice's patients in [starts, ends). Raises CoverRefused."""
    reason = read_reason(reason, CoverRefused)
    cover = Cover(practice=practice, starts=starts, ends=ends)
    cover.how_paid = read_words(
        how_paid,
        field="how_paid",
        refusal=CoverRefused,
        missing="Say how it is paid, or that it is not paid and why.",
    )
    _put_provider(cover, provider)
    lock_register()
    _refuse_days(cover)
    _refuse_core(cover)
    _refuse_second(cover)
    cover.save()
    _record("cover.arranged", cover, reason, by, at)
    return cover


@transaction.atomic
def end_cover(*, cover_id: int, ends: date, reason: str, by: Actor, at: datetime) -> Cover:
    """End an arrangement; `ends` is the first day on which it no longer holds."""
    reason = read_reason(reason, CoverRefused)
    lock_register()
    found = Cover.objects.select_for_update(of=("self",)).filter(pk=cover_id)
    cover = found.select_related("practice", "network").first()
    if cover is None:
        raise CoverRefused("There is no such arrangement.")
    if ends < cover.starts:
        raise CoverRefused(
            f"The arrangement began on {say(cover.starts)}. Choose a day after that.", "ends"
        )
    cover.ends = ends
    _refuse_core(cover)
    _refuse_second(cover)
    cover.save(update_fields=["ends"])
    _record("cover.ended", cover, reason, by, at)
    return cover


def covers_by(network: Network, on: date) -> QuerySet[Cover]:
    """The arrangements by which a network serves practices outside any network on a day."""
    found = Cover.objects.filter(holds_on(on), network=network)
    return found.select_related("practice").order_by("practice__code")


def provider_words(cover: Cover) -> str:
    """Who serves the patients, with the code where there is one."""
    if cover.network is not None:
        return str(cover.network)
    code = f" ({cover.ods_code})" if cover.ods_code else ""
    return f"{cover.organisation}{code}"


def _put_provider(cover: Cover, provider: Provider) -> None:
    named, code = bool(provider.organisation.strip()), provider.ods_code.strip().upper()
    if provider.network is not None and named:
        raise CoverRefused("Give a network or another organisation, not both.", "organisation")
    cover.network = provider.network
    if provider.network is not None:
        return
    cover.organisation = read_name(
        provider.organisation,
        field="network",
        refusal=CoverRefused,
        missing="Say which network or organisation serves the patients.",
    )
    if code and not ODS_CODE.fullmatch(code):
        raise CoverRefused("An ODS code has 3 to 8 letters and digits.", "ods_code")
    cover.ods_code = code


def _refuse_days(cover: Cover) -> None:
    if cover.ends is not None and cover.ends <= cover.starts:
        raise CoverRefused("The last day is before the first. Correct one of them.", "ends")
    practice, network = cover.practice, cover.network
    if practice.closed and practice.closed <= cover.starts:
        raise CoverRefused(f"{practice} closed on {say(practice.closed)}.", "starts")
    if network is not None and network.opened and cover.starts < network.opened:
        raise CoverRefused(f"{network} opened on {say(network.opened)}.", "starts")
    if network is not None and network.closed and network.closed <= cover.starts:
        raise CoverRefused(f"{network} closed on {say(network.closed)}.", "network")


def _refuse_core(cover: Cover) -> None:
    spell = (
        NetworkMembership.objects.filter(meets(cover.starts, cover.ends), practice=cover.practice)
        .select_related("network")
        .order_by("starts")
        .first()
    )
    if spell is None:
        return
    until = f" until {say(spell.ends)}" if spell.ends else ""
    if spell.starts > cover.starts:
        before = date.fromordinal(spell.starts.toordinal() - 1)
        advice, field = f"End the arrangement by {say(before)}, the day before.", "ends"
    else:
        advice, field = "Its network serves its patients.", "starts"
    raise CoverRefused(
        f"{cover.practice} is a core network practice of {spell.network} from "
        f"{say(spell.starts)}{until}. {advice}",
        field,
    )


def _refuse_second(cover: Cover) -> None:
    others = Cover.objects.filter(meets(cover.starts, cover.ends), practice=cover.practice).exclude(
        pk=cover.pk
    )
    other = others.select_related("network").order_by("starts").first()
    if other:
        raise CoverRefused(
            f"The patients of {cover.practice} are already served by {provider_words(other)} from "
            f"{say(other.starts)}. End that arrangement first.",
            "starts",
        )


def _record(action: str, cover: Cover, reason: str, by: Actor, at: datetime) -> None:
    record(
        action=action,
        by=by,
        at=at,
        object_kind="practice",
        object_key=cover.practice.code,
        reason=reason,
        data={
            "cover": cover.pk,
            "by": provider_words(cover),
            "starts": cover.starts.isoformat(),
            "ends": cover.ends.isoformat() if cover.ends else "",
            "how_paid": cover.how_paid,
        },
    )
