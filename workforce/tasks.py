"""Tasks of the staff register. Each names its permission."""

from typing import Any

from celery import Task, shared_task
from django.utils import timezone

from workforce.keeping import erase_old_names


@shared_task(name="workforce.erase_old_names", base=Task, permission="system")
def erase_old_names_task(**kwargs: Any) -> None:
    """Erase the names of people who left long enough ago, once a day."""
    erase_old_names(today=timezone.localdate(), at=timezone.now())
