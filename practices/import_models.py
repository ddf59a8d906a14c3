"""Source files and staged imports: nothing enters the register except through these."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from pcn_portal.audit.append_only import AppendOnly
from pcn_portal.audit.history import keep_history


class SourceFile(AppendOnly):
    """A file as received, byte for byte, so that every figure leads back to its row."""

    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class ImportState(models.TextChoices):
    """A batch is staged or refused when read; a person then applies or discards it."""

    STAGED = "staged", "Ready to apply"
    REFUSED = "refused", "Has errors"
    APPLIED = "applied", "Applied"
    DISCARDED = "discarded", "Discarded"
    UNCHANGED = "unchanged", "Nothing to change"


@keep_history()
class ImportBatch(models.Model):
    """One reading of one file against the register: its problems, preview and fate.

    `national` files are published for everyone. A local one belongs to the ICBs in `icbs`, whose
    rows alone it may hold; empty means that it was given for all of England.
    `counts` has new, changed, ended, untouched, and the same four for each of `entities`.
    """

    kind = models.CharField(max_length=40)
    national = models.BooleanField(default=True)
    icbs = ArrayField(models.CharField(max_length=5), default=list)
    source = models.ForeignKey(SourceFile, on_delete=models.PROTECT, related_name="batches")
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ImportState.choices)
    rows_read = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    summary = models.JSONField(default=list)
    plan_digest = models.CharField(max_length=64, blank=True)
    staged_at = models.DateTimeField()
    staged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]


@keep_history()
class ImportProblem(models.Model):
    """One error or warning in a file: where it is, what it says, what to do about it."""

    class Severity(models.TextChoices):
        """An error refuses the whole file; a warning is shown and does not."""

        ERROR = "error", "Error"
        WARNING = "warning", "Check this"

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="problems")
    severity = models.CharField(max_length=10, choices=Severity.choices)
    row = models.PositiveIntegerField(null=True)
    column = models.CharField(max_length=120, blank=True)
    value = models.CharField(max_length=200, blank=True)
    message = models.CharField(max_length=500)

    class Meta:
        ordering = ["batch", "severity", "row", "id"]


@keep_history()
class ImportChange(models.Model):
    """One line of a preview: what would become new, changed or ended."""

    class Kind(models.TextChoices):
        """Untouched rows are counted on the batch, not listed."""

        NEW = "new", "New"
        CHANGED = "changed", "Changed"
        ENDED = "ended", "Ended"

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    entity = models.CharField(max_length=60)
    key = models.CharField(max_length=80)
    row = models.PositiveIntegerField(null=True)
    before = models.CharField(max_length=400, blank=True)
    after = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["batch", "id"]
