"""Where practices are, what became of them, and the outlines of ICBs for a map."""

from django.db import models
from django.db.models import F, Q

from pcn_portal.audit.append_only import AppendOnly
from pcn_portal.audit.history import keep_history
from practices.register_models import Practice, Sourced


@keep_history()
class PracticeLocation(Sourced):
    """A practice's place in degrees (WGS 84), from its postcode."""

    practice = models.OneToOneField(Practice, on_delete=models.PROTECT, related_name="location")
    postcode = models.CharField(max_length=10)
    latitude = models.DecimalField(max_digits=8, decimal_places=6)
    longitude = models.DecimalField(max_digits=9, decimal_places=6)

    class Meta:
        ordering = ["practice"]
        constraints = [
            models.CheckConstraint(
                name="location_near_england",
                condition=Q(latitude__range=(49, 61), longitude__range=(-9, 3)),
            ),
        ]


@keep_history()
class IcbOutline(Sourced):
    """The simplified outline of an ICB as published by ONS: GeoJSON polygons in degrees.

    `ons_code` is the ONS code (E54…); `name` as ONS writes it.
    """

    ons_code = models.CharField(max_length=9, unique=True)
    name = models.CharField(max_length=200)
    geometry = models.JSONField()

    class Meta:
        ordering = ["ons_code"]


class PracticeSuccession(AppendOnly):
    """A merged or split practice leads to what it came from and what it became, from `on`."""

    predecessor = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="successors")
    successor = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="predecessors")
    on = models.DateField()

    class Meta:
        ordering = ["on", "predecessor", "successor"]
        constraints = [
            models.UniqueConstraint(
                "predecessor", "successor", "on", name="practice_succession_once"
            ),
            models.CheckConstraint(
                name="practice_succeeds_another", condition=~Q(predecessor=F("successor"))
            ),
        ]
