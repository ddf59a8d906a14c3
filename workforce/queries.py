"""Roles and maxima as known at a moment, and what networks returned of their staff."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings

from workforce.engine.returns import Returned
from workforce.engine.roles import Area, Maximum, Overlay, RoleBook, Standing
from workforce.models import MaximaDecision, MaximaSheet, WorkforceReturn
from workforce.role_files import national_roles


def role_book(known_at: datetime) -> RoleBook:
    """The roles with every maximum published by a moment; one query."""
    published = MaximaDecision.objects.filter(published=True, decided_at__lte=known_at)
    rows = published.select_related("sheet").order_by("decided_at", "id")
    overlays = tuple(_overlay(row) for row in rows)
    return RoleBook(national_roles().tables, overlays)


def roles_within(starts: date, ends: date) -> set[str]:
    """Codes of every role that some table has on days of [starts, ends)."""
    tables = national_roles().tables
    return {code for t in tables if t.starts < ends and starts < t.ends for code in t.roles}


def maxima_of(sheet: MaximaSheet) -> dict[tuple[str, Area], Maximum]:
    """A sheet's maxima by role and area, citing its document."""
    return {
        (role, Area(area)): Maximum(Decimal(pounds), Standing.ENTERED, (sheet.document,))
        for role, areas in sheet.maxima.items()
        for area, pounds in areas.items()
    }


def _overlay(decision: MaximaDecision) -> Overlay:
    sheet = decision.sheet
    checked = decision.decided_at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return Overlay(sheet.starts, sheet.ends, checked, maxima_of(sheet))


def returned_months() -> list[date]:
    """Months of which a workforce publication was taken in, newest first."""
    months = WorkforceReturn.objects.order_by("-month").values_list("month", flat=True)
    return list(months.distinct())


def returns_of(month: date, network_ids: Collection[int]) -> dict[int, WorkforceReturn]:
    """Each network's latest return of a month, by network; who is not there did not submit."""
    rows = (
        WorkforceReturn.objects.filter(month=month, network__in=list(network_ids))
        .select_related("source")
        .defer("source__content")
        .order_by("network_id", "-version")
        .distinct("network_id")
    )
    return {row.network_id: row for row in rows}


def roles_returned(row: WorkforceReturn) -> list[Returned]:
    """A return's roles as the engine has them."""
    return [
        Returned(
            one["group"],
            one["role"],
            one["detail"],
            one["posts"],
            Decimal(one["fte"]),
            Decimal(one["contracted_fte"]),
        )
        for one in row.roles
    ]
