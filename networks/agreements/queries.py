"""Who signed a network's agreement on a day, and who did not. No query per row.

The version in force on a day is asked of every core network practice and every other member of
that day. A signature counts from the day it was given.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet

from networks.models import (
    Agreement,
    Document,
    Network,
    Partner,
    SharingAgreement,
    SharingParty,
    Signature,
)
from networks.queries import members_by_network
from pcn_portal.audit.dated import holds_on


@dataclass(frozen=True, slots=True)
class Signatory:
    """A member of a network: a core network practice (`practice_id`) or another (`partner_id`)."""

    code: str
    name: str
    practice_id: int | None = None
    partner_id: int | None = None

    @property
    def key(self) -> str:
        """Who it is, in one word: “practice-12”, “partner-3”."""
        return f"partner-{self.partner_id}" if self.partner_id else f"practice-{self.practice_id}"

    def __str__(self) -> str:
        return f"{self.name} ({self.code})" if self.code else self.name


@dataclass(frozen=True, slots=True)
class Standing:
    """A network's agreement on a day; `agreement` is None where none is in force."""

    network: Network
    agreement: Agreement | None
    signed: tuple[tuple[Signatory, Signature], ...]
    unsigned: tuple[Signatory, ...]

    @property
    def complete(self) -> bool:
        """Whether an agreement is in force and every member of the day has signed it."""
        return self.agreement is not None and not self.unsigned


def agreements_on(networks: QuerySet[Network], on: date) -> QuerySet[Agreement]:
    """Return the version in force on a day of each of the networks that has one."""
    return Agreement.objects.filter(holds_on(on), network__in=networks)


def standings(networks: QuerySet[Network], on: date) -> dict[str, Standing]:
    """Return where the agreement of each network stands on a day, by the network's code."""
    found = list(networks)
    ids = [network.pk for network in found]
    agreements = {a.network_id: a for a in agreements_on(networks, on)}
    signatures = _signatures([a.pk for a in agreements.values()], on)
    members = signatories(ids, on)
    return {
        network.code: _standing(
            network, agreements.get(network.pk), members.get(network.pk, ()), signatures
        )
        for network in found
    }


def unsigned_members(networks: QuerySet[Network], on: date) -> dict[str, Standing]:
    """Return the networks without an agreement in force, or with members that did not sign it.

    By the network's code; a network with nothing to sign has no key.
    """
    return {code: found for code, found in standings(networks, on).items() if not found.complete}


def signed_practices(network_codes: Collection[str], on: date) -> dict[str, frozenset[str]]:
    """Return the codes of practices that signed the version in force, by the network's code.

    A network without an agreement on the day has no key.
    """
    agreements = Agreement.objects.filter(holds_on(on), network__code__in=list(network_codes))
    networks = dict(agreements.values_list("pk", "network__code"))
    rows = Signature.objects.filter(agreement__in=networks, signed_on__lte=on).values_list(
        "agreement_id", "practice__code", "partner__practice__code"
    )
    found: dict[str, set[str]] = {code: set() for code in networks.values()}
    for agreement, practice, partner in rows:
        found[networks[agreement]] |= {code for code in (practice, partner) if code}
    return {code: frozenset(signed) for code, signed in found.items()}


def signatories(network_ids: Collection[int], on: date) -> dict[int, tuple[Signatory, ...]]:
    """Return who is asked to sign on a day: core network practices first, then other members."""
    found: dict[int, list[Signatory]] = defaultdict(list)
    for network, members in members_by_network(network_ids=network_ids, day=on).items():
        found[network] = [Signatory(m.code, m.name, practice_id=m.practice_id) for m in members]
    partners = Partner.objects.filter(holds_on(on), network__in=list(network_ids))
    for partner in partners.order_by("kind", "name"):
        found[partner.network_id].append(
            Signatory(partner.ods_code, partner.name, partner.practice_id, partner.pk)
        )
    return {network: tuple(members) for network, members in found.items()}


Signatures = dict[tuple[int, str, int], Signature]


def _signatures(agreements: Collection[int], on: date) -> Signatures:
    """Signatures by (agreement, "practice" or "partner", id); a partner's practice counts too."""
    found: Signatures = {}
    rows = Signature.objects.filter(agreement__in=agreements, signed_on__lte=on)
    for signature in rows.select_related("partner", "source").defer("source__content"):
        if signature.practice_id:
            found[signature.agreement_id, "practice", signature.practice_id] = signature
        if signature.partner:
            found[signature.agreement_id, "partner", signature.partner.pk] = signature
            if signature.partner.practice_id:
                key = (signature.agreement_id, "practice", signature.partner.practice_id)
                found.setdefault(key, signature)
    return found


def _standing(
    network: Network,
    agreement: Agreement | None,
    members: Iterable[Signatory],
    signatures: Signatures,
) -> Standing:
    signed: list[tuple[Signatory, Signature]] = []
    unsigned: list[Signatory] = []
    for member in members:
        signature = _signature_of(member, agreement, signatures) if agreement else None
        if signature:
            signed.append((member, signature))
        else:
            unsigned.append(member)
    return Standing(network, agreement, tuple(signed), tuple(unsigned))


def _signature_of(
    member: Signatory, agreement: Agreement, signatures: Signatures
) -> Signature | None:
    keys = [("partner", member.partner_id), ("practice", member.practice_id)]
    found = (signatures.get((agreement.pk, kind, pk)) for kind, pk in keys if pk)
    return next((signature for signature in found if signature), None)


def sharing_on(networks: QuerySet[Network], on: date) -> QuerySet[SharingAgreement]:
    """Return the data sharing agreements in force on a day, with their parties and documents."""
    return (
        SharingAgreement.objects.filter(holds_on(on), network__in=networks)
        .select_related("network")
        .prefetch_related(
            Prefetch("parties", SharingParty.objects.select_related("practice")),
            Prefetch("documents", documents_of(Q(sharing__isnull=False))),
        )
        .order_by("network__code", "title")
    )


@dataclass(frozen=True, slots=True)
class OpenSharing:
    """A data sharing agreement that needs somebody: parties to sign, or its review."""

    sharing: SharingAgreement
    unsigned: tuple[SharingParty, ...]
    review_due: bool


def open_sharing(networks: QuerySet[Network], on: date) -> list[OpenSharing]:
    """Return data sharing agreements unsigned by a party, without one, or due for review."""
    found = [weigh_sharing(sharing, on) for sharing in sharing_on(networks, on)]
    return [o for o in found if o.unsigned or o.review_due or not o.sharing.parties.all()]


def weigh_sharing(sharing: SharingAgreement, on: date) -> OpenSharing:
    """Say what a data sharing agreement needs on a day."""
    unsigned = tuple(
        party for party in sharing.parties.all() if party.signed_on is None or party.signed_on > on
    )
    return OpenSharing(sharing, unsigned, sharing.review_on <= on)


def documents_of(which: Q) -> QuerySet[Document]:
    """Return documents without their bytes, newest first."""
    return Document.objects.filter(which).defer("content").select_related("received_by")
