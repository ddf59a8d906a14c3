"""The members of a network: who is in it, what each signed, and entering the others."""

from datetime import date

import pytest

from networks.models import Agreement, Cover, Network, NetworkMembership, Partner, Signature
from practices.models import Practice
from tests.web.pages import errors, heading, links, text

pytestmark = pytest.mark.usefixtures("england")
DAY = "?on=2025-06-01"
MEMBERS = "/networks/U90001/members/"
APRIL = date(2025, 4, 1)


def pharmacy(**changed) -> Partner:
    facts = {"kind": "pharmacy", "name": "Made-up Pharmacy", "ods_code": "FZ001", "starts": APRIL}
    return Partner.objects.create(network=Network.objects.get(code="U90001"), **(facts | changed))


def form(**changed: str) -> dict[str, str]:
    return {
        "kind": "pharmacy",
        "ods_code": "FZ001",
        "name": "Made-up Pharmacy",
        "starts_day": "1",
        "starts_month": "4",
        "starts_year": "2025",
        "note": "",
        "reason": "Signed agreement seen.",
        **changed,
    }


def end(**changed: str) -> dict[str, str]:
    return {"ends_day": "30", "ends_month": "6", "ends_year": "2025", "reason": "Left."} | changed


def test_everybody_in_the_network_is_shown_by_kind_with_figures(signed_in):
    pharmacy()
    pharmacy(kind="hospital", name="Made-up Trust")
    cedar = Practice.objects.get(code="Z90003")
    pharmacy(kind="practice", name=cedar.name, ods_code=cedar.code, practice=cedar)

    answer = signed_in("manager").get(MEMBERS + DAY)
    page = text(answer)

    assert (
        "Harbour PCN has 2 core network practices, 1 member practice and 2 other organisations "
        "on 1 June 2025. No network agreement is in force."
    ) in page
    assert "Z90001 Alder Surgery 1 April 2023 10,000" in page
    assert page.count("No agreement in force") == 5
    for part in ("Member practices", "Z90003 Cedar Surgery", "Community pharmacy", "Hospital"):
        assert part in page
    assert "/practices/Z90001/?on=2025-06-01" in links(answer)
    assert "/practices/Z90003/?on=2025-06-01" not in links(answer)


def test_it_is_said_who_signed_which_schedules_when_and_who_did_not(signed_in):
    network = Network.objects.get(code="U90001")
    agreement = Agreement.objects.create(network=network, version=1, starts=APRIL)
    signed = {"agreement": agreement, "signed_on": date(2025, 5, 3), "schedules": [1, 4]}
    alder = Practice.objects.get(code="Z90001")
    Signature.objects.create(practice=alder, signed_by="A. Fictional", **signed)
    Signature.objects.create(partner=pharmacy(), signed_by="P. Fictional", **signed)

    page = text(signed_in("manager").get(MEMBERS + DAY))

    assert "3 May 2025 , A. Fictional Schedules 1, 4" in page
    assert "3 May 2025 , P. Fictional Schedules 1, 4" in page
    assert page.count("Not signed") == 1
    assert "1 has not signed the network agreement." in page
    before = text(signed_in("manager").get(MEMBERS + "?on=2025-05-02"))
    assert "3 have not signed the network agreement." in before


def test_those_of_the_past_and_to_come_stand_apart_on_any_day(signed_in):
    pharmacy(ends=date(2025, 6, 1))
    pharmacy(name="Later Trust", kind="hospital", starts=date(2025, 7, 1))

    page = text(signed_in("manager").get(MEMBERS + DAY))

    assert "0 other organisations" in page
    assert "1 member of the past Made-up Pharmacy (FZ001), Community pharmacy" in page
    assert "1 April 2025 to 31 May 2025" in page
    assert "Members to come Later Trust (FZ001), Hospital: From 1 July 2025" in page
    assert "1 other organisation " in text(signed_in("manager").get(MEMBERS + "?on=2025-05-31"))


def test_practices_that_it_serves_are_named(signed_in):
    Cover.objects.create(
        practice=Practice.objects.get(code="Z90003"),
        network=Network.objects.get(code="U90001"),
        how_paid="By letter.",
        starts=APRIL,
    )

    page = text(signed_in("manager").get(MEMBERS + DAY))

    assert "Cedar Surgery (Z90003) since 1 April 2025. By letter." in page


