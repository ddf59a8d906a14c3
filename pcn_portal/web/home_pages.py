"""Home: what needs the person, what is late, what changed. And the health check."""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from funding.models import Statement
from funding.queries import current_statements
from pcn_portal.accounts.doors import PortalRequest, public, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import scope_of, statements_in
from pcn_portal.web.formats import money, money_change, month
from pcn_portal.web.hold_words import held_at_home
from pcn_portal.web.home_alarms import alarms_at_home
from pcn_portal.web.home_changes import ChangeWork
from pcn_portal.web.home_work import BoardWork, answer, latest

STATEMENTS_SHOWN = 12


@requires(Permission.SEE_HOME)
@require_safe
def home(request: PortalRequest) -> HttpResponse:
    """The first page after sign-in, by what the person may see."""
    today = timezone.localdate()
    alarms, register = alarms_at_home(request.user, today), ChangeWork(request.user, today)
    context: dict[str, Any] = {
        "alarms": alarms,
        "coming": register.coming(),
        "own_changes": register.own(),
        "held": held_at_home(request.user, today),
    }
    if not scope_of(request.user, Permission.SEE_RUNS).empty:
        work = BoardWork(request.user, today)
        needs = [*register.needs(), *work.needs(), *alarms]
        context |= {
            "answer": answer(needs, work.waiting_for_others()),
            "needs": needs,
            "late": work.late(),
            "months": work.months(),
            "changes": latest(work.changes(), register.decided()),
            "one_board": len(work.names) == 1,
        }
    else:
        context["decided_changes"] = register.decided()
    own = _own_statements(request)
    if own is not None:
        context |= {"statements": own, "statements_answer": _statements_answer(own)}
    return render(request, "pages/home/home.html", context)


def _own_statements(request: PortalRequest) -> list[Statement] | None:
    """A network's people: its approved statements, newest month first; None for others."""
    scope = scope_of(request.user, Permission.SEE_STATEMENTS)
    if not scope.networks:
        return None
    found = current_statements(network_codes=sorted(scope.networks), within=statements_in(scope))
    return sorted(found, key=lambda s: (s.month, s.network_code), reverse=True)[:STATEMENTS_SHOWN]


def _statements_answer(statements: list[Statement]) -> str:
    if not statements:
        return "No statement is approved yet. It appears here once your ICB has approved it."
    latest = statements[0]
    same = [s for s in statements[1:] if s.network_code == latest.network_code]
    sentence = (
        f"The latest approved statement of {latest.network_name} is for {month(latest.month)}: "
        f"{money(latest.due, 'recovered')}."
    )
    if not same:
        return sentence
    change = money_change(latest.due - same[0].due)
    return f"{sentence} {change} than in {month(same[0].month)}.".replace(
        "No change than in", "No change from"
    )


@public
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Whether the portal can answer: it asks the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})
