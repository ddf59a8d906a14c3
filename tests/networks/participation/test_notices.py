"""Notices: opting out and signing up in a window, signing up late with consent."""

from datetime import UTC, date, datetime

import pytest

from networks.models import Network, NetworkMembership, ParticipationNotice, Proposal
from networks.participation.actions import Notice, NoticeRefused, record_notice
from networks.participation.windows import WindowRefused, in_time, open_window, windows_of
from networks.proposals.actions import propose
from pcn_portal.audit.models import SYSTEM, Actor, AuditEvent
from practices.models import Practice
from tests.networks.participation.conftest import APRIL, AT, JULY, MAY, leaves

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("england")]
SEPTEMBER = date(2025, 9, 1)


def open_in_september(clerk: Actor, closes: date | None = date(2025, 10, 1), year: int = 2025):
    return open_window(
        year=year, opens=SEPTEMBER, closes=closes, source="Letter of 1 September.", by=clerk, at=AT
    )


def test_an_opt_out_until_30_april_is_recorded_with_who_when_and_why(give, clerk):
    notice = give("opt_out", received_on=date(2025, 4, 30), effective=MAY)

    assert (notice.year, notice.received_on, notice.effective) == (2025, date(2025, 4, 30), MAY)
    assert (notice.recorded_by_id, notice.recorded_at) == (clerk.id, AT)
    event = AuditEvent.objects.get(action="participation.opt_out")
    assert (event.object_key, event.reason) == ("Z90001", "Letter of the partners.")


def test_the_opt_out_of_a_core_network_practice_proposes_that_it_leaves(give, clerk):
    give("opt_out", effective=JULY)

    proposal = Proposal.objects.get()
    assert (proposal.kind, proposal.effective, proposal.state) == ("leave", JULY, "proposed")
    assert proposal.details == {"practice": "Z90001", "network": "U90001"}
    assert proposal.proposed_by_id == clerk.id
    assert proposal.reason == (
        "Opts out of the DES for 2025/26, notice received on 20 April 2025: Letter of the partners."
    )
    assert AuditEvent.objects.get(action="participation.opt_out").data["proposal"] == proposal.pk


def test_a_change_already_proposed_is_not_proposed_again(give, clerk):
    details = {"practice": "Z90001", "network": "U90001"}
    known = propose(kind="leave", effective=JULY, reason="x", details=details, by=clerk, at=AT)

    give("opt_out")

    assert Proposal.objects.get() == known
    assert AuditEvent.objects.get(action="participation.opt_out").data["proposal"] == known.pk


def test_neither_notice_nor_proposal_stands_if_the_practice_cannot_leave(give):
    leaves("Z90001", SEPTEMBER)
    NetworkMembership.objects.create(
        practice=Practice.objects.get(code="Z90001"),
        network=Network.objects.get(code="U90002"),
        starts=SEPTEMBER,
    )

    with pytest.raises(NoticeRefused, match="cannot be proposed: The register has a later spell"):
        give("opt_out", effective=JULY)

    assert not ParticipationNotice.objects.exists()
    assert not Proposal.objects.exists()
    assert not AuditEvent.objects.exists()


def test_who_has_left_already_only_gives_notice(give):
    leaves("Z90001", JULY)

    give("opt_out", effective=APRIL)

    assert Proposal.objects.count() == 1
    with pytest.raises(NoticeRefused, match="does not take part in 2025/26 then"):
        give("opt_out", "Z90001", effective=JULY)


@pytest.mark.parametrize(
    ("kind", "received", "sentence"),
    [
        ("opt_out", date(2025, 5, 1), "outside the windows of 2025/26 (until 30 April 2025)"),
        ("sign_up", date(2025, 5, 1), "Record it as a late sign-up, with the commissioner's"),
        ("opt_out", date(2024, 4, 30), "too early for 2025/26"),
        ("opt_out", date(2026, 3, 3), "cannot have come in the future"),
        ("opt_out", date(2026, 4, 1), "cannot have come in the future"),
    ],
)
def test_a_notice_outside_the_window_does_not_count(give, kind, received, sentence):
    leaves("Z90002", date(2025, 3, 1))
    practice = "Z90001" if kind == "opt_out" else "Z90002"

    with pytest.raises(NoticeRefused) as refused:
        give(kind, practice, received_on=received)

    assert refused.value.field == "received_on"
    assert sentence in str(refused.value)


def test_a_notice_that_came_after_the_year_is_for_another_year(clerk):
    late = datetime(2026, 6, 1, tzinfo=UTC)
    notice = Notice(2025, "opt_out", date(2026, 4, 1), JULY, "x")

    with pytest.raises(NoticeRefused, match="ended on 31 March 2026"):
        record_notice(
            practice=Practice.objects.get(code="Z90001"), notice=notice, by=clerk, at=late
        )


