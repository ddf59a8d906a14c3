"""Participation in the DES: list and deadlines, one practice's history, notices, windows."""

from datetime import UTC, date, datetime

import pytest

from networks.models import NetworkMembership, ParticipationNotice, ParticipationWindow, Proposal
from practices.models import Practice
from tests.web.pages import errors, links, text

pytestmark = pytest.mark.usefixtures("england")
LIST = "/networks/lists/participation/"
YEAR = "?year=2025-26"
NEW = "/practices/Z90001/participation/new/"
WINDOWS = "/networks/lists/participation/windows/"


def notice(**changed: str) -> dict[str, str]:
    return {
        "year": "2025",
        "kind": "opt_out",
        "received_on_day": "20",
        "received_on_month": "4",
        "received_on_year": "2025",
        "effective_day": "1",
        "effective_month": "7",
        "effective_year": "2025",
        "reason": "Letter of the partners.",
        "consent": "",
        **changed,
    }


def window(**changed: str) -> dict[str, str]:
    return {
        "opens_day": "1",
        "opens_month": "9",
        "opens_year": "2025",
        "closes_day": "30",
        "closes_month": "9",
        "closes_year": "2025",
        "source": "A made-up letter.",
        **changed,
    }


@pytest.mark.parametrize(
    ("day", "deadline"),
    [
        ("2025-04-01", "the opt-out window closes on 30 April 2025."),
        ("2025-05-01", "the opt-out window closed on 30 April 2025."),
    ],
)
def test_the_list_answers_first_with_the_deadline(signed_in, day: str, deadline: str):
    page = text(signed_in("commissioner").get(f"{LIST}{YEAR}&on={day}"))

    assert "3 of 3 practices take part in 2025/26 on" in page
    assert deadline in page
    assert "Enrolled automatically: 3" in page
    assert "Core network practice of Harbour PCN (U90001) on 31 March 2025." in page


def test_a_window_after_a_variation_is_shown_while_it_is_open(signed_in, people):
    ParticipationWindow.objects.create(
        year=2025,
        opens=date(2025, 9, 1),
        source="A made-up letter.",
        entered_at=datetime(2025, 9, 1, tzinfo=UTC),
        entered_by=people["national"],
    )

    page = text(signed_in("commissioner").get(f"{LIST}{YEAR}&on=2025-09-02"))

    assert "a window after a variation of the DES is open, its end is not known." in page
    assert "Not open yet" in text(signed_in("auditor").get(f"{LIST}{YEAR}&on=2025-08-31"))


def test_a_year_whose_window_is_not_known_says_so(signed_in):
    page = text(signed_in("national").get(f"{LIST}?year=2019-20&on=2020-01-01"))

    assert "when the opt-out window closes is not known." in page
    assert "no window was found" in page


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["Z90003", "Z90001", "Z90002"]),
        ("&state=out", ["Z90003"]),
        ("&state=trouble", ["Z90003"]),
        ("&state=coming", []),
        ("&state=enrolled", ["Z90001", "Z90002"]),
        ("&q=birch", ["Z90002"]),
        ("&q=z90001", ["Z90001"]),
        ("&state=nonsense", ["Z90003", "Z90001", "Z90002"]),
    ],
)
def test_what_does_not_fit_stands_first_and_the_list_is_filtered(signed_in, query, codes):
    NetworkMembership.objects.filter(practice__code="Z90003").update(ends=date(2025, 5, 1))

    answer = signed_in("commissioner").get(f"{LIST}{YEAR}&on=2025-06-01{query}")

    found = [h.split("/")[2] for h in links(answer) if "/participation/?" in h]
    assert [code for code in found if code.startswith("Z")] == codes


@pytest.mark.parametrize("year", ["9999-00", "0000-01", "nonsense"])
def test_a_year_far_out_is_that_of_the_day(signed_in, year: str):
    page = text(signed_in("commissioner").get(f"{LIST}?year={year}&on=2025-06-01"))

    assert "take part in 2025/26" in page


def test_a_board_is_a_filter_only_for_who_has_several(signed_in):
    page = text(signed_in("national").get(f"{LIST}{YEAR}&on=2025-06-01&icb=QZ2"))

    assert "1 of 1 practice takes part" in page
    assert "Damson Surgery" in page
    assert "Alder Surgery" not in page
    assert 'name="icb"' not in signed_in("commissioner").get(LIST).content.decode()


