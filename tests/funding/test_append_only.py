"""What is calculated, decided and set only grows: the database refuses change and removal."""

import pytest
from django.db import IntegrityError, connection, transaction

from funding.actions import set_rounding
from pcn_portal.accounts.models import User
from pcn_portal.audit.append_only import ChangeRefused
from tests.funding.approving import approve
from tests.funding.cast import APRIL, NOON, run_month

TABLES = {
    "funding_calculation": "total = 0",
    "funding_statement": "total = 0",
    "funding_line": "amount = 0",
    "funding_gap": "missing = ''",
    "funding_decision": "reason = 'changed'",
    "funding_roundingsetting": "reason = 'changed'",
    "funding_posting": "amount = 0",
    "funding_chainlink": "digest = ''",
}


@pytest.fixture
def books(england: list[str], commissioner: User, approver: User) -> None:
    """One row at least in every table."""
    set_rounding(
        icb_code="QAA",
        stream="core_pcn_funding",
        convention="printed_monthly",
        from_month=APRIL,
        reason="Agreed.",
        by=commissioner.actor,
        at=NOON,
    )
    (calculation,) = run_month(commissioner, icb="QAA")
    approve(calculation_id=calculation.pk, by=approver.actor, at=NOON)


@pytest.mark.parametrize("table", TABLES)
def test_raw_sql_can_neither_change_nor_delete(books: None, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM {table} t")
        before = cursor.fetchone()
        assert before[0] is not None
        for statement in (f"UPDATE {table} SET {TABLES[table]}", f"DELETE FROM {table}"):
            with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
                cursor.execute(statement)
        cursor.execute(f"SELECT md5(string_agg(t::text, '' ORDER BY id)) FROM {table} t")
        assert cursor.fetchone() == before


def test_a_row_read_through_the_models_cannot_be_saved_or_deleted(
    england: list[str], commissioner: User
) -> None:
    (calculation,) = run_month(commissioner, icb="QAA")
    with pytest.raises(ChangeRefused):
        calculation.save()
    with pytest.raises(ChangeRefused):
        calculation.statements.all()[0].delete()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO funding_gap (statement_id, stream, missing, payee) VALUES (0, 'x', 'x', 'x')",
        "INSERT INTO funding_line (statement_id, stream, component, payee, amount, status, rate_id,"
        " steps, citations) VALUES (0, 'x', '', 'x', 1, 'x', 'x', '[]', '[]')",
    ],
)
def test_a_line_or_gap_without_its_statement_is_refused(books: None, statement: str) -> None:
    with (
        pytest.raises(IntegrityError, match="names a statement that is not there"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
