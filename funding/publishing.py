"""Offering work to the workers. A message is only a hint: the rows say what is to be done."""

import logging
from collections.abc import Iterable
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)
CALCULATE_PART = "funding.calculate_part"


def publish_on_commit(part_ids: Iterable[int]) -> None:
    """Offer parts of a run once the present transaction is committed."""
    transaction.on_commit(partial(publish, list(part_ids)))


def publish(part_ids: Iterable[int]) -> None:
    """Offer parts of a run. Where the broker is down, beat offers them again when it is back."""
    try:
        for part_id in part_ids:
            current_app.send_task(CALCULATE_PART, kwargs={"part_id": part_id}, retry=False)
    except OperationalError as problem:
        logger.warning("The broker cannot be reached (%s). The work waits for it.", problem)
