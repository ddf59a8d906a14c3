"""The demo's paid money: a statement with a part payment and a double, a query, and shares."""

import csv
from datetime import date, datetime
from decimal import Decimal
from io import StringIO

from funding.actions import (
    Question,
    Terms,
    give_query,
    open_query,
    set_share_rule,
    set_source,
    take_file,
)
from funding.engine.shares import By
from funding.models import MoneyQuery, PaidFile, PaidKind, PaymentFile, ShareRule
from pcn_portal.accounts.models import Membership, User

COLUMNS = {"payee": "Payee code", "amount": "Amount", "payment": "Paycode", "month": "Pay month"}
SHORT = Decimal("100.00")


def take_statement(icb: str, month: date, *, by: User, at: datetime) -> None:
    """Bring in a made-up national statement of a month that was paid."""
    if PaidFile.objects.filter(icb_code=icb).exists():
        return
    source = set_source(
        icb_code=icb,
        name="National statement",
        kind=PaidKind.STATEMENT,
        columns=COLUMNS,
        words={},
        by=by.actor,
        at=at,
    )
    take_file(
        source=source,
        name=f"made-up-statement-{month:%Y-%m}.csv",
        content=_statement(PaymentFile.objects.get(icb_code=icb, month=month)),
        year=None,
        max_bytes=1_000_000,
        by=by.actor,
        at=at,
    )


def _statement(paid: PaymentFile) -> bytes:
    """The payment file's rows as paid: the first £100 short, the second twice, one unknown."""
    rows = list(csv.DictReader(StringIO(bytes(paid.content).decode())))
    rows[0]["amount"] = str(Decimal(rows[0]["amount"]) - SHORT)
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS.values())
    for row in (*rows, rows[1]):
        writer.writerow((row["payee_code"], row["amount"], row["paycode"], row["payment_month"]))
    writer.writerow(("8ZZZZ", "250.00", "CORE", f"{paid.month:%Y-%m}"))
    return text.getvalue().encode()


def ask(icb: str, *, by: User, owner: User, at: datetime) -> None:
    """Let the PCN manager ask a question that the commissioner answers."""
    if MoneyQuery.objects.filter(icb_code=icb).exists():
        return
    network = Membership.objects.get(user=by).code
    asked = Question(
        subject="Care home premium of April",
        text="We count twelve more beds in April than were paid. Can they still be counted?",
        network_code=network,
    )
    made = open_query(icb_code=icb, asked=asked, by=by.actor, at=at)
    give_query(
        query_id=made.pk,
        owner_id=owner.pk,
        text="Checks the bed counts of April.",
        by=owner.actor,
        at=at,
    )


def share_by_lists(network: str, month: date, *, by: User, at: datetime) -> None:
    """Let the manager's network keep 5 % for its costs and share the rest by registered list."""
    if ShareRule.objects.filter(network_code=network).exists():
        return
    set_share_rule(
        network_code=network,
        stream="",
        from_month=month,
        terms=Terms(by=By.REGISTERED, top_percent=Decimal(5)),
        reason="Made-up Schedule 4, page 3.",
        by=by.actor,
        at=at,
    )
