"""Looking ahead over REST: forecasts, scenarios, and what they come to."""

from datetime import datetime
from typing import Any

from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from funding.actions import (
    ScenarioRefused,
    add_change,
    changes_of,
    drop_change,
    propose_scenario,
    save_scenario,
)
from funding.ahead import forecast, what_if
from funding.engine.forecast import Cell, Forecast
from funding.engine.scenarios import BadChange, Change, Kind
from funding.models import Scenario
from networks.queries import icb_codes_of_networks
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import icbs_in, networks_in, scope_of
from pcn_portal.api.ahead_shapes import (
    ChangeRequest,
    DropRequest,
    ForecastQuery,
    ForecastShape,
    ProposedShape,
    ProposeScenarioRequest,
    ScenarioRequest,
    ScenarioResultShape,
    ScenarioShape,
    ScenariosQuery,
)
from pcn_portal.api.errors import Refused
from pcn_portal.api.fields import month_text
from pcn_portal.api.shapes import answers
from pcn_portal.api.views import Endpoint, NoQuery, by_method, now
from pcn_portal.units.periods import BadPeriod, ContractYear


class Forecasts(Endpoint):
    """Forecasts."""

    permission = Permission.SEE_STATEMENTS

    @extend_schema(
        operation_id="get_forecast", parameters=[ForecastQuery], responses=answers(ForecastShape)
    )
    def get(self, request: Request) -> Response:
        """Show a board's or network's year: posted months, and the others as known today."""
        wanted = self.query(ForecastQuery)
        year = _year(wanted["year"])
        if "network" in wanted:
            return Response(_forecast(self._of_network(wanted["network"], year, now())))
        icb = wanted.get("icb", "")
        if not icbs_in(scope_of(self.person, Permission.SEE_RUNS)).filter(code=icb).exists():
            raise NotFound(f"None of your ICBs has the code “{icb}”.")
        return Response(_forecast(forecast(icb_code=icb, year=year, known_at=now())))

    def _of_network(self, code: str, year: ContractYear, at: datetime) -> Forecast:
        today = timezone.localdate()
        found = networks_in(self.scope, today).filter(code=code).first()
        if found is None:
            raise NotFound(f"None of your networks has the code “{code}”.")
        icb = icb_codes_of_networks(network_ids=[found.pk], on=today).get(found.pk, "")
        return forecast(icb_code=icb, year=year, known_at=at).only(found.code)


class Scenarios(Endpoint):
    """Scenarios."""

    permission = by_method(get=Permission.SEE_RUNS, post=Permission.COMMISSION)

    @extend_schema(
        operation_id="list_scenarios",
        parameters=[ScenariosQuery],
        responses=answers(ScenarioShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List a board's scenarios with their changes, newest first."""
        icb = self._icb(self.query(ScenariosQuery)["icb"])
        return Response([_scenario(one) for one in Scenario.objects.filter(icb_code=icb)])

    @extend_schema(
        operation_id="save_scenario",
        request=ScenarioRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={"icb": "QZ1", "year": "2025/26", "name": "One network less"},
                request_only=True,
            )
        ],
        responses=answers(ScenarioShape, 201),
    )
    def post(self, request: Request) -> Response:
        """Begin a scenario of a board's contract year."""
        self.query(NoQuery)
        wanted = self.body(ScenarioRequest)
        try:
            made = save_scenario(
                icb_code=self._icb(wanted["icb"]),
                year=_year(wanted["year"]),
                name=wanted["name"],
                by=self.person.actor,
                at=now(),
            )
        except ScenarioRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_scenario(made), status=201)

    def _icb(self, code: str) -> str:
        if not icbs_in(self.scope).filter(code=code).exists():
            raise NotFound(f"None of your ICBs has the code “{code}”.")
        return code


class _OfScenario(Endpoint):
    """Endpoints below one scenario of the scope."""

    def scenario(self, number: int) -> Scenario:
        """The scenario, or 404."""
        boards = icbs_in(self.scope).values("code")
        found = Scenario.objects.filter(pk=number, icb_code__in=boards).first()
        if found is None:
            self.missing()
        return found


