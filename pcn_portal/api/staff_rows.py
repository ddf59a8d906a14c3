"""What was sent about staff, as the register takes it, and terms as the API writes them."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from rest_framework import serializers

from pcn_portal.api.errors import Refused
from pcn_portal.api.staff_shapes import COSTS
from workforce.engine.claims import FULL_TIME
from workforce.keeping_checks import StaffRefused
from workforce.register import EngagementFacts
from workforce.register_parts import MOST_WTE, PostFacts, TermsFacts

OF_PERSON = ("reference", "name", "employer_kind", "employer", "before")
Body = dict[str, Any]


def or_refused(write: Callable[[], Any]) -> Any:
    """Write, or say at its field what the register refuses."""
    try:
        return write()
    except StaffRefused as refusal:
        if refusal.field:
            raise serializers.ValidationError({refusal.field: [str(refusal)]}) from None
        raise Refused(str(refusal)) from None


def own_post(wanted: Body) -> PostFacts:
    """The post of their own, as large as their hours."""
    if not wanted.get("role"):
        raise StaffRefused("Give a role, or the number of a post.", "role")
    hours = wanted["hours"]
    wte = min(max(round(hours / FULL_TIME, 2), Decimal("0.01")), MOST_WTE)
    return PostFacts(
        role=wanted["role"].upper(),
        wte=wte,
        area=wanted["area"],
        later=wanted["later"],
        starts=wanted["starts"],
    )


def facts(wanted: Body) -> EngagementFacts:
    """Who is engaged, and when."""
    return EngagementFacts(
        starts=wanted["starts"],
        ends=wanted.get("ends"),
        contracted_until=wanted.get("contracted_until"),
        covers=wanted.get("covers"),
        **{name: wanted[name] for name in OF_PERSON},
    )


def terms(wanted: Body) -> TermsFacts:
    """Hours, pay and spread."""
    return TermsFacts(
        hours=wanted["hours"],
        band=wanted["band"],
        spread={code.upper(): part for code, part in wanted.get("spread", {}).items()},
        **pounds(wanted),
    )


def pounds(wanted: Body) -> dict[str, Decimal]:
    """Pounds by part; what is left out is nothing."""
    return {part: wanted.get(part, Decimal("0.00")) for part in COSTS}


def terms_row(terms: Any) -> dict[str, Any] | None:
    """Terms for an answer."""
    if terms is None:
        return None
    shown = {name: getattr(terms, name) for name in ("from_day", "band", "hours", *COSTS)}
    return shown | {"spread": {p.practice.code: str(p.sessions) for p in terms.spread.all()}}
