"""What would be put right in approved months, in words and rows."""

from typing import Any

from funding.impact import Impact
from pcn_portal.web.correction_words import signed
from pcn_portal.web.formats import counted, joined, money

LARGEST = 50


def impact_words(impact: Impact) -> dict[str, Any]:
    """The answer, the largest rows, and how many there are besides."""
    return {
        "answer": _answer(impact),
        "rows": [
            {
                "network": one.network,
                "name": one.name,
                "month": one.month,
                "amount": signed(one.amount),
            }
            for one in impact.months[:LARGEST]
        ],
        "others": max(len(impact.months) - LARGEST, 0),
    }


def _answer(impact: Impact) -> str:
    if not impact.months:
        return "No approved month would come to anything else."
    parts = [f"{money(impact.arrears)} more would be due"] if impact.arrears else []
    parts += [f"{money(-impact.recovered)} would be recovered"] if impact.recovered else []
    return (
        f"{counted(len(impact.months), 'approved month,approved months')} of "
        f"{counted(impact.networks, 'network,networks')} would be corrected: {joined(parts)}. "
        "Approved figures stay; the next run posts the differences."
    )
