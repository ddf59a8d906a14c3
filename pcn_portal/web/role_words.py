"""Roles and maxima in words."""

from typing import Any

from pcn_portal.web.formats import money
from workforce.engine.roles import (
    AREA_TITLES,
    LARGE_NETWORK,
    Area,
    Limit,
    Maximum,
    Role,
    Standing,
)

SHEET_TAGS = {
    None: {"text": "Waits for a second person", "colour": "blue"},
    True: {"text": "Published", "colour": "green"},
    False: {"text": "Rejected", "colour": "grey"},
}
STANDING_TAGS = {
    Standing.CONFIRMED: {"text": "Confirmed", "colour": "green"},
    Standing.SINGLE: {"text": "One source", "colour": "yellow"},
    Standing.PROVISIONAL: {"text": "Provisional", "colour": "yellow"},
    Standing.ENTERED: {"text": "Entered and checked", "colour": "blue"},
    Standing.UNKNOWN: {"text": "Not known", "colour": "red"},
}


def role_row(role: Role) -> dict[str, Any]:
    """One role of a table as the page shows it."""
    return {
        "role": role,
        "band": role.band or "Not known",
        "share": share_words(role),
        "limit": limit_words(role.limit),
        "maxima": [maximum_row(area, role.maximum(area)) for area in Area],
    }


def maximum_row(area: Area, maximum: Maximum) -> dict[str, Any]:
    """A maximum in words, with how well it is known and where it was read."""
    none = maximum.standing == Standing.NONE
    words = "None" if none else money(maximum.pounds, "Not known")
    tag = None if none or maximum.pounds is None else STANDING_TAGS[maximum.standing]
    return {
        "area": AREA_TITLES[area],
        "words": words,
        "tag": tag,
        "sources": maximum.sources,
    }


def share_words(role: Role) -> str:
    """ "100 %", or "50 % for the first, up to 100 % for later ones"."""
    first = f"{role.share * 100:.0f} %"
    if role.later_share != role.share:
        return f"{first} for the first, up to {role.later_share * 100:.0f} % for later ones"
    return f"{first}; the maximum is of what is paid" if role.after_share else first


def limit_words(limit: Limit | None) -> str:
    """How many a network may have."""
    if limit is None:
        return "No limit known"
    if limit.small is None or limit.large is None:
        return "A limit of which the number is not known"
    if limit.small == limit.large:
        return f"{limit.small} a network"
    return f"{limit.small}; {limit.large} from {LARGE_NETWORK:,} patients"
