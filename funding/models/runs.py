"""Runs of a contract month, what they calculated, and who approved it.

A `Run` is a request; its `RunPart`s are the work, one per ICB. A `Calculation` is a result and,
with its statements, lines and gaps, only ever grows. The same facts and rates give the same
digest, so a repeated run finds the calculation that is already there.
"""

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, JSONField, Q, Value

from pcn_portal.audit.append_only import AppendOnly
from pcn_portal.audit.history import keep_history


class Rounding(models.TextChoices):
    """How a monthly amount is reached: see `rounding` in the rules of des-rates."""

    ANNUAL_TWELFTH = "annual_twelfth", "Annual rate ÷ 12"
    PRINTED_MONTHLY = "printed_monthly", "Printed monthly rate"


class RoundingSetting(AppendOnly):
    """An ICB's rounding convention for one payment from a month on; the latest row counts."""

    icb_code = models.CharField(max_length=5)
    stream = models.CharField(max_length=60)
    convention = models.CharField(max_length=20, choices=Rounding.choices)
    from_month = models.DateField()
    reason = models.TextField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["icb_code", "stream", "from_month", "id"]


@keep_history()
class Run(models.Model):
    """A request to calculate one contract month for one ICB or for all of England."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    month = models.DateField()
    icb_code = models.CharField(max_length=5, blank=True)
    known_at = models.DateTimeField()
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-requested_at"]
        constraints = [
            models.CheckConstraint(name="run_first_of_month", condition=Q(month__day=1)),
        ]


class Calculation(AppendOnly):
    """The result of one ICB's month from one set of facts and rates.

    `digest` is over every fact, rate and convention used: the same digest is the same result.
    `turn` counts how often that result was returned before and submitted again. `total` is the
    month's entitlements, `corrections` what earlier months get more (or less), `adjustments` what
    people entered by hand, and `held` the part of the three that is not paid because of holds.
    """

    icb_code = models.CharField(max_length=5)
    icb_name = models.CharField(max_length=200)
    month = models.DateField()
    digest = models.CharField(max_length=64)
    turn = models.PositiveSmallIntegerField(default=0)
    rates_digest = models.CharField(max_length=64)
    known_at = models.DateTimeField()
    calculated_at = models.DateTimeField()
    calculated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    networks = models.PositiveIntegerField()
    lines = models.PositiveIntegerField()
    gaps = models.PositiveIntegerField()
    total = models.DecimalField(max_digits=14, decimal_places=2)
    corrections = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal("0.00"))
    adjustments = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal("0.00"))
    held = models.DecimalField(max_digits=14, decimal_places=2, default=Decimal("0.00"))

    @property
    def due(self) -> Decimal:
        """Pounds that the month brings: entitlements, corrections and adjustments."""
        return self.total + self.corrections + self.adjustments

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "icb_code", "month", "digest", "turn", name="one_calculation_per_facts_and_turn"
            ),
        ]


@keep_history()
class RunPart(models.Model):
    """One ICB's share of a run; done when it points at its calculation."""

    class State(models.TextChoices):
        """Waiting and working parts are taken up again after a crash."""

        WAITING = "waiting", "Waiting"
        WORKING = "working", "Working"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="parts")
    icb_code = models.CharField(max_length=5)
    icb_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    networks_total = models.PositiveIntegerField(default=0)
    networks_done = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    calculation = models.ForeignKey(
        Calculation, null=True, on_delete=models.PROTECT, related_name="parts"
    )
    repeated = models.BooleanField(default=False)

    class Meta:
        ordering = ["run", "icb_code"]
        constraints = [
            models.UniqueConstraint("run", "icb_code", name="one_part_per_icb"),
            models.CheckConstraint(
                name="done_part_has_calculation",
                condition=~Q(state="done") | Q(calculation__isnull=False),
            ),
        ]


class Statement(AppendOnly):
    """What one network is entitled to for one month, by one calculation.

    `inputs` are the practices' and network's figures used, each with source file and row:
    a list of {practice, name, basis, value, reference_date, source, row}. `hold` is the payment
    hold in force, {id, from_month, reason, placed_at}: the entitlement stands, nothing is paid.
    `notes` are payments that are not due, for nobody declared them: {stream, component, text}.
    """

    id = models.BigAutoField(primary_key=True)
    calculation = models.ForeignKey(
        Calculation, on_delete=models.PROTECT, related_name="statements"
    )
    network_code = models.CharField(max_length=6, db_index=True)
    network_name = models.CharField(max_length=200)
    month = models.DateField()
    total = models.DecimalField(max_digits=12, decimal_places=2)
    corrections = models.DecimalField(
        max_digits=12, decimal_places=2, default=Decimal("0.00"), db_default=Decimal("0.00")
    )
    adjustments = models.DecimalField(
        max_digits=12, decimal_places=2, default=Decimal("0.00"), db_default=Decimal("0.00")
    )
    inputs = models.JSONField()
    hold = models.JSONField(null=True)
    notes = models.JSONField(default=list, db_default=Value([], JSONField()))

    @property
    def due(self) -> Decimal:
        """Pounds that the month brings the network, of its own and of earlier months."""
        return self.total + self.corrections + self.adjustments

    class Meta:
        ordering = ["network_code"]
        constraints = [
            models.UniqueConstraint(
                "calculation", "network_code", name="one_statement_per_network"
            ),
        ]


class Line(AppendOnly):
    """One monthly amount to one payee, with the steps that lead to it.

    `payee` is the network's code (its nominated payee is paid) or a practice's code.
    `status` is that of the rate: confirmed or provisional.
    """

    # Checked by a trigger once a COPY; the index is the unique one below. See docs/adr/0032.
    statement = models.ForeignKey(
        Statement,
        on_delete=models.PROTECT,
        related_name="lines",
        db_constraint=False,
        db_index=False,
    )
    stream = models.CharField(max_length=60)
    component = models.CharField(max_length=20, blank=True)
    payee = models.CharField(max_length=8)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    status = models.CharField(max_length=12)
    rate_id = models.CharField(max_length=60)
    steps = models.JSONField()
    citations = models.JSONField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                "statement", "stream", "component", "payee", name="one_line_per_payment_and_payee"
            ),
        ]


class Gap(AppendOnly):
    """A payment that could not be calculated: which input is missing, and for whom."""

    statement = models.ForeignKey(
        Statement, on_delete=models.PROTECT, related_name="gaps", db_constraint=False
    )
    stream = models.CharField(max_length=60)
    missing = models.CharField(max_length=500)
    payee = models.CharField(max_length=8)

    class Meta:
        ordering = ["id"]


class Decision(AppendOnly):
    """An approval or return of a calculation by somebody other than who calculated it.

    `icb_code`, `month` and `calculated_by` repeat the calculation's (a trigger sees to it), so
    that constraints can speak of them.
    """

    class Outcome(models.TextChoices):
        """Approved is final; returned asks for a new calculation."""

        APPROVED = "approved", "Approved"
        RETURNED = "returned", "Returned"

    calculation = models.ForeignKey(Calculation, on_delete=models.PROTECT, related_name="decisions")
    icb_code = models.CharField(max_length=5)
    month = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    calculated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint("calculation", name="one_decision_per_calculation"),
            models.UniqueConstraint(
                "icb_code",
                "month",
                condition=Q(outcome="approved"),
                name="one_approved_calculation_per_icb_and_month",
            ),
            models.CheckConstraint(
                name="approver_did_not_calculate", condition=~Q(decided_by=F("calculated_by"))
            ),
            models.CheckConstraint(
                name="return_has_reason", condition=~Q(outcome="returned") | ~Q(reason="")
            ),
        ]
