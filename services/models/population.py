"""Who is registered where: patients by age band and sex, and how deprived a practice's area is."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from pcn_portal.audit.append_only import AppendOnly
from practices.models import Practice, Sourced
from services.engine.age_bands import BANDS

_EVERYBODY = F("female__0") + F("male__0")
for _place in range(1, len(BANDS)):
    _EVERYBODY = _EVERYBODY + F(f"female__{_place}") + F(f"male__{_place}")


class AgeCount(AppendOnly, Sourced):
    """A practice's registered patients on a day, by sex and five-year band.

    `female` and `male` have a number for each of `services.engine.age_bands.BANDS`, and
    `female_rows` and `male_rows` the row of the file it stands in; `source_row` is that of the
    sum. A day that is published again is a new `version`. No row is not known, never zero.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="age_counts")
    reference_date = models.DateField()
    version = models.PositiveSmallIntegerField()
    patients = models.PositiveIntegerField()
    female = ArrayField(models.PositiveIntegerField())
    male = ArrayField(models.PositiveIntegerField())
    female_rows = ArrayField(models.PositiveIntegerField())
    male_rows = ArrayField(models.PositiveIntegerField())
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["practice", "reference_date", "version"]
        constraints = [
            models.UniqueConstraint(
                "practice", "reference_date", "version", name="age_count_version"
            ),
            models.CheckConstraint(
                name="age_count_has_every_band",
                condition=Q(
                    female__len=len(BANDS),
                    male__len=len(BANDS),
                    female_rows__len=len(BANDS),
                    male_rows__len=len(BANDS),
                ),
            ),
            models.CheckConstraint(name="age_count_bands_add_up", condition=Q(patients=_EVERYBODY)),
        ]
        indexes = [models.Index("reference_date", name="age_count_day")]


class DeprivationScore(AppendOnly, Sourced):
    """A practice's score of the Index of Multiple Deprivation of a year, as a file gives it.

    `rank` and `decile` are empty where the file has none.
    """

    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="deprivation")
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField()
    score = models.DecimalField(max_digits=7, decimal_places=4)
    rank = models.PositiveIntegerField(null=True)
    decile = models.PositiveSmallIntegerField(null=True)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["practice", "year", "version"]
        constraints = [
            models.UniqueConstraint("practice", "year", "version", name="deprivation_version"),
            models.CheckConstraint(
                name="deprivation_score_0_to_100", condition=Q(score__gte=0, score__lte=100)
            ),
            models.CheckConstraint(
                name="deprivation_decile_1_to_10",
                condition=Q(decile__isnull=True) | Q(decile__gte=1, decile__lte=10),
            ),
        ]
