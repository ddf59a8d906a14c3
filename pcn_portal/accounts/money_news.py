"""What happens to months that people are told of: who hears what, with which links."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import F
from django.urls import reverse

from funding.engine.life import Stage
from funding.models import (
    Decision,
    MoneyQuery,
    MonthStep,
    PaymentLine,
    QueryMessage,
    Statement,
)
from pcn_portal.accounts.models import Membership, User
from pcn_portal.accounts.permissions import Role
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import month_in_words

APPROVED, RETURNED, STEP, QUERY = "approved", "returned", "step", "query"
NOTHING = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of an e-mail: a sentence, and the page it leads to."""

    sentence: str
    link: str


@dataclass
class News:
    """One event: what it is called, its key, and each person's rows."""

    kind: str
    key: str
    subject: str
    rows: dict[User, list[Row]] = field(default_factory=lambda: defaultdict(list))


def news_since(start: datetime) -> Iterator[News]:
    """Approvals, returns and payments since `start`, with who is to hear of each."""
    decisions = Decision.objects.filter(decided_at__gte=start).select_related(
        "calculation", "calculated_by", "decided_by"
    )
    for decision in decisions:
        if decision.outcome == Decision.Outcome.APPROVED:
            yield _approved(decision)
        else:
            yield _returned(decision)
    steps = MonthStep.objects.filter(made_at__gte=start).select_related(
        "decision__calculated_by", "decision__calculation", "decision__decided_by", "made_by"
    )
    for step in steps:
        if step.before == Stage.SENT and step.after == Stage.PAID:
            yield _paid(step)
        elif step.reason:
            yield _step_back(step)
    messages = QueryMessage.objects.filter(made_at__gte=start).select_related(
        "money_query__opened_by", "made_by", "owner"
    )
    for message in messages:
        yield _asked(message)


def _approved(decision: Decision) -> News:
    when = month_in_words(Month.of(decision.month))
    news = News(APPROVED, str(decision.pk), f"{when} is approved")
    said = f"{when} is approved for {decision.calculation.icb_name} by {decision.decided_by}."
    _add(news, decision.calculated_by, said, _month_page(decision))
    sums = {
        s.network_code: (s.network_name, s.due)
        for s in Statement.objects.filter(calculation=decision.calculation).defer("inputs")
    }
    for person, code in _managers(sums):
        name, due = sums[code]
        _add(news, person, f"{name} ({code}): {_pounds(due)} is due.", _statement(decision, code))
    return news


def _returned(decision: Decision) -> News:
    when = month_in_words(Month.of(decision.month))
    news = News(RETURNED, str(decision.pk), f"{when} is returned")
    said = (
        f"{decision.decided_by} returned {when} of {decision.calculation.icb_name}: "
        f"{decision.reason}"
    )
    _add(news, decision.calculated_by, said, _month_page(decision))
    return news


def _paid(step: MonthStep) -> News:
    decision = step.decision
    when = month_in_words(Month.of(decision.month))
    news = News(STEP, str(step.pk), f"{when} is paid")
    paid: dict[str, Decimal] = defaultdict(lambda: NOTHING)
    lines = PaymentLine.objects.filter(file__decision=decision).values_list(
        F("posting__network_code"), F("posting__amount")
    )
    for code, amount in lines:
        paid[code] += amount
    for person, code in _managers(paid):
        said = f"{code}: {_pounds(paid[code])} was paid on {step.on.day} {step.on:%B %Y}."
        _add(news, person, said, _statement(decision, code))
    return news


def _step_back(step: MonthStep) -> News:
    decision = step.decision
    when = month_in_words(Month.of(decision.month))
    news = News(STEP, str(step.pk), f"{when} is returned")
    said = (
        f"{step.made_by} returned {when} of {decision.calculation.icb_name} from {step.before} "
        f"to {step.after}: {step.reason}"
    )
    for person in {decision.calculated_by, decision.decided_by} - {step.made_by}:
        _add(news, person, said, _month_page(decision))
    return news


def _asked(message: QueryMessage) -> News:
    """A word in a query goes to who opened it and who owns it, else to the commissioners."""
    query = message.money_query
    news = News(QUERY, str(message.pk), f"Query {query.pk}: {query.subject}")
    said = f"{message.made_by} ({message.get_act_display().lower()}): {message.text}"
    owners = query.messages.filter(owner__isnull=False).select_related("owner").order_by("-number")
    owner = next((one.owner for one in owners), None)
    people = {query.opened_by, owner} if owner else {query.opened_by, *_commissioners(query)}
    for person in people - {message.made_by, None}:
        if person is not None:
            _add(news, person, said, _link("money_query", query.pk))
    return news


def _commissioners(query: MoneyQuery) -> set[User]:
    held = Membership.objects.filter(
        role=Role.COMMISSIONER, code=query.icb_code, user__is_active=True
    )
    return {membership.user for membership in held.select_related("user")}


def _managers(codes: Collection[str]) -> Iterator[tuple[User, str]]:
    held = Membership.objects.filter(
        role=Role.PCN_MANAGER, code__in=list(codes), user__is_active=True
    ).select_related("user")
    for membership in held.order_by("user_id", "code"):
        yield membership.user, membership.code


def _add(news: News, person: User, sentence: str, link: str) -> None:
    if person.is_active:
        news.rows[person].append(Row(sentence, link))


def _month_page(decision: Decision) -> str:
    return _link("month_result", decision.icb_code, decision.month)


def _statement(decision: Decision, code: str) -> str:
    return _link("statement", code, decision.month)


def _link(page: str, *words: object) -> str:
    return str(settings.PORTAL_ADDRESS + reverse(page, args=words))


def _pounds(amount: Decimal) -> str:
    return f"{'−' if amount < 0 else ''}£{abs(amount):,.2f}"
