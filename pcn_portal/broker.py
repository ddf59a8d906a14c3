"""Redis as the broker, with one thing mended: a worker outlives the loss of its connection.

A task that ends after the broker went away is acknowledged on a channel whose connection is
closed already. The transport then fails with an AttributeError, for which the worker ends. Said as
what it is, a lost connection, the worker waits for the broker and goes on.
"""

from typing import Any

from kombu.transport import TRANSPORT_ALIASES, redis
from redis.exceptions import ConnectionError as ConnectionLost


class Channel(redis.Channel):
    """A channel that knows when its connection is gone."""

    def _connparams(self, *args: Any, **options: Any) -> Any:
        if self.connection is None or self.connection.client is None:
            raise ConnectionLost("The connection to the broker is closed.")
        return super()._connparams(*args, **options)  # type: ignore[misc]


class Transport(redis.Transport):
    """The transport of `redis://` addresses, with our channel."""

    Channel = Channel


def use() -> None:
    """Let every connection to a `redis://` address use this transport."""
    TRANSPORT_ALIASES["redis"] = f"{__name__}:Transport"
