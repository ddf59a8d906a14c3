"""Tasks of the register: one action each. Each names its permission."""

from typing import Any

from celery import Task, shared_task
from django.utils import timezone

from networks.name_actions import set_names_of_today
from pcn_portal.audit.models import SYSTEM


@shared_task(name="networks.set_names_of_today", base=Task, permission="system")
def set_names_of_today_task(**kwargs: Any) -> None:
    """Let names decided for today become the networks' names."""
    set_names_of_today(by=SYSTEM, at=timezone.now(), today=timezone.localdate())
