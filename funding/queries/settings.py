"""The rounding settings an ICB has made."""

from django.db.models import QuerySet

from funding.models import RoundingSetting


def rounding_settings(icb_code: str) -> QuerySet[RoundingSetting]:
    """All settings an ICB made, newest first, with who made them."""
    return (
        RoundingSetting.objects.filter(icb_code=icb_code)
        .select_related("set_by")
        .order_by("-from_month", "-id")
    )
