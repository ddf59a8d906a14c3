"""What the endpoints of changes take and answer."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from rest_framework import serializers

from funding.effects import Effect, NetworkEffect, Payment, Side
from networks.models import Network, Proposal, ProposalKind, ProposalState
from networks.proposals.actions import LONGEST_REASON
from networks.proposals.queries import Decision, decisions_of
from networks.proposals.wording import title
from pcn_portal.accounts.effect_scope import Seen
from pcn_portal.api.fields import CodeField, month_text
from pcn_portal.api.views import Paged
from practices.models import Practice

MOST_AT_ONCE = 500


class ChangeQuery(Paged):
    """Filters of the list of changes."""

    state = serializers.ChoiceField(required=False, choices=ProposalState.choices)
    kind = serializers.ChoiceField(required=False, choices=ProposalKind.choices)
    network = CodeField(required=False, help_text="ODS code of a network that is touched.")


class DraftRequest(serializers.Serializer[Any]):
    """A change. `details` are ODS codes and texts; which ones depends on the kind (docs/api.md)."""

    kind = serializers.ChoiceField(choices=ProposalKind.choices)
    effective = serializers.DateField(help_text="The first day on which it holds.")
    details = serializers.DictField()


class ProposeRequest(DraftRequest):
    """A change to propose, and why."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class ReasonRequest(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=LONGEST_REASON)


class DecideRequest(ReasonRequest):
    """What is decided about one change or several: all of them or none."""

    changes = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        min_length=1,
        max_length=MOST_AT_ONCE,
    )
    accept = serializers.BooleanField()
    effective = serializers.DateField(
        required=False, help_text="Another day than the proposed one, for all of them."
    )


class ProposalShape(serializers.Serializer[Any]):
    """A change in one line; `networks` and `practices` are all that it touches."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=ProposalKind.choices)
    change = serializers.CharField(help_text="In words.")
    effective = serializers.DateField()
    state = serializers.ChoiceField(choices=ProposalState.choices)
    networks = serializers.ListField(child=serializers.CharField())
    practices = serializers.ListField(child=serializers.CharField())
    proposed_at = serializers.DateTimeField()
    proposed_by = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_by = serializers.CharField(allow_null=True)


class OutcomeShape(serializers.Serializer[Any]):
    """What became of a change; one that was accepted may have been called off since."""

    state = serializers.ChoiceField(choices=ProposalState.choices)
    at = serializers.DateTimeField()
    by = serializers.CharField(allow_blank=True)
    reason = serializers.CharField()


class ProposalDetailShape(ProposalShape):
    """A change with its details, reasons, decisions and the file it came from."""

    details = serializers.DictField()
    reason = serializers.CharField()
    decisions = OutcomeShape(many=True)
    file = serializers.CharField(allow_null=True, help_text="The file that it came from.")
    file_row = serializers.IntegerField(allow_null=True)


class PaymentShape(serializers.Serializer[Any]):
    """A payment of the month; `amount` in pounds is null where `gaps` says what is missing."""

    stream = serializers.CharField()
    title = serializers.CharField()
    amount = serializers.CharField(allow_null=True)
    status = serializers.CharField(allow_blank=True)
    gaps = serializers.ListField(child=serializers.CharField())


class SideShape(serializers.Serializer[Any]):
    """A network before or after; a population is null while a practice's figure is missing."""

    members = serializers.IntegerField()
    registered = serializers.CharField(allow_null=True)
    weighted = serializers.CharField(allow_null=True)
    adjusted = serializers.CharField(allow_null=True)
    band = serializers.CharField()
    payments = PaymentShape(many=True)
    total = serializers.CharField(help_text="Pounds a month, of the payments that are known.")
    arrs_sum = serializers.CharField(allow_null=True, help_text="Pounds a year.")
    arrs_note = serializers.CharField(allow_blank=True)
    directors = serializers.ListField(child=serializers.CharField())
    payee = serializers.CharField(allow_blank=True)


