"""A commissioner weighs and decides; nobody decides what is not theirs, or twice."""

from datetime import UTC, date, datetime

import pytest

from networks.models import Network, NetworkMembership, NominatedPayee, Proposal
from tests.web.changes.forms import JULY, PAYEE_DAY
from tests.web.pages import errors, heading, links, text

pytestmark = pytest.mark.usefixtures("england")
ACCEPT = {"outcome": "accept", "reason": "Seen the minutes"}
PAYEE = {"network": "U90001", "name": "Made-up Federation", "ods_code": "AX123"}
OVER_TWO_ICBS = {"practice": "Z90001", "from": "U90001", "to": "U90003"}


def network_of(practice: str, on: date) -> str:
    spells = NetworkMembership.objects.filter(practice__code=practice, starts__lte=on)
    return spells.order_by("-starts")[0].network.code


def test_a_manager_proposes_and_a_commissioner_decides(signed_in, people, propose_change):
    found = propose_change()
    commissioner = signed_in("commissioner")
    assert f"/changes/decide/?id={found.pk}" in links(commissioner.get(f"/changes/{found.pk}/"))

    weighed = commissioner.get(f"/changes/decide/?id={found.pk}")
    shown = commissioner.post("/changes/decide/", ACCEPT | {"id": found.pk}, follow=True)

    assert "moves from Harbour PCN to Quay PCN on 1 July 2025" in heading(weighed)
    assert "Both networks agreed" in text(weighed)
    found.refresh_from_db()
    assert (found.state, found.decided_by) == ("accepted", people["commissioner"])
    assert network_of("Z90001", JULY) == "U90002"
    assert "1 change is accepted." in text(shown)
    assert "Accepted, to come" in text(shown)
    assert "commissioner accepted it on 3 June 2025 at 10:00am. It holds from 1 July 2025." in text(
        shown
    )


def test_a_refused_change_leaves_the_register_and_stays_readable(signed_in, propose_change):
    found = propose_change()

    shown = signed_in("commissioner").post(
        "/changes/decide/",
        {"outcome": "refuse", "reason": "No notice given", "id": found.pk},
        follow=True,
    )

    assert network_of("Z90001", JULY) == "U90001"
    assert "commissioner refused it on 3 June 2025" in text(shown)
    assert "Why it was refused No notice given" in text(shown)
    assert "Why it is proposed Both networks agreed" in text(signed_in("manager").get(
        f"/changes/{found.pk}/"
    ))  # fmt: skip


def test_several_are_weighed_and_decided_together(signed_in, propose_change):
    move = propose_change()
    closure = propose_change("practice_closure", {"practice": "Z90003"}, by="commissioner")
    commissioner = signed_in("commissioner")
    query = f"?id={move.pk}&id={closure.pk}"

    weighed = commissioner.get(f"/changes/decide/{query}")
    assert heading(weighed) == "Decide 2 changes together"
    assert "Cedar Surgery (Z90003) closes on 1 July 2025" in text(weighed)
    assert "Harbour PCN (U90001) Core network practices 2, then 1" in text(weighed)

    commissioner.post("/changes/decide/", ACCEPT | {"id": [move.pk, closure.pk]})

    assert set(Proposal.objects.values_list("state", flat=True)) == {"accepted"}


def test_another_day_may_be_chosen(signed_in, propose_change):
    found = propose_change()
    august = {"effective_day": "1", "effective_month": "8", "effective_year": "2025"}

    signed_in("commissioner").post("/changes/decide/", ACCEPT | august | {"id": found.pk})

    found.refresh_from_db()
    assert found.effective == date(2025, 8, 1)
    assert network_of("Z90001", JULY) == "U90001"
    assert network_of("Z90001", date(2025, 8, 1)) == "U90002"


