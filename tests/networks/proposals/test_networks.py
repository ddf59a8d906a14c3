"""Networks formed, merged, split, renamed and ended: before their day, from it, and in history."""

from datetime import date
from typing import Any

import pytest

from networks.lineage import children_of, parents_of
from networks.models import (
    Agreement,
    Appointment,
    Network,
    NetworkCommissioner,
    NetworkMembership,
    NetworkRole,
    NominatedPayee,
    Partner,
)
from networks.names import name_on
from networks.proposals.actions import ProposalRefused
from networks.queries import networks_of_icb, networks_open_on
from pcn_portal.audit.models import Actor
from tests.networks.proposals.words import (
    BEFORE_JULY,
    JULY,
    SINCE,
    accept,
    members,
    put,
    spells,
)

pytestmark = pytest.mark.usefixtures("england")
AUGUST = date(2026, 8, 1)


def network(code: str) -> Network:
    return Network.objects.get(code=code)


def open_codes(day: date) -> set[str]:
    return set(networks_open_on(day).values_list("code", flat=True))


def furnish(code: str) -> list[Any]:
    """A payee, a director, an agreement and a partner of a network, all without an end."""
    of = {"network": network(code), "starts": SINCE}
    role = NetworkRole.objects.get(code="clinical_director")
    return [
        NominatedPayee.objects.create(name="Made Up Ltd", ods_code="ZX1", **of),
        Appointment.objects.create(role=role, person="Dr Made Up", **of),
        Agreement.objects.create(version=1, **of),
        Partner.objects.create(kind="pharmacy", name="Made Up Pharmacy", **of),
    ]


def ends(rows: list[Any]) -> set[date | None]:
    for row in rows:
        row.refresh_from_db()
    return {row.ends for row in rows}


def put_formed(by: Actor, effective: date = JULY, **other: Any):
    said = {"code": "U90009", "name": "New PCN", "sub_icb": "Z1A", "practices": ["Z90002"], **other}
    return put(by, "network_formed", effective, **said)


def test_a_network_is_formed_by_practices_that_leave_theirs(asha: Actor, ben: Actor):
    proposal = put_formed(asha, practices=["Z90003", "z90002"])
    assert set(proposal.networks.values_list("code", flat=True)) == {"U90001", "U90002"}
    accept(ben, proposal)
    assert open_codes(BEFORE_JULY) == {"U90001", "U90002", "U90003"}
    assert open_codes(JULY) == {"U90001", "U90002", "U90003", "U90009"}
    assert members("U90009", BEFORE_JULY) == []
    assert members("U90009", JULY) == ["Z90002", "Z90003"]
    assert members("U90001", JULY) == ["Z90001"]
    assert "U90009" in set(networks_of_icb("QZ1", JULY).values_list("code", flat=True))
    assert set(proposal.networks.values_list("code", flat=True)) == {"U90001", "U90002", "U90009"}


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"code": "U90001"}, "code", "Harbour PCN .U90001. is in the register"),
        ({"sub_icb": "Z9X"}, "sub_icb", "no sub-ICB location Z9X"),
        ({"practices": []}, "practices", "Give the practices"),
        ({"practices": ["Z90002", "Z90002"]}, "practices", "there twice"),
        ({"practices": ["Z99999"]}, "practices", "no practice Z99999"),
        ({"name": " "}, "name", "Give the name"),
        ({"name": "=New"}, "name", "formula"),
        ({"code": "X1"}, "code", "not the ODS code of a network"),
    ],
)
def test_a_network_that_cannot_be_formed(asha: Actor, said: Any, field: str, sentence: str):
    with pytest.raises(ProposalRefused, match=sentence) as refusal:
        put_formed(asha, **said)
    assert refusal.value.field == field


def test_networks_merge_into_one_of_them(asha: Actor, ben: Actor):
    theirs, others = furnish("U90002"), furnish("U90001")
    proposal = put(asha, "network_merger", networks=["U90001", "U90002"], into="U90001")
    assert set(proposal.practices.values_list("code", flat=True)) == {"Z90003"}
    accept(ben, proposal)
    assert members("U90002", BEFORE_JULY) == ["Z90003"]
    assert members("U90001", JULY) == ["Z90001", "Z90002", "Z90003"]
    assert open_codes(JULY) == {"U90001", "U90003"}
    assert network("U90002").closed == JULY
    assert ends(theirs) == {JULY}
    assert ends(others) == {None}
    assert NetworkCommissioner.objects.get(network__code="U90002").ends is None
    (parent,) = parents_of(network("U90001"), on=JULY)
    assert (parent.code, parent.name, parent.on) == ("U90002", "Quay PCN", JULY)
    assert parents_of(network("U90001"), on=BEFORE_JULY) == []


