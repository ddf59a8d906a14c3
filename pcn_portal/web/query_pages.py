"""Queries on money: the list with its clocks, asking one, and its thread."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from funding.actions import (
    QueryRefused,
    Question,
    answer_query,
    close_query,
    give_query,
    open_query,
    reopen_query,
)
from funding.models import MoneyQuery, PaidLine, Posting
from funding.queries import QueryStanding, query_standings
from networks.queries import icb_codes_of_networks
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.models import Membership, User
from pcn_portal.accounts.paid_scope import money_queries_in, paid_lines_in
from pcn_portal.accounts.permissions import GRANTS, Permission, Role
from pcn_portal.accounts.scope import icbs_in, networks_in, postings_in, scope_of
from pcn_portal.units.periods import BadPeriod, Month
from pcn_portal.web.formats import counted, money
from pcn_portal.web.money_addresses import crumbs, page_of
from pcn_portal.web.query_forms import ActForm, AskForm
from pcn_portal.web.reconcile_words import title_of


@requires(Permission.SEE_STATEMENTS)
@require_safe
def money_queries(request: PortalRequest) -> HttpResponse:
    """Queries of one's boards and networks: open ones first, those due soonest first."""
    found = money_queries_in(scope_of(request.user, Permission.SEE_STATEMENTS))
    standings = query_standings(found, today=timezone.localdate())
    page = page_of(request, standings)
    context = {
        "answer": _list_answer(standings),
        "page": page,
        "rows": [_row(standing) for standing in page],
        "may_ask": not scope_of(request.user, Permission.ASK_QUERIES).empty,
        "crumbs": crumbs(("Money", reverse("money"))),
    }
    return render(request, "pages/queries/list.html", context)


@requires(Permission.ASK_QUERIES)
@require_http_methods(["GET", "POST"])
def money_query_new(request: PortalRequest) -> HttpResponse:
    """Ask about a line of a file, a posting, or a payment to a payee in a month."""
    about = _about(request)
    networks = networks_in(scope_of(request.user, Permission.ASK_QUERIES), timezone.localdate())
    choices = [(n.code, f"{n.name} ({n.code})") for n in networks.order_by("name", "code")]
    initial = {"whose": about["network"], "subject": about["subject"]}
    form = AskForm(request.POST or None, networks=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return _opened(request, form.cleaned_data, about)
        except QueryRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "about": about["words"], "crumbs": _crumbs()}
    return render(request, "pages/queries/new.html", context, status=400 if form.errors else 200)


@requires(Permission.SEE_STATEMENTS)
@require_http_methods(["GET", "POST"])
def money_query(request: PortalRequest, query_id: int) -> HttpResponse:
    """A query's thread; who may, answers it, gives it to somebody, closes or reopens it."""
    within = money_queries_in(scope_of(request.user, Permission.SEE_STATEMENTS))
    found = get_object_or_404(within, pk=query_id)
    (standing,) = query_standings(within.filter(pk=query_id), today=timezone.localdate())
    form = _act_form(request, found, standing)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            _act(request, found, form.cleaned_data)
        except QueryRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is added to the query.")
            return redirect("money_query", query_id)
    context = {"row": _row(standing), "standing": standing, "form": form, "crumbs": _crumbs()}
    status = 400 if form is not None and form.errors else 200
    return render(request, "pages/queries/query.html", context, status=status)


def _about(request: PortalRequest) -> dict[str, Any]:
    """What the address says the query is on, with its words; a line or posting within scope."""
    scope = scope_of(request.user, Permission.ASK_QUERIES)
    asked = {key: request.GET.get(key, "").replace("\x00", "") for key in _KEYS}
    line = _numbered(paid_lines_in(scope).select_related("file"), asked["line"])
    posting = _numbered(postings_in(scope), asked["posting"])
    if isinstance(line, PaidLine):
        words = f"{line.label or title_of(line.stream)} to {line.payee}, {money(line.amount)}"
        return _words(words, line.network, line=line.pk)
    if isinstance(posting, Posting):
        words = f"{title_of(posting.stream)} to {posting.payee}, {money(posting.amount)}"
        return _words(words, posting.network_code, posting=posting.pk)
    if asked["payee"]:
        words = f"{title_of(asked['stream'])} to {asked['payee']}, {asked['month']}"
        named = {key: asked[key] for key in ("payee", "stream", "month", "amount")}
        return _words(words, asked["network"], **named)
    return _words("", asked["network"])


_KEYS = ("line", "posting", "payee", "stream", "month", "network", "amount")


