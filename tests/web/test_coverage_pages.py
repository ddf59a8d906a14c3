"""The coverage list: proven, or who is missing; arranging cover from there; the work lists."""

from datetime import date

import pytest

from networks.models import Cover, Network, NetworkMembership
from practices.models import PopulationFigure, Practice
from tests.web.pages import errors, heading, links, text

pytestmark = pytest.mark.usefixtures("england")
COVERAGE = "/networks/lists/coverage/"
DAY = "?on=2025-06-01"
APRIL = date(2025, 4, 1)
NEW = "/practices/Z90003/cover/new/"


@pytest.fixture
def outside(england) -> Practice:
    """Cedar has been in no network since 1 April 2025."""
    NetworkMembership.objects.filter(practice__code="Z90003").update(ends=APRIL)
    return Practice.objects.get(code="Z90003")


def form(**changed: str) -> dict[str, str]:
    return {
        "network": "",
        "organisation": "Made-up Federation",
        "ods_code": "",
        "starts_day": "1",
        "starts_month": "4",
        "starts_year": "2025",
        "ends_day": "",
        "ends_month": "",
        "ends_year": "",
        "how_paid": "Local contract.",
        "reason": "Letter of March.",
        **changed,
    }


def test_a_hundred_per_cent_is_said_when_nobody_is_missing(signed_in):
    page = text(signed_in("commissioner").get(COVERAGE + DAY))

    assert (
        "All 30,000 registered patients of Saltmarsh Fictional ICB are covered on 1 June 2025: "
        "100.00%."
    ) in page
    assert "Core network practices 3 30,000 100.00%" in page
    assert "Registered patients on 1 January 2025" in page


def test_who_is_missing_comes_first_with_what_to_do(signed_in, outside):
    answer = signed_in("commissioner").get(COVERAGE + DAY)

    assert (
        "66.66% of the 30,000 registered patients of Saltmarsh Fictional ICB are covered on "
        "1 June 2025. 10,000 in 1 practice are not."
    ) in text(answer)
    assert "Z90003 Cedar Surgery 10,000 In no network, and no arrangement is recorded." in text(
        answer
    )
    assert "Not covered 1 10,000 33.34%" in text(answer)
    assert NEW in links(answer)
    assert NEW not in links(signed_in("auditor").get(COVERAGE + DAY))


def test_cover_is_arranged_and_ended_from_there(signed_in, outside):
    commissioner = signed_in("commissioner")
    arranged = commissioner.post(NEW, form(), follow=True)
    assert "Made-up Federation serves the patients of Cedar Surgery (Z90003)" in text(arranged)
    page = commissioner.get(COVERAGE + DAY)
    assert "100.00%." in text(page)
    assert "Made-up Federation From 1 April 2025 Local contract." in text(page)
    end = f"{COVERAGE}{Cover.objects.get().pk}/end/"
    assert end in links(page)

    fields = {"ends_day": "31", "ends_month": "5", "ends_year": "2025", "reason": "It joins."}
    ended = commissioner.post(end, fields, follow=True)

    assert "The arrangement ends on 31 May 2025." in text(ended)
    assert "66.66%" in text(commissioner.get(COVERAGE + DAY))


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"organisation": ""}, "#id_network", "Say which network or organisation"),
        ({"network": "U00000"}, "#id_network", "no network with this code"),
        ({"network": "U90001"}, "#id_organisation", "not both"),
        ({"how_paid": ""}, "#id_how_paid", "Say how it is paid"),
        ({"reason": ""}, "#id_reason", "Say why"),
        ({"starts_year": "2024"}, "#id_starts_day", "is a core network practice of Quay PCN"),
    ],
)
def test_a_wrong_form_is_said_at_its_field(signed_in, outside, changed, field, sentence):
    answer = signed_in("commissioner").post(NEW, form(**changed))

    assert answer.status_code == 400
    assert sentence in errors(answer)[field]
    assert not Cover.objects.exists()


def test_a_list_that_is_not_known_is_named_and_spoils_the_proof(signed_in, outside):
    PopulationFigure.objects.bulk_create(
        PopulationFigure(
            practice=Practice.objects.get(code=code), basis="registered", reference_date=APRIL,
            version=1, value=5000, vintage="made up", received_at="2025-04-02T09:00Z",
        )
        for code in ("Z90001", "Z90002")
    )  # fmt: skip

    page = text(signed_in("commissioner").get(COVERAGE + DAY))

    assert "that does not prove 100%: 1 practice in no network has no known list." in page
    assert "have no list on 1 April 2025" in page
    assert "Z90003 Cedar Surgery Nobody Arrange cover" in page