def test_networks_merge_into_a_new_one_with_the_commissioner_of_both(asha: Actor, ben: Actor):
    put_in: dict[str, Any] = {"networks": ["U90001", "U90002"], "into": "U90009", "name": "Bay PCN"}
    accept(ben, put(asha, "network_merger", **put_in))
    assert members("U90009", JULY) == ["Z90001", "Z90002", "Z90003"]
    assert open_codes(JULY) == {"U90003", "U90009"}
    commissioner = NetworkCommissioner.objects.get(network__code="U90009")
    assert (commissioner.sub_icb.code, commissioner.starts) == ("Z1A", JULY)
    assert [p.code for p in parents_of(network("U90009"), on=JULY)] == ["U90001", "U90002"]
    assert [c.code for c in children_of(network("U90002"), on=JULY)] == ["U90009"]


def test_a_merger_over_two_sub_icbs_says_which_commissions_the_new_network(asha: Actor, ben: Actor):
    put_in: dict[str, Any] = {"networks": ["U90001", "U90003"], "into": "U90009", "name": "Bay PCN"}
    with pytest.raises(ProposalRefused, match="not commissioned by one") as refusal:
        put(asha, "network_merger", **put_in)
    assert refusal.value.field == "sub_icb"
    accept(ben, put(asha, "network_merger", **put_in, sub_icb="Z2A"))
    assert NetworkCommissioner.objects.get(network__code="U90009").sub_icb.code == "Z2A"


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"networks": ["U90001"]}, "networks", "at least two"),
        ({"into": "U90009"}, "name", "Give the name of the new network"),
        ({"into": "U90003"}, "into", "in the register"),
        ({"name": "Other"}, "name", "keeps its name"),
        ({"networks": ["U90001", "U99999"]}, "networks", "no network U99999"),
    ],
)
def test_a_merger_that_cannot_be(asha: Actor, said: Any, field: str, sentence: str):
    whole = {"networks": ["U90001", "U90002"], "into": "U90001", **said}
    if whole["into"] == "U90003":
        whole["name"] = "Taken"
    with pytest.raises(ProposalRefused, match=sentence) as refusal:
        put(asha, "network_merger", **whole)
    assert refusal.value.field == field


PARTS = [
    {"code": "U90001", "name": "", "practices": ["Z90001"]},
    {"code": "U90008", "name": "Creek PCN", "practices": ["Z90002"]},
]


def test_a_network_splits_and_one_part_keeps_its_code(asha: Actor, ben: Actor):
    accept(ben, put(asha, "network_split", network="U90001", parts=PARTS))
    assert members("U90001", BEFORE_JULY) == ["Z90001", "Z90002"]
    assert members("U90001", JULY) == ["Z90001"]
    assert members("U90008", JULY) == ["Z90002"]
    assert network("U90001").closed is None
    assert [c.code for c in children_of(network("U90001"), on=JULY)] == ["U90008"]
    assert NetworkCommissioner.objects.get(network__code="U90008").sub_icb.code == "Z1A"
    assert spells("Z90001") == [("U90001", SINCE, None)]


def test_a_network_splits_into_new_ones_and_closes(asha: Actor, ben: Actor):
    held = furnish("U90001")
    parts = [{**PARTS[0], "code": "U90007", "name": "Cliff PCN"}, PARTS[1]]
    accept(ben, put(asha, "network_split", network="U90001", parts=parts))
    assert network("U90001").closed == JULY
    assert ends(held) == {JULY}
    assert (members("U90007", JULY), members("U90008", JULY)) == (["Z90001"], ["Z90002"])
    assert [c.code for c in children_of(network("U90001"), on=JULY)] == ["U90007", "U90008"]


