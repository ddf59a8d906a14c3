"""What accepting changes would put right in approved months, before anybody decides."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.utils import timezone

from funding.impact import impact_of
from funding.models import Decision
from networks.models import Proposal
from networks.proposals.actions import decide
from networks.proposals.details import ProposalRefused
from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import icbs_in, scope_of
from pcn_portal.web.impact_words import impact_words


def impact_of_changes(
    user: User, chosen: Sequence[Proposal], form: forms.Form, now: datetime
) -> dict[str, Any] | None:
    """In words; None where no approved month begins on a change's day or later."""
    other = getattr(form, "cleaned_data", {}).get("effective")
    first = other or min(one.effective for one in chosen)
    boards = icbs_in(scope_of(user, Permission.SEE_RUNS)).values("code")
    approved = Decision.objects.filter(
        outcome=Decision.Outcome.APPROVED, month__gte=first, icb_code__in=boards
    )
    codes = sorted(set(approved.values_list("icb_code", flat=True)))
    if not codes:
        return None
    accept = partial(
        decide,
        proposal_ids=[one.pk for one in chosen],
        accept=True,
        reason="Tried, to see what it would put right.",
        by=user.actor,
        at=now,
        today=timezone.localdate(now),
        effective=other,
    )
    try:
        return impact_words(impact_of(accept, icb_codes=codes, known_at=now))
    except ProposalRefused:
        return None
