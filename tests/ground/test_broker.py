"""The broker's connection, when it is gone."""

from typing import Any

import pytest

from pcn_portal.celery import app


def test_a_channel_whose_connection_is_gone_says_so_in_a_way_that_a_worker_survives() -> None:
    with app.connection_for_write() as connection:
        channel: Any = connection.channel()
        channel.close()
        with (
            pytest.raises(connection.connection_errors, match="is closed"),
            channel.conn_or_acquire(),
        ):
            pass
