"""What a network's manager records of its staff, form by form."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from networks.models import Network
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.units.periods import Month
from pcn_portal.web.register_forms import day_after, form_page, last_day, saved
from pcn_portal.web.staff_forms import (
    COST,
    CostForm,
    EraseForm,
    LeaveForm,
    LeavingForm,
    PlannedForm,
    SomebodyForm,
    TermsForm,
)
from pcn_portal.web.staff_pages import (
    done,
    find_engagement,
    own_network,
    staff_crumbs,
)
from workforce.keeping import erase_name
from workforce.models import Engagement
from workforce.register import (
    add_post,
    change_terms,
    engage,
    enter_month_cost,
    leave_post,
    record_leave,
)
from workforce.staff_lists import engagements_of, open_posts, terms_on


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def staff_new(request: PortalRequest, network: str) -> HttpResponse:
    """Record somebody in a post, with their first terms."""
    found = own_network(request, network)
    today = timezone.localdate()
    away = [one for one in engagements_of(found) if one.leave.all() and one.covers_id is None]
    form = SomebodyForm(
        request.POST or None,
        posts=open_posts(found, today),
        away=away,
        initial=_as_before(found),
    )
    if saved(form, lambda _: _engage(request, found, form)):
        said = "They are recorded. Record the next, or go on to the claim."
        return done(request, said, "network_staff", found.code)
    return _page(request, found, form, "Record somebody in post", "Record")


def _as_before(network: Network) -> dict[str, Any]:
    """The employer of who was recorded last: people come in groups."""
    last = engagements_of(network).order_by("-recorded_at", "-pk").first()
    return {"employer": last.employer, "employer_kind": last.employer_kind} if last else {}


def _engage(request: PortalRequest, network: Network, form: SomebodyForm) -> None:
    """The post, if it is their own, and the engagement: both or neither."""
    by, at = request.user.actor, timezone.now()
    with transaction.atomic():
        own = form.new_post
        post = add_post(network=network, facts=own, by=by, at=at).pk if own else _chosen(form)
        engage(post_id=post, facts=form.facts, terms=form.terms, by=by, at=at)


def _chosen(form: SomebodyForm) -> int:
    return int(form.cleaned_data["post"])


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def post_new(request: PortalRequest, network: str) -> HttpResponse:
    """Record a post that nobody is in yet."""
    found = own_network(request, network)
    form = PlannedForm(request.POST or None)
    by, at = request.user.actor, timezone.now()
    if saved(form, lambda _: add_post(network=found, facts=form.facts, by=by, at=at)):
        return done(request, "The planned post is recorded.", "network_staff", found.code)
    return _page(request, found, form, "Record a planned post", "Record")


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def staff_terms(request: PortalRequest, network: str, engagement_id: int) -> HttpResponse:
    """Record other hours or pay from a day on."""
    found, one = _find(request, network, engagement_id)
    form = TermsForm(request.POST or None, initial=_terms(one))
    given: dict[str, Any] = {
        "engagement_id": one.pk,
        "by": request.user.actor,
        "at": timezone.now(),
    }
    if saved(
        form,
        lambda clean: change_terms(
            terms=form.terms, from_day=clean["from_day"], reason=clean["reason"], **given
        ),
    ):
        return _back(request, found, one, "The new terms are recorded. Earlier ones are kept.")
    return _page(request, found, form, f"Other hours or pay of {one.person.reference}", "Record")


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def staff_leaving(request: PortalRequest, network: str, engagement_id: int) -> HttpResponse:
    """Record somebody's last day in post."""
    found, one = _find(request, network, engagement_id)
    form = LeavingForm(request.POST or None, initial={"last": last_day(one.ends)})
    by, at = request.user.actor, timezone.now()
    if saved(form, lambda _: leave_post(engagement_id=one.pk, on=form.on, by=by, at=at)):
        return _back(request, found, one, "The last day is recorded.")
    return _page(request, found, form, f"{one.person.reference} leaves", "Record")


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def staff_leave(request: PortalRequest, network: str, engagement_id: int) -> HttpResponse:
    """Record that somebody is away."""
    found, one = _find(request, network, engagement_id)
    form = LeaveForm(request.POST or None)
    given: dict[str, Any] = {
        "engagement_id": one.pk,
        "by": request.user.actor,
        "at": timezone.now(),
    }
    if saved(
        form,
        lambda clean: record_leave(
            kind=clean["kind"], starts=clean["starts"], ends=day_after(clean["last"]), **given
        ),
    ):
        return _back(request, found, one, "The leave is recorded. Record new terms if pay falls.")
    return _page(request, found, form, f"{one.person.reference} is away", "Record")


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def staff_cost(request: PortalRequest, network: str, engagement_id: int) -> HttpResponse:
    """Enter what a month really cost."""
    found, one = _find(request, network, engagement_id)
    form = CostForm(request.POST or None, initial={"month": request.GET.get("month", "")})
    given: dict[str, Any] = {
        "engagement_id": one.pk,
        "by": request.user.actor,
        "at": timezone.now(),
    }
    if saved(
        form,
        lambda clean: enter_month_cost(
            month=Month.parse(clean["month"]).first,
            cost=form.cost,
            reason=clean["reason"],
            **given,
        ),
    ):
        return _back(request, found, one, "The month’s cost is entered. The claim uses it.")
    heading = f"A month’s real cost of {one.person.reference}"
    return _page(request, found, form, heading, "Enter")


@requires(Permission.KEEP_STAFF)
@require_http_methods(["GET", "POST"])
def staff_erase(request: PortalRequest, network: str, engagement_id: int) -> HttpResponse:
    """Erase the name of somebody who left, before the rule does."""
    found, one = _find(request, network, engagement_id)
    form = EraseForm(request.POST or None)
    given: dict[str, Any] = {
        "person_id": one.person_id,
        "on": timezone.localdate(),
        "by": request.user.actor,
        "at": timezone.now(),
    }
    if saved(form, lambda clean: erase_name(reason=clean["reason"], **given)):
        return _back(request, found, one, "The name is erased. The reference stays.")
    return _page(request, found, form, f"Erase the name of {one.person.reference}", "Erase")


def _find(request: PortalRequest, network: str, engagement_id: int) -> tuple[Network, Engagement]:
    found = own_network(request, network)
    return found, find_engagement(found, engagement_id)


def _terms(one: Engagement) -> dict[str, Any]:
    """The terms of today, to start from."""
    terms = terms_on(one, timezone.localdate())
    if terms is None:
        return {}
    spread = [f"{part.practice.code} {part.sessions:f}" for part in terms.spread.all()]
    shown = {name: getattr(terms, name) for name in ("hours", "band", *COST)}
    return shown | {"spread": "\n".join(spread)}


def _back(request: PortalRequest, network: Network, one: Engagement, said: str) -> HttpResponse:
    return done(request, said, "staff_person", network.code, one.pk)


def _page(
    request: PortalRequest, network: Network, form: forms.Form, heading: str, button: str
) -> HttpResponse:
    return form_page(
        request,
        form,
        heading=heading,
        caption=network.name,
        button=button,
        crumbs=staff_crumbs(network),
    )
