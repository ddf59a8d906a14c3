"""Members, cover, coverage and participation over the API."""

from datetime import date
from typing import Any

import pytest

from networks.models import Cover, NetworkMembership, ParticipationNotice, Partner, Proposal
from pcn_portal.api.covers import CoverageShape, CoverShape, ServedShape
from pcn_portal.api.members import PartnerShape
from pcn_portal.api.notices import NoticeShape
from pcn_portal.api.participation import StandingShape
from practices.models import Practice
from tests.api.test_errors import error
from tests.api.test_money import listed

pytestmark = pytest.mark.usefixtures("england")
API = "/api/v1/"
APRIL = date(2025, 4, 1)
PARTNERS = f"{API}networks/u90001/partners/"
PHARMACY = {
    "kind": "pharmacy",
    "name": "Made-up Pharmacy",
    "starts": "2025-04-01",
    "reason": "Signed.",
}
COVER = {
    "practice": "z90003",
    "organisation": "Made-up Federation",
    "starts": "2025-04-01",
    "how_paid": "Locally.",
    "reason": "Letter.",
}
OPT_OUT = {
    "practice": "Z90001",
    "year": "2025/26",
    "kind": "opt_out",
    "received_on": "2025-04-20",
    "effective": "2025-07-01",
    "reason": "Letter of the partners.",
}


def post(client, address: str, body: dict[str, Any], **changes):
    return client.post(address, {**body, **changes}, format="json")


@pytest.fixture
def outside(england) -> Practice:
    """Cedar has been in no network since 1 April 2025."""
    NetworkMembership.objects.filter(practice__code="Z90003").update(ends=APRIL)
    return Practice.objects.get(code="Z90003")


def test_a_member_is_added_listed_corrected_and_ended(client_of):
    client = client_of("manager")
    added = post(client, PARTNERS, PHARMACY)
    assert added.status_code == 201, added.content
    partner = added.json()
    assert set(partner) == set(PartnerShape().fields)
    assert (partner["kind"], partner["name"], partner["ends"]) == (
        "pharmacy",
        "Made-up Pharmacy",
        None,
    )
    one = f"{PARTNERS}{partner['id']}/"

    corrected = post(client, f"{one}correct/", PHARMACY, name="Real Pharmacy")
    assert corrected.json()["name"] == "Real Pharmacy"
    ended = post(client, f"{one}end/", {"ends": "2025-07-01", "reason": "Left."})
    assert ended.json()["ends"] == "2025-07-01"

    assert len(listed(client, "networks/U90001/partners/?on=2025-06-30")) == 1
    assert listed(client, "networks/U90001/partners/?on=2025-07-01") == []


def test_a_member_is_refused_with_the_domains_sentence(client_of):
    client = client_of("manager")

    core = post(client, PARTNERS, PHARMACY, kind="practice", ods_code="Z90001")
    wrong = post(client, PARTNERS, PHARMACY, kind="nonsense", reason="")

    assert "is a core network practice" in error(core, 409, "refused")["message"]
    assert set(error(wrong, 400, "invalid")["fields"]) == {"kind", "reason"}
    assert not Partner.objects.exists()
    partner = post(client, PARTNERS, PHARMACY).json()["id"]
    for action, body in (("correct", PHARMACY), ("end", {"ends": "2020-01-01", "reason": "x"})):
        error(post(client, f"{PARTNERS}{partner}/{action}/", body), 409, "refused")


@pytest.mark.parametrize(("who", "status"), [("other_commissioner", 404), ("auditor", 403)])
def test_others_keep_out_of_a_networks_members(client_of, who: str, status: int):
    partner = post(client_of("commissioner"), PARTNERS, PHARMACY).json()["id"]
    client = client_of(who)

    assert post(client, PARTNERS, PHARMACY).status_code == status
    for action in ("correct", "end"):
        assert post(client, f"{PARTNERS}{partner}/{action}/", PHARMACY).status_code == status
    if who == "other_commissioner":
        assert client.get(PARTNERS).status_code == 404
    assert Partner.objects.count() == 1


