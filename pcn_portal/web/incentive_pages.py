"""The incentive fund: schemes with their indicators, and what one indicator earns."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.web.formats import counted, exact, money
from pcn_portal.web.money_addresses import crumbs
from services.engine.incentive import (
    ORDER_WORDS,
    BadFigures,
    Figures,
    Indicator,
    NotValued,
    Order,
    shown,
)
from services.incentive_cases import Case, Worked, work_out
from services.incentive_files import Scheme, schemes

KNOWN = {
    "two_sources": {"text": "Two sources", "colour": "green"},
    "single_source": {"text": "One source", "colour": "yellow"},
    "derived": {"text": "Derived", "colour": "yellow"},
    "memory_only": {"text": "From memory", "colour": "orange"},
    "unknown": {"text": "Not known", "colour": "red"},
}


class IncentiveForm(forms.Form):
    """Figures of one indicator."""

    indicator = forms.ChoiceField(label="Indicator")
    numerator = forms.IntegerField(
        label="Numerator, in patients", required=False, min_value=0, max_value=10**7
    )
    denominator = forms.IntegerField(
        label="Denominator, in patients", required=False, min_value=0, max_value=10**7
    )
    adjusted = forms.IntegerField(
        label="Personalised care adjustments",
        help_text="Patients who are not counted, like those who declined.",
        required=False,
        min_value=0,
        max_value=10**7,
    )
    met = forms.BooleanField(label="Achieved (for all-or-nothing indicators)", required=False)
    list_ratio = forms.DecimalField(
        label="List size ÷ national average list",
        help_text="1 if you do not know it: no national value is recorded.",
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=10,
    )
    prevalence_ratio = forms.DecimalField(
        label="Prevalence ÷ national prevalence",
        help_text="1 if you do not know it.",
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=10,
    )
    order = forms.ChoiceField(
        label="When is it rounded?",
        choices=[(one.value, words[:1].upper() + words[1:]) for one, words in ORDER_WORDS.items()],
        initial=Order.ONCE.value,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scheme = scheme
        self.fields["indicator"].choices = [  # type: ignore[attr-defined]
            (one.code, f"{one.code}: {one.description}") for one in scheme.indicators.values()
        ]

    @property
    def case(self) -> Case:
        cleaned: dict[str, Any] = self.cleaned_data
        counts = (cleaned[name] or 0 for name in ("numerator", "denominator", "adjusted"))
        ratios = {
            name: cleaned[name]
            for name in ("list_ratio", "prevalence_ratio")
            if cleaned[name] is not None
        }
        return Case(
            scheme=self.scheme.id,
            indicator=cleaned["indicator"],
            figures=Figures(*counts),
            met=cleaned["met"],
            order=Order(cleaned["order"]),
            **ratios,
        )


@requires(Permission.SEE_RATES)
@require_safe
def incentive_schemes(request: PortalRequest) -> HttpResponse:
    """Every scheme, latest first."""
    found = sorted(schemes().values(), key=lambda one: (one.starts, one.id), reverse=True)
    context = {
        "rows": [
            {"scheme": one, "known": _known(one), "tag": KNOWN[one.confidence]} for one in found
        ],
        "crumbs": crumbs(("Rates", reverse("rates"))),
    }
    return render(request, "pages/incentive/schemes.html", context)


@requires(Permission.SEE_RATES)
@require_http_methods(["GET", "POST"])
def incentive_scheme(request: PortalRequest, scheme: str) -> HttpResponse:
    """One scheme's indicators with their marks, and what one of them earns. Nothing is kept."""
    found = schemes().get(scheme)
    if found is None:
        raise Http404("There is no such scheme.")
    form = IncentiveForm(request.POST or None, scheme=found)
    worked: Worked | None = None
    if request.method == "POST" and form.is_valid():
        try:
            worked = work_out(form.case)
        except BadFigures as bad:
            form.add_error(bad.field if bad.field in form.fields else None, str(bad))
        except NotValued as unknown:
            form.add_error("indicator", str(unknown))
    context = {
        "scheme": found,
        "known": _known(found),
        "tag": KNOWN[found.confidence],
        "indicators": [_row(one) for one in found.indicators.values()],
        "form": form if found.indicators else None,
        "worked": worked,
        "answer": _answer(worked) if worked else "",
        "crumbs": crumbs(
            ("Rates", reverse("rates")), ("Incentive fund", reverse("incentive_schemes"))
        ),
    }
    status = 400 if form.errors else 200
    return render(request, "pages/incentive/scheme.html", context, status=status)


def _known(scheme: Scheme) -> str:
    """How many of a scheme's points are of indicators that are known."""
    known = sum((one.points for one in scheme.indicators.values() if one.points), start=0)
    if scheme.points is None:
        return "Points and the value of a point are not known."
    indicators = counted(len(scheme.indicators), "indicator,indicators")
    return f"{indicators} with {known} of {scheme.points} points are known."


def _row(one: Indicator) -> dict[str, Any]:
    if one.binary:
        thresholds = "All or nothing"
    elif one.lower is None or one.upper is None:
        thresholds = "Not known"
    else:
        ends = f"{exact(one.lower * 100)} % to {exact(one.upper * 100)} %"
        thresholds = f"{ends}, lower is better" if one.lower_is_better else ends
    return {
        "one": one,
        "thresholds": thresholds,
        "points_tag": KNOWN[one.points_known],
        "thresholds_tag": None if one.binary else KNOWN[one.thresholds_known],
    }


def _answer(worked: Worked) -> str:
    points = shown(worked.earned.points)
    words = f"{points} of {worked.indicator.points} points"
    if worked.pounds is None:
        return f"{words}. The value of a point is not known."
    return f"{words}: {money(worked.pounds)} earned, {money(worked.missed)} missed."


urlpatterns = [
    path("rates/incentive/", incentive_schemes, name="incentive_schemes"),
    path("rates/incentive/<slug:scheme>/", incentive_scheme, name="incentive_scheme"),
]
