"""Tasks of a run: a number in, one action, nothing out. Each names its permission."""

from datetime import timedelta
from typing import Any

from celery import Task, shared_task
from django.conf import settings
from django.utils import timezone

from funding.actions import calculate_part, requeue_unfinished_parts


@shared_task(name="funding.calculate_part", base=Task, permission="runs.start")
def calculate_part_task(*, part_id: int, **kwargs: Any) -> None:
    """Calculate one ICB's share of a run."""
    calculate_part(part_id=part_id, at=timezone.now(), clock=timezone.now)


@shared_task(name="funding.requeue_unfinished_parts", base=Task, permission="system")
def requeue_unfinished_parts_task(**kwargs: Any) -> None:
    """Offer unfinished parts again whose message or worker was lost."""
    older_than = timedelta(seconds=2 * settings.REQUEUE_SECONDS)
    requeue_unfinished_parts(at=timezone.now(), older_than=older_than)
