"""The chain: what was approved stands as it was, or the first link that does not is named."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from funding.chain import verify_chain
from funding.models import ChainLink
from pcn_portal.accounts.models import User
from tests.funding.books.cast import approve_month
from tests.funding.cast import APRIL, MAY


@pytest.fixture
def two_months(england: list[str], commissioner: User, approver: User) -> None:
    for month in (APRIL, MAY):
        approve_month(month, commissioner, approver)


def behind_the_portals_back(sql: str) -> None:
    """Change rows as somebody with the database's own password could."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET session_replication_role = DEFAULT")


def verified() -> str:
    printed = StringIO()
    call_command("verify_chain", stdout=printed)
    return printed.getvalue().strip()


def test_a_chain_of_two_approvals_holds(two_months: None) -> None:
    assert verified() == "2 links of 1 boards: every link holds."
    first, second = ChainLink.objects.order_by("number")
    assert (first.previous, second.previous) == ("", first.hash)


@pytest.mark.parametrize(
    ("sql", "number"),
    [
        ("UPDATE funding_posting SET amount = amount + 0.01 WHERE id = (SELECT min(id) FROM "
         "funding_posting)", 1),
        ("UPDATE funding_line SET steps = '[]' WHERE id = (SELECT max(id) FROM funding_line)", 2),
        ("DELETE FROM funding_posting WHERE id = (SELECT max(id) FROM funding_posting)", 2),
        ("UPDATE funding_statement SET network_name = 'Other' WHERE month = '2025-05-01'", 2),
        ("UPDATE funding_decision SET reason = 'other' WHERE month = '2025-04-01'", 1),
        ("DELETE FROM funding_chainlink WHERE number = 1", 1),
        ("UPDATE funding_chainlink SET digest = repeat('0', 64) WHERE number = 2", 2),
        ("UPDATE funding_chainlink SET previous = repeat('0', 64) WHERE number = 2", 2),
    ],
)  # fmt: skip
def test_the_first_broken_link_is_named(two_months: None, sql: str, number: int) -> None:
    behind_the_portals_back(sql)
    broken = verify_chain(icb_code="QAA")
    assert broken is not None and broken.number == number
    with pytest.raises(CommandError, match=f"QAA: link {number} is broken"):
        verified()


def test_an_approval_outside_the_chain_is_found(two_months: None) -> None:
    behind_the_portals_back("DELETE FROM funding_chainlink WHERE number = 2")
    broken = verify_chain(icb_code="QAA")
    assert broken is not None and "is not in the chain" in broken.why
