"""Who has done it is read from the facts of every part, for many networks and months at once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.claims.declaring import Declaration, declare
from networks.models import Agreement, NetworkMembership, Signature
from pcn_portal.accounts.models import User
from pcn_portal.due.readers import READERS, each
from pcn_portal.due.standing import bases_for, national_plans, stands
from pcn_portal.units.periods import ContractYear
from practices.models import Practice
from services.deadlines.kinds import KINDS
from services.deadlines.year import Due, dues_of
from services.engine.deadlines import Standing
from tests.due.cast import (
    AT,
    TODAY,
    count_beds,
    dues,
    enter,
    facts,
    network,
    own_beds,
    own_claims,
    stand,
)
from tests.networks.people.cast import put
from tests.workforce.staff_cast import somebody
from workforce.models import WorkforceReturn
from workforce.plans import decide_plan, submit_plan

pytestmark = pytest.mark.usefixtures("england")
MAY = datetime(2025, 5, 8, 12, tzinfo=UTC)


def test_every_reader_belongs_to_a_kind() -> None:
    assert set(READERS) <= set(KINDS)


def test_a_month_is_claimed_for_when_it_was_first_declared(people: dict[str, User]) -> None:
    own_claims(people["commissioner"])
    somebody(people["manager"].actor)
    assert stand("arrs-claim_2025-04").standing == Standing.LATE
    declare(
        network=network(),
        month=date(2024, 5, 1),
        given=Declaration(True, "Payroll", frozenset()),
        by=people["manager"].actor,
        at=MAY,
    )

    assert stand("arrs-claim_2025-04").standing == Standing.LATE
    (due,) = [one for one in dues_of(bases_for("QZ1", 2024, AT)) if one.key == "arrs-claim_2024-05"]
    (one,) = stands([network()], [due], today=TODAY, known_at=AT)
    assert (one.standing, one.done_at) == (Standing.DONE, MAY)


def test_beds_are_counted_for_their_own_month_and_from_when_it_was_known(
    people: dict[str, User],
) -> None:
    own_beds(people["commissioner"])
    count_beds(date(2025, 4, 1), at=datetime(2025, 4, 25, 20, tzinfo=UTC))
    count_beds(date(2025, 4, 1), at=datetime(2025, 5, 25, 20, tzinfo=UTC), version=2)
    count_beds(date(2025, 5, 1), at=datetime(2025, 5, 27, 9, tzinfo=UTC))

    assert stand("care-home-beds_2025-04").standing == Standing.DONE
    assert (
        stand("care-home-beds_2025-05").standing,
        stand("care-home-beds_2025-05").days_late,
    ) == (
        Standing.DONE_LATE,
        2,
    )
    earlier = datetime(2025, 5, 26, 9, tzinfo=UTC)
    assert stand("care-home-beds_2025-05", today=earlier.date(), at=earlier).standing == (
        Standing.LATE
    )
    assert stand("care-home-beds_2025-04", "U90002").standing == Standing.LATE


def test_a_return_that_was_published_is_done_but_never_late(people: dict[str, User]) -> None:
    WorkforceReturn.objects.create(
        network=network(),
        month=date(2025, 4, 1),
        version=1,
        posts=1,
        fte=Decimal(1),
        contracted_fte=Decimal(0),
        roles=[],
        received_at=AT,
    )
    enter(people["commissioner"], facts(day=None, day_of_month=30), beside="workforce-return")

    assert stand("workforce-return_2025-04").standing == Standing.DONE
    assert stand("workforce-return_2025-04", "U90002").standing == Standing.LATE


def test_a_plan_counts_from_its_submission_unless_it_was_returned(people: dict[str, User]) -> None:
    manager, board = people["manager"], people["commissioner"]
    made = enter(board, kind="workforce_plan")
    agreed = enter(board, kind="workforce_plan_agreed")
    keys = [f"d{one.pk}_2025-26" for one in (made, agreed)]

    def submit(at: datetime) -> int:
        plan = submit_plan(
            network=network(),
            year=ContractYear(2025),
            text="CP 1.00",
            note="",
            by=manager.actor,
            at=at,
        )
        return plan.pk

    first = submit(MAY)
    assert [stand(key).standing for key in keys] == [Standing.DONE, Standing.LATE]
    decide_plan(plan_id=first, agree=False, reason="Too many", by=board.actor, at=MAY)
    assert stand(keys[0]).standing == Standing.LATE
    second = submit(datetime(2025, 5, 31, 12, tzinfo=UTC))
    decide_plan(plan_id=second, agree=True, reason="", by=board.actor, at=AT)
    assert [stand(key).days_late for key in keys] == [1, 3]
    assert [stand(key).standing for key in keys] == [Standing.DONE_LATE, Standing.DONE_LATE]


def test_a_clinical_director_counts_who_was_in_post_on_the_day_or_came_later(
    people: dict[str, User],
) -> None:
    enter(people["commissioner"], beside="clinical-director")
    key = "clinical-director_2025-26"
    put("U90001", starts=date(2024, 4, 1), ends=date(2025, 5, 30))
    assert stand(key).standing == Standing.LATE
    put("U90002", starts=date(2024, 4, 1), ends=date(2025, 5, 31))
    assert stand(key, "U90002").standing == Standing.DONE
    put("U90001", "Bo Invented", starts=date(2025, 6, 1))
    assert (stand(key).standing, stand(key).days_late) == (Standing.DONE_LATE, 2)


def test_an_agreement_counts_when_its_last_member_signed(people: dict[str, User]) -> None:
    enter(people["commissioner"], beside="network-agreement")
    key = "network-agreement_2025-26"
    agreement = Agreement.objects.create(network=network(), version=1, starts=date(2025, 4, 1))
    alder, birch = Practice.objects.filter(code__in=["Z90001", "Z90002"]).order_by("code")
    sign(agreement, alder, date(2025, 4, 2))
    assert stand(key).standing == Standing.LATE
    sign(agreement, birch, date(2025, 5, 31))
    assert (stand(key).standing, stand(key).days_late) == (Standing.DONE_LATE, 1)


def sign(agreement: Agreement, practice: Practice, on: date) -> None:
    Signature.objects.create(
        agreement=agreement, practice=practice, signed_on=on, signed_by="Ada Made-Up", schedules=[4]
    )


def test_practices_that_were_core_before_are_enrolled_and_a_new_one_must_sign_up() -> None:
    assert stand("sign-up_2025-26").standing == Standing.DONE
    NetworkMembership.objects.filter(practice__code="Z90002").update(starts=date(2025, 5, 1))
    assert stand("sign-up_2025-26").standing == Standing.LATE
    assert stand("sign-up_2025-26", "U90002").standing == Standing.DONE


def test_plans_of_the_guidance_are_national_deadlines_with_their_source() -> None:
    (one,) = national_plans(2020)

    assert (one.rule.day, one.kind) == (date(2020, 9, 30), "workforce_plan_agreed")
    assert one.source.startswith("https://")
    assert [plan.kind for plan in national_plans(2021)] == [
        "workforce_plan",
        "workforce_plan_agreed",
    ]
    assert national_plans(2025) == []


def test_a_reader_for_one_deadline_serves_many() -> None:
    read = each(lambda ids, due, at: {key: at for key in ids})
    wanted = [dues()["arrs-claim_2025-04"], dues()["arrs-claim_2025-05"]]

    assert set(read([1, 2], wanted, AT)) == {(due.key, n) for due in wanted for n in (1, 2)}


def test_more_months_and_networks_take_no_more_queries(people: dict[str, User]) -> None:
    own_claims(people["commissioner"])
    own_beds(people["commissioner"])
    year = list(dues().values())
    one_month = [due for due in year if due.month in (None, date(2025, 4, 1))]

    def asked(networks: list[str], wanted: list[Due]) -> int:
        found = [network(code) for code in networks]
        with CaptureQueriesContext(connection) as queries:
            stands(found, wanted, today=TODAY + timedelta(days=400), known_at=AT)
        return len(queries)

    assert asked(["U90001", "U90002", "U90003"], year) == asked(["U90001"], one_month)
