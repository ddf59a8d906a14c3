"""Networks' answers on requirements, last year's carried forward, and the board's review."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from networks.models import Network
from pcn_portal.audit.models import Actor
from pcn_portal.units.periods import ContractYear
from services.engine.requirements import Level, Status
from services.keeping import LONGEST_TEXT, ServicesRefused, lock_services, note_service, who
from services.models import DeliveryAnswer, DeliveryReview, DeliveryRisk
from services.requirement_evidence import copy_uses
from services.requirement_sets import set_of_year

MOST_RISKS = 10


@dataclass(frozen=True, slots=True)
class Risk:
    """What might go wrong, how likely, how much it would matter, and what is done about it."""

    words: str
    likelihood: Level = Level.MEDIUM
    impact: Level = Level.MEDIUM
    done: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a network says of a requirement."""

    status: Status
    plan: str = ""
    owner: str = ""
    starts: date | None = None
    due: date | None = None
    narrative: str = ""
    risks: tuple[Risk, ...] = field(default=())


@transaction.atomic
def answer_requirement(
    *,
    network: Network,
    year: ContractYear,
    code: str,
    delivery: Delivery,
    by: Actor,
    at: datetime,
    seen_turn: int | None = None,
) -> DeliveryAnswer:
    """Answer a requirement; the last turn counts and the earlier ones stay.

    `seen_turn` is the turn the person had before them (0: none); a later one by somebody else is
    refused rather than passed over. Raises ServicesRefused.
    """
    lock_services(network.pk)
    if code not in set_of_year(year, at).requirements:
        raise ServicesRefused(f"“{code[:8]}” is not asked in {year}.", "code")
    return _give(network, year, code, _checked(delivery), by, at, seen_turn=seen_turn)


@transaction.atomic
def confirm_answers(
    *, network: Network, year: ContractYear, codes: Sequence[str], by: Actor, at: datetime
) -> list[DeliveryAnswer]:
    """Confirm last year's answers as they are, with their evidence. Raises ServicesRefused."""
    if not codes:
        raise ServicesRefused("Choose the answers that are still right.", "codes")
    lock_services(network.pk)
    carried = {answer.code: answer for answer in to_carry(network, year, at)}
    made = []
    for code in dict.fromkeys(codes):
        if code not in carried:
            raise ServicesRefused(f"There is no answer to carry for “{code[:8]}”.", "codes")
        earlier = carried[code]
        answer = _give(network, year, code, delivery_of(earlier), by, at, earlier=earlier)
        copy_uses(network=network, code=code, earlier=earlier.year, year=year, by=by, at=at)
        made.append(answer)
    return made


@transaction.atomic
def review_answer(
    *, answer_id: int, accept: bool, words: str, by: Actor, at: datetime
) -> DeliveryReview:
    """Accept an answer or ask for more, for the board. Raises ServicesRefused."""
    answer = DeliveryAnswer.objects.select_related("network").get(pk=answer_id)
    lock_services(answer.network_id)
    words = words.strip()
    if answer.given_by_id == who(by):
        raise ServicesRefused("You gave this answer. Somebody else must review it.")
    if DeliveryReview.objects.filter(answer=answer).exists():
        raise ServicesRefused("This answer is reviewed already. The network answers next.")
    if _turns(answer.network, answer.year, answer.code).filter(turn__gt=answer.turn).exists():
        raise ServicesRefused("The network answered again. Review the later answer.")
    if not accept and not words:
        raise ServicesRefused("Say what more you ask for. The network reads it.", "words")
    if len(words) > LONGEST_TEXT:
        raise ServicesRefused(f"The most is {LONGEST_TEXT:,} characters.", "words")
    made = DeliveryReview.objects.create(
        answer=answer,
        accepted=accept,
        words=words,
        given_by_id=answer.given_by_id,
        reviewed_at=at,
        reviewed_by_id=who(by),
    )
    done = "delivery.accepted" if accept else "delivery.more_asked"
    data = {"answer": answer.pk, "year": str(ContractYear(answer.year)), "code": answer.code}
    note_service(done, answer.network, by, at, data, words)
    return made


def delivery_of(answer: DeliveryAnswer) -> Delivery:
    """An answer as it was said."""
    return Delivery(
        status=Status(answer.status),
        plan=answer.plan,
        owner=answer.owner,
        starts=answer.starts,
        due=answer.due,
        narrative=answer.narrative,
        risks=tuple(
            Risk(risk.words, Level(risk.likelihood), Level(risk.impact), risk.done)
            for risk in answer.risks.all()
        ),
    )


