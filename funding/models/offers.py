"""Offers of money that a network will not claim, and what a board gave to others of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from networks.models import Network
from pcn_portal.audit.append_only import AppendOnly


class PotOffer(AppendOnly):
    """What a network says it will not claim of its additional roles sum; the latest counts.

    `year` is the calendar year in which the contract year begins. 0 takes an offer back.
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="pot_offers")
    year = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.TextField()
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="pot_offer_not_below_zero", condition=Q(amount__gte=0) & ~Q(reason="")
            ),
        ]


class PotTransfer(AppendOnly):
    """Pounds of a network's additional roles sum that a board gives to another for the year."""

    icb_code = models.CharField(max_length=5)
    year = models.PositiveSmallIntegerField()
    giver = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="pot_given")
    receiver = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="pot_received")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    reason = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="pot_transfer_is_some_between_two",
                condition=Q(amount__gt=0) & ~Q(giver=F("receiver")) & ~Q(reason=""),
            ),
        ]
