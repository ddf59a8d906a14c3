"""Versions of a network agreement follow each other, and corrections say why."""

from datetime import date
from typing import Any

import pytest

from networks.agreements.papers import PapersRefused
from networks.agreements.versions import correct_version, new_version, set_schedule
from networks.models import Agreement
from pcn_portal.audit.models import AuditEvent
from tests.networks.agreements import cast

pytestmark = pytest.mark.usefixtures("england")
WHO: dict[str, Any] = {"by": cast.CLERK, "at": cast.AT}
JULY = date(2025, 7, 1)


def enter(starts: date, note: str = "") -> Agreement:
    return new_version(network_id=cast.network().pk, starts=starts, note=note, **WHO)


def correct(agreement: Agreement, starts: date, reason: str = "Misread.") -> Agreement:
    return correct_version(
        agreement_id=agreement.pk, starts=starts, note="As signed", reason=reason, **WHO
    )


def periods() -> list[tuple[int, date, date | None]]:
    return list(Agreement.objects.order_by("version").values_list("version", "starts", "ends"))


def test_a_new_version_ends_the_one_before_on_the_day_it_starts():
    enter(cast.APRIL, " The first ")
    enter(JULY)

    assert periods() == [(1, cast.APRIL, JULY), (2, JULY, None)]
    assert Agreement.objects.get(version=1).note == "The first"
    assert [e.action for e in AuditEvent.objects.all()] == ["agreement.entered"] * 2


@pytest.mark.parametrize("starts", [date(2025, 4, 1), date(2024, 4, 1)])
def test_a_version_does_not_start_before_the_one_before_it(starts: date):
    enter(cast.APRIL)

    with pytest.raises(PapersRefused, match="Version 1 starts on 1 April 2025") as refused:
        enter(starts)

    assert refused.value.field == "starts"
    assert periods() == [(1, cast.APRIL, None)]


@pytest.mark.parametrize("starts", [date(2025, 6, 1), date(2025, 8, 1)])
def test_a_corrected_first_day_moves_the_end_of_the_version_before(starts: date):
    enter(cast.APRIL)
    second = enter(JULY)

    correct(second, starts)

    assert periods() == [(1, cast.APRIL, starts), (2, starts, None)]
    event = AuditEvent.objects.get(action="agreement.corrected")
    assert (event.reason, event.data["before"]) == ("Misread.", "2025-07-01")


def test_a_correction_does_not_reach_into_another_version():
    first, second = enter(cast.APRIL), enter(JULY)

    with pytest.raises(PapersRefused, match="Give a later day"):
        correct(second, cast.APRIL)
    with pytest.raises(PapersRefused, match="This version ends on 1 July 2025"):
        correct(first, JULY)
    with pytest.raises(PapersRefused, match="Give a reason"):
        correct(first, date(2025, 5, 1), " ")

    assert periods() == [(1, cast.APRIL, JULY), (2, JULY, None)]


def test_a_schedule_says_one_thing_and_the_last_word_counts():
    agreement = enter(cast.APRIL)
    for summary in ("Shared equally", "Shared by list size"):
        set_schedule(agreement_id=agreement.pk, number=4, summary=summary, **WHO)

    (schedule,) = agreement.schedules.all()
    assert schedule.summary == "Shared by list size"
    for number, summary, says in ((8, "x", "from 1 to 7"), (4, "", "Say in short")):
        with pytest.raises(PapersRefused, match=says):
            set_schedule(agreement_id=agreement.pk, number=number, summary=summary, **WHO)


def test_a_text_that_is_too_long_is_refused_not_cut():
    with pytest.raises(PapersRefused, match="The most is 2,000"):
        enter(cast.APRIL, "x" * 2001)
