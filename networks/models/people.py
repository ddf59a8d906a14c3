"""Who leads a network and whom to ask, and the organisation that receives its money."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from networks.models.register import Network, caused_by
from pcn_portal.audit.append_only import AppendOnly
from pcn_portal.audit.dated import Dated, ends_not_before_starts, no_overlap
from pcn_portal.audit.history import keep_history
from practices.models import Practice, Sourced

__all__ = ["CLINICAL_DIRECTOR", "Appointment", "NetworkRole", "NominatedPayee", "VacancyNotice"]

CLINICAL_DIRECTOR = "clinical_director"
"""The role that the contract requires every network to fill."""


@keep_history()
class NetworkRole(models.Model):
    """A part somebody plays in a network. `required` ones raise an alarm while vacant."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=80)
    required = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=100)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.title


@keep_history()
class Appointment(Dated, Sourced):
    """A person in a role of a network, [starts, ends). Several may share a role.

    `wte` is in whole-time equivalents and `sessions` a week; either may be empty (not recorded).
    """

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="appointments")
    role = models.ForeignKey(NetworkRole, on_delete=models.PROTECT, related_name="appointments")
    person = models.CharField(max_length=150)
    profession = models.CharField(max_length=80, blank=True)
    practice = models.ForeignKey(Practice, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    wte = models.DecimalField(
        max_digits=4, decimal_places=3, null=True, validators=[MinValueValidator(0)]
    )
    sessions = models.DecimalField(
        max_digits=4, decimal_places=2, null=True, validators=[MinValueValidator(0)]
    )
    proposal = caused_by()

    class Meta:
        ordering = ["network", "role", "starts", "person"]
        constraints = [
            no_overlap("person_once_in_a_role", "network", "role", "person"),
            ends_not_before_starts("appointment_period"),
            models.CheckConstraint(name="appointment_has_person", condition=~Q(person="")),
            models.CheckConstraint(
                name="appointment_wte_between_0_and_1",
                condition=Q(wte__isnull=True) | Q(wte__gt=0, wte__lte=1),
            ),
            models.CheckConstraint(
                name="appointment_sessions_positive",
                condition=Q(sessions__isnull=True) | Q(sessions__gt=0),
            ),
        ]


class VacancyNotice(AppendOnly):
    """An e-mail about a vacancy went out to a person, so that each is told of it once."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+")
    role = models.ForeignKey(NetworkRole, on_delete=models.PROTECT, related_name="+")
    vacant_from = models.DateField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "network", "role", "vacant_from", "person", name="vacancy_told_once"
            ),
        ]


@keep_history()
class NominatedPayee(Dated, Sourced):
    """The organisation that receives a network's money, by ODS code. No bank details are kept."""

    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="payees")
    name = models.CharField(max_length=200)
    ods_code = models.CharField(max_length=8)
    proposal = caused_by()

    class Meta:
        ordering = ["network", "starts"]
        constraints = [
            no_overlap("network_one_payee", "network"),
            ends_not_before_starts("payee_period"),
        ]
