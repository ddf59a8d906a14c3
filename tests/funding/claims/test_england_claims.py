"""A month's claims of a made-up England: generated, declared, approved and in the run.

`CLAIMS_NETWORKS=1250 CLAIMS_ICBS=42` does it with 30,000 people.
"""

import os
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest

from benchmarks.made_up import fill, icb_code
from benchmarks.staff import CASES, JANUARY, Case, fill_staff, publish_maxima
from funding.claims.deciding import decide_lines
from funding.claims.declaring import ClaimRefused, Declaration, declare
from funding.models import Line
from funding.pots import pots_of
from networks.models import Network
from pcn_portal.accounts.models import User
from pcn_portal.units.periods import ContractYear
from tests.funding.cast import run_month
from workforce.models import Claim, ClaimLine, LineStep

pytestmark = pytest.mark.django_db
NETWORKS = int(os.environ.get("CLAIMS_NETWORKS", "12"))
ICBS = int(os.environ.get("CLAIMS_ICBS", "3"))
PEOPLE = 24
AT = datetime(2025, 2, 4, 12, tzinfo=UTC)
YEAR = ContractYear(2024)
# The table of October 2024, and what is made up for roles that no source gives.
MAXIMA = {
    ("CP", "national"): 65838, ("CP", "outer"): 73189, ("PT", "national"): 42437,
    ("GP", "national"): 92462, ("MHP", "national"): 60000, ("APA", "national"): 36000,
}  # fmt: skip
LEFT_OF_THE_FIRST = Decimal("9000.00")


def half_up(pounds: Fraction) -> Decimal:
    exact = Decimal(pounds.numerator) / Decimal(pounds.denominator)
    return exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def slowly(case: Case) -> Decimal:
    """What may be claimed for January, added up day by day; nobody covered is looked at."""
    days = [date(2025, 1, number) for number in range(1, 32)]
    there = [d for d in days if case.starts <= d and (case.ends is None or d < case.ends)]
    cost = sum(
        (Fraction(half_up(Fraction(part) * len(there) / 31)) for part in case.cost), Fraction(0)
    )
    most = Fraction(0)
    for day in there:
        later = case.later_hours and day >= date(2025, 1, 17)
        hours = Fraction(case.later_hours if later else case.hours)
        most += Fraction(MAXIMA[case.role, case.area], 12) * hours / Fraction("37.5") / 31
    share = Fraction(1, 2) if case.role == "MHP" else Fraction(1)
    return half_up(min(cost, most) * share)


def slowly_covering() -> Decimal:
    """The cover of the seventh case from the 6th: what that person leaves of their maximum."""
    absent, cover = CASES[6], CASES[7]
    most = Fraction(MAXIMA["CP", "national"], 12) * 26 / 31
    theirs = Fraction(sum(Decimal(part) for part in absent.cost)) * 26 / 31
    cost = sum((Fraction(half_up(Fraction(part) * 26 / 31)) for part in cover.cost), Fraction(0))
    return half_up(min(cost, most - theirs))


EXPECTED = [slowly(case) if case.covers is None else slowly_covering() for case in CASES]


@pytest.fixture
def england() -> tuple[User, User]:
    """The register of every network, and two people: who declares and who decides."""
    fill(icbs=ICBS, networks=NETWORKS, practices=NETWORKS * 5, year=YEAR)
    manager = User.objects.create_user("maya@pcn.example", name="Maya Fictional")
    board = User.objects.create_user("asha@icb.example", name="Asha Fictional")
    publish_maxima(enters=manager, checks=board)
    fill_staff(PEOPLE, manager)
    return manager, board


def use_up_the_first(manager: User) -> Network:
    """Earlier months of the first network have all of its sum but £9,000."""
    network = Network.objects.earliest("code")
    pots = pots_of(icb_code=icb_code(0), network_ids=[network.pk], year=YEAR, known_at=AT)
    amount = pots[network.pk]["main"].amount
    assert amount is not None
    claim = Claim.objects.create(
        network=network, month=date(2024, 12, 1), turn=1, kind="monthly", counting="days_of_month",
        declaration="x", evidence="x", known_at=AT, submitted_at=AT, submitted_by=manager,
    )  # fmt: skip
    one = network.staff.earliest("pk").engagements.get()
    taken = amount - LEFT_OF_THE_FIRST
    ClaimLine.objects.create(
        claim=claim, engagement=one, reference="S001", role="CP", role_name="Clinical pharmacist",
        pot="main", wte=1, claimable=taken, before=0, amount=taken, above=0, status="confirmed",
        steps=[], citations=[],
    )  # fmt: skip
    return network


def test_every_penny_of_a_month_of_england_is_claimed_approved_and_explained(
    england: tuple[User, User],
) -> None:
    manager, board = england
    first = use_up_the_first(manager)
    given = Declaration(True, "Made-up payroll report")
    claims = [
        declare(network=network, month=JANUARY, given=given, by=manager.actor, at=AT)
        for network in Network.objects.order_by("code")
    ]
    for claim in claims:
        found = {line.reference: line for line in claim.lines.all()}
        if claim.network_id == first.pk:
            continue
        assert len(found) == PEOPLE
        for number, wanted in enumerate(EXPECTED, start=1):
            assert found[f"S{number:03d}"].amount == wanted, (claim.network, CASES[number - 1])
        gp = found["S012"]
        assert gp.pot == "gp"
    check_first(claims[0])
    for claim in claims:
        ids = list(claim.lines.values_list("pk", flat=True))
        decide_lines(
            claim_id=claim.pk, line_ids=ids, step=LineStep.APPROVED, reason="", by=board.actor,
            at=AT,
        )  # fmt: skip
    run_month(board, month=JANUARY, at=AT)
    check_statements()


def check_first(claim: Claim) -> None:
    """The network that hits its sum in January: £9,000 in the order of references, and its GP."""
    lines = {line.reference: line for line in claim.lines.all()}
    main = [line for line in lines.values() if line.pot == "main"]
    assert sum(line.amount for line in main) == LEFT_OF_THE_FIRST
    assert "The network’s sum leaves" in main[-1].steps[-1]["words"]
    assert lines["S012"].amount == EXPECTED[11]
    with pytest.raises(ClaimRefused, match="sum is used up"):
        declare(
            network=claim.network, month=JANUARY, given=Declaration(True, "x"),
            by=claim.submitted_by.actor, at=AT,
        )  # fmt: skip


def check_statements() -> None:
    """Every network's line of a role is the sum of its approved lines, each named in a step."""
    wanted: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for line in ClaimLine.objects.filter(claim__month=JANUARY).select_related("claim__network"):
        wanted[line.claim.network.code, line.role].append(line.amount)
    rows = Line.objects.filter(stream="additional_roles").select_related("statement")
    paid = {(line.payee, line.component): line for line in rows}
    assert paid.keys() == wanted.keys()
    for key, amounts in wanted.items():
        found = paid[key]
        assert found.amount == sum(amounts)
        assert sorted(Decimal(step["value"]) for step in found.steps[:-1]) == sorted(amounts)
    provisional = {role for (_, role), line in paid.items() if line.status == "provisional"}
    assert "CP" not in provisional
