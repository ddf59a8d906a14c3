"""What a proposal of each kind holds, checked without the register.

Codes are ODS codes in capitals, days ISO dates, everything else text. Whether a change can be made
to the register as it stands is for `applying`.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from networks.models import ProposalKind as Kind
from networks.proposals import fields
from networks.proposals.fields import Field
from networks.proposals.refusal import ProposalRefused

__all__ = [
    "Change",
    "Draft",
    "ProposalRefused",
    "check_day",
    "check_details",
    "fingerprint",
    "touched",
]
LONGEST_FINGERPRINT = 200

_PRACTICE, _NETWORK, _NAME = Field(fields.practice), Field(fields.network), Field(fields.text)
_PRACTICES, _OPTIONAL_NAME = Field(fields.several(fields.practice)), Field(fields.text, False)

SHAPES: dict[str, dict[str, Field]] = {
    Kind.JOIN: {"practice": _PRACTICE, "network": _NETWORK},
    Kind.LEAVE: {"practice": _PRACTICE, "network": _NETWORK},
    Kind.MOVE: {"practice": _PRACTICE, "from": _NETWORK, "to": _NETWORK},
    Kind.PRACTICE_MERGER: {
        "practices": Field(_PRACTICES.read, ask="Give the practices that close."),
        "into": Field(fields.practice, ask="Give the practice that goes on."),
        "name": _OPTIONAL_NAME,
    },
    Kind.PRACTICE_SPLIT: {
        "practice": _PRACTICE,
        "into": Field(fields.named_parts(practices=False), ask="Give the new practices."),
        "closes": Field(fields.yes_or_no, ask="Say whether the practice that splits closes."),
    },
    Kind.PRACTICE_CLOSURE: {"practice": _PRACTICE},
    Kind.NETWORK_FORMED: {
        "code": _NETWORK,
        "name": _NAME,
        "sub_icb": Field(fields.sub_icb),
        "practices": _PRACTICES,
    },
    Kind.NETWORK_MERGER: {
        "networks": Field(fields.several(fields.network), ask="Give the networks that merge."),
        "into": Field(fields.network, ask="Give the network that goes on."),
        "name": _OPTIONAL_NAME,
        "sub_icb": Field(fields.sub_icb, False),
    },
    Kind.NETWORK_SPLIT: {
        "network": _NETWORK,
        "parts": Field(fields.named_parts(practices=True), ask="Give the parts of the network."),
    },
    Kind.NETWORK_RENAMED: {"network": _NETWORK, "name": _NAME},
    Kind.NETWORK_ENDED: {"network": _NETWORK},
    Kind.PAYEE_CHANGED: {"network": _NETWORK, "name": _NAME, "ods_code": Field(fields.ods_code)},
    Kind.DIRECTOR_CHANGED: {
        "network": _NETWORK,
        "person": Field(fields.short(150)),
        "profession": Field(fields.short(80)),
        "practice": Field(fields.practice, False),
        "wte": Field(fields.number(Decimal(1), 3), False),
        "sessions": Field(fields.number(Decimal("99.99"), 2), False),
        "email": Field(fields.email, False),
        "phone": Field(fields.phone, False),
        "outgoing": Field(fields.several(fields.whole), False, []),
    },
    Kind.HISTORY_CORRECTED: {"practice": _PRACTICE, "spells": Field(fields.spells, False, [])},
}


class Change(Protocol):
    """What can be applied and projected: a Draft, or a Proposal of the database."""

    @property
    def kind(self) -> str: ...
    @property
    def effective(self) -> date: ...
    @property
    def details(self) -> Any: ...


@dataclass(frozen=True)
class Draft:
    """A change nobody has proposed yet."""

    kind: str
    effective: date
    details: dict[str, Any]


def check_details(kind: str, details: dict[str, Any]) -> dict[str, Any]:
    """Return the details cleaned, every key there; raise ProposalRefused naming the field."""
    shape = SHAPES.get(kind)
    if shape is None:
        raise ProposalRefused("Choose what would change.", "kind")
    if unknown := sorted(set(details) - set(shape)):
        raise ProposalRefused(
            f"“{unknown[0][:40]}” is not part of this change. It takes: {', '.join(shape)}.",
            "details",
        )
    cleaned = {key: field.value(details, key) for key, field in shape.items()}
    if check := _TOGETHER.get(kind):
        check(cleaned)
    return cleaned


def check_day(effective: date) -> date:
    """Return the day; refuse one that no register of practices and networks reaches."""
    if not 1900 <= effective.year <= 2100:
        raise ProposalRefused("Give a day between 1900 and 2100.", "effective")
    return effective


def _check_move(details: dict[str, Any]) -> None:
    if details["from"] == details["to"]:
        raise ProposalRefused("Choose another network to move to.", "to")


def _check_practice_merger(details: dict[str, Any]) -> None:
    if details["into"] in details["practices"]:
        raise ProposalRefused("A practice that closes cannot be the one that stays.", "into")


def _check_practice_split(details: dict[str, Any]) -> None:
    if any(part["code"] == details["practice"] for part in details["into"]):
        raise ProposalRefused("Name only the new practices, with codes of their own.", "into")


def _check_network_merger(details: dict[str, Any]) -> None:
    if len(details["networks"]) < 2:
        raise ProposalRefused("Name the networks that merge, at least two.", "networks")


def _check_network_split(details: dict[str, Any]) -> None:
    parts = details["parts"]
    if len(parts) < 2:
        raise ProposalRefused("Name the networks it splits into, at least two.", "parts")
    fields.once((code for part in parts for code in part["practices"]), "parts")
    for part in parts:
        if part["code"] != details["network"] and not part["name"]:
            raise ProposalRefused(f"Give the name of {part['code']}.", "parts")


_TOGETHER: dict[str, Callable[[dict[str, Any]], None]] = {
    Kind.MOVE: _check_move,
    Kind.PRACTICE_MERGER: _check_practice_merger,
    Kind.PRACTICE_SPLIT: _check_practice_split,
    Kind.NETWORK_MERGER: _check_network_merger,
    Kind.NETWORK_SPLIT: _check_network_split,
}


def fingerprint(kind: str, details: dict[str, Any]) -> str:
    """What would change, whatever the day: equal means the same change. At most 200 characters."""
    said = ":".join([kind, *_said(kind, details)])
    if len(said) <= LONGEST_FINGERPRINT:
        return said
    return f"{kind}:{hashlib.sha256(said.encode()).hexdigest()}"


def _said(kind: str, d: dict[str, Any]) -> Sequence[str]:
    if kind == Kind.HISTORY_CORRECTED:
        return [d["practice"], *(f"{network} {a} {e or ''}" for network, a, e, _ in d["spells"])]
    if kind == Kind.NETWORK_SPLIT:
        return [d["network"], *(f"{p['code']}={','.join(p['practices'])}" for p in d["parts"])]
    if kind == Kind.PRACTICE_SPLIT:
        return [d["practice"], *(part["code"] for part in d["into"])]
    if kind == Kind.PRACTICE_MERGER:
        return [",".join(d["practices"]), d["into"]]
    if kind == Kind.NETWORK_MERGER:
        return [",".join(d["networks"]), d["into"]]
    keys = {Kind.NETWORK_FORMED: ("code",), Kind.DIRECTOR_CHANGED: ("network", "person")}
    return [d[key] for key in keys.get(Kind(kind), tuple(SHAPES[kind]))]


def touched(kind: str, details: dict[str, Any]) -> tuple[set[str], set[str]]:
    """The codes of the networks and of the practices that the details name.

    What the register adds to these, such as the members of a network that ends, is in
    Proposal.networks and Proposal.practices.
    """
    if kind == Kind.HISTORY_CORRECTED:
        return {spell[0] for spell in details["spells"]}, {details["practice"]}
    if kind == Kind.NETWORK_SPLIT:
        parts = details["parts"]
        codes = {code for part in parts for code in part["practices"]}
        return {details["network"], *(part["code"] for part in parts)}, codes
    if kind == Kind.PRACTICE_SPLIT:
        return set(), {details["practice"], *(part["code"] for part in details["into"])}
    if kind == Kind.PRACTICE_MERGER:
        return set(), {*details["practices"], details["into"]}
    if kind == Kind.NETWORK_MERGER:
        return {*details["networks"], details["into"]}, set()
    if kind == Kind.NETWORK_FORMED:
        return {details["code"]}, set(details["practices"])
    networks = {details[key] for key in ("network", "from", "to") if key in details}
    changed = kind != Kind.DIRECTOR_CHANGED and "practice" in details
    return networks, {details["practice"]} if changed else set()
