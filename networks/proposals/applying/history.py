"""A practice's spells become those of a file, past ones too."""

from datetime import date

from networks.models import NetworkMembership
from networks.proposals.details import Change
from networks.proposals.picture import Picture
from networks.proposals.refusal import ProposalRefused
from networks.spells import FileSpell, SpellChange, compare
from practices.dated_links import Spell


def correct_history(picture: Picture, change: Change) -> None:
    """Add, lengthen, shorten or empty the practice's spells until they are the file's."""
    code = change.details["practice"]
    practice = picture.practices.get(code)
    if practice is None:
        raise ProposalRefused(f"The register has no practice {code}. Check the code.", "practice")
    held = [spell for spell in picture.spells if spell.practice.code == code]
    known = [Spell(i, s.network.code, s.starts, s.ends) for i, s in enumerate(held)]
    differing = [d for d in compare(known, _wanted(change)) if not d.same]
    if not differing:
        raise ProposalRefused(f"The register already has these spells of {practice}.", "spells")
    for difference in differing:
        spell = None if difference.known is None else held[difference.known.id]
        _settle(picture, code, difference, spell)


def _wanted(change: Change) -> list[FileSpell]:
    return [
        FileSpell(network, date.fromisoformat(a), date.fromisoformat(e) if e else None, row or 0)
        for network, a, e, row in change.details["spells"]
    ]


def _settle(
    picture: Picture, code: str, difference: SpellChange, held: NetworkMembership | None
) -> None:
    wanted, cause = difference.wanted, picture.proposal
    source = {"source": cause.source, "source_row": wanted.row} if cause and wanted else {}
    if held is not None:
        ends = wanted.ends if wanted else held.starts
        ended_by = cause.pk if cause and ends is not None else None
        picture.change(held, ends=ends, ended_by_id=ended_by, **source)
    elif wanted is not None:
        network = picture.networks.get(wanted.network)
        if network is None:
            raise ProposalRefused(f"The register has no network {wanted.network}.", "spells")
        picture.add(
            NetworkMembership(
                practice=picture.practices[code],
                network=network,
                starts=wanted.starts,
                ends=wanted.ends,
                started_by=cause,
                ended_by=cause if wanted.ends else None,
                **source,
            )
        )
