"""What is payable with an approved month, and what stays out of its payment file and why."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from funding.engine.payment_file import Payable
from funding.models import Decision, PaymentFile, Posting, PostingKind
from networks.holds import held_networks_now
from networks.payees import payees_on

HELD = "held"
NO_PAYEE = "no_payee"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A network's money that stays out of a file: pounds, and why (`HELD` or `NO_PAYEE`)."""

    network: str
    why: str
    total: Decimal


@dataclass(frozen=True, slots=True)
class Due:
    """What an approved month pays: postings with the payee of each, and what is left out."""

    payables: tuple[tuple[int, Payable], ...]
    left_out: tuple[LeftOut, ...]

    @property
    def total(self) -> Decimal:
        return sum((payable.amount for _, payable in self.payables), Decimal("0.00"))


def due_with(decision: Decision) -> Due:
    """What is due with an approved month: its postings and earlier ones that are in no file yet.

    Instalments come with their own month. What was posted under a hold waits until the network's
    payments are no longer held; what has no nominated payee waits until one is recorded.
    """
    postings = list(
        Posting.objects.filter(
            icb_code=decision.icb_code, payment_month__lte=decision.month, paid__isnull=True
        ).order_by("id")
    )
    networks = {posting.network_code for posting in postings}
    payees = payees_on(networks, decision.month)
    held = held_networks_now(networks)
    payables: list[tuple[int, Payable]] = []
    waiting: dict[tuple[str, str], Decimal] = defaultdict(lambda: Decimal("0.00"))
    for posting in postings:
        payee = posting.payee
        if payee == posting.network_code:
            payee = payees.get(posting.network_code, "")
        if posting.held is not None and posting.network_code in held:
            waiting[posting.network_code, HELD] += posting.amount
        elif not payee:
            waiting[posting.network_code, NO_PAYEE] += posting.amount
        else:
            payables.append((posting.pk, _payable(posting, payee)))
    left = tuple(LeftOut(*key, total) for key, total in sorted(waiting.items()))
    return Due(tuple(payables), left)


def _payable(posting: Posting, payee: str) -> Payable:
    return Payable(
        payee,
        posting.network_code,
        posting.stream,
        posting.entitlement_month,
        posting.amount,
        posting.kind == PostingKind.CORRECTION,
    )


def approval_of(*, icb_code: str, month: date) -> Decision | None:
    """The approval of an ICB's month."""
    return Decision.objects.filter(
        icb_code=icb_code, month=month, outcome=Decision.Outcome.APPROVED
    ).first()


def months_without_file(*, icb_code: str, before: date) -> list[date]:
    """Approved months earlier than `before` whose payment file is not produced."""
    found = Decision.objects.filter(
        icb_code=icb_code, month__lt=before, outcome=Decision.Outcome.APPROVED, file__isnull=True
    )
    return sorted(found.values_list("month", flat=True))


def files_of(icb_codes: Iterable[str] | None = None) -> QuerySet[PaymentFile]:
    """Payment files, newest first, without their contents; None for all ICBs."""
    files = PaymentFile.objects.select_related("produced_by").defer("content")
    if icb_codes is None:
        return files
    codes: Collection[str] = list(icb_codes)
    return files.filter(icb_code__in=codes)
