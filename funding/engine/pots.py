"""The sums that a network's claims of a year are paid from, month by month of its membership.

The additional roles reimbursement sum is contractor weighted population × rate; a practice that
moves takes its months with it. The ring-fence for newly qualified GPs is a sum of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from funding.engine.arrs import FLAT_BELOW, period_in_words
from funding.engine.facts import NetworkFacts
from funding.engine.rate import Rate
from funding.engine.rates import RateBook, RateMissing
from funding.engine.streams import STREAM_TITLES
from pcn_portal.units.money import exact_to_pennies
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import month_in_words
from workforce.engine.generating import MAIN, RING_FENCE

STREAMS = {MAIN: "arrs_sum", RING_FENCE: "arrs_gp_ringfence"}


@dataclass(frozen=True, slots=True)
class Pot:
    """A sum of a year in pounds, None where it is not known; `note` says how, or what is missing.

    It can be claimed from in `months`. `provisional` is the standing of its rate.
    """

    key: str
    title: str
    amount: Decimal | None
    note: str
    months: tuple[Month, ...]
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class _Share:
    pounds: Fraction | None
    missing: str
    weighted: Fraction = Fraction(0)


def pots(
    months: Mapping[Month, NetworkFacts], book: RateBook, known_on: date | None
) -> dict[str, Pot]:
    """The pots of a network's year by key; `months` has its facts in each month it existed.

    The main one is always there; the ring-fence only in a year that has one.
    """
    found = {key: _pot(key, stream, months, book, known_on) for key, stream in STREAMS.items()}
    return {key: pot for key, pot in found.items() if pot.months or key == MAIN}


def _pot(
    key: str,
    stream: str,
    months: Mapping[Month, NetworkFacts],
    book: RateBook,
    known_on: date | None,
) -> Pot:
    rates: dict[Month, Rate] = {}
    problem = ""
    for month in sorted(months):
        try:
            (rates[month],) = book.in_force(stream, month, known_on)
        except RateMissing as missing:
            problem = f"{missing}."
    title = STREAM_TITLES[stream]
    if not rates:
        return Pot(key, title, None, problem or "The network did not exist in this year.", ())
    known: dict[tuple[int, str], _Share] = {}
    for month, rate in rates.items():
        place = (id(months[month]), rate.id)
        known[place] = known.get(place) or _share(months[month], rate)
    shares = {month: known[id(months[month]), rate.id] for month, rate in rates.items()}
    provisional = any(rate.status != "confirmed" for rate in rates.values())
    lacking = next((m for m, share in shares.items() if share.pounds is None), None)
    if lacking is not None:
        note = f"{month_in_words(lacking)}: {shares[lacking].missing}"
        return Pot(key, title, None, note, tuple(rates), provisional)
    total = sum((share.pounds or Fraction(0) for share in shares.values()), Fraction(0))
    note = _note(rates, shares, provisional)
    return Pot(key, title, exact_to_pennies(total), note, tuple(rates), provisional)


def _share(network: NetworkFacts, rate: Rate) -> _Share:
    """One month of a rate for a network."""
    if rate.value is None:
        return _Share(None, f"{rate.title}: the rate is unknown; no source read gives it.")
    if rate.basis == "flat":
        return _flat(network, rate.value, rate.divisor)
    if not network.practices:
        return _Share(None, "No core network practice is recorded.")
    lacking = [one.name or one.code for one in network.practices if one.weighted is None]
    if lacking:
        return _Share(None, f"Contractor weighted population missing: {', '.join(lacking)}.")
    figures = [Fraction(one.weighted.value) for one in network.practices if one.weighted]
    weighted = sum(figures, Fraction(0))
    return _Share(weighted * Fraction(rate.value) / rate.divisor, "", weighted)


def _flat(network: NetworkFacts, value: Decimal, months: int) -> _Share:
    lists = [practice.registered for practice in network.practices]
    known = [figure.value for figure in lists if figure is not None]
    if not lists or len(known) < len(lists):
        return _Share(None, f"Not known whether it has fewer than {FLAT_BELOW:,} patients.")
    if sum(known) >= FLAT_BELOW:
        return _Share(None, f"The sum for {FLAT_BELOW:,} patients and more is not known.")
    return _Share(Fraction(value) / months, "")


def _note(rates: Mapping[Month, Rate], shares: Mapping[Month, _Share], provisional: bool) -> str:
    """ "£26.631 a weighted patient × 30,000 weighted patients, April 2025 to March 2026."."""
    used = list(dict.fromkeys(rates.values()))
    if used[0].basis == "flat":
        return f"The same for every network, {period_in_words(used[0])}."
    ways = [f"£{rate.value:f} a weighted patient, {period_in_words(rate)}" for rate in used]
    populations = {share.weighted for share in shares.values()}
    moved = " Its practices changed within the year." if len(populations) > 1 else ""
    part = "" if len(rates) >= used[0].divisor else f" {len(rates)} months of it."
    marked = " The rate is provisional." if provisional else ""
    return f"{'; then '.join(ways)}.{part}{moved}{marked}"
