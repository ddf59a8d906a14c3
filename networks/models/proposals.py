"""Changes of the register as proposals: proposed, weighed, decided and kept."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from pcn_portal.audit.append_only import AppendOnly
from pcn_portal.audit.history import keep_history
from practices.models import Practice, Sourced, SourceFile

__all__ = ["Proposal", "ProposalKind", "ProposalSighting", "ProposalState"]


class ProposalKind(models.TextChoices):
    """What would change."""

    JOIN = "join", "Practice joins a network"
    LEAVE = "leave", "Practice leaves its network"
    MOVE = "move", "Practice moves to another network"
    PRACTICE_MERGER = "practice_merger", "Practices merge"
    PRACTICE_SPLIT = "practice_split", "Practice splits"
    PRACTICE_CLOSURE = "practice_closure", "Practice closes"
    NETWORK_FORMED = "network_formed", "Network is formed"
    NETWORK_MERGER = "network_merger", "Networks merge"
    NETWORK_SPLIT = "network_split", "Network splits"
    NETWORK_RENAMED = "network_renamed", "Network is renamed"
    NETWORK_ENDED = "network_ended", "Network ends"
    PAYEE_CHANGED = "payee_changed", "Nominated payee changes"
    DIRECTOR_CHANGED = "director_changed", "Clinical director changes"
    HISTORY_CORRECTED = "history_corrected", "Past memberships are corrected"


class ProposalState(models.TextChoices):
    """How far a proposal is. An accepted change holds from its effective date."""

    PROPOSED = "proposed", "Needs a decision"
    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CALLED_OFF = "called_off", "Called off before its date"


@keep_history()
class Proposal(Sourced):
    """One change, with its reason, by a person or from a file (`source`); and its decision.

    `details` are the facts by ODS code, their keys by kind: see networks/proposals/details.py.
    `networks` and `practices` are all that it touches, before or after. `fingerprint` says what
    would change, whatever the day: only one open proposal may say the same. `written` are the
    rows that its acceptance wrote, with what they were, so that it can be called off.
    """

    kind = models.CharField(max_length=20, choices=ProposalKind.choices)
    effective = models.DateField()
    reason = models.TextField()
    details = models.JSONField()
    fingerprint = models.CharField(max_length=200)
    networks: "models.ManyToManyField[models.Model, models.Model]" = models.ManyToManyField(
        "networks.Network", related_name="proposals"
    )
    practices = models.ManyToManyField(Practice, related_name="proposals")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        max_length=10, choices=ProposalState.choices, default=ProposalState.PROPOSED
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decision_reason = models.TextField(blank=True)
    written = models.JSONField(default=list)

    class Meta:
        ordering = ["effective", "id"]
        indexes = [models.Index("state", "effective", name="proposal_state")]
        constraints = [
            models.UniqueConstraint(
                "fingerprint", condition=Q(state="proposed"), name="one_open_proposal_of_a_change"
            ),
            models.CheckConstraint(name="proposal_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="proposal_decided_with_reason",
                condition=Q(state="proposed", decided_at__isnull=True)
                | (~Q(state="proposed") & Q(decided_at__isnull=False) & ~Q(decision_reason="")),
            ),
            models.CheckConstraint(
                name="payee_change_takes_two_people",
                condition=~Q(kind="payee_changed", state="accepted")
                | (
                    Q(proposed_by__isnull=False, decided_by__isnull=False)
                    & ~Q(decided_by=models.F("proposed_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.pk})"


class ProposalSighting(AppendOnly):
    """A file that says the same as a proposal; the first one is among them."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="sightings")
    source = models.ForeignKey(SourceFile, on_delete=models.PROTECT, related_name="+")
    source_row = models.PositiveIntegerField(null=True)
    on = models.DateField()
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint("proposal", "source", name="proposal_seen_once_in_a_file"),
        ]
