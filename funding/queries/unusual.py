"""What is unusual in a calculation, and what of it nobody has acknowledged yet."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from funding.engine.unusual import InputSeen, LineSeen, Picture, Unusual, unusual
from funding.models import Acknowledgement, Calculation, Gap, Line, MonthCheck
from funding.queries.months import counting_calculations
from pcn_portal.units.periods import Month


@dataclass(frozen=True)
class Seen:
    """An unusual thing, and who acknowledged it and why, if anybody did."""

    thing: Unusual
    acknowledged: Acknowledgement | None

    @property
    def open(self) -> bool:
        return self.acknowledged is None


def month_before(calculation: Calculation) -> Calculation | None:
    """The calculation that counts for the same ICB in the month before."""
    month = Month.of(calculation.month).previous.first
    return counting_calculations().filter(icb_code=calculation.icb_code, month=month).first()


def seen_in(calculation: Calculation) -> list[Seen]:
    """Everything unusual in a calculation against the month before, the largest first."""
    before = month_before(calculation)
    found = unusual(
        Month.of(calculation.month),
        pictures(calculation),
        pictures(before) if before is not None else None,
    )
    made = Acknowledgement.objects.filter(
        icb_code=calculation.icb_code, month=calculation.month
    ).select_related("made_by")
    known = {(one.key, one.sentence): one for one in made}
    return [Seen(one, known.get((one.key, one.sentence))) for one in found]


def check_of(calculation: Calculation) -> MonthCheck | None:
    """Who checked a calculation, if it is checked."""
    return MonthCheck.objects.filter(calculation=calculation).select_related("checked_by").first()


def pictures(calculation: Calculation) -> list[Picture]:
    """Every network of a calculation as it was calculated; three queries."""
    lines = _lines(calculation)
    gaps = _gaps(calculation)
    rows = calculation.statements.values_list(
        "id", "network_code", "network_name", "total", "inputs", "hold"
    )
    return [
        Picture(
            code=code,
            name=name,
            total=total,
            inputs=_inputs(inputs),
            lines=lines.get(number, {}),
            gaps={stream: tuple(missing) for stream, missing in gaps.get(number, {}).items()},
            hold=hold["reason"] if hold else "",
        )
        for number, code, name, total, inputs, hold in rows
    ]


def _lines(calculation: Calculation) -> dict[int, dict[tuple[str, str, str], LineSeen]]:
    found: dict[int, dict[tuple[str, str, str], LineSeen]] = defaultdict(dict)
    rows = Line.objects.filter(statement__calculation=calculation).values_list(
        "statement_id", "stream", "component", "payee", "amount", "status"
    )
    for number, stream, component, payee, amount, status in rows:
        seen = LineSeen(amount, status == "provisional")
        found[number][stream, component, payee] = seen
    return found


def _gaps(calculation: Calculation) -> dict[int, dict[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = Gap.objects.filter(statement__calculation=calculation).order_by("id")
    for number, stream, missing in rows.values_list("statement_id", "stream", "missing"):
        found[number][stream].append(missing)
    return found


def _inputs(inputs: Iterable[dict[str, Any]]) -> dict[tuple[str, str], InputSeen]:
    return {
        (one["basis"], one["practice"]): InputSeen(
            one["name"] or one["practice"],
            Decimal(one["value"]),
            _day(one),
            one.get("override", ""),
        )
        for one in inputs
    }


def _day(one: dict[str, Any]) -> date | None:
    text = one.get("reference_date")
    return date.fromisoformat(text) if text else None
