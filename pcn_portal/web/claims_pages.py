"""A network's claims: the year and its sum, a month to declare, and one claim line by line."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from funding.claims.deciding import decide_lines
from funding.claims.declaring import declare
from funding.claims.drafting import Draft, draft_of
from funding.claims.offers import allowed
from funding.claims.outlook import outlooks
from funding.claims.queries import claims_of, decisions_of, state_of, summaries, with_state
from funding.pots import pots_of
from networks.models import Network
from networks.queries import icb_codes_of_networks
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import networks_in, scope_of
from pcn_portal.units.periods import ContractYear, Month
from pcn_portal.web.claims_forms import DecideForm, DeclareForm
from pcn_portal.web.claims_words import draft_answer, draft_rows, outlook_view, state_words
from pcn_portal.web.formats import counted, money
from pcn_portal.web.formats import month as month_words
from pcn_portal.web.money_addresses import asked_year
from pcn_portal.web.network_pages import find_network, network_header
from pcn_portal.web.rate_pages import slug
from pcn_portal.web.register_forms import saved
from pcn_portal.web.staff_pages import done, keeps_staff, staff_crumbs
from workforce.models import FINAL, Claim, ClaimLine, LineStep
from workforce.staff_lists import names_of

ANSWER = ((LineStep.ANSWERED, "Answer the board"),)


@requires(Permission.SEE_STAFF)
@require_safe
def network_claims(request: PortalRequest, network: str) -> HttpResponse:
    """The year: what the sum has left, each month, and every claim."""
    now = timezone.now()
    today = timezone.localdate(now)
    found = find_network(request, network, today, Permission.SEE_STAFF)
    year = asked_year(request, today)
    icb = icb_of(found, year, today)
    ask: dict[str, Any] = {
        "icb_code": icb,
        "network_ids": [found.pk],
        "year": year,
        "known_at": now,
    }
    pots = pots_of(**ask)[found.pk]
    outlook = outlooks(**ask)[found.pk]
    context = {
        "header": network_header(found, today),
        "tab": "staff",
        "year": year,
        "years": [
            (slug(one), str(one))
            for one in (ContractYear(year.start_year - 1), ContractYear(year.start_year + 1))
        ],
        "pots": [outlook_view(pots[key], one, Month.of(today)) for key, one in outlook.items()],
        "claims": claims_of([found.pk], year.first, year.after),
        "may_declare": keeps_staff(request, found),
        "may_offer": allowed(year),
        "year_slug": slug(year),
        "crumbs": staff_crumbs(found),
    }
    return render(request, "pages/claims/year.html", context)


@requires(Permission.SEE_STAFF)
@require_http_methods(["GET", "POST"])
def claim_month(request: PortalRequest, network: str, month: date) -> HttpResponse:
    """What the register has for a month, and declaring it as a claim."""
    now = timezone.now()
    found = find_network(request, network, timezone.localdate(now), Permission.SEE_STAFF)
    mine = keeps_staff(request, found)
    if request.method == "POST" and not mine:
        raise Http404("A claim is declared by the network itself.")
    draft = draft_of(network=found, month=month, known_at=now)
    form = DeclareForm(request.POST or None, people=_people(draft))
    made: list[Claim] = []

    def write(_: dict[str, Any]) -> None:
        by = request.user.actor
        made.append(declare(network=found, month=month, given=form.given, by=by, at=now))

    if saved(form, write):
        said = f"The claim for {month_words(month)} is declared. The board decides it."
        return done(request, said, "claim", found.code, made[0].pk)
    context = {
        "network": found,
        "month": month,
        "draft": draft,
        "rows": draft_rows(draft, names_of(found) if mine else {}),
        "answer": draft_answer(draft),
        "form": form if mine and draft.claiming else None,
        "earlier": claims_of([found.pk], month, Month.of(month).next.first),
        "crumbs": _crumbs(found),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/claims/month.html", context, status=status)


@requires(Permission.SEE_STAFF)
@require_http_methods(["GET", "POST"])
def claim(request: PortalRequest, network: str, claim_id: int) -> HttpResponse:
    """One claim: every line with its steps and what was done with it; deciding or answering."""
    found = find_network(request, network, timezone.localdate(), Permission.SEE_STAFF)
    one = Claim.objects.filter(network=found, pk=claim_id).select_related("submitted_by").first()
    if one is None:
        raise Http404("No such claim of this network.")
    lines = list(with_state(one.lines.all()))
    form = _decide_form(request, found, one, lines)
    if request.method == "POST" and form is None:
        raise Http404("Nothing can be decided here.")
    if form is not None and saved(form, lambda clean: _decide(request, one, clean)):
        return done(request, "It is recorded.", "claim", found.code, one.pk)
    (summary,) = summaries(Claim.objects.filter(pk=one.pk))
    done_with = decisions_of(lines)
    names = names_of(found) if keeps_staff(request, found) else {}
    context = {
        "network": found,
        "claim": one,
        "summary": summary,
        "lines": [
            {
                "line": line,
                "name": names.get(line.engagement_id, ""),
                "state": state_words(line),
                "history": done_with.get(line.pk, []),
            }
            for line in lines
        ],
        "form": form,
        "answer": _answer(summary.lines, summary.total, summary.waiting + summary.queried),
        "crumbs": _crumbs(found),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "pages/claims/claim.html", context, status=status)


def may_decide_claims(request: PortalRequest, network: Network) -> bool:
    """Whether the person decides claims of the network for its board."""
    scope = scope_of(request.user, Permission.DECIDE_CLAIMS)
    return networks_in(scope, timezone.localdate()).filter(pk=network.pk).exists()


def icb_of(network: Network, year: ContractYear, today: date) -> str:
    """The board that commissions a network in a year: on the last day of it that has come."""
    day = max(year.first, min(today, date.fromordinal(year.after.toordinal() - 1)))
    return icb_codes_of_networks(network_ids=[network.pk], on=day).get(network.pk, "")


def _decide_form(
    request: PortalRequest, network: Network, claim: Claim, lines: list[ClaimLine]
) -> DecideForm | None:
    """The board's form, or the network's answer to a query; None where there is nothing to do."""
    data = request.POST or None
    if may_decide_claims(request, network):
        if open_ := [line for line in lines if state_of(line) not in FINAL]:
            return DecideForm(data, lines=open_)
        return None
    queried = [line for line in lines if state_of(line) == LineStep.QUERIED]
    if queried and keeps_staff(request, network):
        return DecideForm(data, lines=queried, steps=ANSWER, initial={"step": LineStep.ANSWERED})
    return None


def _decide(request: PortalRequest, claim: Claim, clean: dict[str, Any]) -> None:
    decide_lines(
        claim_id=claim.pk,
        line_ids=[int(key) for key in clean["lines"]],
        step=LineStep(clean["step"]),
        reason=clean["reason"],
        by=request.user.actor,
        at=timezone.now(),
    )


def _people(draft: Draft) -> list[tuple[str, str]]:
    return [
        (str(one.engaged.key), f"{one.engaged.reference}, {money(one.amount, 'taken back')}")
        for one in draft.claiming
    ]


def _answer(lines: int, total: Any, open_: Any) -> str:
    words = f"{counted(lines, 'line,lines')} that come to {money(total, 'taken back')}."
    return f"{words} {money(open_)} of it still waits." if open_ else f"{words} All is decided."


def _crumbs(network: Network) -> list[dict[str, str]]:
    return [
        *staff_crumbs(network),
        {"text": "Claims", "href": reverse("network_claims", args=[network.code])},
    ]
