"""Payment files: what an approval makes payable, written once and kept as it was."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from funding.models.books import Posting
from funding.models.runs import Decision
from pcn_portal.audit.append_only import AppendOnly


class PaymentFile(AppendOnly):
    """The file that the finance system pays an approved month by; `sha256` is of `content`.

    `rows` counts the file's rows without its head, `total` is their sum in pounds.
    """

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="file")
    icb_code = models.CharField(max_length=5)
    month = models.DateField()
    name = models.CharField(max_length=100)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    total = models.DecimalField(max_digits=14, decimal_places=2)
    produced_at = models.DateTimeField()
    produced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint("icb_code", "month", name="one_payment_file_per_month"),
            models.CheckConstraint(name="payment_file_is_whole", condition=Q(rows__gt=0)),
        ]


class PaymentLine(AppendOnly):
    """A posting in a payment file, and whom it was paid to. No posting is in two files."""

    file = models.ForeignKey(PaymentFile, on_delete=models.PROTECT, related_name="lines")
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, related_name="paid")
    payee_code = models.CharField(max_length=8)

    class Meta:
        ordering = ["id"]