class OneScenario(_OfScenario):
    """One scenario."""

    permission = by_method(get=Permission.SEE_RUNS, post=Permission.COMMISSION)

    @extend_schema(operation_id="get_scenario", responses=answers(ScenarioResultShape))
    def get(self, request: Request, scenario_id: int) -> Response:
        """Show a scenario: the year as it is, and with its changes."""
        self.query(NoQuery)
        found, at = self.scenario(scenario_id), now()
        year = ContractYear(found.year)
        base = what_if(icb_code=found.icb_code, year=year, known_at=at)
        try:
            changes = changes_of(found)
            with_changes = what_if(icb_code=found.icb_code, year=year, known_at=at, changes=changes)
        except BadChange as bad:
            return Response(
                _scenario(found) | {"base": _forecast(base), "result": None, "broken": str(bad)}
            )
        result = {"base": _forecast(base), "result": _forecast(with_changes), "broken": ""}
        return Response(_scenario(found) | result)

    @extend_schema(
        operation_id="add_scenario_change",
        request=ChangeRequest,
        examples=[
            OpenApiExample(
                "Example",
                value={"kind": "beds", "start": "2025-07", "network": "U99999", "value": "40"},
                request_only=True,
            )
        ],
        responses=answers(ScenarioShape),
    )
    def post(self, request: Request, scenario_id: int) -> Response:
        """Add a change to a scenario, if it can be laid over the facts."""
        self.query(NoQuery)
        wanted = self.body(ChangeRequest)
        found = self.scenario(scenario_id)
        change = Change(**wanted | {"kind": Kind(wanted["kind"])})
        try:
            made = add_change(scenario_id=found.pk, change=change, by=self.person.actor, at=now())
        except ScenarioRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_scenario(made))


class DropChange(_OfScenario):
    """Taking a change out."""

    permission = Permission.COMMISSION

    @extend_schema(
        operation_id="drop_scenario_change", request=DropRequest, responses=answers(ScenarioShape)
    )
    def post(self, request: Request, scenario_id: int) -> Response:
        """Take a change out of a scenario by its number."""
        self.query(NoQuery)
        number = self.body(DropRequest)["number"]
        found = self.scenario(scenario_id)
        try:
            made = drop_change(scenario_id=found.pk, number=number, by=self.person.actor, at=now())
        except ScenarioRefused as refusal:
            raise Refused(str(refusal)) from None
        return Response(_scenario(made))


class ProposeScenario(_OfScenario):
    """Turning a scenario into proposals."""

    permission = Permission.COMMISSION

    @extend_schema(
        operation_id="propose_scenario",
        request=ProposeScenarioRequest,
        responses=answers(ProposedShape(many=True), 201),
    )
    def post(self, request: Request, scenario_id: int) -> Response:
        """Put a scenario's moves up for decision; its other changes say where they are made."""
        self.query(NoQuery)
        reason = self.body(ProposeScenarioRequest)["reason"]
        found = self.scenario(scenario_id)
        try:
            made = propose_scenario(
                scenario_id=found.pk, reason=reason, by=self.person.actor, at=now()
            )
        except ScenarioRefused as refusal:
            raise Refused(str(refusal)) from None
        shown = [{"proposal": one.proposal_id, "words": one.words} for one in made]
        return Response(shown, status=201)


def _year(text: str) -> ContractYear:
    try:
        return ContractYear.parse(text)
    except BadPeriod as bad:
        raise ValidationError({"year": [str(bad)]}) from None


def _scenario(found: Scenario) -> dict[str, Any]:
    return {
        "id": found.pk,
        "icb": found.icb_code,
        "year": str(ContractYear(found.year)),
        "name": found.name,
        "changes": found.changes,
    }


def _forecast(found: Forecast) -> dict[str, Any]:
    return {
        "year": str(found.year),
        "total": _cell(found.total),
        "months": [
            {
                "month": month_text(month),
                "total": _cell(found.of_month(month)),
                "streams": {s: _cell(found.of(month, s)) for s in found.streams},
            }
            for month in found.months
        ],
        "streams": {stream: _cell(found.of_stream(stream)) for stream in found.streams},
        "networks": {code: _cell(found.of_network(code)) for code in found.networks},
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "amount": cell.amount,
        "posted": cell.posted,
        "missing": cell.gaps,
        "provisional": cell.provisional,
    }


urlpatterns = [
    path("forecast/", Forecasts.as_view(), name="api_forecast"),
    path("scenarios/", Scenarios.as_view(), name="api_scenarios"),
    path("scenarios/<int:scenario_id>/", OneScenario.as_view(), name="api_scenario"),
    path("scenarios/<int:scenario_id>/drop/", DropChange.as_view(), name="api_scenario_drop"),
    path(
        "scenarios/<int:scenario_id>/propose/",
        ProposeScenario.as_view(),
        name="api_scenario_propose",
    ),
]
