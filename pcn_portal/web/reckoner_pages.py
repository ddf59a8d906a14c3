"""The ready reckoner: what would a network get? By form, or with the reckoner's own document."""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from funding.engine.streams import MONTHLY_STREAMS, STREAM_TITLES
from funding.rate_books import national_book
from funding.reckoner import NOMINATED_PAYEE, BadReckonerInput, read_document, reckon
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.web.fields import error_list
from pcn_portal.web.formats import counted, money, month
from pcn_portal.web.gap_words import said_once
from pcn_portal.web.reckoner_forms import (
    MOST_ROWS,
    MOST_WORK,
    ROWS,
    JsonForm,
    PracticeRows,
    ReckonerForm,
    document_of,
    starting_months,
    work_in,
)

EXAMPLE = """{"cases": [{
  "id": "Example network",
  "months": ["2025-04", "2025-05"],
  "rounding": "annual_twelfth",
  "practices": [
    {"code": "Mill Lane", "registered_list": "12400",
     "adjusted_population": "12034.5512", "weighted_list": "12188.04"}
  ],
  "care_home_beds": {"2025-04": 120, "2025-05": 121}
}]}"""


@requires(Permission.USE_RECKONER)
@require_http_methods(["GET", "POST"])
def reckoner(request: PortalRequest) -> HttpResponse:
    """The form; posted, the answer under it. “Add rows” gives more rows and keeps the rest."""
    if request.method == "GET":
        initial = starting_months(timezone.localdate())
        return _page(request, ReckonerForm(initial=initial), PracticeRows(prefix="practices"))
    if "add" in request.POST:
        return _with_more_rows(request)
    form, rows = ReckonerForm(request.POST), PracticeRows(request.POST, prefix="practices")
    if not form.is_valid() or not rows.is_valid():
        return _page(request, form, rows, status=400)
    try:
        answer = _reckon(document_of(form, rows))
    except BadReckonerInput as problem:
        form.add_error(None, str(problem).removeprefix("Case “This network”, "))
        return _page(request, form, rows, status=400)
    return _page(request, form, rows, answer=answer)


@requires(Permission.USE_RECKONER)
@require_http_methods(["GET", "POST"])
def reckoner_json(request: PortalRequest) -> HttpResponse:
    """The same, from the document that the API and the command take."""
    form = JsonForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "example": EXAMPLE, "crumbs": _crumbs(above=True)}
    if request.method == "GET":
        form = context["form"] = JsonForm()
        return render(request, "pages/reckoner/json.html", context)
    status = 400
    if form.is_valid():
        try:
            context["results"] = _reckon(read_document(_content(form)))
            status = 200
        except BadReckonerInput as problem:
            form.add_error("document", str(problem))
    return render(request, "pages/reckoner/json.html", context, status=status)


def _content(form: JsonForm) -> bytes:
    upload = form.cleaned_data["file"]
    return bytes(upload.read()) if upload else form.cleaned_data["document"].encode()


def _page(
    request: PortalRequest, form: ReckonerForm, rows: Any, *, answer: Any = None, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "rows": rows,
        "errors": _errors(form, rows),
        "results": answer,
        "can_add": rows.total_form_count() < MOST_ROWS,
        "crumbs": _crumbs(),
    }
    return render(request, "pages/reckoner/form.html", context, status=status)


def _errors(form: ReckonerForm, rows: Any) -> list[dict[str, str]]:
    """What is wrong, for the error summary: of the form, of the rows together, of each row."""
    if not form.is_bound:
        return []
    together = [{"text": str(error)} for error in rows.non_form_errors()]
    return error_list(form) + together + [error for row in rows for error in error_list(row)]


