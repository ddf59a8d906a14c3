"""The life of a month after its approval: sent, paid, closed, and each step back."""

from enum import StrEnum


class Stage(StrEnum):
    """How far an approved month is."""

    APPROVED = "approved"
    SENT = "sent"
    PAID = "paid"
    CLOSED = "closed"


ONWARD: dict[Stage, Stage] = {
    Stage.APPROVED: Stage.SENT,
    Stage.SENT: Stage.PAID,
    Stage.PAID: Stage.CLOSED,
}
"""What follows each stage."""

BACK: dict[Stage, Stage] = {after: before for before, after in ONWARD.items()}
"""Where a return leads, always with a reason: an approval itself is never taken back."""
