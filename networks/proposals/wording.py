"""Sentences about proposals."""

from collections.abc import Mapping
from typing import Any

from networks.models import ProposalKind as Kind

CLOSED_PRACTICE_LIST = (
    "What the contract does with the 1 January list of a practice that closes or merges during "
    "the year was not found in any published text. The portal gives it to no other practice: from "
    "the first day on which the practice is gone, its list counts for no network."
)
"""Shown beside a practice merger, split or closure: nothing is invented where nothing is known."""


def title(kind: str, details: Mapping[str, Any], names: Mapping[str, str] | None = None) -> str:
    """A change in one line: “Z00001 moves from U90001 to U90002”.

    `names` are by code; where one is there, “name (code)” is written.
    """

    def say(code: str) -> str:
        known = (names or {}).get(code)
        return f"{known} ({code})" if known else code

    def many(codes: list[str]) -> str:
        return ", ".join(say(code) for code in codes)

    d: dict[str, Any] = {
        key: say(value) if isinstance(value, str) else value for key, value in details.items()
    }
    sentences = {
        Kind.JOIN: lambda: f"{d['practice']} joins {d['network']}",
        Kind.LEAVE: lambda: f"{d['practice']} leaves {d['network']}",
        Kind.MOVE: lambda: f"{d['practice']} moves from {d['from']} to {d['to']}",
        Kind.PRACTICE_MERGER: lambda: f"{many(d['practices'])} merge into {d['into']}",
        Kind.PRACTICE_SPLIT: lambda: f"{d['practice']} splits into {_codes(d['into'])}",
        Kind.PRACTICE_CLOSURE: lambda: f"{d['practice']} closes",
        Kind.NETWORK_FORMED: lambda: f"{d['code']} is formed by {many(d['practices'])}",
        Kind.NETWORK_MERGER: lambda: f"{many(d['networks'])} merge into {d['into']}",
        Kind.NETWORK_SPLIT: lambda: f"{d['network']} splits into {_codes(d['parts'])}",
        Kind.NETWORK_RENAMED: lambda: f"{d['network']} is renamed {details['name']}",
        Kind.NETWORK_ENDED: lambda: f"{d['network']} ends",
        Kind.PAYEE_CHANGED: lambda: (
            f"{details['name']} ({details['ods_code']}) becomes the payee of {d['network']}"
        ),
        Kind.DIRECTOR_CHANGED: lambda: (
            f"{details['person']} becomes clinical director of {d['network']}"
        ),
        Kind.HISTORY_CORRECTED: lambda: f"Past memberships of {d['practice']} are corrected",
    }
    return sentences[Kind(kind)]()


def _codes(parts: list[dict[str, Any]]) -> str:
    return ", ".join(f"{part['name']} ({part['code']})".strip() for part in parts)