def _with_more_rows(request: PortalRequest) -> HttpResponse:
    """What was typed stays; nothing is checked yet."""
    data = request.POST.copy()
    field = "practices-TOTAL_FORMS"
    given = str(data.get(field, ""))
    held = int(given) if given.isascii() and given.isdecimal() and len(given) < 4 else ROWS
    data[field] = str(min(held + ROWS, MOST_ROWS))
    rows = PracticeRows(data, prefix="practices")
    form = ReckonerForm(initial={name: data.get(name, "") for name in ReckonerForm.base_fields})
    parts = ("day", "month", "year")
    form.initial["known_on"] = [data.get(f"known_on_{part}", "") for part in parts]
    return _page(request, form, _unchecked(rows))


def _unchecked(rows: Any) -> Any:
    """The same rows with their values, without error messages."""
    fields = ("code", "registered_list", "adjusted_population", "weighted_list", "starts", "ends")
    initial = [{name: row[name].value() or "" for name in fields} for row in rows]
    fresh = PracticeRows(prefix="practices", initial=initial)
    fresh.extra = 0
    return fresh


def _reckon(document: Any) -> list[dict[str, Any]]:
    """Reckon and arrange each result for reading; too much for a page is refused first."""
    if work_in(document) > MOST_WORK:
        raise BadReckonerInput(
            f"The document asks for more than {MOST_WORK:,} months of practices, which is too much "
            "for a page. Use the API or the command ready_reckoner."
        )
    answer = reckon(document, national_book(timezone.now()))
    return [_arranged(result) for result in answer["results"]]


def _arranged(result: dict[str, Any]) -> dict[str, Any]:
    totals = {stream: Decimal(amount) for stream, amount in result["totals"].items()}
    months = sorted({row["month"] for row in [*result["lines"], *result["gaps"]]})
    total = sum(totals.values(), Decimal("0.00"))
    return {
        "id": result["id"],
        "answer": _answer(total, months, len(result["gaps"])),
        "total": total,
        "totals": [(STREAM_TITLES[s], totals[s]) for s in MONTHLY_STREAMS if s in totals],
        "gaps": _gaps(result["gaps"]),
        "conditional": _conditional(result["conditional"]),
        "months": [
            {"month": m, "lines": [_line(row) for row in result["lines"] if row["month"] == m]}
            for m in months
        ],
    }


def _answer(total: Decimal, months: list[str], gaps: int) -> str:
    if not months:
        return "No payment was due in these months."
    when = month(months[0])
    if len(months) > 1:
        when = f"{when} to {month(months[-1])}, {len(months)} months"
    missing = f" {counted(gaps, 'amount is,amounts are')} missing from it." if gaps else ""
    return f"{money(total)} for {when}.{missing}"


def _line(line: dict[str, Any]) -> dict[str, Any]:
    payee = line["payee"]
    return line | {
        "title": STREAM_TITLES[line["stream"]],
        "amount": Decimal(line["amount"]),
        "payee_words": "Nominated payee" if payee == NOMINATED_PAYEE else payee,
    }


def _gaps(gaps: list[dict[str, str]]) -> list[dict[str, Any]]:
    """One row for each payment and missing input, with the months it is missing in."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for gap in gaps:
        key = (STREAM_TITLES[gap["stream"]], said_once(gap["missing"]))
        found.setdefault(key, {})[month(gap["month"])] = None
    return [
        {"title": title, "missing": missing, "months": list(months)}
        for (title, missing), months in found.items()
    ]


def _conditional(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One row for each part and condition: what its months come to at most, None if not known."""
    found: dict[tuple[str, str, str], list[Decimal | None]] = {}
    for row in rows:
        key = (STREAM_TITLES[row["stream"]], row["title"], row["condition"])
        amount = row["at_most"]
        found.setdefault(key, []).append(None if amount is None else Decimal(amount))
    return [
        {
            "title": f"{title}, {part}",
            "condition": condition,
            "at_most": None if None in amounts else sum(filter(None, amounts), Decimal("0.00")),
        }
        for (title, part, condition), amounts in found.items()
    ]


def _crumbs(*, above: bool = False) -> list[dict[str, str]]:
    home = [{"text": "Home", "href": reverse("home")}]
    if above:
        home.append({"text": "Ready reckoner", "href": reverse("ready_reckoner")})
    return home
