"""Who is where by a file and by the register: groups that add up, and what each difference is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from networks.comparison.places import Comparison, Listing, Place, Standing, compare

MAY = date(2025, 5, 1)
HELD = {"Z00001": "U90001", "Z00002": "U90001", "Z00003": "U90002", "Z00004": "U90002"}
REGISTER = Standing(
    held=HELD,
    sub_icbs=dict.fromkeys(HELD, "Z1A"),
    names={"U90001": "HARBOUR PCN", "U90002": "QUAY PCN"},
)


def against(changed: Mapping[str, str | None], register: Standing = REGISTER) -> Comparison:
    """Compare a file like the register but for `changed`: "" is in no network, None not there."""
    said = {code: network for code, network in {**HELD, **changed}.items() if network is not None}
    rows = enumerate(said.items(), 2)
    places = {code: Place(network, row, "Z1A") for row, (code, network) in rows}
    return compare(Listing(MAY, MAY, places, {"U90009": "NEW PCN"}), register)


def found(comparison: Comparison) -> list[tuple[str, dict[str, Any]]]:
    return [(finding.kind, finding.details) for finding in comparison.findings]


MOVED = ("move", {"practice": "Z00001", "from": "U90001", "to": "U90002"})


@pytest.mark.parametrize(
    ("changed", "group", "finding"),
    [
        ({}, "same", None),
        ({"Z00009": ""}, "outside", None),
        ({"Z00009": "U90001"}, "new", ("join", {"practice": "Z00009", "network": "U90001"})),
        ({"Z00001": "U90002"}, "moved", MOVED),
        ({"Z00001": ""}, "left", ("leave", {"practice": "Z00001", "network": "U90001"})),
        ({"Z00001": None}, "closed", ("practice_closure", {"practice": "Z00001"})),
    ],
)
def test_each_difference_is_one_finding_in_one_group(
    changed: dict[str, str | None], group: str, finding: tuple[str, dict[str, Any]] | None
) -> None:
    comparison = against(changed)
    assert found(comparison) == ([finding] if finding else [])
    assert group in comparison.groups
    assert all(f.effective == MAY for f in comparison.findings)


def test_the_groups_add_up_to_the_file_and_to_the_register() -> None:
    comparison = against(
        {"Z00001": "U90002", "Z00002": "", "Z00003": None, "Z00008": "U90001", "Z00009": ""}
    )
    assert comparison.in_file() == {"same": 1, "moved": 1, "left": 1, "new": 1, "outside": 1}
    assert comparison.in_register() == {"same": 1, "moved": 1, "left": 1, "closed": 1}


def test_a_network_nobody_knows_forms_with_its_practices() -> None:
    formed = {
        "code": "U90009", "name": "NEW PCN", "sub_icb": "Z1A", "practices": ["Z00001", "Z00009"],
    }  # fmt: skip
    comparison = against({"Z00001": "U90009", "Z00009": "U90009"})
    assert found(comparison) == [("network_formed", formed)]
    assert comparison.in_file() == {"same": 3, "moved": 1, "new": 1}


def test_a_network_with_no_practice_left_ends_beside_what_its_practices_do() -> None:
    kinds = [kind for kind, _ in found(against({"Z00003": "U90001", "Z00004": ""}))]
    assert kinds == ["move", "leave", "network_ended"]


FORMED = {"code": "U90009", "name": "NEW PCN", "sub_icb": "Z1A", "practices": ["Z00001", "Z00002"]}
FORMING = replace(REGISTER, forming={"U90009": FORMED})


def test_a_network_proposed_before_stays_so_and_its_practices_are_compared_with_it() -> None:
    stays = against({"Z00001": "U90009", "Z00002": "U90009"}, FORMING)
    assert found(stays)[0] == ("network_formed", FORMED)
    assert [kind for kind, _ in found(stays)] == ["network_formed", "network_ended"]
    changed = against({"Z00001": "U90009", "Z00002": "U90002", "Z00003": "U90009"}, FORMING)
    assert found(changed)[1:3] == [
        ("move", {"practice": "Z00002", "from": "U90009", "to": "U90002"}),
        ("move", {"practice": "Z00003", "from": "U90002", "to": "U90009"}),
    ]


def test_a_network_proposed_before_of_which_the_file_knows_nothing_is_not_found() -> None:
    comparison = against({}, FORMING)
    assert found(comparison) == []
    assert "U90009" in comparison.networks


def test_a_practice_that_never_had_patients_leaves_and_does_not_close() -> None:
    register = replace(REGISTER, with_patients=frozenset({"Z00002", "Z00003", "Z00004"}))
    assert found(against({"Z00001": None}, register)) == [
        ("leave", {"practice": "Z00001", "network": "U90001"})
    ]
    assert found(against({"Z00002": None}, register)) == [
        ("practice_closure", {"practice": "Z00002"})
    ]


def test_a_file_tells_nothing_of_a_sub_icb_of_which_it_has_less_than_half() -> None:
    apart = {"Z00001": "Z1A", "Z00002": "Z1A", "Z00003": "Z2B", "Z00004": "Z2B"}
    register = replace(REGISTER, sub_icbs=apart)
    comparison = against({"Z00003": None, "Z00004": None}, register)
    assert found(comparison) == []
    assert comparison.in_register() == {"same": 2, "uncovered": 2}
    half = against({"Z00004": None}, register)
    assert found(half) == [("practice_closure", {"practice": "Z00004"})]


def test_a_closed_practice_or_network_is_nowhere_and_not_proposed() -> None:
    register = replace(
        REGISTER,
        held={"Z00002": "U90001", "Z00003": "U90002", "Z00004": "U90002"},
        gone={"Z00001": date(2025, 4, 1)},
        ended={"U90003": date(2025, 5, 1)},
        names={**REGISTER.names, "U90003": "OLD PCN"},
    )
    comparison = against({"Z00003": "U90003"}, register)
    assert found(comparison) == []
    assert comparison.groups["impossible"] == ("Z00001", "Z00003")


def test_what_is_decided_for_a_later_day_is_not_proposed() -> None:
    register = replace(REGISTER, ahead=frozenset({("Z00001", "U90002")}))
    comparison = against({"Z00001": "U90002"}, register)
    assert found(comparison) == []
    assert comparison.groups["ahead"] == ("Z00001",)


def test_a_correction_of_the_past_that_ends_in_the_same_network_says_the_same() -> None:
    register = replace(REGISTER, corrected={"Z00001": ("U90002", "history_corrected:x")})
    (same,) = against({"Z00001": "U90002"}, register).findings
    assert "history_corrected:x" in same.fingerprints
    (other,) = against({"Z00001": ""}, register).findings
    assert "history_corrected:x" not in other.fingerprints
