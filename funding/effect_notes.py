"""What is not known about an effect, or must be kept in mind with it, in sentences."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from funding.effect_facts import EffectFacts
from funding.engine.rates import RateMissing
from networks.holds import holds_known
from networks.models import Network, ProposalKind
from networks.proposals.details import Change
from networks.proposals.projection import Projection
from networks.proposals.wording import CLOSED_PRACTICE_LIST
from pcn_portal.units.wording import month_in_words

GOES_OR_COMES = (
    ProposalKind.PRACTICE_MERGER,
    ProposalKind.PRACTICE_SPLIT,
    ProposalKind.PRACTICE_CLOSURE,
)
WITHIN_A_YEAR = (
    "The ARRS sum is that of a whole year. How it is divided between networks when practices move "
    "during the year was not found in any published text."
)


def notes_on(
    drafts: Sequence[Change], projection: Projection, facts: EffectFacts, *, known_at: datetime
) -> tuple[str, ...]:
    """The notes, the month first."""
    return tuple(_notes(drafts, projection, facts, known_at))


def _notes(
    drafts: Sequence[Change], projection: Projection, facts: EffectFacts, known_at: datetime
) -> Iterator[str]:
    if any(draft.effective != facts.month.first for draft in drafts):
        yield (
            f"Amounts are of {month_in_words(facts.month)}, the first month that begins on or "
            "after the last of the days."
        )
    yield from _no_rates(facts)
    if facts.month.number != 4 and _members_change(projection):
        yield WITHIN_A_YEAR
    if any(draft.kind in GOES_OR_COMES for draft in drafts):
        yield CLOSED_PRACTICE_LIST
    yield from _beds(drafts, facts)
    yield from _held(projection, facts, known_at)


def _no_rates(facts: EffectFacts) -> Iterator[str]:
    try:
        facts.national.year(facts.month.contract_year)
    except RateMissing as problem:
        yield f"{problem}, so no amount of {month_in_words(facts.month)} is known."


def _members_change(projection: Projection) -> bool:
    return any(
        projection.before[code].practices != after.practices
        for code, after in projection.after.items()
    )


def _beds(drafts: Sequence[Change], facts: EffectFacts) -> Iterator[str]:
    month = month_in_words(facts.month)
    for draft in drafts:
        details = draft.details
        if draft.kind == ProposalKind.NETWORK_MERGER and details["into"] in facts.beds_after:
            beds = facts.beds_after[details["into"]].value
            yield (
                f"Care home premium of {details['into']}: the {beds:,f} beds of the networks that "
                f"merge. Enter its beds for {month} before that month is run."
            )
        if draft.kind == ProposalKind.NETWORK_SPLIT and details["network"] in facts.beds:
            beds = facts.beds[details["network"]].value
            yield (
                f"Care home premium: to which part the {beds:,f} beds of {details['network']} "
                "belong is not known, so it is left open."
            )


def _held(projection: Projection, facts: EffectFacts, known_at: datetime) -> Iterator[str]:
    networks = dict(
        Network.objects.filter(code__in=projection.after).order_by("code").values_list("pk", "name")
    )
    held = holds_known(network_ids=list(networks), month=facts.month.first, known_at=known_at)
    for key, name in networks.items():
        if key in held:
            first = f"{held[key].from_month:%B %Y}"
            yield (
                f"Payments of {name} are held from {first}; the amounts are what it is entitled "
                f"to. Why: {held[key].reason}"
            )