class NetworkEffectShape(serializers.Serializer[Any]):
    """A touched network; null sides where it does not exist, or where `shown` is false.

    The figures of another organisation's network are not shown.
    """

    code = serializers.CharField()
    name = serializers.CharField()
    shown = serializers.BooleanField()
    before = SideShape(allow_null=True)
    after = SideShape(allow_null=True)
    vacancies = serializers.ListField(child=serializers.CharField())
    unsigned = serializers.ListField(child=serializers.CharField())


class ApprovedMonthShape(serializers.Serializer[Any]):
    """An approved month that a backdated change touches."""

    icb = serializers.CharField()
    month = serializers.CharField()
    networks = serializers.ListField(child=serializers.CharField())


class EffectShape(serializers.Serializer[Any]):
    """What a change would do, in the first month that begins on its day or after."""

    month = serializers.CharField()
    networks = NetworkEffectShape(many=True)
    approved_months = ApprovedMonthShape(many=True)
    notes = serializers.ListField(child=serializers.CharField())


COLUMNS = ("id", "kind", "effective", "state", "proposed_at", "decided_at")


def change_rows(found: QuerySet[Proposal]) -> QuerySet[Any, Any]:
    """Proposals as rows, with the codes of all that they touch, in one query."""
    networks = Network.objects.filter(proposals=OuterRef("pk")).order_by("code")
    practices = Practice.objects.filter(proposals=OuterRef("pk")).order_by("code")
    rows: QuerySet[Any, Any] = found.values(
        *(*COLUMNS, "details", "reason", "source_row"),
        network_codes=ArraySubquery(networks.values("code")),
        practice_codes=ArraySubquery(practices.values("code")),
        proposer=F("proposed_by__name"),
        decider=F("decided_by__name"),
        file=F("source__name"),
    )
    return rows


def change(row: dict[str, Any]) -> dict[str, Any]:
    """A row in the shape of the list."""
    return {
        **{name: row[name] for name in COLUMNS},
        "change": title(row["kind"], row["details"]),
        "networks": row["network_codes"],
        "practices": row["practice_codes"],
        "proposed_by": row["proposer"],
        "decided_by": row["decider"],
    }


def one_change(proposal_id: int) -> dict[str, Any]:
    """A change in full."""
    row = change_rows(Proposal.objects.filter(pk=proposal_id)).get()
    return {
        **change(row),
        "details": row["details"],
        "reason": row["reason"],
        "decisions": [_decision(d) for d in decisions_of(Proposal.objects.get(pk=proposal_id))],
        "file": row["file"],
        "file_row": row["source_row"],
    }


def _decision(found: Decision) -> dict[str, Any]:
    return {"state": found.state, "at": found.at, "by": found.who, "reason": found.reason}


def effect_shown(effect: Effect, seen: Seen) -> dict[str, Any]:
    """An effect without the figures of networks that are not seen."""
    return {
        "month": month_text(effect.month.first),
        "networks": [_network(found, found.code in seen.networks) for found in effect.networks],
        "approved_months": [
            {
                "icb": approved.icb_code,
                "month": month_text(approved.month),
                "networks": [code for code in approved.networks if code in seen.networks],
            }
            for approved in seen.approved_months
        ],
        "notes": list(seen.notes),
    }


def _network(found: NetworkEffect, shown: bool) -> dict[str, Any]:
    return {
        "code": found.code,
        "name": found.name,
        "shown": shown,
        "before": _side(found.before) if shown else None,
        "after": _side(found.after) if shown else None,
        "vacancies": list(found.vacancies) if shown else [],
        "unsigned": list(found.unsigned) if shown else [],
    }


def _side(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    names = (
        "members", "registered", "weighted", "adjusted", "band", "total", "arrs_sum", "arrs_note",
        "payee",
    )  # fmt: skip
    return {
        **{name: getattr(side, name) for name in names},
        "directors": list(side.directors),
        "payments": [_payment(payment) for payment in side.payments],
    }


def _payment(payment: Payment) -> dict[str, Any]:
    return {
        "stream": payment.stream,
        "title": payment.title,
        "amount": payment.amount,
        "status": payment.status,
        "gaps": list(payment.gaps),
    }
