"""Claims compared with national returns, what was said about differences, and the own extract."""

import csv
import io
from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from networks.models import Network
from pcn_portal.audit.models import Actor
from pcn_portal.units.periods import Month
from practices.columns import rows_of
from practices.plans import Plan
from practices.tables import BadFile, read_csv
from workforce.engine.claims import FULL_TIME
from workforce.engine.comparing import Compared, compare
from workforce.engine.returns import Returned, place_of, summed
from workforce.keeping_checks import read_line, who
from workforce.models import ReturnExplanation
from workforce.queries import returns_of, roles_returned
from workforce.register import note_staff
from workforce.role_files import role_names
from workforce.staff import standing_lines
from workforce.staff_lists import engagements_of, terms_on
from workforce.workforce_returns import LAYOUT, STAFF, read_row

LARGEST_EXTRACT = 2_000_000
HEADINGS = (
    "Data_source",
    "CENSUS_YEAR",
    "CENSUS_MONTH",
    "PCN_CODE",
    "PCN_NAME",
    "STAFF_GROUP",
    "STAFF_ROLE",
    "DETAILED_STAFF_ROLE",
    "FTE",
    "UNIQUE_IDENTIFIER",
)


def claimed_wte(month: date, network_ids: Collection[int]) -> dict[int, dict[str, Decimal]]:
    """WTE claimed for a month by network and role: each person once, by their last claim."""
    lines = standing_lines().filter(claim__month=month, claim__network__in=list(network_ids))
    latest: dict[int, tuple[int, str, Decimal, Decimal]] = {}
    for key, network, role, wte, pounds in lines.order_by("pk").values_list(
        "engagement_id", "claim__network_id", "role", "wte", "claimable"
    ):
        latest[key] = (network, role, wte, pounds)
    found: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for network, role, wte, pounds in latest.values():
        if pounds:
            found[network][role] += wte
    return {network: dict(roles) for network, roles in found.items()}


def compared_networks(month: date, network_ids: Collection[int]) -> dict[int, list[Compared]]:
    """Every network's comparison for a month; one that neither claimed nor returned has none."""
    claimed = claimed_wte(month, network_ids)
    returns = returns_of(month, network_ids)
    return {
        key: compare(claimed.get(key, {}), roles_returned(returns[key]) if key in returns else None)
        for key in network_ids
    }


def explanations_of(
    month: date, network_ids: Collection[int]
) -> dict[tuple[int, str], ReturnExplanation]:
    """The last explanation of each network's role in a month."""
    rows = ReturnExplanation.objects.filter(month=month, network__in=list(network_ids))
    return {
        (row.network_id, row.role): row for row in rows.select_related("recorded_by").order_by("id")
    }


def explain_difference(
    *, network: Network, month: date, role: str, reason: str, by: Actor, at: datetime
) -> ReturnExplanation:
    """Say why a role's two figures differ. Raises StaffRefused."""
    said = read_line(reason, "reason", "Say why they differ.", longest=2000)
    made = ReturnExplanation.objects.create(
        network=network, month=month, role=role, reason=said, recorded_at=at, recorded_by_id=who(by)
    )
    note_staff("return.explained", network, by, at, {"month": f"{month:%Y-%m}", "role": role}, said)
    return made


def read_extract(content: bytes, network: Network) -> tuple[date, list[Returned]]:
    """A network's own extract in the layout of the publication: its month and its roles.

    Raises BadFile with the first rows that are wrong, or where another network is in it.
    """
    sheet = read_csv(content, LARGEST_EXTRACT)
    plan = Plan()
    read = [found for row in rows_of(sheet, LAYOUT, plan) if (found := read_row(row))]
    if plan.refused:
        first = plan.problems[0]
        raise BadFile(f"Row {first.row}, {first.column}: {first.message}")
    months = {month for _, month, _ in read}
    others = sorted({code for code, _, _ in read} - {network.code})
    if others:
        raise BadFile(f"The file has rows of {others[0]}. Choose the extract of {network.code}.")
    if len(months) != 1:
        raise BadFile("The file is of several months. Choose the extract of one month.")
    return months.pop(), summed(row for _, _, row in read)


def extract_of(network: Network, month: date) -> bytes:
    """The register of a month's last day in the layout of the return, one row a role held.

    Names are left out: the reference stands for the person.
    """
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(HEADINGS)
    last = date.fromordinal(Month.of(month).next.first.toordinal() - 1)
    for one in engagements_of(network):
        there = one.starts <= last and (one.ends is None or one.ends > last)
        terms = terms_on(one, last)
        if there and terms is not None:
            role = one.post.role
            place = place_of(role, role_names().get(role, role))
            fte = f"{terms.hours / FULL_TIME:.4f}"
            start = (STAFF, last.year, last.month, network.code, network.name)
            sheet.writerow((*start, *place, fte, one.person.reference))
    return out.getvalue().encode("utf-8-sig")
