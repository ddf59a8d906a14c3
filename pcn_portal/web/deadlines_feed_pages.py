"""Calendars and e-mails of one's own: secret addresses, downloads, and how often the mail comes."""

from datetime import date, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from networks.models import Network
from pcn_portal.accounts.deadline_scope import feed_choices, of_feed
from pcn_portal.accounts.doors import PortalRequest, public, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.due.calendar import calendar_of
from pcn_portal.due.picture import Picture, picture_of_board, picture_of_network
from pcn_portal.units.periods import ContractYear, Month
from pcn_portal.web.deadlines_forms import DigestForm, FeedForm
from pcn_portal.web.money_addresses import crumbs, icb_or_404
from pcn_portal.web.network_pages import find_network
from pcn_portal.web.register_forms import saved
from pcn_portal.web.staff_pages import done
from practices.models import Organisation
from services.deadlines.feeds import (
    choose_digest,
    digest_of,
    end_feed,
    feed_of,
    make_feed,
    open_feeds,
)
from services.keeping import ServicesRefused
from services.models import DigestChoice

FILE_TYPE = "text/calendar; charset=utf-8"


@requires(Permission.SEE_SERVICES)
@require_http_methods(["GET", "POST"])
def your_deadlines(request: PortalRequest) -> HttpResponse:
    """How often the e-mail comes, and the secret addresses of one's calendars."""
    by, now = request.user.actor, timezone.now()
    act = request.POST.get("act")
    how = digest_of(request.user.pk)
    digest = DigestForm(request.POST if act == "digest" else None, initial={"how": how})
    codes = feed_choices(request.user, timezone.localdate())
    feed = FeedForm(request.POST if act == "feed" else None, codes=codes)
    if saved(digest, lambda clean: choose_digest(how=clean["how"], by=by, at=now)):
        return done(request, "Your choice is kept.", "your_deadlines")
    made: list[str] = []
    if saved(feed, lambda clean: made.append(make_feed(**clean, by=by, at=now)[1])):
        feed = FeedForm(codes=codes)
    names = dict(codes)
    context = {
        "how": DigestChoice.How(how).label,
        "sends": settings.SENDS_EMAIL,
        "digest": digest,
        "feed": feed,
        "address": _address(request, made[0]) if made else "",
        "feeds": [
            {"feed": one, "of": names.get(one.code, f"{one.code}, which you may no longer see")}
            for one in open_feeds(request.user.pk)
        ],
        "crumbs": crumbs(("Services", reverse("services"))),
    }
    status = 400 if digest.errors or feed.errors else 200
    return render(request, "pages/deadlines/yours.html", context, status=status)


@requires(Permission.SEE_SERVICES)
@require_POST
def feed_revoke(request: PortalRequest, feed_id: int) -> HttpResponse:
    """Revoke one of one's own addresses."""
    if not open_feeds(request.user.pk).filter(pk=feed_id).exists():
        raise Http404("There is no such address of yours.")
    try:
        end_feed(feed_id=feed_id, by=request.user.actor, at=timezone.now())
    except ServicesRefused as refusal:
        raise Http404(str(refusal)) from None
    return done(request, "The address is revoked. It answers nobody any more.", "your_deadlines")


@public
@require_safe
def deadline_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar at a secret address: what its owner may still see today; else 404."""
    feed = feed_of(token)
    of = of_feed(feed, timezone.localdate()) if feed else None
    if of is None:
        raise Http404("There is no such calendar.")
    answer = HttpResponse(calendar_file(of, timezone.localdate(), timezone.now()), FILE_TYPE)
    add_never_cache_headers(answer)
    return answer


@requires(Permission.SEE_SERVICES)
@require_safe
def board_calendar_file(request: PortalRequest, icb: str) -> HttpResponse:
    """A board's deadlines to take along."""
    board = icb_or_404(request.user, Permission.SEE_SERVICES, icb)
    return _download(board, icb)


@requires(Permission.SEE_SERVICES)
@require_safe
def network_calendar_file(request: PortalRequest, network: str) -> HttpResponse:
    """A network's deadlines to take along."""
    found = find_network(request, network, timezone.localdate(), Permission.SEE_SERVICES)
    return _download(found, found.code)


def calendar_file(of: Network | Organisation, today: date, at: datetime) -> bytes:
    """The year before, this year and the next of a network or a board, as a calendar file."""
    this = Month.of(today).contract_year.start_year
    pictures = [_picture(of, ContractYear(this + n), today, at) for n in (-1, 0, 1)]
    return calendar_of(
        name=f"What is due: {of.name}",
        code=of.code,
        dues=[due for picture in pictures for due in picture.dues],
        stood={key: found for picture in pictures for key, found in picture.found.items()},
        at=at,
    )


def _picture(of: Network | Organisation, year: ContractYear, today: date, at: datetime) -> Picture:
    if isinstance(of, Network):
        return picture_of_network(of, year, today=today, known_at=at)
    return picture_of_board(of.code, year, today=today, known_at=at)


def _download(of: Network | Organisation, code: str) -> HttpResponse:
    answer = HttpResponse(calendar_file(of, timezone.localdate(), timezone.now()), FILE_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="deadlines-{code}.ics"'
    return answer


def _address(request: PortalRequest, secret: str) -> str:
    return request.build_absolute_uri(reverse("deadline_feed", args=[secret]))
