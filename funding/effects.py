"""What changes of the register would do to each network they touch: size, money, people, papers.

The register is projected, not changed, and every pound is the engine's. See docs/adr/0084 for the
month that is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from funding.effect_facts import EffectFacts, gather_effect
from funding.effect_notes import notes_on
from funding.effect_standing import ApprovedMonth, approved_months, unsigned, vacancies
from funding.engine.arrs import arrs_sum
from funding.engine.facts import NetworkFacts
from funding.engine.lines import Entitlement
from funding.engine.rates import RateBook
from funding.engine.statement import entitlement
from funding.engine.streams import MONTHLY_STREAMS, STREAM_TITLES
from networks.proposals.details import Change, ProposalRefused, check_day
from networks.proposals.projection import NetworkView, project
from networks.sizes import LARGE, SMALL, Band, Size, band_of
from pcn_portal.units.periods import Month
from practices.models import Basis

__all__ = [
    "ApprovedMonth",
    "Effect",
    "NetworkEffect",
    "Payment",
    "Side",
    "effect_of",
    "payment_month",
]

BANDS = {
    Band.UNDER: f"Under {SMALL:,}",
    Band.USUAL: f"{SMALL:,} to {LARGE:,}",
    Band.OVER: f"Over {LARGE:,}",
    Band.UNKNOWN: "Not known",
}


@dataclass(frozen=True)
class Payment:
    """One payment of the month: pounds, or None and what is missing for it.

    With one practice's amount missing the whole is None: a part is never shown as the whole.
    `status` is "provisional" if a rate of it is, else "confirmed"; empty without an amount.
    """

    stream: str
    title: str
    amount: Decimal | None
    gaps: tuple[str, ...]
    status: str


@dataclass(frozen=True)
class Side:
    """A network on one side of a change. Populations are of the contract year's 1 January.

    A population is None while a practice's figure is missing; `lacking` names these practices by
    basis. `total` is the sum of the payments that have an amount, `arrs_sum` for a year.
    """

    members: int
    registered: Decimal | None
    weighted: Decimal | None
    adjusted: Decimal | None
    band: str
    payments: tuple[Payment, ...]
    total: Decimal
    arrs_sum: Decimal | None
    arrs_note: str
    directors: tuple[str, ...]
    payee: str
    lacking: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def complete(self) -> frozenset[str]:
        """The payments that have an amount."""
        return frozenset(p.stream for p in self.payments if p.amount is not None)


@dataclass(frozen=True)
class NetworkEffect:
    """A touched network before and after; None where it does not exist in the month.

    `vacancies` and `unsigned` are sentences about what stands open after the change.
    """

    code: str
    name: str
    before: Side | None
    after: Side | None
    vacancies: tuple[str, ...]
    unsigned: tuple[str, ...]

    @property
    def change(self) -> Decimal | None:
        """Pounds a month more; None where a payment is known on one side only."""
        old, new = self.before, self.after
        if old and new and old.complete != new.complete:
            return None
        nothing = Decimal("0.00")
        return (new.total if new else nothing) - (old.total if old else nothing)


@dataclass(frozen=True)
class Effect:
    """The effect in one month; `notes` say what is not known."""

    month: Month
    networks: tuple[NetworkEffect, ...]
    approved_months: tuple[ApprovedMonth, ...]
    notes: tuple[str, ...]


def effect_of(drafts: Sequence[Change], *, known_at: datetime) -> Effect:
    """What the changes, made together, would do, from what is known at a moment.

    Raises ProposalRefused when the register does not allow them. Writes nothing.
    """
    if not drafts:
        raise ProposalRefused("Choose at least one change.")
    month = payment_month(max(check_day(draft.effective) for draft in drafts))
    found = project(drafts, on=month.first)
    facts = gather_effect(drafts, found, known_at=known_at)
    vacant = vacancies(drafts, found, facts.practices)
    not_signed = unsigned(found, facts.practices)
    return Effect(
        month=month,
        networks=tuple(
            NetworkEffect(
                code,
                after.name,
                _side(found.before[code], facts, after=False),
                _side(after, facts, after=True),
                vacant.get(code, ()),
                not_signed.get(code, ()),
            )
            for code, after in found.after.items()
        ),
        approved_months=approved_months(drafts, found, facts.boards),
        notes=notes_on(drafts, found, facts, known_at=known_at),
    )


def payment_month(day: date) -> Month:
    """The first month that begins on or after the day: the first that a change touches whole."""
    month = Month.of(day)
    return month if day == month.first else month.next


def _side(view: NetworkView, facts: EffectFacts, *, after: bool) -> Side | None:
    if not view.exists:
        return None
    network = facts.network(view, after=after)
    book = facts.book_of(view.code)
    payments = _payments(_entitlement(network, facts, book))
    sums = {basis: _population(network, basis) for basis in Basis.values}
    arrs = arrs_sum(network=network, month=facts.month, book=book, known_on=facts.known_on)
    return Side(
        members=len(network.practices),
        registered=sums[Basis.REGISTERED],
        weighted=sums[Basis.WEIGHTED],
        adjusted=sums[Basis.ADJUSTED],
        band=_band(sums[Basis.REGISTERED], len(network.practices)),
        payments=payments,
        total=sum((p.amount for p in payments if p.amount is not None), Decimal("0.00")),
        arrs_sum=arrs.amount,
        arrs_note=arrs.note,
        directors=view.directors,
        payee=view.payee,
        lacking={basis: _lacking(network, basis) for basis in Basis.values},
    )


def _entitlement(network: NetworkFacts, facts: EffectFacts, book: RateBook) -> Entitlement:
    return entitlement(
        network=network,
        month=facts.month,
        book=book,
        known_on=facts.known_on,
        rounding=facts.rounding_of(network.code),
    )


def _payments(found: Entitlement) -> tuple[Payment, ...]:
    """A network's month by payment, in the order of a statement."""
    lines = {
        stream: [li for li in found.lines if li.stream == stream] for stream in MONTHLY_STREAMS
    }
    gaps = {
        stream: tuple(gap.missing for gap in found.gaps if gap.stream == stream)
        for stream in MONTHLY_STREAMS
    }
    payments = []
    for stream in MONTHLY_STREAMS:
        if gaps[stream]:
            payments.append(Payment(stream, STREAM_TITLES[stream], None, gaps[stream], ""))
        elif lines[stream]:
            amount = sum((line.amount for line in lines[stream]), Decimal("0.00"))
            statuses = {line.status for line in lines[stream]}
            status = "provisional" if "provisional" in statuses else "confirmed"
            payments.append(Payment(stream, STREAM_TITLES[stream], amount, (), status))
    return tuple(payments)


def _population(network: NetworkFacts, basis: str) -> Decimal | None:
    figures = [practice.figure(basis) for practice in network.practices]
    known = [figure.value for figure in figures if figure is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(figures) else None


def _lacking(network: NetworkFacts, basis: str) -> tuple[str, ...]:
    return tuple(
        f"{practice.name} ({practice.code})" if practice.name else practice.code
        for practice in network.practices
        if practice.figure(basis) is None
    )


def _band(registered: Decimal | None, members: int) -> str:
    if registered is None:
        return BANDS[Band.UNKNOWN]
    return BANDS[
        band_of(Size({Basis.REGISTERED: registered}, {Basis.REGISTERED: members}), members)
    ]