def test_the_part_that_keeps_the_code_may_be_renamed(asha: Actor, ben: Actor):
    parts = [{**PARTS[0], "name": "Small Harbour PCN"}, PARTS[1]]
    accept(ben, put(asha, "network_split", network="U90001", parts=parts))
    assert name_on(network("U90001"), BEFORE_JULY) == "Harbour PCN"
    assert name_on(network("U90001"), JULY) == "Small Harbour PCN"


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        (PARTS[:1], "at least two"),
        ([PARTS[0], {**PARTS[1], "practices": ["Z90001"]}], "there twice"),
        ([PARTS[0], {**PARTS[1], "name": ""}], "Give the name of U90008"),
        ([PARTS[0], {**PARTS[1], "practices": ["Z90003"]}], "Say where Z90002 would be core"),
        ([PARTS[0], {**PARTS[1], "practices": ["Z90002", "Z90003"]}], "Z90003 would not come"),
        ([PARTS[0], {**PARTS[1], "code": "U90002"}], "in the register"),
        ([PARTS[0], {**PARTS[1], "practices": []}], "Give the practices"),
        ([PARTS[0], "U90008"], "as a list"),
        ([PARTS[0], PARTS[0]], "there twice"),
    ],
)
def test_a_split_that_cannot_be(asha: Actor, parts: Any, sentence: str):
    with pytest.raises(ProposalRefused, match=sentence) as refusal:
        put(asha, "network_split", network="U90001", parts=parts)
    assert refusal.value.field == "parts"


def test_a_network_that_nobody_commissions_does_not_split(asha: Actor):
    NetworkCommissioner.objects.filter(network__code="U90001").delete()
    with pytest.raises(ProposalRefused, match="who commissions Harbour PCN") as refusal:
        put(asha, "network_split", network="U90001", parts=PARTS)
    assert refusal.value.field == "network"


def test_a_network_ends_and_its_practices_are_in_none(asha: Actor, ben: Actor):
    held = furnish("U90001")
    accept(ben, put(asha, "network_ended", network="U90001"))
    assert open_codes(JULY) == {"U90002", "U90003"}
    assert spells("Z90001") == [("U90001", SINCE, JULY)]
    assert members("U90001", BEFORE_JULY) == ["Z90001", "Z90002"]
    assert NetworkMembership.objects.get(practice__code="Z90002").ended_by_id is not None
    assert ends(held) == {JULY}


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("network_ended", {"network": "U90001"}),
        ("network_merger", {"networks": ["U90001", "U90002"], "into": "U90002"}),
        ("network_split", {"network": "U90001", "parts": PARTS}),
    ],
)
def test_networks_change_on_the_first_of_a_month(asha: Actor, kind: str, details: Any):
    with pytest.raises(ProposalRefused, match="first of a month"):
        put(asha, kind, date(2026, 7, 15), **details)


def test_a_network_does_not_end_under_a_practice_that_is_to_join(asha: Actor, ben: Actor):
    accept(ben, put(asha, "move", AUGUST, practice="Z90003", from_="U90002", to="U90001"))
    with pytest.raises(ProposalRefused, match="Cedar .* is to be core in Harbour .* 1 August"):
        put(asha, "network_ended", network="U90001")


def test_a_network_is_renamed_from_any_day(asha: Actor, ben: Actor):
    day = date(2026, 7, 15)
    accept(ben, put(asha, "network_renamed", day, network="U90001", name="Haven PCN"))
    harbour = network("U90001")
    assert harbour.name == "Harbour PCN"
    assert name_on(harbour, date(2026, 7, 14)) == "Harbour PCN"
    assert name_on(harbour, day) == "Haven PCN"


def test_a_backdated_name_is_todays_at_once(asha: Actor, ben: Actor):
    accept(ben, put(asha, "network_renamed", date(2026, 5, 1), network="U90001", name="Haven PCN"))
    assert network("U90001").name == "Haven PCN"
    assert name_on(network("U90001"), date(2026, 4, 30)) == "Harbour PCN"


def test_a_second_name_follows_the_first(asha: Actor, ben: Actor):
    accept(ben, put(asha, "network_renamed", network="U90001", name="Haven PCN"))
    accept(ben, put(asha, "network_renamed", AUGUST, network="U90001", name="Inlet PCN"))
    names = [name_on(network("U90001"), day) for day in (BEFORE_JULY, JULY, AUGUST)]
    assert names == ["Harbour PCN", "Haven PCN", "Inlet PCN"]
    with pytest.raises(ProposalRefused, match="another name from 1 August 2026"):
        put(asha, "network_renamed", date(2026, 7, 20), network="U90001", name="Late PCN")
    with pytest.raises(ProposalRefused, match="already has this name"):
        put(asha, "network_renamed", date(2026, 9, 1), network="U90001", name="Inlet PCN")


def test_an_icb_is_no_sub_icb_location(asha: Actor):
    with pytest.raises(ProposalRefused, match="no sub-ICB location QZ1"):
        put_formed(asha, sub_icb="QZ1")