@pytest.mark.parametrize(
    ("who", "may"), [("manager", True), ("commissioner", True), ("auditor", False)]
)
def test_who_keeps_the_register_is_offered_to_change_it(signed_in, who: str, may: bool):
    partner = pharmacy()

    offered = set(links(signed_in(who).get(MEMBERS + DAY)))

    changes = {
        f"{MEMBERS}new/",
        f"{MEMBERS}{partner.pk}/correct/",
        f"{MEMBERS}{partner.pk}/end/",
    }
    assert changes <= offered if may else not changes & offered


def test_a_member_is_added_corrected_and_ended(signed_in):
    manager = signed_in("manager")
    added = manager.post(f"{MEMBERS}new/", form(), follow=True)
    assert "Made-up Pharmacy (FZ001) is a member from 1 April 2025." in text(added)
    partner = Partner.objects.get()

    filled = manager.get(f"{MEMBERS}{partner.pk}/correct/").content.decode()
    corrected = manager.post(
        f"{MEMBERS}{partner.pk}/correct/", form(name="Real Pharmacy"), follow=True
    )
    ended = manager.post(f"{MEMBERS}{partner.pk}/end/", end(), follow=True)

    assert 'value="Made-up Pharmacy"' in filled
    assert "The member is corrected." in text(corrected)
    assert "Real Pharmacy (FZ001) is a member until 30 June 2025." in text(ended)
    partner.refresh_from_db()
    assert (partner.name, partner.ends) == ("Real Pharmacy", date(2025, 7, 1))


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"kind": ""}, "#id_kind", "Choose what kind of organisation it is."),
        ({"name": ""}, "#id_name", "Give the organisation's name."),
        ({"reason": ""}, "#id_reason", "Say why. It is kept with the change."),
        ({"starts_month": "13"}, "#id_starts_day", "must be a real date"),
        ({"kind": "practice", "ods_code": "Z90001"}, "#id_ods_code", "is a core network practice"),
    ],
)
def test_a_wrong_form_loses_nothing_and_leads_to_the_field(signed_in, changed, field, sentence):
    answer = signed_in("manager").post(f"{MEMBERS}new/", form(note="Typed.", **changed))

    assert answer.status_code == 400
    assert sentence in errors(answer)[field]
    assert "Typed." in text(answer)
    assert not Partner.objects.exists()


def test_a_refused_end_is_said_at_its_field(signed_in):
    partner = pharmacy()

    answer = signed_in("manager").post(f"{MEMBERS}{partner.pk}/end/", end(ends_year="2020"))

    assert answer.status_code == 400
    assert "became a member on 1 April 2025" in errors(answer)["#id_ends_day"]


@pytest.mark.parametrize(("who", "status"), [("other_commissioner", 404), ("auditor", 403)])
def test_others_change_nothing(signed_in, who: str, status: int):
    partner = pharmacy()
    for address in ("new/", f"{partner.pk}/correct/", f"{partner.pk}/end/"):
        assert signed_in(who).post(MEMBERS + address, form() | end()).status_code == status

    partner.refresh_from_db()
    assert (Partner.objects.count(), partner.ends) == (1, None)
    assert signed_in("other_commissioner").get(MEMBERS).status_code == 404


def test_a_member_is_reached_only_below_its_own_network(signed_in):
    partner = pharmacy()

    answer = signed_in("national").get(f"/networks/U90002/members/{partner.pk}/end/")

    assert (answer.status_code, heading(answer)) == (404, "Page not found")


def test_the_page_takes_as_many_queries_for_many_members_as_for_few(
    signed_in, django_assert_max_num_queries
):
    client = signed_in("manager")
    for number in range(8):
        pharmacy(name=f"Pharmacy {number}")
        Practice.objects.create(code=f"Z9010{number}", name=f"Surgery {number}")
        NetworkMembership.objects.create(
            practice=Practice.objects.get(code=f"Z9010{number}"),
            network=Network.objects.get(code="U90001"),
            starts=APRIL,
        )

    with django_assert_max_num_queries(30):
        client.get(MEMBERS + DAY)
