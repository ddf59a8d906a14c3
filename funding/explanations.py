"""How the posted sums of earlier months came about: the last explanation of each payment."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from funding.engine.corrections import Earlier, Payment
from funding.models import Correction, Decision, Line, Recalculation, Statement

NetworkMonth = tuple[str, date]
EXPLAINED = ("amount", "status", "rate_id", "steps", "citations")
"""What an explanation keeps of a line."""
_APPROVED = {"calculation__decisions__outcome": Decision.Outcome.APPROVED}


def earlier_explanations(
    *, icb_code: str, network_months: Collection[NetworkMonth]
) -> dict[NetworkMonth, Earlier]:
    """For each network and month asked for, in four queries.

    A payment's explanation is that of its last posted correction, else of its approved line. The
    figures are those of the last posted recalculation, else of the approved statement.
    """
    if not network_months:
        return {}
    asked = {
        "calculation__icb_code": icb_code,
        "network_code__in": {network for network, _ in network_months},
        "month__in": {month for _, month in network_months},
        **_APPROVED,
    }
    inputs: dict[NetworkMonth, Any] = {}
    explained: dict[NetworkMonth, dict[Payment, dict[str, Any]]] = defaultdict(dict)
    statements = _by_key(Statement.objects.filter(**asked), inputs)
    for statement, payment, said in _lines(statements):
        explained[statements[statement]][payment] = said
    again = _by_key(Recalculation.objects.filter(**asked), inputs)
    for one in Correction.objects.filter(recalculation__in=again).order_by("recalculation", "id"):
        payment = Payment(one.stream, one.component, one.payee)
        explained[again[one.recalculation_id]][payment] = one.after
    return {
        key: Earlier({p: said for p, said in explained[key].items() if said}, inputs.get(key, ()))
        for key in network_months
    }


def _by_key(rows: Any, inputs: dict[NetworkMonth, Any]) -> dict[int, NetworkMonth]:
    """Numbers to network and month, in the order made; the figures of the latest stay."""
    found: dict[int, NetworkMonth] = {}
    for row in rows.order_by("id").values("pk", "network_code", "month", "inputs"):
        key = (row["network_code"], row["month"])
        found[row["pk"]] = key
        inputs[key] = row["inputs"]
    return found


def _lines(statements: Collection[int]) -> Iterator[tuple[int, Payment, dict[str, Any]]]:
    """Every line of the statements: its statement, its payment and how it came about."""
    rows = Line.objects.filter(statement__in=statements).values_list(
        "statement", "stream", "component", "payee", *EXPLAINED
    )
    for statement, stream, component, payee, amount, *said in rows:
        payment = Payment(stream, component, payee)
        yield statement, payment, dict(zip(EXPLAINED, (str(amount), *said), strict=True))
