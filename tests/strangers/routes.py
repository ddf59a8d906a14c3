"""Every address of the portal, filled in with Heather PCN's own objects."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.strangers.secrets import Secrets

PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
# What stands in an address for one and the same thing everywhere.
SAME = {
    "network": lambda s: s.network.code,
    "icb": lambda s: "QZ2",
    "month": lambda s: "2025-04",
    "basis": lambda s: "registered",
    "year": lambda s: "2025-26",
    "run_id": lambda s: s.run.pk,
    "batch_id": lambda s: s.batch.pk,
    "calculation_id": lambda s: s.calculation.pk,
    "adjustment_id": lambda s: s.adjustment.pk,
    "scenario_id": lambda s: s.scenario.pk,
    "paid_id": lambda s: s.paid.pk,
    "query_id": lambda s: s.query.pk,
    "sheet_id": lambda s: s.sheet.pk,
    "maxima_id": lambda s: s.maxima.pk,
    "engagement_id": lambda s: s.engagement.pk,
    "claim_id": lambda s: s.claim.pk,
    "uplift_id": lambda s: s.uplift.pk,
    "scheme": lambda s: "2023-24",
    "plan_id": lambda s: s.plan.pk,
    "baseline_id": lambda s: s.baseline.pk,
    "table": lambda s: "2025-26a",
    "file_id": lambda s: s.file.pk,
    "source_id": lambda s: s.batch.source_id,
    "row": lambda s: 1,
    "person_id": lambda s: s.member.pk,
    "membership_id": lambda s: s.member.memberships.get().pk,
    "proposal_id": lambda s: s.proposal.pk,
    "change_id": lambda s: s.proposal.pk,
    "hold_id": lambda s: s.hold.pk,
    "agreement_id": lambda s: s.agreement.pk,
    "signature_id": lambda s: s.signature.pk,
    "sharing_id": lambda s: s.sharing.pk,
    "party_id": lambda s: s.party.pk,
    "document_id": lambda s: s.document.pk,
    "appointment_id": lambda s: s.appointment.pk,
    "partner_id": lambda s: s.partner.pk,
    "cover_id": lambda s: s.cover.pk,
    "approval_id": lambda s: s.size_approval.pk,
    "role_code": lambda s: "clinical_director",
    "practice": lambda s: s.practice.code,
    "number": lambda s: 4,
    "operation": lambda s: "list_networks",
    "ending": lambda s: "csv",
    "uidb64": lambda s: "none",
    "token": lambda s: "made-up",
}
# The same word for different things: `code` is a practice's here, a network's elsewhere.
OF_A_PRACTICE = {
    "practice",
    "api_practice",
    "statement_source",
    "practice_money",
    "practice_statement",
    "practice_statement_file",
}
YEARS = {"pot_offer": "2023-24"}
KINDS = {"change_new": "leave"}


@dataclass(frozen=True)
class Route:
    """A named address; `about` are the words in it that name somebody's object."""

    name: str
    pattern: str

    @property
    def about(self) -> tuple[str, ...]:
        return tuple(PLACE.findall(self.pattern))

    def address(self, secrets: Secrets) -> str:
        """The address with Heather PCN's objects in it; AssertionError for a word not known."""
        return "/" + PLACE.sub(lambda found: str(self._word(found[1], secrets)), self.pattern)

    def _word(self, word: str, secrets: Secrets) -> Any:
        if word == "code":
            practice = self.name in OF_A_PRACTICE
            return secrets.practice.code if practice else secrets.network.code
        if word == "kind":
            return KINDS.get(self.name, "care_home_beds")
        if word == "year" and self.name in YEARS:
            return YEARS[self.name]
        if word in secrets.planted:
            return secrets.planted[word]
        assert word in SAME, f"Say in tests/strangers/routes.py what <{word}> of {self.name} is."
        return SAME[word](secrets)


def routes(patterns: list[Any] | None = None, start: str = "") -> Iterator[Route]:
    """Every named address of pages and API."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, start + str(pattern.pattern))
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield Route(pattern.name, start + str(pattern.pattern))