@pytest.mark.parametrize(
    ("change", "where", "said"),
    [
        ({"outcome": ""}, "#id_outcome", "Choose whether to accept or refuse."),
        ({"outcome": "perhaps"}, "#id_outcome", "perhaps is not one of"),
        ({"reason": " "}, "#id_reason", "Say why you decide so."),
        ({"effective_day": "x"}, "#id_effective_day", "must be a real date"),
        (
            {"effective_day": "2", "effective_month": "8", "effective_year": "2025"},
            "#id_effective_day",
            "Give the first of a month.",
        ),
    ],
)
def test_a_wrong_decision_is_said_at_its_field_and_decides_nothing(
    signed_in, propose_change, change: dict[str, str], where: str, said: str
):
    found = propose_change()

    answer = signed_in("commissioner").post("/changes/decide/", ACCEPT | {"id": found.pk} | change)

    assert answer.status_code == 400
    assert list(errors(answer)) == [where]
    assert said in errors(answer)[where]
    assert "Seen the minutes" in answer.content.decode() or "reason" in change
    assert Proposal.objects.get().state == "proposed"


def test_whoever_is_slower_is_told_who_decided_what_and_changes_nothing(
    signed_in, propose_change, decide_change
):
    found = propose_change()
    other = propose_change("practice_closure", {"practice": "Z90003"}, by="commissioner")
    slower = signed_in("approver")
    assert slower.get(f"/changes/decide/?id={found.pk}").status_code == 200
    decide_change(found, accept=False, reason="No notice given")

    told = slower.post(
        "/changes/decide/",
        {"outcome": "accept", "reason": "I read it long", "id": [found.pk, other.pk]},
    )

    assert told.status_code == 409
    assert heading(told) == "Somebody was faster"
    assert "commissioner refused it on 3 June 2025 at 10:00am: No notice given" in text(told)
    assert "I read it long" in text(told)
    assert f'name="id" value="{other.pk}"' in told.content.decode()
    other.refresh_from_db()
    assert other.state == "proposed"


def test_choosing_nothing_leads_back_to_the_list(signed_in):
    shown = signed_in("commissioner").get("/changes/decide/", follow=True)

    assert "Choose at least one change that needs a decision." in text(shown)


def test_a_manager_weighs_but_does_not_decide(signed_in, propose_change):
    found = propose_change()
    manager = signed_in("manager")

    shown = text(manager.get(f"/changes/{found.pk}/"))

    assert "A commissioner or approver of the ICB decides." in shown
    assert manager.get(f"/changes/decide/?id={found.pk}").status_code == 403
    assert manager.post("/changes/decide/", ACCEPT | {"id": found.pk}).status_code == 403


def test_a_change_over_two_icbs_is_for_a_national_administrator(signed_in, propose_change):
    found = propose_change(details=OVER_TWO_ICBS)
    said = "Heather PCN (U90003) belongs to another ICB. A national administrator decides."
    commissioner = signed_in("commissioner")

    assert said in text(commissioner.get(f"/changes/{found.pk}/"))
    assert said in text(commissioner.get(f"/changes/decide/?id={found.pk}"))
    refused = commissioner.post("/changes/decide/", ACCEPT | {"id": found.pk})
    assert refused.status_code == 403
    assert Proposal.objects.get().state == "proposed"

    signed_in("national").post("/changes/decide/", ACCEPT | {"id": found.pk})

    assert Proposal.objects.get().state == "accepted"


def test_one_that_is_not_theirs_does_not_stop_the_others(signed_in, propose_change):
    theirs = propose_change("practice_closure", {"practice": "Z90003"}, by="commissioner")
    over_two = propose_change(details=OVER_TWO_ICBS)

    weighed = signed_in("commissioner").get(f"/changes/decide/?id={theirs.pk}&id={over_two.pk}")

    assert "Not yours to decide" in text(weighed)
    assert f'name="id" value="{theirs.pk}"' in weighed.content.decode()
    assert f'name="id" value="{over_two.pk}"' not in weighed.content.decode()


