"""What practices get of a network's month by Schedule 4, as a document."""

from datetime import datetime

from funding.documents.content import Document, Row, Section
from funding.documents.statement import pounds
from funding.engine.shares import NETWORK
from funding.queries.books import TITLES
from funding.queries.shares import Shared, SharedMonth
from pcn_portal.units.periods import Month
from pcn_portal.units.wording import month_in_words


def shares_document(shared: SharedMonth, *, at: datetime, only: str | None = None) -> Document:
    """A month's shares, a section for each practice; `only` makes one practice's statement."""
    whose = [only] if only else [*shared.practices, NETWORK]
    month = month_in_words(Month.of(shared.month))
    named = shared.names.get(only or "", shared.network.name)
    total = shared.of(only) if only else shared.total
    return Document(
        number=f"{shared.network.code}-{Month.of(shared.month)}-shares{f'-{only}' if only else ''}",
        title=f"{named}: share of {month}",
        at=at,
        draft=False,
        facts=(
            ("Network", f"{shared.network.name} ({shared.network.code})"),
            ("Paid with", month),
            ("In all", pounds(total)),
        ),
        sections=tuple(_section(shared, one) for one in whose),
        notes=tuple(f"{title_of(s)}: {pounds(s.amount)} is not shared. {s.missing}"
                    for s in shared.sums if s.missing),
    )  # fmt: skip


def title_of(one: Shared) -> str:
    """The payments of a shared sum, and the month they are for."""
    titles = ", ".join(TITLES.get(stream, stream) for stream in one.streams)
    return f"{titles}, for {month_in_words(Month.of(one.month))}"


def _section(shared: SharedMonth, whose: str) -> Section:
    name = f"{shared.names.get(whose, whose)} ({whose})" if whose else "Kept by the network"
    rows = tuple(
        Row(
            network=shared.network.code,
            payee=whose or shared.network.code,
            payment=", ".join(TITLES.get(stream, stream) for stream in one.streams),
            part="",
            kind="share",
            entitlement_month=one.month,
            payment_month=shared.month,
            amount=mine.amount,
            status="",
            explanation=mine.why,
        )
        for one in shared.sums
        if (mine := one.of(whose)) is not None
    )
    return Section(name, rows)
