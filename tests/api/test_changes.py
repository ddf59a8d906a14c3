"""Changes over the API: each role proposes, sees and decides its own, and nobody else's."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from networks.models import Network, NetworkMembership, Proposal
from pcn_portal.accounts.models import Level, Membership, User
from pcn_portal.accounts.permissions import Role
from pcn_portal.api.change_shapes import EffectShape, ProposalDetailShape, ProposalShape

pytestmark = pytest.mark.usefixtures("england")
URL = "/api/v1/changes/"
TO_QUAY = {"practice": "Z90002", "from": "U90001", "to": "U90002"}
TO_HEATHER = {"practice": "Z90002", "from": "U90001", "to": "U90003"}


def coming_first() -> date:
    """The first of a month that is at least two months away."""
    return (timezone.localdate().replace(day=1) + timedelta(days=70)).replace(day=1)


def body(kind: str = "move", **said: Any) -> dict[str, Any]:
    details = said.pop("details", TO_QUAY)
    return {
        "kind": kind,
        "effective": coming_first().isoformat(),
        "reason": "Both agree",
        "details": details,
        **said,
    }


def put(client: Any, **said: Any) -> int:
    answer = client.post(URL, body(**said), format="json")
    assert answer.status_code == 201, answer.content
    return int(answer.json()["id"])


def decide(client: Any, *ids: int, accept: bool = True, **said: Any) -> Any:
    sent = {"changes": ids, "accept": accept, "reason": "Weighed", **said}
    return client.post(f"{URL}decide/", sent, format="json")


def members(network: str, day: date) -> set[str]:
    found = NetworkMembership.objects.filter(network__code=network, starts__lte=day)
    return set(found.exclude(ends__lte=day).values_list("practice__code", flat=True))


def test_a_manager_proposes_and_a_commissioner_decides(client_of: Any):
    answer = client_of("manager").post(URL, body(), format="json")
    assert answer.status_code == 201
    made = answer.json()
    assert made["change"] == "Z90002 moves from U90001 to U90002"
    assert (made["state"], made["networks"]) == ("proposed", ["U90001", "U90002"])
    assert answer.headers["Location"].endswith(f"{URL}{made['id']}/")
    decided = decide(client_of("commissioner"), made["id"])
    assert decided.status_code == 200
    (one,) = decided.json()
    assert (one["state"], one["decided_by"]) == ("accepted", "commissioner")
    assert one["decisions"] == [
        {"state": "accepted", "at": one["decided_at"], "by": "commissioner", "reason": "Weighed"}
    ]
    assert members("U90002", coming_first()) == {"Z90002", "Z90003"}


SEES = {
    "manager": 1,
    "commissioner": 1,
    "approver": 1,
    "auditor": 1,
    "national": 2,
    "other_commissioner": 1,
}


@pytest.mark.parametrize("who", SEES)
def test_each_role_sees_the_changes_of_its_own_organisations(client_of: Any, who: str):
    here = put(client_of("commissioner"))
    there = put(
        client_of("other_commissioner"),
        kind="network_renamed",
        details={"network": "U90003", "name": "Moor PCN"},
    )
    client = client_of(who)
    listed = [row["id"] for row in client.get(URL).json()["results"]]
    assert len(listed) == SEES[who]
    for key in (here, there):
        for address in (f"{URL}{key}/", f"{URL}{key}/effect/"):
            assert client.get(address).status_code == (200 if key in listed else 404)


WRITES = [
    ("post", "", body),
    ("post", "decide/", lambda: {"changes": [1], "accept": True, "reason": "x"}),
    ("post", "1/withdraw/", lambda: {"reason": "x"}),
    ("post", "1/call-off/", lambda: {"reason": "x"}),
    ("post", "effect/", body),
]


@pytest.mark.parametrize(("method", "address", "sent"), WRITES)
@pytest.mark.parametrize("who", ["auditor", "nobody"])
def test_who_may_not_write_is_refused(
    client_of: Any, method: str, address: str, sent: Any, who: str
):
    assert client_of(who).post(f"{URL}{address}", sent(), format="json").status_code == 403


def test_a_manager_does_not_decide_or_call_off(client_of: Any):
    key = put(client_of("manager"))
    assert decide(client_of("manager"), key).status_code == 403
    sent = {"reason": "x"}
    assert (
        client_of("manager").post(f"{URL}{key}/call-off/", sent, format="json").status_code == 403
    )
    assert decide(client_of("approver"), key).status_code == 200


def test_another_boards_change_is_not_found(client_of: Any):
    key = put(client_of("commissioner"))
    other = client_of("other_commissioner")
    assert decide(other, key).status_code == 404
    assert other.post(f"{URL}{key}/withdraw/", {"reason": "x"}, format="json").status_code == 404
    assert other.post(f"{URL}{key}/call-off/", {"reason": "x"}, format="json").status_code == 404
    assert Proposal.objects.get().state == "proposed"


def test_only_ones_own_networks_and_practices_are_proposed_about(client_of: Any):
    theirs = body("network_renamed", details={"network": "U90003", "name": "Moor PCN"})
    for who in ("manager", "commissioner"):
        for address in (URL, f"{URL}effect/"):
            answer = client_of(who).post(address, theirs, format="json")
            assert answer.status_code in (400, 404), answer.content
    assert client_of("manager").post(URL, theirs, format="json").status_code == 404
    quays = body("network_ended", details={"network": "U90002"})
    assert client_of("manager").post(URL, quays, format="json").status_code == 404
    assert not Proposal.objects.exists()


def test_a_change_over_two_boards_is_decided_nationally(client_of: Any):
    key = put(client_of("commissioner"), details=TO_HEATHER)
    for who in ("commissioner", "other_commissioner"):
        answer = decide(client_of(who), key)
        assert answer.status_code == 403
        assert "national administrator" in answer.json()["error"]["message"]
    assert decide(client_of("national"), key).status_code == 200
    off = client_of("commissioner").post(f"{URL}{key}/call-off/", {"reason": "x"}, format="json")
    assert off.status_code == 403


def test_a_practice_that_moved_to_another_board_since_is_not_closed_by_the_first(client_of: Any):
    key = put(client_of("commissioner"), kind="practice_closure", details={"practice": "Z90002"})
    heather = Network.objects.get(code="U90003")
    NetworkMembership.objects.filter(practice__code="Z90002").update(network=heather)
    assert decide(client_of("commissioner"), key).status_code == 403


def test_who_has_roles_at_both_boards_decides_for_both(client_of: Any, people: dict[str, User]):
    key = put(client_of("commissioner"), details=TO_HEATHER)
    Membership.objects.create(
        user=people["commissioner"], role=Role.COMMISSIONER, level=Level.ICB, code="QZ2"
    )
    assert decide(client_of("commissioner"), key).status_code == 200


def test_a_new_network_is_decided_where_it_will_be_commissioned(client_of: Any):
    formed = {"code": "U90009", "name": "New PCN", "practices": ["Z90002"]}
    there = put(
        client_of("commissioner"), kind="network_formed", details={**formed, "sub_icb": "Z2A"}
    )
    assert decide(client_of("commissioner"), there).status_code == 403
    assert decide(client_of("national"), there, accept=False).status_code == 200
    here = put(
        client_of("commissioner"), kind="network_formed", details={**formed, "sub_icb": "Z1A"}
    )
    assert decide(client_of("commissioner"), here).status_code == 200
    off = client_of("commissioner").post(f"{URL}{here}/call-off/", {"reason": "x"}, format="json")
    assert off.status_code == 200


def test_a_practice_in_no_network_is_its_boards(client_of: Any):
    NetworkMembership.objects.filter(practice__code="Z90002").delete()
    key = put(client_of("commissioner"), kind="practice_closure", details={"practice": "Z90002"})
    assert client_of("other_commissioner").get(f"{URL}{key}/").status_code == 404
    assert decide(client_of("commissioner"), key).status_code == 200


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "abolished"}, "kind"),
        ({"effective": "soon"}, "effective"),
        ({"effective": "2026-07-02"}, "effective"),
        ({"effective": "9999-12-02"}, "effective"),
        ({"effective": "0001-01-01"}, "effective"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
        ({"details": []}, "details"),
        ({"details": {**TO_QUAY, "to": "U90001"}}, "details.to"),
        ({"details": {**TO_QUAY, "to": "nowhere"}}, "details.to"),
        ({"details": {**TO_QUAY, "from": "U90002", "to": "U90001"}}, "details.from"),
        ({"details": {"practice": "Z90002"}}, "details.from"),
        ({"details": {**TO_QUAY, "extra": "1"}}, "details"),
        ({"details": {**TO_QUAY, "practice": {"a": "\0"}}}, "details.practice"),
    ],
)
def test_wrong_input_is_refused_by_field(client_of: Any, said: dict[str, Any], field: str):
    answer = client_of("commissioner").post(URL, body(**said), format="json")
    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == [field]
    draft = {name: value for name, value in body(**said).items() if name != "reason"}
    effect = client_of("commissioner").post(f"{URL}effect/", draft, format="json")
    assert effect.status_code == (200 if field == "reason" else 400)
    assert not Proposal.objects.exists()


def test_the_same_change_and_a_second_decision_are_refused_in_words(client_of: Any):
    commissioner = client_of("commissioner")
    key = put(commissioner)
    again = commissioner.post(URL, body(), format="json")
    assert (again.status_code, again.json()["error"]["code"]) == (409, "refused")
    assert f"proposal {key}" in again.json()["error"]["message"]
    assert decide(commissioner, key).status_code == 200
    second = decide(client_of("approver"), key, accept=False)
    assert second.status_code == 409
    assert "was already accepted by commissioner" in second.json()["error"]["message"]
    effect = commissioner.get(f"{URL}{key}/effect/")
    assert effect.status_code == 409


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"changes": []}, "changes"),
        ({"changes": ["x"]}, "changes.0"),
        ({"changes": [2**70]}, "changes.0"),
        ({"reason": ""}, "reason"),
        ({"effective": "2026-02-30"}, "effective"),
        ({"effective": (coming_first() + timedelta(days=1)).isoformat()}, "effective"),
    ],
)
def test_a_wrong_decision_is_refused_by_field(client_of: Any, said: dict[str, Any], field: str):
    key = put(client_of("commissioner"))
    sent = {"changes": [key], "accept": True, "reason": "Weighed", **said}
    answer = client_of("commissioner").post(f"{URL}decide/", sent, format="json")
    assert answer.status_code == 400
    assert [name.rsplit(".", 1)[0] for name in answer.json()["error"]["fields"]] == [
        field.rsplit(".", 1)[0]
    ]


def test_several_are_decided_with_another_day(client_of: Any):
    commissioner = client_of("commissioner")
    keys = [
        put(commissioner),
        put(commissioner, details={"practice": "Z90001", "from": "U90001", "to": "U90002"}),
    ]
    later = (coming_first() + timedelta(days=40)).replace(day=1)
    answer = decide(commissioner, *keys, effective=later.isoformat())
    assert [one["effective"] for one in answer.json()] == [later.isoformat()] * 2
    assert members("U90002", later) == {"Z90001", "Z90002", "Z90003"}


def test_who_proposed_withdraws(client_of: Any):
    key = put(client_of("manager"))
    refused = client_of("commissioner").post(
        f"{URL}{key}/withdraw/", {"reason": "x"}, format="json"
    )
    assert refused.status_code == 409
    done = client_of("manager").post(
        f"{URL}{key}/withdraw/", {"reason": "A mistake"}, format="json"
    )
    assert done.json()["state"] == "withdrawn"


def test_an_accepted_change_is_called_off_before_its_day(client_of: Any):
    commissioner = client_of("commissioner")
    key = put(commissioner)
    assert (
        commissioner.post(f"{URL}{key}/call-off/", {"reason": "x"}, format="json").status_code
        == 409
    )
    decide(commissioner, key)
    done = commissioner.post(
        f"{URL}{key}/call-off/", {"reason": "They thought again"}, format="json"
    )
    assert [d["state"] for d in done.json()["decisions"]] == ["accepted", "called_off"]
    assert members("U90002", coming_first()) == {"Z90003"}


def test_the_list_is_filtered_and_paged(client_of: Any):
    commissioner = client_of("commissioner")
    move = put(commissioner)
    name = {"network": "U90002", "name": "Key PCN"}
    renamed = put(commissioner, kind="network_renamed", details=name)
    decide(commissioner, move, accept=False)

    def ids(query: str) -> list[int]:
        return [row["id"] for row in commissioner.get(f"{URL}?{query}").json()["results"]]

    assert ids("") == [renamed, move]
    assert ids("state=proposed") == [renamed]
    assert ids("kind=move") == [move]
    assert ids("network=u90001") == [move]
    first = commissioner.get(f"{URL}?limit=1").json()
    assert [row["id"] for row in first["results"]] == [renamed]
    assert [row["id"] for row in commissioner.get(first["next"]).json()["results"]] == [move]
    assert commissioner.get(f"{URL}?state=maybe").status_code == 400


def test_the_effect_shows_the_figures_of_ones_own_networks_only(client_of: Any):
    key = put(client_of("commissioner"), details=TO_HEATHER)
    effect = client_of("commissioner").get(f"{URL}{key}/effect/").json()
    harbour, heather = effect["networks"]
    assert (harbour["code"], harbour["shown"]) == ("U90001", True)
    assert (harbour["before"]["members"], harbour["after"]["members"]) == (2, 1)
    assert len(harbour["before"]["payments"]) == len(harbour["after"]["payments"]) > 3
    assert {"stream", "title", "amount", "status", "gaps"} == set(harbour["after"]["payments"][0])
    assert (heather["code"], heather["shown"]) == ("U90003", False)
    assert heather["before"] is heather["after"] is None
    national = client_of("national").get(f"{URL}{key}/effect/").json()
    assert all(network["shown"] for network in national["networks"])


def test_the_effect_of_a_draft_writes_nothing(client_of: Any):
    sent = body()
    del sent["reason"]
    answer = client_of("manager").post(f"{URL}effect/", sent, format="json")
    assert answer.status_code == 200
    shown = {network["code"]: network["shown"] for network in answer.json()["networks"]}
    assert shown == {"U90001": True, "U90002": False}
    assert not Proposal.objects.exists()


def test_the_documented_shapes_are_the_shapes_answered(client_of: Any):
    client = client_of("national")
    key = put(client)
    assert set(client.get(URL).json()["results"][0]) == set(ProposalShape().fields)
    assert set(client.get(f"{URL}{key}/").json()) == set(ProposalDetailShape().fields)
    assert set(client.get(f"{URL}{key}/effect/").json()) == set(EffectShape().fields)
