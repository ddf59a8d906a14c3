"""Writes of networks, their commissioners and memberships, in bulk, when an import is applied."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from networks.models import Network, NetworkCommissioner, NetworkMembership
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


def save_spells(*, spells: Sequence[NewSpell], receipt: Receipt) -> None:
    """Add spells to a register that holds none."""
    practices = ids_by_code(Practice, {spell.practice for spell in spells})
    networks = ids_by_code(Network, {spell.network for spell in spells})
    copy_in(
        NetworkMembership,
        ("practice_id", "network_id", "starts", "ends", "source_id", "source_row"),
        (
            (practices[s.practice], networks[s.network], s.starts, s.ends)
            + (receipt.source.pk, s.row)
            for s in spells
        ),
    )
