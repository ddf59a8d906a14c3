"""Calculating an ICB's month: equal to the engine, once, and again after any failure."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DataError

from funding.actions import calculate_part, requeue_unfinished_parts, start_run
from funding.actions.parts import ATTEMPTS
from funding.engine.rates import national_rates
from funding.engine.statement import entitlement
from funding.gather import gather
from funding.models import Calculation, Gap, Line, Statement
from networks.models import NetworkCommissioner
from pcn_portal.accounts.models import User
from pcn_portal.audit.models import AuditEvent
from practices.models import PopulationFigure, Practice
from tests.funding.cast import APRIL, MAY, NOON, finish, restate, run_month

LATER = NOON + timedelta(hours=1)


def test_what_is_written_is_what_the_engine_says(england: list[str], commissioner: User) -> None:
    (calculation,) = run_month(commissioner, icb="QAA")
    facts = gather(icb_code="QAA", month=APRIL, known_at=NOON)
    for network in facts.networks:
        expected = entitlement(
            network=network,
            month=facts.month,
            book=national_rates(),
            known_on=facts.known_on,
            rounding=facts.rounding,
        )
        statement = calculation.statements.get(network_code=network.code)
        assert statement.total == expected.total
        assert [
            (li.stream, li.component, li.payee, li.amount, li.status, li.rate_id)
            for li in statement.lines.all()
        ] == [
            (li.stream, li.component, li.payee, li.amount, li.status, li.rate_id)
            for li in expected.lines
        ]
        for written, line in zip(statement.lines.all(), expected.lines, strict=True):
            assert written.steps == [step.as_dict() for step in line.steps]
            assert written.citations == list(line.citations)
        assert list(statement.gaps.values_list("stream", "payee", "missing")) == [
            (gap.stream, gap.payee, gap.missing) for gap in expected.gaps
        ]


def test_a_statement_keeps_the_figures_it_rests_on_with_their_source(
    england: list[str], commissioner: User
) -> None:
    (calculation,) = run_month(commissioner, icb="QAA")
    statement = calculation.statements.get(network_code="U00001")
    figure = PopulationFigure.objects.get(practice__code="Z00001", basis="adjusted")
    assert statement.inputs[1] == {
        "practice": "Z00001",
        "name": "Fictional surgery 1",
        "basis": "adjusted",
        "value": str(figure.value),
        "reference_date": "2025-01-01",
        "source": "made-up-adjusted.csv",
        "row": 2,
    }
    assert statement.inputs[-1]["basis"] == "beds"
    assert statement.inputs[-1]["source"] == "made-up-beds.csv"


def test_a_calculation_counts_and_adds_up_what_it_holds(
    england: list[str], commissioner: User
) -> None:
    (first, _) = run_month(commissioner)
    lines = Line.objects.filter(statement__calculation=first)
    assert first.networks == first.statements.count() == 3
    assert first.lines == lines.count()
    assert first.total == sum(line.amount for line in lines)
    assert first.gaps == Gap.objects.filter(statement__calculation=first).count() == 1
    assert first.calculated_by == commissioner


def test_a_missing_figure_is_a_gap_that_names_the_practice(
    england: list[str], commissioner: User
) -> None:
    run_month(commissioner)
    gap = Gap.objects.get()
    assert (gap.stream, gap.payee) == ("network_participation_payment", "Z00001")
    assert "Contractor weighted population" in gap.missing
    assert not Line.objects.filter(payee="Z00001").exists()


def test_a_practice_name_may_hold_any_character(england: list[str], commissioner: User) -> None:
    odd = 'Tab\there, back\\slash, “quote” and "quote", line\nbreak'
    Practice.objects.filter(code="Z00001").update(name=odd)
    run_month(commissioner)
    assert f"({odd})" in Gap.objects.get().missing
    assert Statement.objects.get(network_code="U00001").inputs[0]["name"] == odd


def test_a_repeated_run_of_the_same_facts_changes_nothing(
    england: list[str], commissioner: User
) -> None:
    before = run_month(commissioner)
    rows = (Statement.objects.count(), Line.objects.count(), Gap.objects.count())
    again = start_run(month=APRIL, icb_code=None, by=commissioner.actor, at=LATER)
    assert finish(again, at=LATER) == before
    assert (Statement.objects.count(), Line.objects.count(), Gap.objects.count()) == rows
    assert Calculation.objects.count() == 2
    assert all(again.parts.values_list("repeated", flat=True))
    assert AuditEvent.objects.filter(action="calculation.made").count() == 2


def test_a_restated_figure_gives_a_new_calculation_and_leaves_the_old(
    england: list[str], commissioner: User
) -> None:
    (before,) = run_month(commissioner, icb="QAA")
    restate("Z00001", "registered", Decimal(1), NOON)
    (after,) = run_month(commissioner, icb="QAA", at=LATER)
    assert after.digest != before.digest
    assert after.total < before.total
    assert before.statements.count() == after.statements.count()


def test_a_run_as_known_then_leaves_out_what_came_later(
    england: list[str], commissioner: User
) -> None:
    (before,) = run_month(commissioner, icb="QAA")
    restate("Z00001", "registered", Decimal(1), LATER)
    run = start_run(month=APRIL, icb_code="QAA", by=commissioner.actor, at=LATER, known_at=NOON)
    assert finish(run, at=LATER) == [before]


def test_another_month_is_another_calculation(england: list[str], commissioner: User) -> None:
    (april,) = run_month(commissioner, icb="QAA")
    (may,) = run_month(commissioner, icb="QAA", month=MAY)
    assert april.digest != may.digest


def test_a_delivered_twice_part_gives_the_calculation_it_has(
    england: list[str], commissioner: User
) -> None:
    run = start_run(month=APRIL, icb_code="QAA", by=commissioner.actor, at=NOON)
    part = run.parts.get()
    first = calculate_part(part_id=part.pk, at=NOON)
    assert first is not None
    assert calculate_part(part_id=part.pk, at=LATER) == first
    part.refresh_from_db()
    assert (part.state, part.attempts, part.networks_done) == ("done", 1, 3)


def test_an_unexpected_failure_writes_nothing_is_tried_again_and_then_failed(
    england: list[str], commissioner: User
) -> None:
    restate("Z00001", "registered", Decimal(10) ** 12, NOON)  # pounds that no column holds
    run = start_run(month=APRIL, icb_code=None, by=commissioner.actor, at=NOON)
    part = run.parts.get(icb_code="QAA")
    for attempt, state in ((1, "waiting"), (2, "waiting"), (ATTEMPTS, "failed")):
        with pytest.raises(DataError):
            calculate_part(part_id=part.pk, at=NOON)
        part.refresh_from_db()
        assert (part.attempts, part.state) == (attempt, state)
    assert part.error == (
        "The calculation stopped unexpectedly (DataError). It was tried 3 times. "
        "Run the month again."
    )
    assert not Calculation.objects.exists()
    assert not Statement.objects.exists()
    assert [calculation.icb_code for calculation in finish(run)] == ["QAB"]


def test_a_part_whose_worker_died_every_time_is_failed_not_tried_for_ever(
    england: list[str], commissioner: User
) -> None:
    run = start_run(month=APRIL, icb_code="QAA", by=commissioner.actor, at=NOON)
    run.parts.update(state="working", attempts=ATTEMPTS)
    part = run.parts.get()
    assert calculate_part(part_id=part.pk, at=LATER) is None
    part.refresh_from_db()
    assert (part.state, part.finished_at) == ("failed", LATER)
    assert part.error == "The worker stopped 3 times without finishing. Run it again."


def test_an_icb_that_lost_its_networks_meanwhile_fails_with_a_sentence(
    england: list[str], commissioner: User
) -> None:
    run = start_run(month=APRIL, icb_code="QAA", by=commissioner.actor, at=NOON)
    NetworkCommissioner.objects.update(ends=APRIL)
    assert finish(run) == []
    part = run.parts.get()
    assert part.state == "failed"
    assert part.error.startswith("Fictional ICB QAA no longer commissions a network.")


def test_unfinished_parts_are_offered_again_once_they_are_stale(
    england: list[str], commissioner: User
) -> None:
    run = start_run(month=APRIL, icb_code=None, by=commissioner.actor, at=NOON)
    run.parts.filter(icb_code="QAB").update(state="working")
    wait = timedelta(seconds=30)
    assert requeue_unfinished_parts(at=NOON + timedelta(seconds=29), older_than=wait) == 0
    assert requeue_unfinished_parts(at=NOON + timedelta(seconds=30), older_than=wait) == 2
    assert requeue_unfinished_parts(at=NOON + timedelta(seconds=31), older_than=wait) == 0
    finish(run)
    assert requeue_unfinished_parts(at=LATER, older_than=wait) == 0
