"""Runs: start a contract month, watch it, leave it and find it again."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from funding.actions import RunRefused, start_run
from funding.models import Run, RunPart
from funding.queries import Progress, run_progress
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import can, icbs_in, parts_in, runs_in, scope_of
from pcn_portal.units.periods import Month
from pcn_portal.web.formats import counted, joined, month
from pcn_portal.web.money_addresses import crumbs, page_of
from pcn_portal.web.reckoner_forms import contract_months

REFRESH_SECONDS = 5
ENGLAND = "england"
STATE_TAGS = {
    "waiting": {"text": "Waiting", "colour": "grey"},
    "working": {"text": "Working", "colour": "blue"},
    "done": {"text": "Done", "colour": "green"},
    "failed": {"text": "Failed", "colour": "red"},
}


class StartForm(forms.Form):
    """Which month, and for whom: the choices are those of the person's scope."""

    month = forms.ChoiceField(
        label="Contract month",
        choices=lambda: [(str(shown), month(shown)) for shown in reversed(contract_months())],
    )
    icb = forms.ChoiceField(label="Integrated care board")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        icb = cast(forms.ChoiceField, self.fields["icb"])
        icb.choices = _icb_choices(user)


@requires(Permission.SEE_RUNS)
@require_safe
def runs(request: PortalRequest) -> HttpResponse:
    """All runs with a part in the person's scope, newest first."""
    scope = scope_of(request.user, Permission.SEE_RUNS)
    page = page_of(request, runs_in(scope).select_related("requested_by"))
    parts: dict[UUID, list[RunPart]] = defaultdict(list)
    for part in parts_in(scope).filter(run__in=[run.pk for run in page]):
        parts[part.run_id].append(part)
    rows = [_row(run, parts[run.pk]) for run in page]
    context = {
        "page": page,
        "rows": rows,
        "unfinished": sum(not row["progress"].finished for row in rows),
        "may_start": can(request.user, Permission.START_RUNS),
        "crumbs": crumbs(("Money", reverse("money"))),
    }
    return render(request, "pages/runs/list.html", context)


@requires(Permission.START_RUNS)
@require_http_methods(["GET", "POST"])
def start(request: PortalRequest) -> HttpResponse:
    """The form to start a run, and what happens next."""
    asked = {key: request.GET[key] for key in ("month", "icb") if key in request.GET}
    initial = {"month": str(Month.of(timezone.localdate()))} | asked
    form = StartForm(request.POST or None, user=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("run", _start(form.cleaned_data, request.user).pk)
        except RunRefused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "crumbs": _crumbs()}
    return render(request, "pages/runs/start.html", context, status=400 if form.errors else 200)


@requires(Permission.SEE_RUNS)
@require_safe
def run(request: PortalRequest, run_id: UUID) -> HttpResponse:
    """One run: how far it is, how long still, and where its results are.

    While it is unfinished the page asks the browser to load it again (HTTP Refresh, no script);
    the script, where there is one, takes that over and changes only the figures.
    """
    found, progress = _found(request, run_id)
    context = _shown(found, progress) | {
        "refresh_seconds": 0 if progress.finished else REFRESH_SECONDS,
        "crumbs": _crumbs(),
    }
    return render(request, "pages/runs/run.html", context)


@requires(Permission.SEE_RUNS)
@require_safe
def progress(request: PortalRequest, run_id: UUID) -> JsonResponse:
    """The same progress as a fragment for the script."""
    found, now = _found(request, run_id)
    html = render(request, "pages/runs/_progress.html", _shown(found, now)).content.decode()
    return JsonResponse({"finished": now.finished, "sentence": sentence(now), "html": html})


def sentence(now: Progress) -> str:
    """How far, in one sentence: "12 of 33 networks are done. About 2 minutes left." """
    networks = counted(now.networks_total, "network is,networks are")
    done = f"{now.networks_done:,} of {networks} done."
    if not now.finished:
        return f"{done} {time_left(now.left)}"
    if now.failed:
        failed = counted(now.states["failed"], "board has,boards have")
        return f"The run is over, but {failed} failed. {done}"
    if now.repeated:
        return f"{done} Nothing has changed since the last run, so the results are the same."
    return f"The run is finished. {done}"


def time_left(left: timedelta | None) -> str:
    """An estimate in words."""
    if left is None:
        return "The time left is not known yet."
    seconds = int(left.total_seconds())
    if seconds < 60:
        return "Less than a minute left."
    return f"About {counted(-(-seconds // 60), 'minute,minutes')} left."


def scope_words(run: Run, parts: Sequence[RunPart]) -> str:
    """For whom a run is."""
    return parts[0].icb_name if run.icb_code and parts else "All of England"


def _icb_choices(user: User) -> list[tuple[str, str]]:
    scope = scope_of(user, Permission.START_RUNS)
    boards = [(icb.code, str(icb)) for icb in icbs_in(scope).order_by("name")]
    return [(ENGLAND, "All of England"), *boards] if scope.england else boards


def _start(cleaned: dict[str, str], user: User) -> Run:
    return start_run(
        month=Month.parse(cleaned["month"]).first,
        icb_code=None if cleaned["icb"] == ENGLAND else cleaned["icb"],
        by=user.actor,
        at=timezone.now(),
    )


def _found(request: PortalRequest, run_id: UUID) -> tuple[Run, Progress]:
    """The run and the progress of its parts, both within scope."""
    scope = scope_of(request.user, Permission.SEE_RUNS)
    found = get_object_or_404(runs_in(scope).select_related("requested_by"), pk=run_id)
    parts = parts_in(scope).filter(run=found).select_related("calculation").order_by("icb_code")
    return found, run_progress(found, now=timezone.now(), parts=list(parts))


def _shown(run: Run, now: Progress) -> dict[str, Any]:
    order = ["failed", "working", "waiting", "done"]
    parts = [
        {"part": part, "tag": STATE_TAGS[part.state], "where": f"{run.month:%Y-%m}"}
        for part in sorted(now.parts, key=lambda part: (order.index(part.state), part.icb_name))
    ]
    return {
        "run": run,
        "progress": now,
        "parts": parts,
        "sentence": sentence(now),
        "for_whom": scope_words(run, now.parts),
    }


def _row(run: Run, parts: list[RunPart]) -> dict[str, Any]:
    now = run_progress(run, now=timezone.now(), parts=parts)
    states = [f"{number:,} {state}" for state, number in now.states.items() if number]
    return {
        "run": run,
        "progress": now,
        "for_whom": scope_words(run, parts),
        "states": joined(states),
        "tag": _run_tag(now),
    }


def _run_tag(now: Progress) -> dict[str, str]:
    if now.finished:
        return STATE_TAGS["failed" if now.failed else "done"]
    return STATE_TAGS["working" if now.networks_done or now.states["working"] else "waiting"]


def _crumbs() -> list[dict[str, str]]:
    return crumbs(("Money", reverse("money")), ("Runs", reverse("runs")))
