"""Schedule 4 by page and API: a manager sets a rule and takes each practice's share with them."""

import pytest

from funding.models import Posting, ShareRule
from tests.funding.approving import approve
from tests.web.money.conftest import AT
from tests.web.pages import text

RULES, NEW = "/networks/U90001/shares/", "/networks/U90001/shares/new/"
MONTH = f"{RULES}2025-04/"
FORM = {
    "stream": "", "from_month": "2025-04", "top_percent": "5", "top_fixed": "", "percent": "",
    "fixed": "Z90001 10.00", "by": "registered", "others": "", "reason": "Schedule 4.",
}  # fmt: skip


@pytest.fixture
def approved(calculate, people):
    made = calculate()
    approve(calculation_id=made.pk, by=people["approver"].actor, at=AT)


@pytest.mark.usefixtures("approved")
def test_a_manager_sets_a_rule_and_sees_what_each_practice_gets(signed_in):
    manager = signed_in("manager")
    before = text(manager.get(MONTH))

    manager.post(NEW, FORM)
    rules, shown = text(manager.get(RULES)), text(manager.get(MONTH))

    assert "No rule is set for this month." in before
    assert "5 % for the network’s costs, £10.00 to Z90001 and the rest by registered list" in rules
    assert "shared by 2 practices." in shown
    assert "£10.00 fixed; 10,000 of 20,000, by registered list" in shown
    assert "Kept by the network" in shown


@pytest.mark.usefixtures("approved")
@pytest.mark.parametrize("ending", ["pdf", "csv", "xlsx"])
def test_each_practice_takes_its_statement_with_it(signed_in, ending):
    manager = signed_in("manager")
    manager.post(NEW, FORM)

    one = manager.get(f"{MONTH}shares.{ending}?practice=Z90001")
    all_ = manager.get(f"{MONTH}shares.{ending}")

    assert "U90001-2025-04-shares-Z90001" in one.headers["Content-Disposition"]
    assert len(all_.content) > 100
    assert "this practice’s share." in text(manager.get(f"{MONTH}?practice=Z90001"))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"fixed": "Z90001"}, "is not a code and a number"),
        ({"fixed": "Z90001 x"}, "is not a code and a number"),
        ({"fixed": "Z90001 1\nZ90001 2"}, "stands there twice"),
        ({"fixed": "Z90003 1"}, "Z90003 is not a member of this network"),
        ({"percent": "Z90001 60\nZ90002 50"}, "more than 100"),
        ({"by": ""}, "Choose how the rest is shared."),
        ({"reason": ""}, "Say where it is agreed."),
        ({"others": "Z90004"}, "not recorded as a member"),
        ({"top_fixed": "1e400"}, "There is a problem"),
        ({"fixed": "Z90001 NaN"}, "pounds and pence"),
    ],
)
def test_a_wrong_rule_is_refused_in_words(signed_in, england, changed, said):
    answer = signed_in("manager").post(NEW, FORM | changed)

    assert answer.status_code == 400
    assert said in text(answer)
    assert not ShareRule.objects.exists()


@pytest.mark.usefixtures("approved")
def test_strangers_neither_see_nor_set_rules(signed_in):
    for who, status in (("other_commissioner", 404), ("auditor", 403)):
        assert signed_in(who).post(NEW, FORM).status_code == status
    assert signed_in("other_commissioner").get(MONTH).status_code == 404
    assert signed_in("manager").get("/networks/U90002/shares/").status_code == 404
    assert signed_in("manager").get(f"{RULES}2025-05/").status_code == 404
    assert signed_in("manager").get(f"{MONTH}?practice=Z90003").status_code == 404
    assert Posting.objects.exists() and not ShareRule.objects.exists()
