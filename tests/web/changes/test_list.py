"""The work list answers first; home and the pages of networks and practices lead to it."""

from datetime import date

import pytest

from networks.models import NetworkMembership, Proposal
from tests.api import england as made_up
from tests.web.changes.forms import JULY
from tests.web.pages import links, text

pytestmark = pytest.mark.usefixtures("england")
CLOSURE = {"practice": "Z90003"}
MOVE_SAID = "Alder Surgery (Z90001) moves from Harbour PCN to Quay PCN on 1 July 2025"
CLOSURE_SAID = "Cedar Surgery (Z90003) closes on 1 September 2025"


@pytest.fixture
def two_open(propose_change) -> list[Proposal]:
    later = propose_change(
        "practice_closure", CLOSURE, by="commissioner", effective=date(2025, 9, 1)
    )
    return [propose_change(), later]


def test_the_list_answers_first_and_stands_in_order_of_the_day(signed_in, two_open):
    answer = signed_in("commissioner").get("/changes/")

    shown = text(answer)
    assert "2 changes need a decision, 1 of them by 1 July 2025." in shown
    assert shown.index(MOVE_SAID) < shown.index(CLOSURE_SAID)
    assert "Practice moves to another network. Proposed by manager on 3 June 2025" in shown
    assert answer.content.decode().count('name="id"') == 2


def test_without_any_the_list_says_where_changes_come_from(signed_in):
    shown = text(signed_in("commissioner").get("/changes/"))

    assert "No change needs a decision." in shown
    assert "from files that differ from the register" in shown


def test_one_past_its_day_is_marked(signed_in, propose_change):
    propose_change(effective=date(2025, 5, 1))

    shown = text(signed_in("commissioner").get("/changes/"))

    assert "1 change needs a decision. 1 would hold from a day that has passed." in shown
    assert "Its day has passed" in shown


@pytest.mark.parametrize(
    ("query", "seen", "hidden"),
    [
        ("kind=move", [MOVE_SAID], [CLOSURE_SAID]),
        ("network=quay", [MOVE_SAID, CLOSURE_SAID], []),
        ("network=U90001", [MOVE_SAID], [CLOSURE_SAID]),
        ("came=person", [MOVE_SAID], [CLOSURE_SAID]),
        ("came=file", [CLOSURE_SAID], [MOVE_SAID]),
        ("network=none+such", [], [MOVE_SAID, CLOSURE_SAID]),
        ("kind=nonsense&page=99&show=nonsense", [MOVE_SAID, CLOSURE_SAID], []),
    ],
)
def test_filters(signed_in, propose_change, query: str, seen: list[str], hidden: list[str]):
    propose_change()
    propose_change(
        "practice_closure", CLOSURE, by="commissioner", effective=date(2025, 9, 1),
        source=made_up.source_file("map.csv"), source_row=7,
    )  # fmt: skip

    shown = text(signed_in("commissioner").get(f"/changes/?{query}"))

    assert all(said in shown for said in seen)
    assert not any(said in shown for said in hidden)
    assert ("From map.csv, row 7" in shown) == (CLOSURE_SAID in seen)


def test_tabs_follow_the_day_and_the_decision(signed_in, propose_change, decide_change):
    decide_change(propose_change())
    june = {"by": "commissioner", "effective": date(2025, 6, 1)}
    decide_change(propose_change("practice_closure", CLOSURE, **june))
    decide_change(
        propose_change("network_renamed", {"network": "U90001", "name": "Lighthouse PCN"}),
        accept=False,
    )
    client = signed_in("auditor")

    coming, in_force, closed = (
        text(client.get(f"/changes/?show={tab}")) for tab in ("coming", "in-force", "closed")
    )

    assert "Accepted, to come (1)" in coming
    assert MOVE_SAID in coming
    assert "In force (1)" in in_force
    assert "Cedar Surgery (Z90003) closes on 1 June 2025" in in_force
    assert "Refused and withdrawn (1)" in closed
    assert "is renamed Lighthouse PCN" in closed
    assert "commissioner, 3 June 2025: Seen the minutes" in closed


@pytest.mark.parametrize("who", ["manager", "auditor"])
def test_who_does_not_decide_chooses_nothing(signed_in, two_open, who: str):
    answer = signed_in(who).get("/changes/")

    assert 'name="id"' not in answer.content.decode()
    assert ("/changes/new/" in links(answer)) == (who == "manager")


def test_all_on_a_page_are_chosen_without_a_script(signed_in, two_open):
    client = signed_in("commissioner")
    assert "?all=yes" in links(client.get("/changes/"))

    assert client.get("/changes/?all=yes").content.decode().count(" checked") == 2


def test_another_icbs_changes_are_not_listed(signed_in, two_open):
    shown = text(signed_in("other_commissioner").get("/changes/"))

    assert "No change needs a decision." in shown
    assert "Alder" not in shown


def test_home_asks_who_decides_and_tells_who_proposed(signed_in, two_open, decide_change):
    commissioner, manager = signed_in("commissioner"), signed_in("manager")
    asked = text(commissioner.get("/"))
    assert "2 changes to decide" in asked
    assert "2 changes need a decision. The first would hold from 1 July 2025." in asked
    own = text(manager.get("/"))
    assert f"Your proposals that wait for a decision {MOVE_SAID}" in own

    decide_change(two_open[0])

    assert f"Changes that take effect soon {MOVE_SAID}" in text(commissioner.get("/"))
    assert f"commissioner accepted: {MOVE_SAID}" in text(commissioner.get("/"))
    told = text(manager.get("/"))
    assert "Your proposals that wait for a decision" not in told
    assert (
        f"Changes decided lately 3 June 2025 at 10:00am commissioner accepted: {MOVE_SAID}" in told
    )


def test_home_shows_nothing_of_another_icb(signed_in, two_open, decide_change):
    decide_change(two_open[0])

    assert "Alder" not in text(signed_in("other_commissioner").get("/"))


def test_networks_and_practices_lead_to_their_changes(signed_in, two_open, decide_change):
    decide_change(two_open[0])
    client = signed_in("manager")

    network, practice = client.get("/networks/U90001/"), client.get("/practices/Z90001/")

    for page, about in ((network, "network=U90001"), (practice, "practice=Z90001")):
        assert f"{MOVE_SAID} Accepted, to come" in text(page)
        assert f"/changes/{two_open[0].pk}/" in links(page)
        assert f"/changes/new/?{about}" in links(page)
    assert "Cedar" not in text(network)
    quiet = signed_in("auditor").get("/practices/Z90002/")
    assert "No change is proposed or to come." in text(quiet)
    assert "/changes/new/?practice=Z90002" not in links(quiet)


def test_a_long_list_takes_no_query_for_each_row(
    signed_in, propose_change, django_assert_max_num_queries
):
    client = signed_in("commissioner")
    propose_change()
    for practice, network in NetworkMembership.objects.filter(
        network__code__in=["U90001", "U90002"]
    ).values_list("practice__code", "network__code"):
        propose_change("leave", {"practice": practice, "network": network}, effective=JULY)

    with django_assert_max_num_queries(30):
        client.get("/changes/")
