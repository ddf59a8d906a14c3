"""Rules that changes share: first of a month, still open, nothing recorded for later."""

from datetime import date

from networks.models import Network, NetworkMembership
from networks.proposals.details import Change
from networks.proposals.picture import Picture
from networks.proposals.refusal import ProposalRefused
from practices.cells import say
from practices.models import Practice


def first_of_month(change: Change) -> date:
    """The day of a change of membership, which holds from the first of a month."""
    if change.effective.day != 1:
        raise ProposalRefused(
            "Give the first of a month. A practice changes network on the first of a month.",
            "effective",
        )
    return change.effective


def open_network(picture: Picture, code: str, day: date, field: str) -> Network:
    """A network that is open on the day."""
    network = picture.networks.get(code)
    if network is None:
        raise ProposalRefused(f"The register has no network {code}. Check the code.", field)
    if network.opened and day < network.opened:
        raise ProposalRefused(
            f"{network} opened on {say(network.opened)}. Choose a later month.", field
        )
    if network.closed and network.closed <= day:
        raise ProposalRefused(
            f"{network} has closed by {say(day)}. Choose an earlier month.", field
        )
    return network


def open_practice(picture: Picture, code: str, day: date, field: str) -> Practice:
    """A practice that has not closed by the day."""
    practice = picture.practices.get(code)
    if practice is None:
        raise ProposalRefused(f"The register has no practice {code}. Check the code.", field)
    if practice.closed and practice.closed <= day:
        raise ProposalRefused(f"{practice} has closed by {say(day)}. Choose an earlier day.", field)
    return practice


def core_on(picture: Picture, practice: Practice, day: date) -> NetworkMembership | None:
    """The spell that counts on the day; refuse if the register already has a later one."""
    spells = picture.spells_of(practice)
    if later := next((spell for spell in spells if spell.starts > day), None):
        raise ProposalRefused(
            f"The register has a later spell of {practice}, from {say(later.starts)}. "
            "Choose a later month.",
            "effective",
        )
    return next((spell for spell in spells if picture.counts(spell, day)), None)


def core_and_going_on(picture: Picture, practice: Practice, day: date) -> NetworkMembership | None:
    """The spell that counts on the day, where another will follow it; refuse if it has an end.

    Unless it ends because practice or network closes: an end that is recorded would be lost.
    """
    spell = core_on(picture, practice, day)
    if spell and spell.ends and spell.ends not in (practice.closed, spell.network.closed):
        raise ProposalRefused(
            f"The register has {practice} leave {spell.network} on {say(spell.ends)}. "
            "Choose a later month, or have that called off or corrected first.",
            "effective",
        )
    return spell


def start_spell(picture: Picture, practice: Practice, network: Network, day: date) -> None:
    """Make the practice core from the day, until the practice or the network closes."""
    closings = [end for end in (practice.closed, network.closed) if end is not None]
    cause = picture.proposal
    picture.add(
        NetworkMembership(
            practice=practice,
            network=network,
            starts=day,
            ends=min(closings, default=None),
            started_by=cause,
            source=cause.source if cause else None,
            source_row=cause.source_row if cause else None,
        )
    )


def end_spells(picture: Picture, practice: Practice, day: date) -> None:
    """End every spell of the practice that reaches beyond the day."""
    for spell in picture.spells_of(practice):
        picture.end(spell, day)
