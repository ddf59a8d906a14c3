"""Writes of capacity and access improvement: declared by the network, checked by its board."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from networks.models import CLINICAL_DIRECTOR, Network
from networks.people.queries import holders_by_network
from networks.queries import Member, members_by_network
from pcn_portal.audit.models import Actor
from pcn_portal.units.periods import ContractYear
from pcn_portal.units.wording import day_in_words
from services.engine.improvement import Outcome, Standing, State
from services.improvement_files import (
    ABOLISHED,
    ImprovementPart,
    ImprovementYear,
    improvement_years,
)
from services.improvement_queries import standing_of_turns, turns_by_part
from services.keeping import (
    LONGEST_TEXT,
    ServicesRefused,
    day_of,
    lock_services,
    note_service,
    read_line,
    who,
)
from services.models import (
    ImprovementCheck,
    ImprovementDeclaration,
    ImprovementEvidence,
    ImprovementPractice,
)


@dataclass(frozen=True, slots=True)
class DeclarationFacts:
    """What is declared: the codes of the practices that confirm, and words by criterion."""

    met_on: date
    practices: Collection[str]
    evidence: Mapping[str, str] = field(default_factory=dict)


def year_of_payment(year: ContractYear) -> ImprovementYear:
    """A year's parts. Raises ServicesRefused for a year without the payment."""
    found = improvement_years().get(year)
    if found is not None:
        return found
    if year >= ABOLISHED:
        raise ServicesRefused(f"The payment was abolished from {ABOLISHED}: {year} has none.")
    raise ServicesRefused(f"No capacity and access improvement of {year} is known.")


@transaction.atomic
def declare_part(
    *,
    network: Network,
    year: ContractYear,
    part: str,
    facts: DeclarationFacts,
    by: Actor,
    at: datetime,
) -> ImprovementDeclaration:
    """Declare a part in place in all core network practices of the day. Raises ServicesRefused.

    A declaration that stands may be renewed after the last day, when a practice has joined or the
    board asks for more; a part that was not declared in time stays undeclared.
    """
    of = year_of_payment(year)
    lock_services(network.pk)
    day = day_of(at)
    turns = turns_by_part(network_ids=[network.pk], year=year, known_at=at).get(
        (network.pk, part), []
    )
    asked = _part_of(of, part)
    _check_day(of, day, standing_of_turns(turns))
    if facts.met_on > day:
        raise ServicesRefused("The part must be in place by today.", "met_on")
    director = _director(network, day)
    members = _confirmed(network, day, facts.practices)
    words = _evidence(asked, facts.evidence)
    made = ImprovementDeclaration.objects.create(
        network=network,
        year=year.start_year,
        part=part,
        turn=_next_turn(network, year, part),
        declared=True,
        met_on=facts.met_on,
        director=director,
        declared_at=at,
        declared_by_id=who(by),
    )
    ImprovementPractice.objects.bulk_create(
        ImprovementPractice(declaration=made, practice_id=m.practice_id) for m in members
    )
    ImprovementEvidence.objects.bulk_create(
        ImprovementEvidence(declaration=made, criterion=key, words=said)
        for key, said in words.items()
    )
    note_service("improvement.declared", network, by, at, _noted(made))
    return made


@transaction.atomic
def withdraw_part(
    *, declaration_id: int, reason: str, by: Actor, at: datetime
) -> ImprovementDeclaration:
    """Take a declaration back by a turn of its own. Raises ServicesRefused.

    What it paid is recovered by the next run; in time, the part may be declared again.
    """
    last = _last_turn(declaration_id)
    reason = read_line(
        reason, "reason", "Say why it is withdrawn. The board reads it.", LONGEST_TEXT
    )
    made = ImprovementDeclaration.objects.create(
        network=last.network,
        year=last.year,
        part=last.part,
        turn=last.turn + 1,
        declared=False,
        reason=reason,
        declared_at=at,
        declared_by_id=who(by),
    )
    note_service("improvement.withdrawn", last.network, by, at, _noted(made), reason)
    return made


