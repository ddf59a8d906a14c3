"""Writes of networks, their commissioners and memberships, in bulk, when an import is applied."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from networks.models import MembershipDifference, Network, NetworkCommissioner, NetworkMembership
from pcn_portal.audit.copying import copy_in
from practices.actions import BATCH, ids_by_code, organisation_ids, replace_by_code, save_links
from practices.dated_links import LinkWrites
from practices.models import OrganisationKind, Practice
from practices.plans import Receipt

NETWORK_FIELDS = ("name", "address", "postcode", "opened", "closed")


@dataclass(frozen=True, slots=True)
class NewSpell:
    """A spell to write, [starts, ends), by the codes of practice and network."""

    practice: str
    network: str
    starts: date
    ends: date | None
    row: int


@dataclass
class SpellWrites:
    """Spells to add, and the new end (and row, if the file has it) of others, by their id."""

    added: list[NewSpell] = field(default_factory=list)
    ends: dict[int, tuple[date | None, int | None]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.ends)


@dataclass(frozen=True, slots=True)
class NewDifference:
    """A difference to be decided, by codes; None is in no network."""

    practice: str
    register_network: str | None
    file_network: str | None
    row: int | None


def save_networks(
    *, added: Sequence[Network], changed: Sequence[Network], receipt: Receipt
) -> None:
    """Add networks and update the details of others."""
    Network.objects.bulk_create(added, batch_size=BATCH)
    replace_by_code(Network, changed, NETWORK_FIELDS)


def save_network_commissioners(*, links: LinkWrites, receipt: Receipt) -> None:
    """Say which sub-ICB location commissions which network."""
    save_links(
        NetworkCommissioner,
        fields=("network_id", "sub_icb_id"),
        children=ids_by_code(Network, (new.child for new in links.added)),
        parents=organisation_ids(OrganisationKind.SUB_ICB),
        links=links,
        receipt=receipt,
    )


def save_spells(*, spells: SpellWrites, receipt: Receipt) -> None:
    """Change the ends of spells and add others.

    Changed spells are emptied first: the end state does not overlap, but a state on the way
    there could, and the database checks every row.
    """
    changing = list(NetworkMembership.objects.filter(pk__in=spells.ends))
    for spell in changing:
        spell.ends = spell.starts
    NetworkMembership.objects.bulk_update(changing, ["ends"], batch_size=BATCH)
    for spell in changing:
        spell.ends, row = spells.ends[spell.pk]
        if row is not None:
            spell.source, spell.source_row = receipt.source, row
    NetworkMembership.objects.bulk_update(
        changing, ["ends", "source", "source_row"], batch_size=BATCH
    )
    _add_spells(spells.added, receipt)


def _add_spells(added: Sequence[NewSpell], receipt: Receipt) -> None:
    practices = ids_by_code(Practice, {spell.practice for spell in added})
    networks = ids_by_code(Network, {spell.network for spell in added})
    copy_in(
        NetworkMembership,
        ("practice_id", "network_id", "starts", "ends", "source_id", "source_row"),
        (
            (practices[s.practice], networks[s.network], s.starts, s.ends)
            + (receipt.source.pk, s.row)
            for s in added
        ),
    )


def save_differences(*, on: date, differences: Sequence[NewDifference], receipt: Receipt) -> None:
    """Put differences between the register and a file up for decision."""
    practices = ids_by_code(Practice, {d.practice for d in differences})
    networks = ids_by_code(Network, {code for d in differences for code in _codes(d)})
    MembershipDifference.objects.bulk_create(
        (
            MembershipDifference(
                practice_id=practices[d.practice],
                on=on,
                register_network_id=networks.get(d.register_network or ""),
                file_network_id=networks.get(d.file_network or ""),
                found_at=receipt.at,
                source=receipt.source,
                source_row=d.row,
            )
            for d in differences
        ),
        batch_size=BATCH,
    )


def _codes(difference: NewDifference) -> list[str]:
    codes = (difference.register_network, difference.file_network)
    return [code for code in codes if code]
