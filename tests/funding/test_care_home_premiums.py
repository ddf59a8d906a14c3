"""From the CQC directory through aligned homes and confirmed counts to the premium that is paid."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from funding.actions import set_rounding
from funding.care_home_premiums import NOT_KNOWN, premiums
from funding.models import Gap, Line, Rounding
from networks.models import NetworkCommissioner
from pcn_portal.accounts.models import User
from pcn_portal.fictional.care_homes import MadeUpHome, a_month_later, make_homes
from pcn_portal.units.periods import Month
from practices.models import OrganisationLink
from services.care_home_counts import confirm_counts
from services.care_home_months import HomesOfMonth, homes_of_month
from services.care_homes import align
from services.models import Alignment, CareHome
from tests.api import england
from tests.funding.cast import run_month
from tests.services.home_cast import APRIL, MAY, aligned, count, directory, network

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 6, 3, 9, tzinfo=UTC)
PREMIUM = "care_home_premium"


@pytest.fixture
def board() -> User:
    england.build_england()
    return england.people()["commissioner"]


def premium_of(code: str) -> list[Decimal]:
    lines = Line.objects.filter(statement__network_code=code, stream=PREMIUM)
    return list(lines.order_by("statement__calculation__month").values_list("amount", flat=True))


def test_swagga_was_paid_33120_pounds_for_552_beds_from_august_2020_to_march_2021(
    board: User,
) -> None:
    """CH-2021-SWAGGA: 15 homes with 552 beds, paid £33,120.00 (NHS Payments 2020/21)."""
    long_ago = date(2019, 7, 1)
    OrganisationLink.objects.update(starts=long_ago)
    NetworkCommissioner.objects.update(starts=long_ago)
    august = date(2020, 8, 1)
    homes = [MadeUpHome(n, "Fictionbury", 37 if n <= 12 else 36, False) for n in range(1, 16)]
    directory(homes, august, at=datetime(2020, 8, 3, tzinfo=UTC))
    for one in homes:
        aligned(one.number, board, starts=august)
    month = Month.of(august)
    for _ in range(8):
        at = datetime.combine(month.first + timedelta(days=5), datetime.min.time(), UTC)
        Alignment.objects.update(decided_at=datetime(2020, 8, 3, tzinfo=UTC))
        count(board, 552, month=month.first, at=at)
        run_month(board, icb="QZ1", month=month.first, at=NOW)
        month = month.next

    paid = premium_of("U90001")
    assert paid == [Decimal("4140.00")] * 8
    assert sum(paid) == Decimal("33120.00")


def test_a_forgotten_count_is_a_gap_and_no_money(board: User) -> None:
    directory()
    aligned(1, board)
    count(board, 30, at=NOW)

    run_month(board, icb="QZ1", month=MAY, at=NOW)

    assert premium_of("U90001") == []
    gap = Gap.objects.get(statement__calculation__month=MAY, stream=PREMIUM, payee="U90001")
    assert "no number is recorded" in gap.missing


def test_pounds_of_beds_are_those_of_the_statement(board: User) -> None:
    directory()
    aligned(1, board)
    count(board, 30, at=NOW)
    run_month(board, icb="QZ1", month=APRIL, at=NOW)

    found = premiums(icb_code="QZ1", month=Month.of(APRIL), beds={"U90001": 30}, known_at=NOW)

    assert [found["U90001"].amount] == premium_of("U90001")
    assert premiums(
        icb_code="QZ1", month=Month.of(date(2019, 8, 1)), beds={"U90001": 30}, known_at=NOW
    ) == {"U90001": NOT_KNOWN}


def test_pounds_of_beds_follow_the_boards_rounding_as_the_statement_does(board: User) -> None:
    directory()
    aligned(1, board)
    count(board, 30, at=NOW)
    asked: dict[str, Any] = {
        "icb_code": "QZ1",
        "month": Month.of(APRIL),
        "beds": {"U90001": 30},
        "known_at": NOW,
    }
    before = premiums(**asked)["U90001"]
    set_rounding(
        icb_code="QZ1",
        stream=PREMIUM,
        convention=Rounding.PRINTED_MONTHLY,
        from_month=APRIL,
        reason="Made up for a test",
        by=board.actor,
        at=NOW,
    )

    after = premiums(**asked)["U90001"]

    run_month(board, icb="QZ1", month=APRIL, at=NOW)
    assert [after.amount] == premium_of("U90001")
    assert (before.amount, after.amount) == (Decimal("325.63"), Decimal("325.62"))


def test_a_directory_of_15000_homes_one_months_changes_and_the_premium_of_the_run(
    board: User,
) -> None:
    homes = make_homes(15_000, seed=7)
    directory(homes, APRIL)
    known = dict(CareHome.objects.values_list("location_id", "pk"))
    assert len(known) == 15_000
    of = {0: network(), 1: network("U90002")}
    for one in homes[:400]:
        align(
            home_id=known[one.location_id],
            network=of[one.number // 2 % 2],
            starts=APRIL,
            reason="Made up",
            by=board.actor,
            at=datetime(2025, 4, 4, tzinfo=UTC),
        )
    april, may = Month.of(APRIL), Month.of(MAY)
    confirm_all(board, april)
    counts = {code: one.count for code, one in homes_now(april).items()}
    before = {code: found.beds for code, found in counts.items() if found}

    batch = directory(a_month_later(homes, seed=8), MAY, at=datetime(2025, 5, 3, tzinfo=UTC))

    assert batch.counts["entities"]["Care home"]["ended"] == 75
    now = homes_now(may)
    beds = {code: one.proposed for code, one in now.items() if one.proposed is not None}
    pounds = premiums(icb_code="QZ1", month=may, beds=beds, known_at=NOW)
    assert all(beds[code] != before[code] for code in beds)
    confirm_all(board, may)
    run_month(board, icb="QZ1", month=MAY, at=NOW)
    assert {code: premium_of(code) for code in beds} == {
        code: [pounds[code].amount] for code in beds
    }
    monthly = Decimal("130.253") / 12
    assert pounds["U90001"].amount == round(beds["U90001"] * monthly + Decimal("1e-9"), 2)


def homes_now(month: Month) -> dict[str, HomesOfMonth]:
    both = [network(), network("U90002")]
    found = homes_of_month(network_ids=[one.pk for one in both], month=month, known_at=NOW)
    return {one.code: found[one.pk] for one in both}


def confirm_all(board: User, month: Month) -> None:
    wanted = [(network(code), one.proposed or 0) for code, one in homes_now(month).items()]
    outcomes = confirm_counts(
        wanted=wanted, month=month, reason="Directory of the month", by=board.actor, at=NOW
    )
    assert [one.refusal for one in outcomes] == ["", ""]