def test_cover_is_arranged_listed_and_ended(client_of, outside):
    client = client_of("commissioner")
    arranged = post(client, f"{API}covers/", COVER)
    assert arranged.status_code == 201, arranged.content
    cover = arranged.json()
    assert set(cover) == set(CoverShape().fields)
    assert (cover["practice"]["code"], cover["organisation"], cover["network"]) == (
        "Z90003",
        "Made-up Federation",
        None,
    )
    body = {"ends": "2025-06-01", "reason": "It joins."}
    ended = post(client, f"{API}covers/{cover['id']}/end/", body)
    assert ended.json()["ends"] == "2025-06-01"
    by_network = post(
        client, f"{API}covers/", COVER, organisation="", network="u90001", starts="2025-06-01"
    )
    assert by_network.json()["network"] == {"code": "U90001", "name": "Harbour PCN"}

    assert len(listed(client, "covers/?on=2025-05-31&practice=Z90003")) == 1
    assert listed(client, "covers/?on=2025-05-31&network=U90001") == []
    assert len(listed(client_of("manager"), "covers/?on=2025-06-01")) == 1
    assert listed(client_of("other_commissioner"), "covers/?on=2025-06-01") == []


def test_cover_is_refused_and_kept_to_its_commissioner(client_of, outside):
    client = client_of("commissioner")
    for changes, code in (
        ({"network": "U90001"}, "refused"),
        ({"network": "U00000", "organisation": ""}, "refused"),
        ({"starts": "2025-03-31"}, "refused"),
    ):
        error(post(client, f"{API}covers/", COVER, **changes), 409, code)
    error(post(client, f"{API}covers/", COVER, practice="Z90004"), 404, "not_found")
    cover = post(client, f"{API}covers/", COVER).json()["id"]
    end = {"ends": "2025-03-31", "reason": "x"}
    error(post(client, f"{API}covers/{cover}/end/", end), 409, "refused")
    for who, status in (("manager", 403), ("auditor", 403), ("other_commissioner", 404)):
        assert post(client_of(who), f"{API}covers/", COVER).status_code == status
        assert post(client_of(who), f"{API}covers/{cover}/end/", end).status_code == status
    assert Cover.objects.get().ends is None


def test_coverage_is_proven_or_names_who_is_missing(client_of, outside):
    client = client_of("commissioner")
    before = client.get(f"{API}coverage/qz1/?on=2025-03-31").json()
    after = client.get(f"{API}coverage/QZ1/?on=2025-06-01").json()

    assert set(before) == set(CoverageShape().fields)
    assert (before["proven"], before["percent"], before["vintage"]) == (
        True,
        "100.00",
        "2025-01-01",
    )
    assert before["known"] == before["in_network"] == {"practices": 3, "patients": "30000"}
    assert (after["proven"], after["percent"]) == (False, "66.66")
    (missing,) = after["not_covered"]
    assert set(missing) == set(ServedShape().fields)
    assert (missing["code"], missing["patients"], missing["network"]) == ("Z90003", "10000", None)


@pytest.mark.parametrize("who", ["other_commissioner", "manager"])
def test_another_boards_coverage_is_not_found(client_of, who: str):
    assert client_of(who).get(f"{API}coverage/QZ1/").status_code == 404


def test_participation_is_listed_by_code_a_page_at_a_time(client_of, outside):
    client = client_of("commissioner")
    first = client.get(f"{API}participation/?year=2025-26&on=2025-06-01&limit=2").json()
    rows = first["results"] + client.get(first["next"]).json()["results"]

    assert [(row["code"], row["state"], row["takes_part"]) for row in rows] == [
        ("Z90001", "enrolled", True),
        ("Z90002", "enrolled", True),
        ("Z90003", "out", False),
    ]
    assert set(rows[0]) == set(StandingShape().fields)
    assert rows[0]["network"] == {"code": "U90001", "name": "Harbour PCN"}
    assert (rows[2]["network"], rows[2]["trouble"]) == (None, "No opt-out is recorded.")
    assert len(listed(client, "participation/?q=birch")) == 1
    assert listed(client, "participation/?icb=QZ2") == []
    error(client.get(f"{API}participation/?year=2025"), 400, "invalid")


