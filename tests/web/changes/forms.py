"""What a person fills in for each kind of change, and what the proposal then says."""

from datetime import date
from typing import Any

JULY, PAYEE_DAY = date(2025, 7, 1), date(2025, 6, 20)
MOVE = {"practice": "Z90001", "from": "U90001", "to": "U90002"}
BOTH = {
    "reason": "Both networks agreed",
    "effective_day": "1", "effective_month": "7", "effective_year": "2025",
}  # fmt: skip

FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "join": ("", {"practice": "Z90009", "network": "U90001"}),
    "leave": ("", {"practice": "Z90001"}),
    "move": ("", {"practice": "Z90001", "to": "u90002"}),
    "practice_merger": ("", {"practices": ["Z90002"], "into": "Z90001"}),
    "practice_split": (
        "",
        {
            "practice": "Z90001", "closes": "no",
            "code1": "Z90010", "name1": "Aspen Surgery",
        },
    ),
    "practice_closure": ("", {"practice": "Z90002"}),
    "network_formed": (
        "",
        {
            "code": "U90010", "name": "Haven PCN", "sub_icb": "Z1A",
            "practices": ["Z90001", "Z90003"],
        },
    ),
    "network_merger": (
        "", {"network1": "U90001", "network2": "Quay PCN (U90002)", "into": "U90001"},
    ),
    "network_split": (
        "?network=U90001",
        {
            "code1": "U90001", "name1": "Harbour PCN", "code2": "U90011", "name2": "Jetty PCN",
            "goes_Z90001": "1", "goes_Z90002": "2",
        },
    ),
    "network_renamed": ("", {"network": "U90001", "name": "Lighthouse PCN"}),
    "network_ended": ("", {"network": "U90002"}),
    "payee_changed": (
        "", {"network": "U90001", "name": "Made-up Federation", "ods_code": "AX123"},
    ),
    "director_changed": (
        "?network=U90001",
        {"person": "Dr Nell Invented", "profession": "GP", "practice": "Z90001", "wte": "0.25"},
    ),
}  # fmt: skip

SENTENCES = {
    "join": "Elm Surgery (Z90009) joins Harbour PCN",
    "leave": "Alder Surgery (Z90001) leaves Harbour PCN",
    "move": "Alder Surgery (Z90001) moves from Harbour PCN to Quay PCN",
    "practice_merger": "Birch Surgery (Z90002) merges into Alder Surgery (Z90001)",
    "practice_split": "Alder Surgery (Z90001) splits into Aspen Surgery (Z90010) and stays open",
    "practice_closure": "Birch Surgery (Z90002) closes",
    "network_formed": "Haven PCN (U90010) is formed by 2 practices",
    "network_merger": "Quay PCN merges into Harbour PCN (U90001)",
    "network_split": "Harbour PCN splits into Harbour PCN (U90001) and Jetty PCN (U90011)",
    "network_renamed": "Harbour PCN is renamed Lighthouse PCN",
    "network_ended": "Quay PCN (U90002) ends",
    "payee_changed": "Made-up Federation (AX123) becomes the nominated payee of Harbour PCN",
    "director_changed": "Dr Nell Invented becomes clinical director of Harbour PCN",
}


def filled(kind: str, **other: Any) -> dict[str, Any]:
    """The form of one kind, filled in for 1 July 2025, with some answers changed."""
    return BOTH | FORMS[kind][1] | other


def address(kind: str) -> str:
    return f"/changes/new/{kind}/{FORMS[kind][0]}"
