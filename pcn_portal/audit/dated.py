"""Half-open periods as two dates, and the constraint that they never overlap."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value


def no_overlap(name: str, *same: str) -> ExclusionConstraint:
    """Refuse two rows that agree on `same` and whose [starts, ends) periods overlap."""
    period = Func("starts", "ends", Value("[)"), function="daterange")
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((F(f), RangeOperators.EQUAL) for f in same),
            (period, RangeOperators.OVERLAPS),
        ],
    )


def ends_not_before_starts(name: str) -> models.CheckConstraint:
    """Refuse a period that ends before it starts; an empty one (same day) may stand."""
    return models.CheckConstraint(
        name=name, condition=Q(ends__isnull=True) | Q(ends__gte=F("starts"))
    )


def holds_on(day: date, prefix: str = "") -> Q:
    """Rows whose period contains `day`; `prefix` reaches through a relation ("memberships__")."""
    return Q(**{f"{prefix}starts__lte": day}) & (
        Q(**{f"{prefix}ends__isnull": True}) | Q(**{f"{prefix}ends__gt": day})
    )


def meets(starts: date, ends: date | None) -> Q:
    """Rows whose period shares a day with [starts, ends); an empty period shares none."""
    if ends is not None and ends <= starts:
        return Q(pk__in=())
    goes_on = Q(ends__isnull=True) | (Q(ends__gt=starts) & Q(ends__gt=F("starts")))
    return goes_on & (Q() if ends is None else Q(starts__lt=ends))


class Dated(models.Model):
    """A fact that holds in [starts, ends); `ends` empty means it still does."""

    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
