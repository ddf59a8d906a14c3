"""Members of a network that are not core network practices: adding, correcting and ending them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import F, Q, QuerySet

from networks.models import Network, NetworkMembership, Partner, PartnerKind
from networks.refusals import RegisterRefused, read_name, read_reason
from pcn_portal.audit.dated import meets
from pcn_portal.audit.models import Actor, record
from practices.cells import say
from practices.import_actions import lock_register
from practices.models import Practice

ODS_CODE = re.compile(r"[A-Z0-9]{3,8}")


class PartnerRefused(RegisterRefused):
    """A member cannot be entered, corrected or ended so."""


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """What is said about a member. A practice is named by its ODS code alone."""

    kind: str
    starts: date
    name: str = ""
    ods_code: str = ""
    note: str = ""


def partners_of(network: Network) -> QuerySet[Partner]:
    """Every member a network ever had besides its core network practices, by kind and name."""
    return (
        Partner.objects.filter(network=network)
        .select_related("practice", "source")
        .defer("source__content")
        .order_by("kind", "name", "starts")
    )


def partners_in_the_way(spells: Iterable[NetworkMembership]) -> list[Partner]:
    """Members by the agreement only of the network and days in which a spell makes them core."""
    found = [
        Q(meets(spell.starts, spell.ends), practice=spell.practice_id, network=spell.network_id)
        for spell in spells
        if spell.ends != spell.starts and spell.practice_id and spell.network_id
    ]
    if not found:
        return []
    rows = Partner.objects.filter(reduce(or_, found)).exclude(ends=F("starts"))
    return list(rows.select_related("practice", "network").order_by("starts"))


@transaction.atomic
def add_partner(
    *, network: Network, facts: PartnerFacts, reason: str, by: Actor, at: datetime
) -> Partner:
    """Enter a member of `network` from `facts.starts` on. Raises PartnerRefused."""
    reason = read_reason(reason, PartnerRefused)
    lock_register()
    partner = Partner(network=network)
    _put(partner, facts)
    partner.save()
    _record("partner.added", partner, reason, by, at, {"after": _said(partner)})
    return partner


@transaction.atomic
def correct_partner(
    *, partner_id: int, facts: PartnerFacts, reason: str, by: Actor, at: datetime
) -> Partner:
    """Replace what was entered wrongly; its end stays. Raises PartnerRefused."""
    reason = read_reason(reason, PartnerRefused)
    lock_register()
    partner = _locked(partner_id)
    before = _said(partner)
    _put(partner, facts)
    after = _said(partner)
    if after == before:
        raise PartnerRefused("Nothing is different. Change what is wrong, or go back.")
    partner.save()
    _record("partner.corrected", partner, reason, by, at, {"before": before, "after": after})
    return partner


@transaction.atomic
def end_partner(*, partner_id: int, ends: date, reason: str, by: Actor, at: datetime) -> Partner:
    """End a membership; `ends` is the first day on which it no longer holds.

    Raises PartnerRefused before it starts, or where it would run into a later spell.
    """
    reason = read_reason(reason, PartnerRefused)
    lock_register()
    partner = _locked(partner_id)
    before = _said(partner)
    if ends < partner.starts:
        raise PartnerRefused(
            f"{partner} became a member on {say(partner.starts)}. Choose a day after that.", "ends"
        )
    partner.ends = ends
    _refuse_twice(partner)
    _refuse_core(partner)
    partner.save()
    data = {"before": before, "after": _said(partner)}
    _record("partner.ended", partner, reason, by, at, data)
    return partner


def _locked(partner_id: int) -> Partner:
    found = Partner.objects.select_for_update(of=("self",)).filter(pk=partner_id)
    partner = found.select_related("network", "practice").first()
    if partner is None:
        raise PartnerRefused("There is no such member.")
    return partner


def _put(partner: Partner, facts: PartnerFacts) -> None:
    """Check the facts and put them on the row."""
    partner.kind = _kind(facts.kind)
    partner.starts = facts.starts
    partner.note = facts.note.strip()
    code = facts.ods_code.strip().upper()
    if partner.kind == PartnerKind.PRACTICE:
        partner.practice = _practice(code, facts.starts)
        partner.name, partner.ods_code = partner.practice.name, partner.practice.code
    else:
        partner.practice, partner.ods_code = None, _code(code)
        partner.name = read_name(
            facts.name,
            field="name",
            refusal=PartnerRefused,
            missing="Give the organisation's name.",
        )
    _refuse_days(partner)
    _refuse_twice(partner)
    _refuse_core(partner)


def _kind(kind: str) -> PartnerKind:
    if kind not in PartnerKind.values:
        raise PartnerRefused("Choose what kind of organisation it is.", "kind")
    return PartnerKind(kind)


def _code(code: str) -> str:
    if code and not ODS_CODE.fullmatch(code):
        raise PartnerRefused(
            "An ODS code has 3 to 8 letters and digits. Leave it empty if there is none.",
            "ods_code",
        )
    return code


def _practice(code: str, starts: date) -> Practice:
    practice = Practice.objects.filter(code=code).first()
    if practice is None:
        raise PartnerRefused(
            "The register has no practice with this code. Give its ODS code, like A12345.",
            "ods_code",
        )
    if practice.closed and practice.closed <= starts:
        raise PartnerRefused(f"{practice} closed on {say(practice.closed)}.", "ods_code")
    return practice


def _refuse_days(partner: Partner) -> None:
    network = partner.network
    if partner.ends and partner.ends < partner.starts:
        raise PartnerRefused(
            f"The membership ended on {say(partner.ends)}. It starts before that.", "starts"
        )
    if network.opened and partner.starts < network.opened:
        raise PartnerRefused(f"{network} opened on {say(network.opened)}.", "starts")
    if network.closed and network.closed <= partner.starts:
        raise PartnerRefused(f"{network} closed on {say(network.closed)}.", "starts")


def _refuse_twice(partner: Partner) -> None:
    same = Q(name__iexact=partner.name)
    if partner.practice_id:
        same |= Q(practice=partner.practice_id)
    others = Partner.objects.filter(
        same, meets(partner.starts, partner.ends), network=partner.network
    )
    other = others.exclude(pk=partner.pk).order_by("starts").first()
    if other:
        raise PartnerRefused(
            f"{other} already is a member of {partner.network} from {say(other.starts)}"
            f"{f' until {say(other.ends)}' if other.ends else ''}. Correct or end that instead.",
            "starts",
        )


def _refuse_core(partner: Partner) -> None:
    if partner.practice_id is None:
        return
    spells = NetworkMembership.objects.filter(
        meets(partner.starts, partner.ends),
        practice=partner.practice_id,
        network=partner.network_id,
    )
    spell = spells.order_by("starts").first()
    if spell:
        raise PartnerRefused(
            f"{partner.practice} is a core network practice of {partner.network} from "
            f"{say(spell.starts)}{f' until {say(spell.ends)}' if spell.ends else ''}. It cannot be "
            "a member by the network agreement only on the same day.",
            "ods_code",
        )


def _said(partner: Partner) -> dict[str, str]:
    return {
        "kind": str(partner.kind),
        "name": partner.name,
        "ods_code": partner.ods_code,
        "starts": partner.starts.isoformat(),
        "ends": partner.ends.isoformat() if partner.ends else "",
        "note": partner.note,
    }


def _record(
    action: str, partner: Partner, reason: str, by: Actor, at: datetime, data: Mapping[str, object]
) -> None:
    record(
        action=action,
        by=by,
        at=at,
        object_kind="network",
        object_key=partner.network.code,
        reason=reason,
        data={"partner": partner.pk, **data},
    )