def test_a_variation_of_the_des_opens_another_window(give, clerk):
    with pytest.raises(NoticeRefused):
        give("opt_out", received_on=date(2025, 9, 30), effective=date(2025, 10, 1))
    open_in_september(clerk)

    give("opt_out", received_on=date(2025, 9, 30), effective=date(2025, 10, 1))

    for day in (date(2025, 8, 31), date(2025, 10, 1)):
        with pytest.raises(NoticeRefused, match="from 1 September 2025 until 30 September 2025"):
            give("opt_out", "Z90002", received_on=day, effective=date(2025, 10, 1))


@pytest.mark.parametrize(
    ("effective", "kind"),
    [(date(2025, 4, 2), "opt_out"), (date(2025, 3, 1), "opt_out"), (date(2026, 4, 1), "sign_up")],
)
def test_who_takes_part_changes_on_the_first_of_a_month_of_the_year(give, effective, kind):
    with pytest.raises(NoticeRefused, match="first of a month of 2025/26") as refused:
        give(kind, effective=effective)
    assert refused.value.field == "effective"


def test_a_late_sign_up_takes_the_commissioners_consent(give):
    leaves("Z90001", date(2025, 3, 1))
    late = {"received_on": date(2025, 6, 2), "effective": JULY}
    with pytest.raises(NoticeRefused, match="Say who of the commissioner agreed") as refused:
        give("late_sign_up", **late)
    assert refused.value.field == "consent"

    notice = give("late_sign_up", consent="Head of primary care, 3 June 2025.", **late)

    assert notice.consent == "Head of primary care, 3 June 2025."
    assert not Proposal.objects.exists()


def test_a_sign_up_in_time_is_not_late_and_needs_no_consent(give):
    leaves("Z90001", date(2025, 3, 1))
    with pytest.raises(NoticeRefused, match="came in time"):
        give("late_sign_up", consent="Yes.")

    assert give("sign_up", consent="Not needed.").consent == ""


def test_who_is_enrolled_has_nothing_to_sign(give):
    with pytest.raises(NoticeRefused, match="takes part in 2025/26 already: enrolled automat"):
        give("sign_up")


def test_a_sign_up_that_nobody_recorded_can_be_recorded_later(give):
    spell = Practice.objects.get(code="Z90001").memberships.get()
    spell.starts = APRIL
    spell.save()

    assert give("sign_up").kind == "sign_up"
    with pytest.raises(NoticeRefused, match="already: signed up"):
        give("sign_up")


def test_a_notice_says_what_why_and_comes_from_a_person(give):
    with pytest.raises(NoticeRefused, match="Choose what"):
        give("nothing")
    with pytest.raises(NoticeRefused, match="Give a reason"):
        give("opt_out", reason=" ")
    with pytest.raises(NoticeRefused, match="by a person"):
        record_notice(
            practice=Practice.objects.get(code="Z90001"),
            notice=Notice(2025, "opt_out", date(2025, 4, 20), APRIL, "x"),
            by=SYSTEM,
            at=AT,
        )


def test_where_no_window_is_known_nobody_opts_out(give, clerk):
    with pytest.raises(NoticeRefused, match="No window for notices is known for 2019/20"):
        give("opt_out", year=2019, received_on=date(2019, 6, 1), effective=date(2019, 7, 1))


def test_windows_stand_in_order_and_a_newer_entry_replaces_one_of_the_same_day(clerk):
    open_in_september(clerk, closes=None)
    assert in_time(2025, date(2026, 1, 1))
    open_in_september(clerk)

    yearly, entered = windows_of(2025)

    assert (yearly.yearly, yearly.opens, yearly.last_day) == (True, None, date(2025, 4, 30))
    assert (entered.opens, entered.last_day) == (SEPTEMBER, date(2025, 9, 30))
    assert not in_time(2025, date(2026, 1, 1))
    assert "check the year's specification" in yearly.source
    assert AuditEvent.objects.filter(action="participation.window_entered").count() == 2


def test_a_window_has_a_source_a_person_and_days_of_its_year(clerk):
    for said, sentence in (
        ({"closes": SEPTEMBER}, "closes before it opens"),
        ({"year": 2024}, "not in the contract year 2024/25"),
    ):
        with pytest.raises(WindowRefused, match=sentence):
            open_in_september(clerk, **said)
    with pytest.raises(WindowRefused, match="by a person"):
        open_in_september(SYSTEM)
    with pytest.raises(WindowRefused, match="Say where the window is announced"):
        open_window(year=2025, opens=SEPTEMBER, closes=None, source=" ", by=clerk, at=AT)
