"""Schedule 4 over the API."""

from decimal import Decimal

import pytest

from funding.models import ShareRule
from tests.api.test_errors import error
from tests.api.test_money import API, approve, run_month

RULES, SHARES = f"{API}share-rules/", f"{API}shares/"
RULE = {
    "network": "U90001", "from_month": "2025-04", "by": "equal", "top_percent": "5",
    "reason": "Schedule 4.",
}  # fmt: skip


@pytest.mark.usefixtures("england")
def test_a_rule_is_set_and_the_month_is_shared_to_the_penny(client_of):
    run_month(client_of("national"))
    approve(client_of)
    manager = client_of("manager")
    assert manager.post(RULES, RULE, format="json").status_code == 201
    assert manager.get(RULES, {"network": "U90001"}).json()[0]["by"] == "equal"
    found = manager.get(f"{SHARES}u90001/2025-04/").json()
    shares = [Decimal(s["amount"]) for one in found["sums"] for s in one["shares"]]
    assert sum(shares) == Decimal(found["total"])
    assert found["unshared"] == "0.00"
    assert set(found["practices"]) == {"Z90001", "Z90002"}
    error(manager.get(f"{SHARES}U90002/2025-04/"), 404, "not_found")
    error(manager.get(f"{SHARES}U90001/2025-09/"), 404, "not_found")


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"by": "luck"}, 400),
        ({"top_percent": "-1"}, 400),
        ({"fixed": {"Z90001": "x"}}, 400),
        ({"fixed": {"Z90003": "1.00"}}, 409),
        ({"network": "U90002"}, 404),
        ({"stream": "tea"}, 409),
    ],
)
@pytest.mark.usefixtures("england")
def test_a_wrong_rule_is_refused(client_of, changed, status):
    answer = client_of("manager").post(RULES, RULE | changed, format="json")
    assert answer.status_code == status
    assert not ShareRule.objects.exists()
