"""A network's planner: what the year's sum still affords, and who comes or leaves."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from funding.claims.planner import Answer, Question, plan_ahead
from pcn_portal.accounts.doors import PortalRequest, requires
from pcn_portal.accounts.permissions import Permission
from pcn_portal.units.periods import Month
from pcn_portal.web.claim_forms import roles
from pcn_portal.web.claims_pages import icb_of
from pcn_portal.web.formats import money
from pcn_portal.web.network_pages import find_network
from pcn_portal.web.role_forms import months
from pcn_portal.web.staff_pages import staff_crumbs
from workforce.models import AREAS, Engagement
from workforce.role_files import role_names
from workforce.staff_lists import engagements_of


class PlannerForm(forms.Form):
    """Somebody who comes, somebody who leaves, and from which month."""

    from_month = forms.ChoiceField(
        label="From which month?", choices=lambda: [("", "Choose a month"), *months()]
    )
    role = forms.ChoiceField(
        label="Somebody comes as", required=False, choices=lambda: [("", "Nobody"), *roles()]
    )
    wte = forms.DecimalField(
        label="Whole-time equivalents",
        required=False,
        min_value=Decimal("0.01"),
        max_value=Decimal(50),
        decimal_places=2,
        initial=Decimal(1),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "nhsuk-input--width-5"}),
    )
    area = forms.ChoiceField(
        label="Where?", choices=AREAS, initial="national", widget=forms.RadioSelect
    )
    leaves = forms.ChoiceField(label="Somebody leaves", required=False)

    def __init__(self, *args: Any, people: list[Engagement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = role_names()
        self.fields["leaves"].choices = [  # type: ignore[attr-defined]
            ("", "Nobody"),
            *((str(one.pk), f"{one.person.reference}, {names[one.post.role]}") for one in people),
        ]

    @property
    def question(self) -> Question:
        cleaned: dict[str, Any] = self.cleaned_data
        return Question(
            from_month=Month.parse(cleaned["from_month"]).first,
            role=cleaned["role"],
            wte=cleaned["wte"] or Decimal(1),
            area=cleaned["area"],
            leaves=int(cleaned["leaves"]) if cleaned["leaves"] else None,
        )


@requires(Permission.SEE_STAFF)
@require_safe
def claims_planner(request: PortalRequest, network: str) -> HttpResponse:
    """The question in the address, and the year's answer below."""
    now = timezone.now()
    today = timezone.localdate(now)
    found = find_network(request, network, today, Permission.SEE_STAFF)
    people = [one for one in engagements_of(found) if one.ends is None or one.ends > today]
    asked = request.GET if "from_month" in request.GET else None
    form = PlannerForm(asked, people=people)
    answer: Answer | None = None
    if asked is not None and form.is_valid():
        question = form.question
        year = Month.of(question.from_month).contract_year
        answer = plan_ahead(
            icb_code=icb_of(found, year, today),
            network=found,
            year=year,
            asked=question,
            known_at=now,
        )
    context = {
        "network": found,
        "form": form,
        "answer": answer,
        "words": _words(answer, form.question.role) if answer else "",
        "crumbs": [
            *staff_crumbs(found),
            {"text": "Claims", "href": reverse("network_claims", args=[found.code])},
        ],
    }
    status = 400 if asked is not None and form.errors else 200
    return render(request, "pages/claims/planner.html", context, status=status)


def _words(answer: Answer, role: str) -> str:
    if answer.outlook.pot is None:
        return "The year’s sum is not known, so nobody can say what is affordable."
    if answer.beyond:
        words = f"The sum is overdrawn by {money(answer.beyond)} at the end of the year."
    else:
        words = f"{money(answer.lost)} is left on 31 March."
    if role and answer.affordable is not None:
        name = role_names()[role]
        words += (
            f" As the register is now, {answer.affordable} WTE of {name} can be afforded from then."
        )
    return words
