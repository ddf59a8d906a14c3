"""Practices merge, split and close. Where one goes on, it is core where its predecessor was."""

from datetime import date

from networks.models import Network
from networks.proposals.applying.rules import (
    core_and_going_on,
    core_on,
    end_spells,
    open_practice,
    start_spell,
)
from networks.proposals.details import Change
from networks.proposals.picture import Picture, holds
from networks.proposals.refusal import ProposalRefused
from practices.cells import say
from practices.models import Practice, PracticeCommissioner, PracticeSuccession


def close_practice(picture: Picture, change: Change) -> None:
    """A practice no longer exists from the day on, and is core in no network."""
    practice = open_practice(picture, change.details["practice"], change.effective, "practice")
    core_on(picture, practice, change.effective)
    _close(picture, practice, change.effective)


def merge_practices(picture: Picture, change: Change) -> None:
    """Some practices close, and another goes on: one that exists, or a new one."""
    day, details = change.effective, change.details
    closing = [open_practice(picture, code, day, "practices") for code in details["practices"]]
    into = picture.practices.get(details["into"])
    if into is None or _never_was(into):
        if len(closing) < 2:
            raise ProposalRefused("Name at least two practices for a new one.", "into")
        networks = {n.code: n for p in closing if (n := _network_of(picture, p, day))}
        if len(networks) > 1:
            raise ProposalRefused(
                f"The practices are core in {' and '.join(map(str, networks.values()))}. "
                "Move them into one network first.",
                "practices",
            )
        network = next(iter(networks.values()), None)
        into = _new_practice(picture, details["into"], details["name"], closing[0], day)
        _start(picture, into, network, day)
    elif details["name"]:
        raise ProposalRefused(f"{into} keeps its name. Leave the new name empty.", "name")
    else:
        into = open_practice(picture, into.code, day, "into")
    for practice in closing:
        core_on(picture, practice, day)
        _close(picture, practice, day)
        picture.add(PracticeSuccession(predecessor=practice, successor=into, on=day))


def split_practice(picture: Picture, change: Change) -> None:
    """New practices come out of one, which closes or goes on beside them."""
    day, details = change.effective, change.details
    practice = open_practice(picture, details["practice"], day, "practice")
    network = _network_of(picture, practice, day)
    for part in details["into"]:
        child = picture.practices.get(part["code"])
        if child is None or _never_was(child):
            child = _new_practice(picture, part["code"], part["name"], practice, day)
        elif core_on(picture, open_practice(picture, child.code, day, "into"), day):
            raise ProposalRefused(
                f"{child} is core in a network already on {say(day)}. Name a new practice.",
                "into",
            )
        _start(picture, child, network, day)
        picture.add(PracticeSuccession(predecessor=practice, successor=child, on=day))
    if details["closes"]:
        _close(picture, practice, day)


def _network_of(picture: Picture, practice: Practice, day: date) -> Network | None:
    spell = core_and_going_on(picture, practice, day)
    return spell.network if spell else None


def _never_was(practice: Practice) -> bool:
    """Whether the change that made the practice new was called off."""
    return practice.opened is not None and practice.opened == practice.closed


def _new_practice(
    picture: Picture, code: str, name: str, predecessor: Practice, day: date
) -> Practice:
    """Open a practice, commissioned by whom its predecessor is."""
    if not name:
        raise ProposalRefused(f"Give the name of the new practice {code}.", "name")
    practice = picture.practices.get(code)
    if practice is None:
        practice = Practice(code=code, name=name, opened=day)
        picture.add(practice)
    else:
        picture.change(practice, name=name, opened=day, closed=None)
    for link in list(picture.rows(PracticeCommissioner)):
        if link.practice.code == predecessor.code and holds(link, day):
            picture.add(PracticeCommissioner(practice=practice, sub_icb=link.sub_icb, starts=day))
    return practice


def _start(picture: Picture, practice: Practice, network: Network | None, day: date) -> None:
    if network is not None:
        start_spell(picture, practice, network, day)


def _close(picture: Picture, practice: Practice, day: date) -> None:
    end_spells(picture, practice, day)
    picture.change(practice, closed=day)