def test_everybody_sees_the_practices_of_their_own_organisations(signed_in):
    page = text(signed_in("manager").get(f"{LIST}{YEAR}&on=2025-06-01"))

    assert "Alder Surgery" in page
    assert "Cedar Surgery" not in page
    assert signed_in("manager").get("/practices/Z90004/participation/").status_code == 404


def test_an_opt_out_is_recorded_and_the_change_proposed(signed_in):
    commissioner = signed_in("commissioner")

    answer = commissioner.post(NEW, notice(), follow=True)

    assert "The notice is recorded." in text(answer)
    assert "2025/26 Opts out 20 April 2025 1 July 2025 Letter of the partners." in text(answer)
    assert Proposal.objects.get().kind == "leave"
    coming = text(commissioner.get(f"{LIST}{YEAR}&on=2025-06-01"))
    assert "Opts out from 1 July 2025 , notice received on 20 April 2025." in coming
    after = text(commissioner.get(f"{LIST}{YEAR}&on=2025-07-01"))
    assert "2 of 3 practices take part" in after
    assert "It is still a core network practice of Harbour PCN (U90001)." in after


def test_a_late_sign_up_shows_the_consent(signed_in):
    NetworkMembership.objects.filter(practice__code="Z90001").update(ends=date(2025, 3, 1))
    late = notice(kind="late_sign_up", received_on_month="6", consent="Head of primary care.")

    answer = signed_in("commissioner").post(NEW, late, follow=True)

    assert "propose which one it joins" in text(answer)
    assert "Consent: Head of primary care." in text(answer)


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"kind": ""}, "#id_kind", "Choose what the practice said."),
        ({"reason": ""}, "#id_reason", "Say why"),
        ({"received_on_month": "5"}, "#id_received_on_day", "outside the windows of 2025/26"),
        ({"effective_day": "2"}, "#id_effective_day", "first of a month"),
        ({"kind": "sign_up"}, "#id_kind", "takes part in 2025/26 already"),
        (
            {"kind": "late_sign_up", "received_on_month": "6"},
            "#id_consent",
            "Say who of the commissioner agreed",
        ),
    ],
)
def test_a_wrong_notice_is_said_at_its_field(signed_in, changed, field, sentence):
    answer = signed_in("commissioner").post(NEW, notice(**changed))

    assert answer.status_code == 400
    assert sentence in errors(answer)[field]
    assert not ParticipationNotice.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("manager", 403), ("auditor", 403), ("other_commissioner", 404)]
)
def test_only_its_commissioner_records_a_notice(signed_in, who: str, status: int):
    assert signed_in(who).get(NEW).status_code == status
    assert signed_in(who).post(NEW, notice()).status_code == status
    assert not ParticipationNotice.objects.exists()


def test_the_national_administrator_enters_windows(signed_in):
    national = signed_in("national")
    answer = national.post(WINDOWS, window(), follow=True)

    assert "The window of 2025/26 is entered." in text(answer)
    assert "2025/26 1 September 2025 30 September 2025 A made-up letter." in text(answer)
    assert "30 April 2025" in text(answer)
    wrong = national.post(WINDOWS, window(closes_month="8"))
    assert wrong.status_code == 400
    assert "closes before it opens" in errors(wrong)["#id_closes_day"]
    assert "Say where" in errors(national.post(WINDOWS, window(source="")))["#id_source"]


@pytest.mark.parametrize("who", ["commissioner", "manager", "auditor"])
def test_nobody_else_enters_windows(signed_in, who: str):
    assert signed_in(who).post(WINDOWS, window()).status_code == 403
    assert not ParticipationWindow.objects.exists()


def test_the_list_takes_as_many_queries_for_many_practices_as_for_few(
    signed_in, django_assert_max_num_queries
):
    for number in range(20):
        Practice.objects.create(code=f"Z901{number:02}", name=f"Surgery {number}")

    client = signed_in("national")
    with django_assert_max_num_queries(12):
        client.get(f"{LIST}{YEAR}&on=2025-06-01")
