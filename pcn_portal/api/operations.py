"""The OpenAPI document as a page needs it: every operation with the fields of its form."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from drf_spectacular.generators import SchemaGenerator

GROUPS = (
    ("tokens", "Sign-in"),
    ("networks", "Networks"),
    ("practices", "Practices"),
    ("changes", "Changes"),
    ("populations", "Populations"),
    ("imports", "Imports"),
    ("rates", "Rates"),
    ("rate-sheets", "Rates by people"),
    ("role-tables", "Additional roles"),
    ("claimable", "What may be claimed"),
    ("staff", "Staff"),
    ("claim-drafts", "Claims before they are declared"),
    ("claims", "Claims"),
    ("uplifts", "Uplifts of claims"),
    ("incentive-schemes", "Incentive fund"),
    ("incentive-points", "What an indicator earns"),
    ("requirements", "Requirements"),
    ("deliveries", "How requirements are delivered"),
    ("requirement-heat", "Requirements of a board"),
    ("evidence", "Evidence"),
    ("due", "What is due"),
    ("due-standings", "Who has done what is due"),
    ("due-ahead", "Who misses a day"),
    ("due-ticks", "Done by tick"),
    ("deadlines", "Deadlines entered"),
    ("calendar-feeds", "Calendar addresses"),
    ("deadline-digest", "Mail about what is due"),
    ("care-home-months", "Care homes of a month"),
    ("care-home-counts", "Beds confirmed"),
    ("care-homes", "Aligned care homes"),
    ("care-home-claims", "Claims on care homes"),
    ("care-home-coding", "Coding of residents"),
    ("network-ages", "Ages and deprivation"),
    ("projects", "Projects"),
    ("shared-projects", "Projects shared with others"),
    ("achievements", "What networks achieved"),
    ("incentive-decisions", "Points by decision"),
    ("incentive-national-values", "National values of the fund"),
    ("incentive-rounding", "How the fund is rounded"),
    ("improvement-parts", "Capacity and access improvement"),
    ("improvement-declarations", "Improvement declared and checked"),
    ("improvement-settings", "When boards pay improvement"),
    ("improvement-plans", "Plans of improvement"),
    ("improvement-judgements", "Improvement judged"),
    ("workforce-plans", "Workforce plans"),
    ("workforce-comparisons", "Claims beside returns"),
    ("arrs-planner", "What a sum affords"),
    ("arrs-sums", "Sums for additional roles"),
    ("workforce-returns", "Workforce returns"),
    ("maxima-sheets", "Maxima by people"),
    ("runs", "Runs"),
    ("calculations", "Calculations"),
    ("statements", "Statements"),
    ("practice-statements", "Practices’ statements"),
    ("year-summaries", "Years"),
    ("postings", "Books"),
    ("corrections", "Corrections"),
    ("recovery-spreads", "Recoveries spread"),
    ("adjustments", "Adjustments"),
    ("adjustment-limits", "Limits of adjustments"),
    ("payment-files", "Payment files"),
    ("month-steps", "Months on their way"),
    ("approval-limits", "Limits for a second approval"),
    ("forecast", "Forecasts"),
    ("scenarios", "Scenarios"),
    ("vintages", "Figures and their days"),
    ("share-rules", "Rules of Schedule 4"),
    ("shares", "Shares of practices"),
    ("reconciliation", "Due, paid and received"),
    ("paid-sources", "Sources of paid money"),
    ("paid-files", "Files of paid money"),
    ("queries", "Queries"),
    ("holds", "Payment holds"),
    ("covers", "Practices outside networks"),
    ("coverage", "Coverage"),
    ("participation", "Participation in the DES"),
    ("network-roles", "Roles in networks"),
    ("vacancies", "Vacancies"),
    ("network-sizes", "Networks by size"),
    ("size-approvals", "Approvals of small networks"),
    ("unsigned-agreements", "Unsigned network agreements"),
    ("unsigned-sharing-agreements", "Unsigned data sharing agreements"),
    ("network-details", "Network details workbook"),
    ("ready-reckoner", "Ready reckoner"),
)


@dataclass(frozen=True)
class Field:
    """One parameter; `place` is "path" or "query", `options` are its only values, if limited."""

    name: str
    place: str
    hint: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Operation:
    """One method of one address. `body` is an example of its JSON, empty if it takes none."""

    id: str
    method: str
    path: str
    title: str
    more: str
    fields: tuple[Field, ...]
    body: str
    file: bool

    @property
    def reads(self) -> bool:
        return self.method == "GET"

    def address(self, given: dict[str, str]) -> str:
        """The address with what was filled in; a field left blank is left out."""
        path, query = self.path, {}
        for field in self.fields:
            value = given.get(field.name, "").strip()
            if field.place == "path":
                path = path.replace(f"{{{field.name}}}", quote(value or "-", safe=""))
            elif value:
                query[field.name] = value
        return f"{path}?{urlencode(query)}" if query else path


@cache
def operations() -> dict[str, Operation]:
    """Every operation by its id, in the order of the page."""
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]  # type: ignore[no-untyped-call]
    found = [
        _operation(method.upper(), path, described)
        for path, methods in paths.items()
        for method, described in methods.items()
    ]
    return {operation.id: operation for operation in found}


def grouped() -> list[tuple[str, list[Operation]]]:
    """The operations under the headings of the page."""
    return [
        (title, [o for o in operations().values() if o.path.startswith(f"/api/v1/{part}/")])
        for part, title in GROUPS
    ]


def _operation(method: str, path: str, described: dict[str, Any]) -> Operation:
    title, _, more = described["description"].partition("\n")
    content = described.get("requestBody", {}).get("content", {})
    examples = content.get("application/json", {}).get("examples", {})
    return Operation(
        id=described["operationId"],
        method=method,
        path=path,
        title=title.strip().rstrip("."),
        more=re.sub(r"\s+", " ", more).strip(),
        fields=tuple(_field(parameter) for parameter in described.get("parameters", ())),
        body=next((_json(e["value"]) for e in examples.values()), ""),
        file="multipart/form-data" in content,
    )


def _field(parameter: dict[str, Any]) -> Field:
    values = [v for v in parameter["schema"].get("enum", ()) if v]
    described = parameter.get("description", "").partition("\n\n")[0]
    hint = "" if described.startswith("* ") else described
    return Field(parameter["name"], parameter["in"], hint, tuple(values))


def _json(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