@transaction.atomic
def check_part(
    *, declaration_id: int, outcome: Outcome, reason: str, by: Actor, at: datetime
) -> ImprovementCheck:
    """Record what the board says of a declaration, before or after payment.

    Raises ServicesRefused for who declared it, for one that is replaced, and for nothing new.
    """
    last = _last_turn(declaration_id)
    if last.declared_by_id == who(by):
        raise ServicesRefused("You declared this part. Somebody else must check it.")
    before = last.checks.order_by("id").last()
    if before is not None and before.outcome == outcome and outcome != Outcome.MORE:
        raise ServicesRefused("That is what the last check says already.", "outcome")
    reason = read_line(reason, "reason", "Say why. The network reads it.", LONGEST_TEXT)
    made = ImprovementCheck.objects.create(
        declaration=last,
        outcome=outcome,
        reason=reason,
        declared_by_id=last.declared_by_id,
        checked_at=at,
        checked_by_id=who(by),
    )
    noted = _noted(last) | {"outcome": str(outcome)}
    note_service("improvement.checked", last.network, by, at, noted, reason)
    return made


def may_declare_on(of: ImprovementYear, day: date, now: Standing) -> bool:
    """Whether a part may be declared on a day: in the year, or to renew one that stands."""
    in_time = of.year.first <= day <= of.last_day
    return not of.judged and (in_time or (day > of.last_day and now.declared))


def _check_day(of: ImprovementYear, day: date, now: Standing) -> None:
    if of.judged:
        raise ServicesRefused(f"{of.year} is judged by the board at year end, not declared.")
    if may_declare_on(of, day, now):
        return
    if day < of.year.first:
        raise ServicesRefused(f"{of.year} has not begun: declare it from the 1 April it begins on.")
    last = day_in_words(of.last_day)
    stands = " and no declaration stands" if now.state != State.NOT_DECLARED else ""
    raise ServicesRefused(f"The last day to declare a part of {of.year} was {last}{stands}.")


def _part_of(of: ImprovementYear, part: str) -> ImprovementPart:
    if part not in of.parts:
        raise ServicesRefused(f"{of.year} has no such part.", "part")
    return of.parts[part]


def _director(network: Network, day: date) -> str:
    one = Network.objects.filter(pk=network.pk)
    holders = holders_by_network(one, CLINICAL_DIRECTOR, day).get(network.code, [])
    if not holders:
        raise ServicesRefused(
            f"The register has no clinical director of this network on {day_in_words(day)}. "
            "Record who is in post first."
        )
    return " and ".join(holder.person for holder in holders)[:150]


def _confirmed(network: Network, day: date, codes: Collection[str]) -> tuple[Member, ...]:
    """Every core network practice of the day. Raises ServicesRefused where one is missing."""
    members = members_by_network(network_ids=[network.pk], day=day).get(network.pk, ())
    if not members:
        raise ServicesRefused("The network has no core network practices on this day.", "practices")
    missing = [f"{m.name} ({m.code})" for m in members if m.code not in codes]
    if missing:
        raise ServicesRefused(
            f"Not confirmed for {', '.join(missing)}. The part must be in place in every core "
            "network practice.",
            "practices",
        )
    strangers = sorted(set(codes) - {m.code for m in members})
    if strangers:
        raise ServicesRefused(
            f"{', '.join(strangers)[:200]} is no core network practice on this day.", "practices"
        )
    return members


def _evidence(part: ImprovementPart, given: Mapping[str, str]) -> dict[str, str]:
    missing = "Say how this is met in every practice. The board reads it when it checks."
    unknown = sorted(set(given) - {criterion.key for criterion in part.criteria})
    if unknown:
        raise ServicesRefused(f"The part has no criterion “{unknown[0][:40]}”.", "evidence")
    return {
        criterion.key: read_line(
            given.get(criterion.key, ""), f"evidence_{criterion.key}", missing, LONGEST_TEXT
        )
        for criterion in part.criteria
    }


def _next_turn(network: Network, year: ContractYear, part: str) -> int:
    last = (
        ImprovementDeclaration.objects.filter(network=network, year=year.start_year, part=part)
        .order_by("-turn")
        .values_list("turn", flat=True)
        .first()
    )
    return (last or 0) + 1


def _last_turn(declaration_id: int) -> ImprovementDeclaration:
    """The declaration, if it is the last turn of its part. Raises ServicesRefused."""
    found = ImprovementDeclaration.objects.select_related("network").get(pk=declaration_id)
    lock_services(found.network_id)
    later = ImprovementDeclaration.objects.filter(
        network=found.network_id, year=found.year, part=found.part, turn__gt=found.turn
    )
    if later.exists():
        raise ServicesRefused("A later turn replaced this one. Look at the last.")
    if not found.declared:
        raise ServicesRefused("This is a withdrawal: nothing is declared.")
    return found


def _noted(made: ImprovementDeclaration) -> dict[str, object]:
    year = str(ContractYear(made.year))
    return {"declaration": made.pk, "year": year, "part": made.part, "turn": made.turn}
