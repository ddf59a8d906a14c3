"""Corrections in words: what earlier months get more or less, and why."""

from collections.abc import Sequence
from decimal import Decimal

from funding.engine.streams import STREAM_TITLES
from funding.models import Cause, Correction
from funding.parts_of_payments import part_title
from funding.queries import NetworkCorrected
from pcn_portal.web.formats import counted, joined, money

CAUSES = {
    Cause.RATE: "a rate published or changed since",
    Cause.POPULATION: "a population restated",
    Cause.MEMBERSHIP: "a practice that joined, left or moved",
    Cause.BEDS: "care home beds corrected",
    Cause.SUPPLIED: "a missing figure supplied",
    Cause.CONVENTION: "another rounding convention",
    Cause.METHOD: "another way of calculating",
    Cause.CLAIMS: "a claim approved since",
    Cause.DECLARED: "a declaration of capacity and access improvement, or its check",
    Cause.ACHIEVEMENT: "an achievement approved since",
}


def causes_in_words(causes: Sequence[str]) -> str:
    """Why something was corrected: "A population restated and a rate published since"."""
    words = joined([CAUSES[Cause(cause)] for cause in causes])
    return words[:1].upper() + words[1:]


def payment_title(correction: Correction) -> str:
    """The payment, with its part where it has several."""
    title = STREAM_TITLES.get(correction.stream, correction.stream)
    part = part_title(correction.stream, correction.component)
    return f"{title}, {part}" if part else title


def signed(amount: Decimal) -> str:
    """Arrears "£12.00", a recovery "−£12.00 recovered"."""
    return money(amount, "recovered")


def corrected_sentence(networks: Sequence[NetworkCorrected]) -> str:
    """What a month corrects in all: networks, months, pounds more and pounds recovered."""
    months = {month.month for network in networks for month in network.months}
    arrears = sum((n.arrears for n in networks), Decimal("0.00"))
    recovered = sum((n.recovered for n in networks), Decimal("0.00"))
    parts = [f"{money(arrears)} more is due"] if arrears else []
    parts += [f"{money(-recovered)} is recovered"] if recovered else []
    of = f"{counted(len(networks), 'network,networks')} for "
    return f"{of}{counted(len(months), 'earlier month,earlier months')}: {joined(parts)}."
