"""The day a page looks at: `?on=2025-06-01`, asked for by a link or with the day picker."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.utils import timezone
from django.utils.http import escape_leading_slashes

from pcn_portal.web.fields import DayField

EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
BOXES = ("on_day", "on_month", "on_year")


def asked_day(request: HttpRequest) -> date | None:
    """The day of `?on=2025-06-01`, or None if none (or no real one) is asked for."""
    try:
        day = date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def day_of(request: HttpRequest) -> date:
    """The day whose facts a page shows: the one asked for, else today in London."""
    return asked_day(request) or timezone.localdate()


def rest_of(query: QueryDict) -> QueryDict:
    """What else an address asks for: all but the day and the page of a list."""
    rest = query.copy()
    for name in ("on", "page", *BOXES):
        rest.pop(name, None)
    return rest


class DayPicker(forms.Form):
    """Three boxes for the day to look at. Its `rest` are the page's other parameters."""

    on = DayField(label="The day", required=False, help_text="For example, 1 4 2025.")

    def __init__(self, request: HttpRequest) -> None:
        query = request.GET
        typed = query if any(box in query for box in BOXES) else None
        super().__init__(typed, initial={"on": day_of(request)}, auto_id="asked_%s")
        self.rest = rest_of(query)
        self.wrong_address = "" if typed or asked_day(request) else query.get("on", "").strip()

    @property
    def wrong(self) -> str:
        """What is wrong with the day that was asked for, in a sentence; nothing if all is well."""
        if self.wrong_address:
            return f"“{self.wrong_address[:40]}” is not a date. Write the day like 2025-04-01."
        return str(self.errors["on"][0]) if self.errors else ""


Answer = Callable[[HttpRequest], HttpResponseBase]


def day_in_address(get_response: Answer) -> Answer:
    """Middleware: the picker's three boxes become `?on=…`, so that an address can be kept."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if request.method != "GET" or not any(box in request.GET for box in BOXES):
            return get_response(request)
        picker = DayPicker(request)
        if not picker.is_valid():
            return get_response(request)
        query = picker.rest
        if day := picker.cleaned_data["on"]:
            query["on"] = day.isoformat()
        path = escape_leading_slashes(request.path)
        return HttpResponseRedirect(f"{path}?{query.urlencode()}".rstrip("?"))

    return answer
