"""Offering work to the workers. A message is only a hint: the rows say what is to be done."""

import logging
from collections.abc import Iterable
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)
CALCULATE_PART = "funding.calculate_part"
# Without this, publishing to a dead broker waits 6 s. Workers do wait for theirs to come back,
# so it is no setting of all connections: a worker that may not retry ends when its broker does.
NO_WAITING = {"max_retries": 0}


def publish_on_commit(part_ids: Iterable[int]) -> None:
    """Offer parts of a run once the present transaction is committed."""
    transaction.on_commit(partial(publish, list(part_ids)))


def publish(part_ids: Iterable[int]) -> None:
    """Offer parts of a run. Where the broker is down, beat offers them again when it is back."""
    try:
        with current_app.connection_for_write(transport_options=NO_WAITING) as connection:
            for part_id in part_ids:
                current_app.send_task(
                    CALCULATE_PART, kwargs={"part_id": part_id}, connection=connection, retry=False
                )
    except OperationalError as problem:
        logger.warning("The broker cannot be reached (%s). The work waits for it.", problem)
