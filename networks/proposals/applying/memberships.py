"""A practice joins a network, leaves it, or moves to another."""

from networks.proposals.applying.rules import (
    core_and_going_on,
    core_on,
    end_spells,
    first_of_month,
    open_network,
    open_practice,
    start_spell,
)
from networks.proposals.details import Change
from networks.proposals.picture import Picture
from networks.proposals.refusal import ProposalRefused
from practices.cells import say


def join(picture: Picture, change: Change) -> None:
    """A practice that is in no network becomes core in one."""
    day = first_of_month(change)
    practice = open_practice(picture, change.details["practice"], day, "practice")
    network = open_network(picture, change.details["network"], day, "network")
    if current := core_on(picture, practice, day):
        raise ProposalRefused(
            f"{practice} is core in {current.network} on {say(day)}. Propose a move instead.",
            "practice",
        )
    start_spell(picture, practice, network, day)


def leave(picture: Picture, change: Change) -> None:
    """A practice is core in no network from the day on."""
    _leave(picture, change, change.details["network"], "network")


def move(picture: Picture, change: Change) -> None:
    """A practice leaves one network for another on the same day."""
    to = open_network(picture, change.details["to"], first_of_month(change), "to")
    practice = open_practice(picture, change.details["practice"], change.effective, "practice")
    core_and_going_on(picture, practice, change.effective)
    _leave(picture, change, change.details["from"], "from")
    start_spell(picture, practice, to, change.effective)


def _leave(picture: Picture, change: Change, code: str, field: str) -> None:
    day = first_of_month(change)
    practice = open_practice(picture, change.details["practice"], day, "practice")
    network = open_network(picture, code, day, field)
    current = core_on(picture, practice, day)
    if current is None or current.network.code != code:
        where = f"core in {current.network}" if current else "in no network"
        raise ProposalRefused(
            f"{practice} is {where} on {say(day)}, not in {network}. Correct the network or the "
            "day.",
            field,
        )
    end_spells(picture, practice, day)
