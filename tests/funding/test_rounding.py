"""An ICB's rounding convention: by payment, from a month on, added and never changed."""

from datetime import date, timedelta

import pytest

from funding.actions import RoundingRefused, set_rounding
from funding.models import RoundingSetting
from funding.queries import rounding_in_force, rounding_settings
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import AuditEvent
from tests.funding.cast import APRIL, MAY, NOON, run_month

CORE = "core_pcn_funding"
OCTOBER = date(2025, 10, 1)


def choose(by: User, **changes: object) -> RoundingSetting:
    asked: dict[str, object] = {
        "icb_code": "QAA",
        "stream": CORE,
        "convention": "printed_monthly",
        "from_month": APRIL,
        "reason": "Agreed with the finance team.",
        "by": by.actor,
        "at": NOON,
    }
    return set_rounding(**(asked | changes))  # type: ignore[arg-type]


def in_force(month: date, icb: str = "QAA", hours: int = 1) -> str:
    known_at = NOON + timedelta(hours=hours)
    return rounding_in_force(icb_code=icb, month=month, known_at=known_at)[CORE]


def test_nothing_set_is_the_annual_rate_divided_by_twelve(england: list[str]) -> None:
    assert set(rounding_in_force(icb_code="QAA", month=APRIL, known_at=NOON).values()) == {
        "annual_twelfth"
    }


def test_a_setting_counts_from_its_month_for_its_icb_and_payment(
    england: list[str], commissioner: User
) -> None:
    choose(commissioner, from_month=MAY)
    assert in_force(APRIL) == "annual_twelfth"
    assert in_force(MAY) == in_force(OCTOBER) == "printed_monthly"
    assert in_force(MAY, icb="QAB") == "annual_twelfth"
    others = rounding_in_force(icb_code="QAA", month=MAY, known_at=NOON + timedelta(hours=1))
    assert {stream for stream, c in others.items() if c == "printed_monthly"} == {CORE}
    event = AuditEvent.objects.get(action="rounding.set")
    assert (event.object_key, event.actor_id) == ("QAA", commissioner.pk)


def test_the_later_start_counts_and_of_two_the_last_entered(
    england: list[str], commissioner: User
) -> None:
    choose(commissioner, from_month=OCTOBER)
    choose(commissioner, from_month=APRIL, convention="annual_twelfth")
    assert (in_force(MAY), in_force(OCTOBER)) == ("annual_twelfth", "printed_monthly")
    choose(commissioner, from_month=OCTOBER, convention="annual_twelfth")
    assert in_force(OCTOBER) == "annual_twelfth"
    assert len(rounding_settings("QAA")) == 3


def test_a_setting_entered_after_the_moment_asked_about_is_not_known(
    england: list[str], commissioner: User
) -> None:
    choose(commissioner, at=NOON + timedelta(hours=2))
    assert in_force(APRIL, hours=1) == "annual_twelfth"
    assert in_force(APRIL, hours=2) == "printed_monthly"


def test_a_run_uses_the_convention(england: list[str], commissioner: User) -> None:
    (annual,) = run_month(commissioner, icb="QAA")
    choose(commissioner, stream="enhanced_access", at=NOON + timedelta(hours=1))
    (printed,) = run_month(commissioner, icb="QAA", at=NOON + timedelta(hours=2))
    assert printed.digest != annual.digest


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"icb_code": "QZX"}, "There is no ICB with the code “QZX”."),
        ({"stream": "arrs_sum"}, "“arrs_sum” is not a payment that is calculated monthly."),
        ({"convention": "nearest_pound"}, "“nearest_pound” is not a rounding convention."),
        ({"from_month": date(2025, 4, 2)}, "starts on the first day of a month."),
        ({"reason": "  "}, "Say why the convention is set."),
    ],
)
def test_a_wrong_setting_is_refused_in_a_sentence(
    england: list[str], commissioner: User, change: dict[str, object], sentence: str
) -> None:
    with pytest.raises(RoundingRefused) as refusal:
        choose(commissioner, **change)
    assert str(refusal.value).endswith(sentence)
    assert not RoundingSetting.objects.exists()
