"""Networks by size: which need an approval or its review, and how a commissioner gives one."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from networks.models import Network, NetworkMembership, SizeApproval
from pcn_portal.accounts.models import User
from practices.models import Practice
from tests.api import england as made_up
from tests.web.pages import errors, links, text

pytestmark = pytest.mark.usefixtures("england")
LIST = "/networks/lists/size/"
DAY = "?on=2025-06-01"
SENT = {
    "ground": "low_density", "reason": "A made-up island", "starts_day": "1", "starts_month": "4",
    "starts_year": "2025", "review_on_day": "1", "review_on_month": "4", "review_on_year": "2099",
}  # fmt: skip
LAST = {"last_day_day": "31", "last_day_month": "5", "last_day_year": "2025", "reason": "Merges"}


def approval(people: dict[str, User], code: str, review_on: date) -> SizeApproval:
    return SizeApproval.objects.create(
        network=Network.objects.get(code=code), ground="low_density", reason="A made-up island",
        starts=date(2024, 4, 1), review_on=review_on, approved_at=made_up.RECEIVED,
        approved_by=people["commissioner"],
    )  # fmt: skip


def grow(practice: str, patients: str) -> None:
    made_up.figure(Practice.objects.get(code=practice), "registered", patients, version=2)


def test_small_networks_come_first_and_the_usual_are_left_out(signed_in):
    grow("Z90001", "45000")  # Harbour: 55,000
    grow("Z90004", "40000")  # Heather: 40,000

    shown = text(signed_in("national").get(LIST + DAY))
    assert (
        "Of 3 networks, 1 is under 30,000 patients without an approval, 1 is over 50,000." in shown
    )
    assert shown.index("Quay PCN") < shown.index("Harbour PCN")
    assert "Not approved 10,000 None Approve" in shown
    assert "Heather" not in shown
    assert "Heather" in text(signed_in("national").get(LIST + DAY + "&state=usual"))


def test_an_approval_is_shown_with_its_reason_and_comes_back_before_its_review(signed_in, people):
    approval(people, "U90001", date(2025, 7, 1))
    approval(people, "U90002", date(2026, 7, 1))

    shown = text(signed_in("commissioner").get(LIST + DAY))
    assert "Of 2 networks, 1 has an approval to review within 60 days." in shown
    assert "Review due 20,000 Low population density, since 1 April 2024" in shown
    assert "Review on 1 July 2025. A made-up island Review" in shown
    assert "Approved 10,000" in shown


def test_practices_whose_list_is_missing_are_named(signed_in):
    elm = Practice.objects.create(code="Z90009", name="Elm Surgery", status="active")
    network = Network.objects.get(code="U90001")
    NetworkMembership.objects.create(practice=elm, network=network, starts=date(2025, 4, 1))

    shown = text(signed_in("commissioner").get(LIST + DAY))
    assert "1 has a list that is not fully known" in shown
    assert "List not fully known No list: Elm Surgery (Z90009)" in shown
    assert "20,000 2 of 3 practices known" in shown


def test_a_commissioner_approves_a_size(signed_in):
    client = signed_in("commissioner")
    page = text(client.get("/networks/U90001/size/"))
    answer = client.post("/networks/U90001/size/", SENT, follow=True)

    made = SizeApproval.objects.get()
    assert "has 20,000 registered patients on 1 January 2025" in page
    assert "The size of Harbour PCN is approved." in text(answer)
    assert (made.ground, made.starts, made.approved_by.name) == (
        "low_density", date(2025, 4, 1), "commissioner",
    )  # fmt: skip
    assert "low population density, review on 1 April 2099. A made-up island" in text(
        client.get("/networks/U90001/size/")
    )


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"ground": ""}, "#id_ground", "Choose why the network may be small."),
        ({"reason": ""}, "#id_reason", "Say why. It is kept with the change."),
        ({"review_on_year": "2020"}, "#id_review_on_day", "The review comes after the approval"),
        ({"starts_year": "soon"}, "#id_starts_day", "real date"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_loses_nothing(signed_in, changed, field, said):
    answer = signed_in("commissioner").post("/networks/U90001/size/", SENT | changed)

    assert answer.status_code == 400
    assert said in errors(answer)[field]
    assert "A made-up island" in answer.content.decode() or "reason" in changed
    assert not SizeApproval.objects.exists()


def test_an_approval_ends_on_its_last_day(signed_in, people):
    made = approval(people, "U90001", date(2026, 7, 1))
    client = signed_in("commissioner")
    client.post("/networks/U90001/size/end/", LAST)

    made.refresh_from_db()
    assert made.ends == date(2025, 6, 1)
    again = client.post("/networks/U90001/size/end/", LAST)
    assert again.status_code == 400
    assert "There is no approval to end." in text(again)


@pytest.mark.parametrize("who", ["manager", "approver", "auditor"])
def test_who_does_not_commission_reads_the_list_and_approves_nothing(signed_in, who: str):
    client = signed_in(who)

    assert "/networks/U90001/size/" not in links(client.get(LIST + DAY))
    assert client.post("/networks/U90001/size/", SENT).status_code == 403


def test_another_boards_network_is_not_found(signed_in):
    assert signed_in("other_commissioner").get("/networks/U90001/size/").status_code == 404


def test_small_networks_and_reviews_are_a_line_each_at_home(signed_in, people):
    approval(people, "U90002", timezone.localdate() + timedelta(days=5))

    shown = text(signed_in("commissioner").get("/"))
    assert "1 small network without an approval of its size: Harbour PCN." in shown
    assert "1 approval of a small network to review: Quay PCN." in shown
    assert "small network" not in text(signed_in("auditor").get("/"))
