"""Parts of money's addresses: a month, an ICB, a network; and the fetches behind them."""

from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest
from django.urls import reverse

from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import icbs_in, scope_of
from pcn_portal.units.periods import BadPeriod, ContractYear, Month
from practices.models import Organisation

PER_PAGE = 50
YEARS = range(2000, 2101)


class MonthConverter:
    """ "2025-04" in an address, the first day of that month in the page."""

    regex = r"[12]\d{3}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        return Month.parse(value).first

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else f"{value:%Y-%m}"


class IcbConverter:
    """An ICB's code: three or five capital letters and digits."""

    regex = r"[A-Z0-9]{3}(?:[A-Z0-9]{2})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class NetworkConverter:
    """A network's code: U and five digits."""

    regex = r"U\d{5}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def icb_or_404(user: User, permission: Permission, code: str) -> Organisation:
    """The ICB, if the person holds the permission for it."""
    icb = icbs_in(scope_of(user, permission)).filter(code=code).first()
    if icb is None:
        raise Http404("No such board within your organisations.")
    return icb


def holds_for_icb(user: User, permission: Permission, code: str) -> bool:
    """Whether the person holds the permission for this ICB."""
    scope = scope_of(user, permission)
    return scope.england or code in scope.icbs


def page_of(request: HttpRequest, rows: Any, per_page: int = PER_PAGE) -> Page[Any]:
    """The page of a long list that `?page=` asks for; the nearest one if there is no such."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def asked_words(request: HttpRequest, name: str, longest: int = 100) -> str:
    """What is searched for by `?name=`, without blanks around it and what no database keeps."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:longest]


def asked_year(request: HttpRequest, today: date) -> ContractYear:
    """The contract year of `?year=2025-26`, else today's."""
    try:
        asked = ContractYear.parse(request.GET.get("year", ""))
    except BadPeriod:
        return Month.of(today).contract_year
    return asked if asked.start_year in YEARS else Month.of(today).contract_year


def crumbs(*above: tuple[str, str]) -> list[dict[str, str]]:
    """Breadcrumbs from Home down; `above` are pairs of words and address."""
    return [{"text": "Home", "href": reverse("home")}] + [
        {"text": text, "href": href} for text, href in above
    ]
