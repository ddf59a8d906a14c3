"""Which sources, lines of paid money and queries a person may see."""

from django.db.models import Q, QuerySet

from funding.models import MoneyQuery, PaidFile, PaidLine, PaidSource, PaymentLine
from pcn_portal.accounts.scope import Scope


def paid_sources_in(scope: Scope) -> QuerySet[PaidSource]:
    """Sources of the scope's ICBs."""
    found = PaidSource.objects.all()
    return found if scope.england else found.filter(icb_code__in=scope.icbs)


def paid_files_in(scope: Scope) -> QuerySet[PaidFile]:
    """Files of the scope's ICBs."""
    found = PaidFile.objects.all()
    return found if scope.england else found.filter(icb_code__in=scope.icbs)


def paid_lines_in(scope: Scope) -> QuerySet[PaidLine]:
    """Lines of the scope's ICBs, and those to whom the scope's networks' money is paid."""
    found = PaidLine.objects.all()
    if scope.england:
        return found
    paid = PaymentLine.objects.filter(posting__network_code__in=scope.networks)
    return found.filter(
        Q(file__icb_code__in=scope.icbs)
        | Q(network__in=scope.networks)
        | Q(payee__in=scope.networks)
        | Q(payee__in=paid.values("payee_code"))
    )


def money_queries_in(scope: Scope) -> QuerySet[MoneyQuery]:
    """Queries of the scope's ICBs and networks."""
    if scope.england:
        return MoneyQuery.objects.all()
    return MoneyQuery.objects.filter(
        Q(icb_code__in=scope.icbs) | Q(network_code__in=scope.networks)
    )