def _words(words: str, network: str, **asked: Any) -> dict[str, Any]:
    return {"words": words, "subject": words[:200], "network": network, "asked": asked}


def _numbered(rows: Any, number: str) -> Any:
    if not number.isdecimal() or len(number) > 18:
        return None
    return rows.filter(pk=int(number)).first()


def _opened(request: PortalRequest, cleaned: dict[str, Any], about: dict[str, Any]) -> HttpResponse:
    asked = about["asked"]
    network = networks_in(scope_of(request.user, Permission.ASK_QUERIES), timezone.localdate()).get(
        code=cleaned["whose"]
    )
    icbs = icb_codes_of_networks(network_ids=[network.pk], on=timezone.localdate())
    question = Question(
        subject=cleaned["subject"],
        text=cleaned["text"],
        network_code=network.code,
        due_on=cleaned["due_on"],
        line_id=asked.get("line") or None,
        posting_id=asked.get("posting") or None,
        payee=str(asked.get("payee", ""))[:12],
        stream=str(asked.get("stream", ""))[:60],
        month=_month(str(asked.get("month", ""))),
        amount=_amount(str(asked.get("amount", ""))),
    )
    made = open_query(
        icb_code=icbs.get(network.pk, ""),
        asked=question,
        by=request.user.actor,
        at=timezone.now(),
    )
    messages.success(request, "The query is opened.")
    return redirect("money_query", made.pk)


def _month(text: str) -> date | None:
    try:
        return Month.parse(text).first
    except BadPeriod:
        return None


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < 10**11 else None


def _act_form(request: PortalRequest, found: MoneyQuery, standing: QueryStanding) -> ActForm | None:
    """The form, for those who may answer; those who keep queries give and close them too."""
    if not money_queries_in(scope_of(request.user, Permission.ASK_QUERIES)).filter(pk=found.pk):
        return None
    keeps = scope_of(request.user, Permission.KEEP_QUERIES)
    keeper = icbs_in(keeps).filter(code=found.icb_code).exists()
    if not standing.open and not keeper:
        return None
    people = _keepers(found.icb_code) if keeper else []
    return ActForm(request.POST or None, people=people, closed=not standing.open)


def _keepers(icb_code: str) -> list[tuple[str, str]]:
    """Who keeps the board's queries, by name."""
    roles = [role for role in Role if Permission.KEEP_QUERIES in GRANTS[role]]
    held = Membership.objects.filter(role__in=roles, code__in=[icb_code, ""])
    people = User.objects.filter(is_active=True, memberships__in=held).distinct()
    return [(str(person.pk), str(person)) for person in people.order_by("name")]


def _act(request: PortalRequest, found: MoneyQuery, cleaned: dict[str, Any]) -> None:
    common: dict[str, Any] = {
        "query_id": found.pk, "by": request.user.actor, "at": timezone.now()
    }  # fmt: skip
    text = cleaned["text"]
    match cleaned["act"]:
        case "give":
            give_query(owner_id=int(cleaned["owner"]), text=text, **common)
        case "close":
            close_query(outcome=text, **common)
        case "reopen":
            reopen_query(text=text, **common)
        case _:
            answer_query(text=text, **common)


def _row(standing: QueryStanding) -> dict[str, Any]:
    query = standing.query
    return {
        "query": query,
        "tag": _tag(standing),
        "title": title_of(query.stream) if query.stream else "",
        "amount": money(query.amount, "recovered") if query.amount is not None else "",
        "clock": _clock(standing),
        "owner": standing.owner,
        "outcome": standing.outcome,
    }


def _tag(standing: QueryStanding) -> dict[str, str]:
    if not standing.open:
        return {"text": "Closed", "colour": "green"}
    if standing.left < 0:
        return {"text": "Late", "colour": "red"}
    return {"text": "Open", "colour": "blue"}


def _clock(standing: QueryStanding) -> str:
    if not standing.open:
        return ""
    if standing.left < 0:
        return f"{counted(-standing.left, 'day,days')} late"
    return f"{counted(standing.left, 'day,days')} left"


def _list_answer(standings: list[QueryStanding]) -> str:
    still = [s for s in standings if s.open]
    late = sum(s.left < 0 for s in still)
    if not still:
        return "No query is open."
    words = f"{counted(len(still), 'query is,queries are')} open"
    return f"{words}, {late:,} of them late." if late else f"{words}, none of them late."


def _crumbs() -> list[dict[str, str]]:
    return crumbs(("Money", reverse("money")), ("Queries", reverse("money_queries")))