def test_a_notice_is_recorded_and_the_change_proposed(client_of):
    client = client_of("commissioner")

    answer = post(client, f"{API}participation/notices/", OPT_OUT)

    assert answer.status_code == 201, answer.content
    notice = answer.json()
    assert set(notice) == set(NoticeShape().fields)
    assert (notice["year"], notice["kind"], notice["recorded_by"]) == (
        "2025/26",
        "opt_out",
        "commissioner",
    )
    assert Proposal.objects.get().kind == "leave"
    (standing,) = listed(client, "participation/?year=2025-26&on=2025-07-01&q=Z90001")
    assert (standing["state"], standing["notice"]) == ("opted_out", notice["id"])
    (coming,) = listed(client, "participation/?year=2025-26&on=2025-06-30&q=Z90001")
    assert (coming["state"], coming["coming"]) == ("enrolled", notice["id"])
    assert listed(client, "participation/notices/?practice=Z90001&year=2025-26") == [notice]
    assert listed(client, "participation/notices/?year=2024-25") == []
    assert listed(client_of("other_commissioner"), "participation/notices/") == []


def test_a_notice_is_refused_and_kept_to_its_commissioner(client_of):
    late = post(
        client_of("commissioner"),
        f"{API}participation/notices/",
        OPT_OUT,
        received_on="2025-05-01",
    )
    assert "outside the windows" in error(late, 409, "refused")["message"]
    wrong = post(client_of("commissioner"), f"{API}participation/notices/", OPT_OUT, year="2025")
    assert set(error(wrong, 400, "invalid")["fields"]) == {"year"}
    for who, status in (("manager", 403), ("auditor", 403), ("other_commissioner", 404)):
        found = post(client_of(who), f"{API}participation/notices/", OPT_OUT)
        assert found.status_code == status
    assert not ParticipationNotice.objects.exists()


def test_windows_are_shown_to_everybody_and_entered_by_the_national_administrator(client_of):
    body = {"opens": "2025-09-01", "closes": "2025-10-01", "source": "A made-up letter."}

    assert post(client_of("commissioner"), f"{API}participation/windows/", body).status_code == 403
    entered = post(client_of("national"), f"{API}participation/windows/", body)

    assert entered.status_code == 201, entered.content
    shown = client_of("manager").get(f"{API}participation/windows/?year=2025-26").json()
    assert shown == entered.json()
    yearly, window = shown["windows"]
    assert (yearly["yearly"], yearly["opens"], yearly["closes"]) == (True, None, "2025-05-01")
    assert (window["opens"], window["closes"]) == ("2025-09-01", "2025-10-01")
    wrong = post(client_of("national"), f"{API}participation/windows/", body, closes="2025-08-01")
    error(wrong, 409, "refused")


@pytest.mark.parametrize(
    "address",
    [
        "participation/?on=9999-12-31",
        "participation/?year=9999-00",
        "participation/windows/?year=9998-99",
        "coverage/QZ1/?on=9999-12-31",
        "covers/?on=0001-01-01",
    ],
)
def test_a_day_or_year_far_out_is_refused(client_of, address: str):
    error(client_of("commissioner").get(API + address), 400, "invalid")


def test_nothing_ends_in_a_year_far_out(client_of):
    partner = post(client_of("manager"), PARTNERS, PHARMACY).json()["id"]

    body = {"ends": "9999-12-31", "reason": "x"}

    error(post(client_of("manager"), f"{PARTNERS}{partner}/end/", body), 400, "invalid")
