"""Calculating one ICB's month: claimed, worked and written so that a crash loses nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from funding.adjustments import DueAdjustment, adjustment_sums, adjustments_due
from funding.calculating import calculate
from funding.corrections import CorrectedMonth, corrections_of
from funding.digests import calculation_digest, rates_digest
from funding.gather import IcbFacts, gather
from funding.locks import hold
from funding.models import Calculation, Decision, RunPart
from funding.publishing import publish_on_commit
from funding.writing import NOTHING, More, copy_statements, sum_held, totals
from funding.writing_corrections import correction_sums, write_adjustments, write_corrections
from pcn_portal.audit.models import SYSTEM, record

ATTEMPTS = 3
UNFINISHED = (RunPart.State.WAITING, RunPart.State.WORKING)


class PartRefused(Exception):
    """A part that no further attempt can finish; the message says what to do."""


@dataclass(frozen=True, slots=True)
class _Worked:
    """What an ICB's month comes from, and the digests by which it is known again."""

    facts: IcbFacts
    corrected: list[CorrectedMonth]
    adjusted: list[DueAdjustment]
    digest: str
    rates: str


def calculate_part(
    *, part_id: int, at: datetime, clock: Callable[[], datetime] | None = None
) -> Calculation | None:
    """Calculate one ICB's month and return its calculation, or None where there is none to give.

    Safe to call any number of times and at the same time: a finished part gives the calculation
    it has; one that another worker holds is waited for; the same facts, rates and conventions
    as before give the calculation that is already there, unless it was returned: running the
    month again submits it once more, as a calculation of its own. All of it is written in one
    transaction. An unexpected exception is recorded, raised again, and leads to a new attempt;
    after three the part has failed. `clock` gives the time at the end (by default `at`).
    """
    if not _claim(part_id, at):
        return RunPart.objects.select_related("calculation").get(pk=part_id).calculation
    try:
        with transaction.atomic():
            _do_not_wait_for_the_disk()
            return _work(part_id, at, clock or (lambda: at))
    except PartRefused as refusal:
        _fail(part_id, at, str(refusal))
        return None
    except Exception as problem:
        _put_back(part_id, at, problem)
        raise


@transaction.atomic
def requeue_unfinished_parts(*, at: datetime, older_than: timedelta) -> int:
    """Offer again every unfinished part last offered or taken up `older_than` ago; their number.

    Covers messages that a broker lost or never got, and workers that died. A part that a worker
    holds at this moment is left to it.
    """
    stale = RunPart.objects.filter(
        Q(queued_at__isnull=True) | Q(queued_at__lte=at - older_than), state__in=UNFINISHED
    )
    parts = list(stale.select_for_update(skip_locked=True).values_list("pk", flat=True))
    RunPart.objects.filter(pk__in=parts).update(queued_at=at)
    publish_on_commit(parts)
    return len(parts)


@transaction.atomic
def _claim(part_id: int, at: datetime) -> bool:
    """Take a part up, visibly at once, unless it is finished; waits while a worker holds it."""
    _do_not_wait_for_the_disk()
    claimed = RunPart.objects.filter(
        pk=part_id, state__in=UNFINISHED, attempts__lt=ATTEMPTS
    ).update(
        state=RunPart.State.WORKING,
        attempts=F("attempts") + 1,
        queued_at=at,
        started_at=Coalesce("started_at", at),
    )
    if not claimed:
        _fail(part_id, at, f"The worker stopped {ATTEMPTS} times without finishing. Run it again.")
    return bool(claimed)


def _do_not_wait_for_the_disk() -> None:
    """Let this transaction's commit return before it is on disk.

    A part and all it wrote are one transaction, so a server that crashes in that moment has
    either both or neither, and a part without its calculation is calculated again. An approval
    waits for the disk, and so for everything committed before it. See docs/adr/0031.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")


def _work(part_id: int, at: datetime, clock: Callable[[], datetime]) -> Calculation:
    part = RunPart.objects.select_for_update(of=("self",)).select_related("run").get(pk=part_id)
    if part.calculation is not None:
        return part.calculation
    hold(part.icb_code, part.run.month)
    facts = gather(icb_code=part.icb_code, month=part.run.month, known_at=part.run.known_at)
    if not facts.networks:
        raise PartRefused(f"{part.icb_name} no longer commissions a network. Run the month again.")
    corrected = corrections_of(
        icb_code=part.icb_code, before=part.run.month, known_at=part.run.known_at
    )
    adjusted = adjustments_due(
        icb_code=part.icb_code, month=part.run.month, known_at=part.run.known_at
    )
    rates = rates_digest(facts)
    digest = calculation_digest(facts, rates, corrected, adjusted)
    same = Calculation.objects.filter(icb_code=part.icb_code, month=part.run.month, digest=digest)
    found = same.exclude(decisions__outcome=Decision.Outcome.RETURNED).first()
    worked = _Worked(facts, corrected, adjusted, digest, rates)
    calculation = found or _calculate(part, worked, same.count(), at)
    RunPart.objects.filter(pk=part_id).update(
        state=RunPart.State.DONE,
        calculation=calculation,
        repeated=found is not None,
        networks_done=len(facts.networks),
        networks_total=len(facts.networks),
        finished_at=clock(),
        error="",
    )
    return calculation


def _calculate(part: RunPart, worked: _Worked, turn: int, at: datetime) -> Calculation:
    facts, corrected = worked.facts, worked.corrected
    results = calculate(facts)
    lines, gaps, total = totals(found for _, found in results)
    more = More(correction_sums(corrected), adjustment_sums(worked.adjusted))
    calculation = Calculation.objects.create(
        icb_code=part.icb_code,
        icb_name=part.icb_name,
        month=part.run.month,
        digest=worked.digest,
        turn=turn,
        rates_digest=worked.rates,
        known_at=part.run.known_at,
        calculated_at=at,
        calculated_by_id=part.run.requested_by_id,
        networks=len(results),
        lines=lines,
        gaps=gaps,
        total=total,
        corrections=sum(more.corrections.values(), NOTHING),
        adjustments=sum(more.adjustments.values(), NOTHING),
        held=sum_held(results, facts.holds, more),
    )
    copy_statements(calculation, results, facts.holds, more)
    write_corrections(calculation, corrected)
    write_adjustments(calculation, worked.adjusted)
    record(
        action="calculation.made",
        by=SYSTEM,
        at=at,
        object_kind="calculation",
        object_key=str(calculation.pk),
        data={"run": str(part.run_id), "icb": part.icb_code, "digest": worked.digest},
    )
    return calculation


def _put_back(part_id: int, at: datetime, problem: Exception) -> None:
    """Leave the part for a later attempt, or failed after the last."""
    attempts = RunPart.objects.values_list("attempts", flat=True).get(pk=part_id)
    sentence = f"The calculation stopped unexpectedly ({type(problem).__name__})."
    if attempts >= ATTEMPTS:
        _fail(part_id, at, f"{sentence} It was tried {attempts} times. Run the month again.")
        return
    RunPart.objects.filter(pk=part_id, state=RunPart.State.WORKING).update(
        state=RunPart.State.WAITING, error=f"{sentence} It will be tried again."
    )


def _fail(part_id: int, at: datetime, sentence: str) -> None:
    RunPart.objects.filter(pk=part_id, state__in=UNFINISHED).update(
        state=RunPart.State.FAILED, error=sentence, finished_at=at
    )
