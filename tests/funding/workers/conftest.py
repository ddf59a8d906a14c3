"""What these tests publish on the shared broker is taken away again."""

from collections.abc import Iterator

import pytest
from celery import current_app
from django.conf import settings


@pytest.fixture(autouse=True)
def clean_queue() -> Iterator[None]:
    yield
    with current_app.connection_for_write() as broker:
        broker.SimpleQueue(settings.CELERY_TASK_DEFAULT_QUEUE).clear()