def latest_answers(
    network_ids: Sequence[int], year: ContractYear, known_at: datetime
) -> QuerySet[DeliveryAnswer]:
    """The last answer by network and requirement of a year as known at a moment."""
    return (
        DeliveryAnswer.objects.filter(
            network__in=network_ids, year=year.start_year, given_at__lte=known_at
        )
        .order_by("network_id", "code", "-turn")
        .distinct("network_id", "code")
        .select_related("review", "review__reviewed_by", "given_by", "carried_from")
        .prefetch_related("risks")
    )


def to_carry(network: Network, year: ContractYear, known_at: datetime) -> list[DeliveryAnswer]:
    """Last year's answers to what is asked again this year and is not answered yet."""
    asked = set_of_year(year, known_at).requirements
    answered = set(
        DeliveryAnswer.objects.filter(network=network, year=year.start_year).values_list(
            "code", flat=True
        )
    )
    before = latest_answers([network.pk], ContractYear(year.start_year - 1), known_at)
    return [one for one in before if one.code in asked and one.code not in answered]


def turns_of(network: Network, year: ContractYear, code: str) -> list[DeliveryAnswer]:
    """Every answer of a network to a requirement of a year, the last first."""
    found = _turns(network, year.start_year, code).order_by("-turn")
    return list(
        found.select_related(
            "review", "review__reviewed_by", "given_by", "carried_from"
        ).prefetch_related("risks")
    )


def _give(
    network: Network,
    year: ContractYear,
    code: str,
    said: Delivery,
    by: Actor,
    at: datetime,
    *,
    earlier: DeliveryAnswer | None = None,
    seen_turn: int | None = None,
) -> DeliveryAnswer:
    last = _turns(network, year.start_year, code).aggregate(most=Max("turn"))["most"] or 0
    if seen_turn is not None and seen_turn != last:
        raise ServicesRefused("Somebody else answered meanwhile. Read their answer first.")
    made = DeliveryAnswer.objects.create(
        network=network,
        year=year.start_year,
        code=code,
        turn=last + 1,
        status=said.status.value,
        plan=said.plan,
        owner=said.owner,
        starts=said.starts,
        due=said.due,
        narrative=said.narrative,
        carried_from=earlier,
        given_at=at,
        given_by_id=who(by),
    )
    DeliveryRisk.objects.bulk_create(
        DeliveryRisk(
            answer=made, number=number, words=risk.words, likelihood=risk.likelihood.value,
            impact=risk.impact.value, done=risk.done,
        )
        for number, risk in enumerate(said.risks, start=1)
    )  # fmt: skip
    data = {"answer": made.pk, "year": str(year), "code": code, "turn": made.turn}
    note_service(f"delivery.{'confirmed' if earlier else 'answered'}", network, by, at, data)
    return made


def _checked(said: Delivery) -> Delivery:
    """An answer as it is kept; raises ServicesRefused."""
    told = replace(
        said,
        plan=_text(said.plan, "plan"),
        owner=_text(said.owner, "owner", 200),
        narrative=_text(said.narrative, "narrative"),
        risks=tuple(
            replace(risk, words=_text(risk.words, "risks"), done=_text(risk.done, "risks"))
            for risk in said.risks
        ),
    )
    if told.starts and told.due and told.due < told.starts:
        raise ServicesRefused("The date it is planned for is before its start.", "due")
    if told.status == Status.PLANNED and told.due is None:
        raise ServicesRefused("Say by when it is planned.", "due")
    if told.status == Status.PLANNED and not told.owner:
        raise ServicesRefused("Say who owns the plan.", "owner")
    if told.status == Status.DELIVERED and not told.narrative:
        raise ServicesRefused("Say what was done.", "narrative")
    if len(told.risks) > MOST_RISKS or not all(risk.words for risk in told.risks):
        raise ServicesRefused(f"A risk needs words, and the most is {MOST_RISKS}.", "risks")
    return told


def _text(text: str, name: str, longest: int = LONGEST_TEXT) -> str:
    words = text.strip()
    if len(words) > longest:
        raise ServicesRefused(f"That is too long. The most is {longest:,} characters.", name)
    return words


def _turns(network: Network, year: int, code: str) -> QuerySet[DeliveryAnswer]:
    return DeliveryAnswer.objects.filter(network=network, year=year, code=code)
