"""Which entered rates a person sees, and for whom they may enter or check rates."""

from django.db.models import Q, QuerySet

from funding.models import RateSheet
from pcn_portal.accounts.models import User
from pcn_portal.accounts.permissions import Permission
from pcn_portal.accounts.scope import Scope, scope_of


def sheets_in(scope: Scope) -> QuerySet[RateSheet]:
    """National sheets, and those of the scope's ICBs; with who entered and decided."""
    sheets = RateSheet.objects.select_related("entered_by", "decision__decided_by")
    if scope.england:
        return sheets
    return sheets.filter(Q(icb_code="") | Q(icb_code__in=scope.icbs))


def may_for_sheet(user: User, permission: Permission, icb_code: str) -> bool:
    """Whether the person holds a permission for national rates ("") or an ICB's."""
    scope = scope_of(user, permission)
    return scope.england or icb_code in scope.icbs
