"""A register that many tests read and none changes for the next: made once for a module."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.intake.files import small_register


@pytest.fixture(scope="module")
def standing_register(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The small register, committed; every test rolls its own work back."""
    with django_db_blocker.unblock():
        small_register()
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE practices_sourcefile, practices_practice, practices_organisation, "
            "networks_network, audit_auditevent CASCADE"
        )
