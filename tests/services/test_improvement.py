"""Declaring a part of capacity and access improvement, withdrawing it, and checking it."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from networks.models import Network, NetworkMembership
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import AuditEvent
from pcn_portal.units.periods import ContractYear
from practices.models import Practice
from services.engine.improvement import Outcome, State
from services.improvement import DeclarationFacts, declare_part
from services.improvement_queries import (
    PartStanding,
    improvement_standing,
    joined_since,
    turns_by_part,
)
from services.keeping import ServicesRefused
from services.models import ImprovementCheck, ImprovementDeclaration
from tests.api import england as made_up
from tests.networks.people.cast import put
from tests.services.improvement_cast import (
    ACCESS,
    JULY_1,
    JUNE_20,
    RISK,
    YEAR,
    checked,
    declaration,
    director,
    withdrawn,
)

LAST_DAY = datetime(2026, 3, 31, 22, 59, tzinfo=UTC)
DAY_AFTER = datetime(2026, 3, 31, 23, 1, tzinfo=UTC)
"""31 March at one to midnight, and 1 April at one past it: summer time began on 29 March."""


@pytest.fixture
def ada(db: None) -> User:
    made_up.build_england()
    put("U90001")
    return director()


@pytest.fixture
def board(db: None) -> User:
    return User.objects.create_user("cal@portal.example", name="Cal Made-Up")


def standing(part: str = ACCESS, known_at: datetime = LAST_DAY) -> PartStanding:
    network = Network.objects.get(code="U90001")
    found = improvement_standing(
        network_ids=[network.pk], icb_code="QZ1", year=YEAR, known_at=known_at
    )
    (one,) = [each for each in found[network.pk] if each.part.key == part]
    return one


def test_a_declaration_keeps_the_practices_the_words_and_who_was_director(ada: User) -> None:
    made = declaration(ada)
    assert [p.practice.code for p in made.practices.all()] == ["Z90001", "Z90002"]
    assert [e.words for e in made.evidence.all()] == ["Made up: seen in every practice."]
    assert (made.turn, made.director) == (1, "Dr Ada Made-Up")
    assert (standing().state, standing().paying, standing(RISK).paying) == (
        State.DECLARED, True, False,
    )  # fmt: skip
    assert AuditEvent.objects.filter(action="improvement.declared").count() == 1


def test_it_is_not_known_before_it_was_made(ada: User) -> None:
    declaration(ada)
    assert standing(known_at=datetime(2025, 6, 19, tzinfo=UTC)).state == State.NOT_DECLARED


def test_every_core_network_practice_must_confirm(ada: User) -> None:
    with pytest.raises(ServicesRefused, match="Birch Surgery") as refusal:
        declaration(ada, practices=["Z90001"])
    assert refusal.value.field == "practices"
    with pytest.raises(ServicesRefused, match="Z90003 is no core network practice"):
        declaration(ada, practices=["Z90001", "Z90002", "Z90003"])


def test_a_practice_that_left_need_not_confirm(ada: User) -> None:
    NetworkMembership.objects.filter(practice__code="Z90002").update(ends=date(2025, 6, 20))
    assert declaration(ada).practices.count() == 1


def test_a_network_without_a_clinical_director_in_post_that_day_cannot_declare(ada: User) -> None:
    put("U90002", ends=date(2025, 6, 20))
    assert declaration(ada, code="U90002", at=datetime(2025, 6, 19, 9, tzinfo=UTC)).pk
    with pytest.raises(ServicesRefused, match="no clinical director of this network on 20 June"):
        declaration(ada, RISK, code="U90002")


def test_each_criterion_needs_words(ada: User) -> None:
    with pytest.raises(ServicesRefused, match="Say how this is met") as refusal:
        declaration(ada, evidence={"in-place": "  "})
    assert refusal.value.field == "evidence_in-place"
    with pytest.raises(ServicesRefused, match="no criterion"):
        declaration(ada, evidence={"in-place": "yes", "other": "no"})


def test_the_last_day_counts_and_the_day_after_does_not(ada: User) -> None:
    with pytest.raises(ServicesRefused, match="The last day .* was 31 March 2026"):
        declaration(ada, at=DAY_AFTER)
    assert declaration(ada, at=LAST_DAY).turn == 1


def test_a_year_that_has_not_begun_or_has_no_such_payment_is_refused(ada: User) -> None:
    with pytest.raises(ServicesRefused, match="has not begun"):
        declaration(ada, at=datetime(2025, 3, 30, tzinfo=UTC))
    with pytest.raises(ServicesRefused, match="in place by today"):
        declaration(ada, met_on=date(2025, 6, 21))
    with pytest.raises(ServicesRefused, match="no such part"):
        declaration(ada, "digital-telephony", evidence={})


@pytest.mark.parametrize(
    ("year", "said"),
    [(2026, "abolished from 2026/27"), (2022, "No capacity"), (2023, "judged by the board")],
)
def test_years_that_are_not_declared(ada: User, year: int, said: str) -> None:
    with pytest.raises(ServicesRefused, match=said):
        declare_part(
            network=Network.objects.get(code="U90001"),
            year=ContractYear(year),
            part="contact-experience",
            facts=DeclarationFacts(date(2023, 4, 1), ["Z90001", "Z90002"]),
            by=ada.actor,
            at=JUNE_20,
        )


def test_a_withdrawal_is_a_turn_and_in_time_it_may_be_declared_again(ada: User) -> None:
    taken_back = withdrawn(declaration(ada), ada)
    assert (taken_back.turn, standing().state, standing().paying) == (2, State.WITHDRAWN, False)
    with pytest.raises(ServicesRefused, match="nothing is declared"):
        withdrawn(taken_back, ada)
    with pytest.raises(ServicesRefused, match="The last day"):
        declaration(ada, at=DAY_AFTER)
    assert declaration(ada, at=LAST_DAY).turn == 3


def test_what_stands_may_be_renewed_after_the_last_day(ada: User, board: User) -> None:
    checked(declaration(ada), Outcome.MORE, board)
    assert declaration(ada, at=DAY_AFTER).turn == 2
    checked(ImprovementDeclaration.objects.get(turn=2), Outcome.NOT_MET, board, at=DAY_AFTER)
    with pytest.raises(ServicesRefused, match="no declaration stands"):
        declaration(ada, at=DAY_AFTER)


def test_a_check_has_a_reason_a_last_turn_and_another_person(ada: User, board: User) -> None:
    made = declaration(ada)
    with pytest.raises(ServicesRefused, match="Somebody else must check it"):
        checked(made, Outcome.ACCEPTED, ada)
    checked(made, Outcome.ACCEPTED, board)
    with pytest.raises(ServicesRefused, match="says already"):
        checked(made, Outcome.ACCEPTED, board)
    renewed = declaration(ada, at=JULY_1)
    with pytest.raises(ServicesRefused, match="A later turn replaced this one"):
        checked(made, Outcome.NOT_MET, board)
    checked(renewed, Outcome.NOT_MET, board)
    assert (standing().state, standing().paying) == (State.NOT_MET, False)


def test_the_database_refuses_a_check_by_who_declared(ada: User, board: User) -> None:
    made = declaration(ada)
    row = {"declaration": made, "outcome": "accepted", "reason": "Mine.", "checked_at": JULY_1}
    with pytest.raises(IntegrityError, match="did_not_declare"), transaction.atomic():
        ImprovementCheck.objects.create(**row, declared_by=ada, checked_by=ada)
    with pytest.raises(IntegrityError, match="check_of_who_declared"), transaction.atomic():
        ImprovementCheck.objects.create(**row, declared_by=board, checked_by=ada)
        _check_now()


def _check_now() -> None:
    """Deferred constraints are looked at when a transaction ends; here, at once."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_refuses_a_declaration_without_a_day_and_a_withdrawal_without_reason(
    ada: User,
) -> None:
    network = Network.objects.get(code="U90001")
    row = {
        "network": network, "year": 2025, "part": ACCESS, "turn": 2, "declared_at": JUNE_20,
        "declared_by": ada,
    }  # fmt: skip
    with pytest.raises(IntegrityError, match="declared_from_a_day"), transaction.atomic():
        ImprovementDeclaration.objects.create(**row, declared=True)
    with pytest.raises(IntegrityError, match="withdrawn_with_a_reason"), transaction.atomic():
        ImprovementDeclaration.objects.create(**row, declared=False)


def test_a_practice_that_joins_later_asks_for_a_new_declaration(ada: User) -> None:
    declaration(ada)
    assert joined(date(2025, 8, 1)) == []
    newcomer = Practice.objects.create(code="Z90008", name="Elm Surgery", status="active")
    NetworkMembership.objects.create(
        practice=newcomer, network=Network.objects.get(code="U90001"), starts=date(2025, 7, 1)
    )
    assert joined(date(2025, 6, 30)) == []
    assert joined(date(2025, 7, 1)) == ["Elm Surgery"]
    assert standing().paying
    declaration(ada, at=datetime(2025, 7, 2, tzinfo=UTC))
    assert joined(date(2025, 8, 1)) == []


def joined(on: date) -> list[str]:
    keys = list(Network.objects.values_list("pk", flat=True))
    turns = turns_by_part(network_ids=keys, year=YEAR, known_at=LAST_DAY)
    found = joined_since(network_ids=keys, turns=turns, on=on)
    return [member.name for members in found.values() for member in members]