def test_a_payee_takes_a_second_person_and_a_waiting_time(signed_in, propose_change):
    found = propose_change("payee_changed", PAYEE, by="commissioner", effective=date(2025, 6, 10))
    own = signed_in("commissioner")
    assert "You proposed this payee. A second person must decide." in text(
        own.get(f"/changes/{found.pk}/")
    )
    assert own.post("/changes/decide/", ACCEPT | {"id": found.pk}).status_code == 403

    second = signed_in("approver")
    soon = second.post("/changes/decide/", ACCEPT | {"id": found.pk})
    assert "14 days after the decision at the earliest" in errors(soon)["#id_effective_day"]

    later = {
        "effective_day": PAYEE_DAY.day, "effective_month": 6, "effective_year": 2025,
    }  # fmt: skip
    second.post("/changes/decide/", ACCEPT | later | {"id": found.pk})

    paid = NominatedPayee.objects.get(network=Network.objects.get(code="U90001"))
    assert (paid.ods_code, paid.starts) == ("AX123", PAYEE_DAY)


def test_who_proposed_withdraws_with_a_reason(signed_in, propose_change):
    found = propose_change()
    address = f"/changes/{found.pk}/withdraw/"
    manager = signed_in("manager")
    assert address in links(manager.get(f"/changes/{found.pk}/"))
    assert errors(manager.post(address, {"reason": ""})) == {"#id_reason": "Say why."}

    shown = manager.post(address, {"reason": "Filed by mistake"}, follow=True)

    assert "The proposal is withdrawn." in text(shown)
    assert "Why it was withdrawn Filed by mistake" in text(shown)
    assert address not in links(shown)


def test_nobody_else_withdraws_it(signed_in, propose_change):
    found = propose_change()

    shown = signed_in("commissioner").post(
        f"/changes/{found.pk}/withdraw/", {"reason": "mine"}, follow=True
    )

    assert "This cannot be done now." in text(shown)
    assert Proposal.objects.get().state == "proposed"


def test_an_accepted_change_is_called_off_before_its_day(signed_in, propose_change, decide_change):
    found = decide_change(propose_change())
    address = f"/changes/{found.pk}/call-off/"
    commissioner = signed_in("commissioner")
    assert address in links(commissioner.get(f"/changes/{found.pk}/"))
    assert address not in links(signed_in("manager").get(f"/changes/{found.pk}/"))
    assert errors(commissioner.post(address, {"reason": ""})) == {"#id_reason": "Say why."}

    shown = commissioner.post(address, {"reason": "Quay thought again"}, follow=True)

    assert "The change is called off. The register is as it was." in text(shown)
    assert "Why it was called off Quay thought again" in text(shown)
    assert "Before that: accepted by commissioner on 3 June 2025" in text(shown)
    held = NetworkMembership.objects.filter(practice__code="Z90001", ends=None)
    assert [spell.network.code for spell in held] == ["U90001"]


def test_once_it_holds_it_is_not_called_off(
    signed_in, propose_change, decide_change, monkeypatch: pytest.MonkeyPatch
):
    found = decide_change(propose_change())
    july = datetime(2025, 7, 1, 9, 0, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: july)
    commissioner = signed_in("commissioner")

    shown = commissioner.post(f"/changes/{found.pk}/call-off/", {"reason": "late"}, follow=True)

    assert "This cannot be done now." in text(shown)
    assert "In force" in text(shown)
    found.refresh_from_db()
    assert found.state == "accepted"


@pytest.mark.parametrize("address", ["", "withdraw/", "call-off/"])
def test_another_icbs_people_do_not_find_it(signed_in, propose_change, address: str):
    found = propose_change()

    answer = signed_in("other_commissioner").get(f"/changes/{found.pk}/{address}")

    assert answer.status_code == 404


def test_another_icbs_commissioner_decides_nothing(signed_in, propose_change):
    found = propose_change()

    signed_in("other_commissioner").post("/changes/decide/", ACCEPT | {"id": found.pk})

    assert Proposal.objects.get().state == "proposed"
