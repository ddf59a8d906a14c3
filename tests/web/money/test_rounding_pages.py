"""Rounding settings: what counts for a board, and who may set it, with a reason."""

import pytest

from funding.models import RoundingSetting

pytestmark = pytest.mark.usefixtures("england")
SET = "/money/rounding/QZ1/new/"
FORM = {
    "stream": "enhanced_access",
    "convention": "printed_monthly",
    "from_month": "2025-04",
    "reason": "Agreed by the board, minute 7.",
}


def test_until_something_is_set_every_payment_uses_the_annual_rate(signed_in):
    page = signed_in("auditor").get("/money/rounding/QZ1/").content.decode()

    assert "Every payment uses the annual rate ÷ 12." in page
    assert "This board has made none." in page
    assert SET not in page


def test_a_commissioner_sets_a_convention_with_a_reason(signed_in, people):
    answer = signed_in("commissioner").post(SET, FORM, follow=True).content.decode()

    made = RoundingSetting.objects.get()
    assert (made.icb_code, made.stream, made.set_by) == (
        "QZ1",
        "enhanced_access",
        people["commissioner"],
    )
    assert "1 payment uses the printed monthly rate" in answer
    assert "Agreed by the board, minute 7." in answer


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("reason", "", "Say why the convention is set."),
        ("convention", "", "Choose how a monthly amount is reached."),
        ("convention", "guess", "Select a valid choice"),
        ("from_month", "2025-13", "Select a valid choice"),
    ],
)
def test_an_incomplete_setting_is_refused_beside_its_field(signed_in, field, value, sentence):
    answer = signed_in("commissioner").post(SET, FORM | {field: value})

    assert answer.status_code == 400
    assert sentence in answer.content.decode()
    assert not RoundingSetting.objects.exists()


def test_the_settings_of_another_board_are_hidden(signed_in):
    other = signed_in("other_commissioner")

    assert other.get("/money/rounding/QZ1/").status_code == 404
    assert other.post(SET, FORM).status_code == 404
    assert other.get("/money/rounding/").headers["Location"] == "/money/rounding/QZ2/"
    assert "QZ1" in signed_in("national").get("/money/rounding/").content.decode()


@pytest.mark.parametrize("name", ["approver", "auditor", "manager"])
def test_others_cannot_set_it(signed_in, name):
    assert signed_in(name).post(SET, FORM).status_code == 403
    assert not RoundingSetting.objects.exists()
