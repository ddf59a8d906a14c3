"""Fields the API reads and writes in its own way: ODS codes and months."""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from pcn_portal.units.periods import BadPeriod, ContractYear, Month

YEARS, DAY_YEARS = range(2000, 2101), range(1900, 2101)


class CodeField(serializers.CharField):
    """An ODS code, read into capital letters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=8, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(data).upper()


@extend_schema_field({"type": "string", "pattern": r"^\d{4}-\d{2}$", "example": "2025-04"})
class MonthField(serializers.Field[Any, Any, Any, Any]):
    """A calendar month as "2025-04"; read into its first day."""

    def to_internal_value(self, data: Any) -> date:
        found = month_from(data) if isinstance(data, str) else None
        if found is None:
            raise ValidationError("Write a month as year and month: 2025-04.")
        return found

    def to_representation(self, value: date) -> str:
        return month_text(value)


class DayField(serializers.DateField):
    """A day of the register's time: one far out is a typing error, and no period reaches it."""

    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        if day.year not in DAY_YEARS:
            raise ValidationError(f"The year must be from {DAY_YEARS[0]} to {DAY_YEARS[-1]}.")
        return day


class YearField(serializers.CharField):
    """A contract year as "2025/26" or "2025-26"; read into the calendar year of its April."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            year = ContractYear.parse(super().to_internal_value(data)).start_year
        except BadPeriod as bad:
            raise ValidationError(str(bad)) from None
        if year not in YEARS:
            raise ValidationError(f"The year must be from {YEARS[0]} to {YEARS[-1]}.")
        return year


def month_from(text: str) -> date | None:
    """The first day of the month "2025-04", or None for anything else."""
    try:
        month = Month.parse(text)
    except BadPeriod:
        return None
    return month.first if month.year in YEARS else None


def month_text(first: date) -> str:
    """A month as the API writes it: "2025-04"."""
    return f"{first:%Y-%m}"
