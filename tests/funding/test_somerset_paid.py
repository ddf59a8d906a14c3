"""The national file of what Somerset's practices were paid in 2021/22, beside the books.

Every line is compared or listed with the likely reason. The books are made of the file's own last
known lists, for the lists of 1 January 2021 are not at hand; so most sums differ a little, as they
do for a board that looks back.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from funding.actions import set_source, take_file
from funding.engine.matching import YearFound
from funding.models import PaidFile, Posting
from funding.paid_files import YEARLY
from funding.queries import year_rows
from networks.models import Network, NetworkCommissioner, NetworkMembership
from pcn_portal.accounts.models import User
from pcn_portal.units.periods import ContractYear
from practices.models import Organisation, OrganisationLink, PopulationFigure, Practice
from tests.api.england import source_file
from tests.funding.approving import approve
from tests.funding.cast import run_month

SOMERSET = Path(__file__).resolve().parents[3] / "shared" / "data" / "somerset"
FILE = SOMERSET / "nhspaymentsgp-21-22-prac.csv"
pytestmark = [
    pytest.mark.skipif(not FILE.is_file(), reason="../shared/data is not beside this checkout"),
    pytest.mark.django_db,
]
YEAR = ContractYear(2021)
AT = datetime(2023, 5, 6, 12, tzinfo=UTC)
ICB = "QZS"


def practices() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def paid_sums() -> Iterator[tuple[str, str, Decimal]]:
    """Every sum that is not nothing, read without the portal: practice, column, pounds."""
    for row in practices():
        for title in YEARLY:
            if amount := Decimal(row[title] or "0"):
                yield row["Practice Code"], title, amount


@pytest.fixture
def books(commissioner: User, approver: User) -> None:
    """Somerset's networks as the file has them, with 2021/22 calculated and approved."""
    icb = Organisation.objects.create(kind="icb", code=ICB, name="Somerset of the file")
    sub = Organisation.objects.create(kind="sub_icb", code="11X", name="Sub-ICB of the file")
    start = date(2019, 7, 1)
    OrganisationLink.objects.create(child=sub, parent=icb, starts=start)
    source = source_file("lists.csv")
    for row in practices():
        practice = Practice.objects.create(
            code=row["Practice Code"], name=row["Practice Name"], status="active"
        )
        if re.fullmatch(r"U\d{5}", row["PCN Code"]):
            network, new = Network.objects.get_or_create(
                code=row["PCN Code"], defaults={"name": row["PCN Name"]}
            )
            if new:
                NetworkCommissioner.objects.create(network=network, sub_icb=sub, starts=start)
            NetworkMembership.objects.create(practice=practice, network=network, starts=start)
        for basis, title in (("registered", "Registered"), ("weighted", "Weighted")):
            value = row[f"Number of {title} Patients (Last Known Figure)"]
            PopulationFigure.objects.create(
                practice=practice, basis=basis, reference_date=YEAR.list_date, version=1,
                value=Decimal(value), vintage="last known", source=source, source_row=2,
                received_at=datetime(2021, 2, 1, tzinfo=UTC),
            )  # fmt: skip
    for month in YEAR.months():
        (made,) = run_month(commissioner, icb=ICB, month=month.first, at=AT)
        approve(calculation_id=made.pk, by=approver.actor, at=AT)


def taken(by: User) -> PaidFile:
    source = set_source(
        icb_code=ICB, name="Payments to general practice", kind="yearly", columns={}, words={},
        by=by.actor, at=AT,
    )  # fmt: skip
    return take_file(
        source=source, name=FILE.name, content=FILE.read_bytes(), year=2021,
        max_bytes=10_000_000, by=by.actor, at=AT,
    )  # fmt: skip


def test_every_sum_of_the_file_is_taken(commissioner: User) -> None:
    lines = taken(commissioner).lines.values_list("payee", "label", "amount")
    assert sorted(lines) == sorted(paid_sums())
    assert len(lines) == 142
    assert sum(amount for _, _, amount in lines) == Decimal("9677938.01")


def test_without_approved_months_each_line_says_that_none_is(commissioner: User) -> None:
    rows = year_rows(taken(commissioner).lines.all(), YEAR)
    assert {row.found for row in rows} == {YearFound.NOT_HERE}
    assert {row.why for row in rows} == {
        "No month of 2021/22 is approved in the portal.",
        "The portal does not calculate this payment yet.",
    }


@pytest.mark.usefixtures("books")
def test_what_the_books_have_is_matched_and_the_rest_has_its_likely_reason(
    commissioner: User,
) -> None:
    rows = year_rows(taken(commissioner).lines.all(), YEAR)
    found = {(row.line.payee, row.line.label): row for row in rows}
    assert len(found) == len(list(paid_sums()))
    for row in rows:
        posted = posted_without_the_portal(row.line.payee, row.line.network, row.line.label)
        assert row.posted == posted
        if posted is not None:
            expected = (row.line.amount > posted) - (row.line.amount < posted)
            assert row.found == (YearFound.EXACT, YearFound.MORE, YearFound.LESS)[expected]
        assert row.why.endswith(".")
    matched = Counter(row.line.label for row in rows if row.posted is not None)
    assert matched == {
        "PCN Participation": 64,
        "PCN Leadership": 13,
        "PCN Support": 13,
        "PCN Extended Hours Access": 13,
    }
    reasons = {row.line.label: row.why for row in rows if row.posted is None}
    assert reasons == {
        "PCN Workforce": "The portal does not calculate this payment yet.",
        "PCN Investment and impact Fund": "The portal does not calculate this payment yet.",
        "PCN Care Home Premium": (
            "This payment could not be calculated for any approved month: an input is missing."
        ),
    }


def posted_without_the_portal(practice: str, network: str, label: str) -> Decimal | None:
    """What was posted for a line, added up one by one."""
    own = label == "PCN Participation"
    amounts = [
        posting.amount
        for posting in Posting.objects.filter(network_code=network, stream__in=YEARLY[label])
        if not own or posting.payee == practice
    ]
    return sum(amounts, Decimal("0.00")) if amounts else None
