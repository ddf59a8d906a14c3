"""A numeric column without a fixed scale: what a source prints is kept to its last digit."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models


class ExactDecimalField(models.Field):  # type: ignore[type-arg]
    """PostgreSQL `numeric` of any precision, as `Decimal`; never rounded on save."""

    def db_type(self, connection: Any) -> str:
        return "numeric"

    def get_internal_type(self) -> str:
        return "ExactDecimalField"

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or isinstance(value, Decimal):
            return value
        if isinstance(value, float):
            raise ValidationError("A figure is never a float: pass a Decimal or text.")
        return Decimal(value)

    def get_prep_value(self, value: Any) -> Decimal | None:
        return self.to_python(super().get_prep_value(value))

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        return super().formfield(form_class=forms.DecimalField, **kwargs)