def test_without_lists_it_is_said_that_nothing_is_known(signed_in):
    page = text(signed_in("commissioner").get(COVERAGE + "?on=2024-06-01"))

    assert "No list of Saltmarsh Fictional ICB is held for 1 June 2024 or before." in page
    assert "None" not in page


def test_a_practice_in_another_boards_network_is_named(signed_in):
    NetworkMembership.objects.filter(practice__code="Z90003").update(
        network=Network.objects.get(code="U90003")
    )

    page = text(signed_in("commissioner").get(COVERAGE + DAY))

    assert "Cedar Surgery (Z90003), 10,000 patients: Heather PCN (U90003) of Moorland" in page


def test_a_needless_arrangement_and_a_closed_networks_one_are_pointed_out(signed_in, outside):
    Cover.objects.create(
        practice=outside, network=Network.objects.get(code="U90003"), starts=APRIL, how_paid="x"
    )
    Network.objects.filter(code="U90003").update(closed=date(2025, 5, 1))
    shown = text(signed_in("commissioner").get(COVERAGE + DAY))
    assert "served its patients, Heather PCN (U90003), has closed." in shown
    NetworkMembership.objects.create(
        practice=outside, network=Network.objects.get(code="U90001"), starts=date(2025, 6, 1)
    )

    page = text(signed_in("commissioner").get(COVERAGE + DAY))

    assert "No longer needed It is core in Harbour PCN." in page


def test_all_boards_are_listed_the_most_missing_first(signed_in, outside):
    answer = signed_in("national").get(COVERAGE + DAY)

    assert (
        "1 of 2 boards cover 100% of their patients on 1 June 2025. "
        "10,000 patients in 1 practice are not covered."
    ) in text(answer)
    boards = [href for href in links(answer) if "?icb=" in href]
    assert boards == [f"{COVERAGE}?icb={code}&on=2025-06-01" for code in ("QZ1", "QZ2")]
    assert heading(signed_in("national").get(boards[1])).startswith("Moorland Fictional ICB")


@pytest.mark.parametrize(("who", "status"), [("commissioner", 404), ("manager", 404)])
def test_another_boards_coverage_is_not_found(signed_in, who: str, status: int):
    assert signed_in(who).get(f"{COVERAGE}?icb=QZ2").status_code == status


def test_a_networks_own_people_learn_that_boards_count_coverage(signed_in):
    page = text(signed_in("manager").get(COVERAGE))

    assert "Ask its commissioner." in page
    assert "Saltmarsh" not in page


@pytest.mark.parametrize(
    ("who", "status"), [("other_commissioner", 404), ("auditor", 403), ("manager", 403)]
)
def test_only_its_commissioner_arranges_and_ends_cover(signed_in, outside, who: str, status: int):
    cover = Cover.objects.create(practice=outside, organisation="A", starts=APRIL, how_paid="x")

    assert signed_in(who).post(NEW, form()).status_code == status
    assert signed_in(who).post(f"{COVERAGE}{cover.pk}/end/", {}).status_code == status
    assert signed_in("commissioner").get("/practices/none/cover/new/").status_code == 404


def test_the_work_lists_stand_in_one_place_with_their_numbers(signed_in, outside):
    client = signed_in("commissioner")
    answer = client.get("/networks/lists/" + DAY)

    assert "1 practice with 10,000 patients not covered" in text(answer)
    assert "2 of 3 practices take part in 2025/26; 1 to look at" in text(answer)
    assert "1 under 30,000 without approval, 0 to review, 0 over 50,000" in text(answer)
    assert "0 posts are vacant or about to be, 2 with nobody recorded" in text(answer)
    assert "2 networks without a network agreement, 0 with signatures missing" in text(answer)
    assert "No payment is held" in text(answer)
    assert f"{COVERAGE}{DAY}" in links(answer)
    assert f"/networks/lists/{DAY}" in links(client.get("/networks/" + DAY))


def test_the_work_lists_of_somebody_without_a_board(signed_in):
    page = text(signed_in("manager").get("/networks/lists/" + DAY))

    assert "No lists of patients are held for an integrated care board of yours." in page
    assert "2 of 2 practices take part in 2025/26" in page
