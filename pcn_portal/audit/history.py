"""Row history: whenever a row changes or goes, the database keeps what it was.

Decorate every model whose rows may change with `keep_history()`. The old row goes to a table of
its own that only grows, with when it happened and the request or task it happened in.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import pghistory
from django.db import models

Table = TypeVar("Table", bound=type[models.Model])


def keep_history(*, without: tuple[str, ...] = ()) -> Callable[[Table], Table]:
    """Keep every earlier state of a model's rows, except the fields `without`."""
    track: Any = pghistory.track(
        pghistory.UpdateEvent("before_change", row=pghistory.Old),
        pghistory.DeleteEvent("before_removal"),
        exclude=list(without) or None,
        append_only=True,
    )

    def decorate(model: Table) -> Table:
        track(model)
        return model

    return decorate
