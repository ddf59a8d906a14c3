"""Answers on requirements: turns that stay, last year carried forward, the board's review."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from networks.models import Network
from pcn_portal.accounts.models import User
from pcn_portal.units.periods import ContractYear
from services.engine.requirements import Level, State, Status
from services.keeping import ServicesRefused
from services.models import DeliveryAnswer, DeliveryReview
from services.requirement_delivery import (
    Delivery,
    Risk,
    answer_requirement,
    confirm_answers,
    delivery_of,
    review_answer,
    to_carry,
    turns_of,
)
from services.requirement_evidence import Use, evidence_for, link_evidence, record_evidence
from services.requirement_heat import heat_of

People = dict[str, User]
pytestmark = pytest.mark.django_db
MAY, JUNE = datetime(2023, 5, 3, 9, tzinfo=UTC), datetime(2023, 6, 1, 9, tzinfo=UTC)
NEXT = datetime(2024, 4, 20, 9, tzinfo=UTC)
Y2023, Y2024 = ContractYear(2023), ContractYear(2024)
PLANNED = Delivery(
    status=Status.PLANNED, plan="Made-up plan", owner="Made-up owner", due=date(2023, 6, 30),
    risks=(Risk("Nobody leads", Level.HIGH, Level.HIGH, "We ask"),),
)  # fmt: skip


def answered(
    people: People, network: Network, said: Delivery = PLANNED, code: str = "EHCH", at=MAY, **more
) -> DeliveryAnswer:
    return answer_requirement(
        network=network, year=Y2023, code=code, delivery=said, by=people["manager"].actor, at=at,
        **more,
    )  # fmt: skip


def test_every_turn_stays_with_what_the_board_said(people: People, harbour: Network) -> None:
    first = answered(people, harbour)
    board = people["commissioner"].actor
    review_answer(answer_id=first.pk, accept=False, words="By whom?", by=board, at=JUNE)
    answered(people, harbour, Delivery(Status.DELIVERED, narrative="Done"), at=JUNE)
    later, earlier = turns_of(harbour, Y2023, "EHCH")
    assert (later.turn, earlier.turn) == (2, 1)
    assert earlier.review.words == "By whom?"
    assert delivery_of(earlier) == PLANNED
    assert not hasattr(later, "review")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (Delivery(Status.PLANNED, owner="Me"), "due"),
        (Delivery(Status.PLANNED, due=date(2023, 9, 1)), "owner"),
        (Delivery(Status.DELIVERED), "narrative"),
        (Delivery(Status.UNDER_WAY, starts=date(2023, 9, 1), due=date(2023, 8, 1)), "due"),
        (Delivery(Status.UNDER_WAY, risks=(Risk(" "),)), "risks"),
        (Delivery(Status.UNDER_WAY, plan="x" * 4001), "plan"),
    ],
)
def test_an_answer_says_enough(
    people: People, harbour: Network, said: Delivery, field: str
) -> None:
    with pytest.raises(ServicesRefused) as refusal:
        answered(people, harbour, said)
    assert refusal.value.field == field


def test_only_what_is_asked_in_the_year_is_answered(people: People, harbour: Network) -> None:
    with pytest.raises(ServicesRefused, match="not asked in 2023/24"):
        answered(people, harbour, code="CORE")


def test_two_people_at_once_do_not_pass_over_each_other(people: People, harbour: Network) -> None:
    answered(people, harbour, seen_turn=0)
    with pytest.raises(ServicesRefused, match="meanwhile"):
        answered(people, harbour, seen_turn=0)
    assert answered(people, harbour, seen_turn=1).turn == 2


def test_review_is_by_somebody_else_once_and_of_the_last_answer(
    people: People, harbour: Network
) -> None:
    first, board = answered(people, harbour), people["commissioner"].actor
    with pytest.raises(ServicesRefused, match="Somebody else"):
        review_answer(
            answer_id=first.pk, accept=True, words="", by=people["manager"].actor, at=JUNE
        )
    with pytest.raises(ServicesRefused, match="what more"):
        review_answer(answer_id=first.pk, accept=False, words=" ", by=board, at=JUNE)
    second = answered(people, harbour, at=JUNE)
    with pytest.raises(ServicesRefused, match="later answer"):
        review_answer(answer_id=first.pk, accept=True, words="", by=board, at=JUNE)
    review_answer(answer_id=second.pk, accept=True, words="", by=board, at=JUNE)
    with pytest.raises(ServicesRefused, match="reviewed already"):
        review_answer(answer_id=second.pk, accept=True, words="", by=board, at=JUNE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"turn": 1},
        {"status": "maybe"},
        {"status": "planned", "due": None},
        {"status": "delivered", "narrative": ""},
        {"starts": date(2023, 9, 1), "due": date(2023, 8, 1)},
    ],
)
def test_the_database_refuses_it_too(
    people: People, harbour: Network, wrong: dict[str, object]
) -> None:
    answered(people, harbour)
    row: dict[str, object] = {
        "network": harbour, "year": 2023, "code": "EHCH", "turn": 2, "status": "under_way",
        "given_at": MAY, "given_by": people["manager"],
    }  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryAnswer.objects.create(**row | wrong)


def test_the_database_wants_four_eyes_and_words_in_a_review(
    people: People, harbour: Network
) -> None:
    answer, manager = answered(people, harbour), people["manager"]
    for person, accepted in ((manager, True), (people["commissioner"], False)):
        with pytest.raises(IntegrityError), transaction.atomic():
            DeliveryReview.objects.create(
                answer=answer, accepted=accepted, given_by=manager, reviewed_at=JUNE,
                reviewed_by=person,
            )  # fmt: skip


def test_last_years_answers_are_carried_with_their_evidence(
    people: People, harbour: Network
) -> None:
    by = people["manager"].actor
    answered(people, harbour)
    answered(people, harbour, code="SMR")
    item = record_evidence(
        network=harbour, title="Made-up rota", day=date(2023, 5, 1), words="A rota", file=None,
        by=by, at=MAY,
    )  # fmt: skip
    link_evidence(evidence=item, use=Use("requirement", Y2023, "EHCH"), linked=True, by=by, at=MAY)
    assert [one.code for one in to_carry(harbour, Y2024, NEXT)] == ["EHCH"]
    (made,) = confirm_answers(network=harbour, year=Y2024, codes=["EHCH"], by=by, at=NEXT)
    assert made.carried_from
    assert (made.turn, made.carried_from.year, made.plan) == (1, 2023, "Made-up plan")
    assert delivery_of(made) == PLANNED
    assert evidence_for(harbour, Use("requirement", Y2024, "EHCH")) == [item]
    assert to_carry(harbour, Y2024, NEXT) == []
    for codes in ([], ["EHCH"], ["SMR"]):
        with pytest.raises(ServicesRefused):
            confirm_answers(network=harbour, year=Y2024, codes=codes, by=by, at=NEXT)


def test_the_heat_table_reads_with_few_queries_whatever_its_size(
    people: People, harbour: Network, django_assert_num_queries
) -> None:
    answered(people, harbour)
    board = people["commissioner"].actor
    late = answered(people, harbour, code="SMR")
    review_answer(answer_id=late.pk, accept=False, words="More", by=board, at=MAY)
    networks = list(Network.objects.order_by("name"))
    with django_assert_num_queries(3):
        heat = heat_of(networks, Y2023, on=date(2023, 7, 12), known_at=JUNE)
    assert [row.network.name for row in heat.rows] == ["Heather PCN", "Quay PCN", "Harbour PCN"]
    ours = dict(zip([one.code for one in heat.requirements], heat.rows[2].cells, strict=True))
    assert ours["EHCH"].state == State.LATE
    assert "review asked for more on 3 May 2023" in ours["SMR"].reasons
    assert ours["EA"].state == State.NO_ANSWER


def test_the_table_is_as_it_was_known(people: People, harbour: Network) -> None:
    answered(people, harbour, at=JUNE)
    heat = heat_of([harbour], Y2023, on=date(2023, 6, 1), known_at=MAY)
    assert {cell.state for cell in heat.cells} == {State.NO_ANSWER}
