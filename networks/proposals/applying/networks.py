"""Networks are formed, merged, split, renamed and ended."""

from collections.abc import Sequence
from datetime import date

from networks.models import (
    Agreement,
    Appointment,
    Cover,
    Network,
    NetworkCommissioner,
    NetworkName,
    NetworkSuccession,
    NominatedPayee,
    Partner,
    SharingAgreement,
    SizeApproval,
)
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
from networks.proposals.picture import Picture, holds
from networks.proposals.refusal import ProposalRefused
from pcn_portal.audit.dated import Dated
from practices.cells import say
from practices.dated_links import FIRST_DAY
from practices.models import Organisation, OrganisationKind

# What a network has ends with it. Who commissioned it stays, so that it stays readable.
ENDS_WITH_IT: tuple[type[Dated], ...] = (
    NominatedPayee,
    Appointment,
    Agreement,
    SharingAgreement,
    Partner,
    SizeApproval,
    Cover,
)


def form(picture: Picture, change: Change) -> None:
    """A network opens with practices that join it or move to it."""
    day, details = first_of_month(change), change.details
    network = _new_network(picture, details["code"], details["name"], day, "code")
    _commission(picture, network, _sub_icb(details["sub_icb"]), day)
    _bring(picture, network, details["practices"], day)


def merge(picture: Picture, change: Change) -> None:
    """All members of some networks are core in one from the day on; the others close."""
    day, details = first_of_month(change), change.details
    parents = [open_network(picture, code, day, "networks") for code in details["networks"]]
    into = _merged_network(picture, parents, details, day)
    for parent in parents:
        if parent is not into:
            codes = [spell.practice.code for spell in picture.members(parent, day)]
            _bring(picture, into, codes, day)
            _close(picture, parent, day)
            _succeed(picture, parent, into, day)


def _merged_network(
    picture: Picture, parents: Sequence[Network], details: dict[str, str], day: date
) -> Network:
    """One of the parents, which keeps its name, or a new network."""
    for parent in parents:
        if parent.code == details["into"]:
            if details["name"]:
                raise ProposalRefused(
                    f"{parent} keeps its name. Leave the new name empty, and propose it by itself.",
                    "name",
                )
            return parent
    if not details["name"]:
        raise ProposalRefused("Give the name of the new network.", "name")
    given = _sub_icb(details["sub_icb"]) if details["sub_icb"] else None
    sub_icb = given or _commissioner_of_all(picture, parents, day, "sub_icb")
    network = _new_network(picture, details["into"], details["name"], day, "into")
    _commission(picture, network, sub_icb, day)
    return network


def split(picture: Picture, change: Change) -> None:
    """A network's members are divided between parts; one part may keep its code."""
    day, details = first_of_month(change), change.details
    network = open_network(picture, details["network"], day, "network")
    _check_parts(picture, network, details["parts"], day)
    sub_icb = _commissioner_of_all(picture, [network], day, "network")
    kept = False
    for part in details["parts"]:
        if part["code"] == network.code:
            kept = True
            if part["name"] and part["name"] != _name_on(picture, network, day):
                _rename(picture, network, part["name"], day)
            continue
        child = _new_network(picture, part["code"], part["name"], day, "parts")
        _commission(picture, child, sub_icb, day)
        _bring(picture, child, part["practices"], day)
        _succeed(picture, network, child, day)
    if not kept:
        _close(picture, network, day)


def end_network(picture: Picture, change: Change) -> None:
    """A network closes; its members are in no network from the day on."""
    day = first_of_month(change)
    network = open_network(picture, change.details["network"], day, "network")
    for spell in picture.members(network, day):
        core_on(picture, spell.practice, day)
    _close(picture, network, day)


def rename(picture: Picture, change: Change) -> None:
    """A network bears another name from any day on."""
    day = change.effective
    network = open_network(picture, change.details["network"], day, "network")
    if _name_on(picture, network, day) == change.details["name"]:
        raise ProposalRefused(f"{network.code} already has this name on {say(day)}.", "name")
    _rename(picture, network, change.details["name"], day)


def _new_network(picture: Picture, code: str, name: str, day: date, field: str) -> Network:
    """A network the register does not know, or knows from a change that was called off."""
    network = picture.networks.get(code)
    if network is None:
        network = Network(code=code, name=name, opened=day)
        picture.add(network)
        return network
    if network.opened is None or network.opened != network.closed:
        raise ProposalRefused(f"{network} is in the register. Give a code that is new.", field)
    picture.change(network, name=name, opened=day, closed=None)
    return network


def _commission(picture: Picture, network: Network, sub_icb: Organisation, day: date) -> None:
    picture.add(NetworkCommissioner(network=network, sub_icb=sub_icb, starts=day))


def _sub_icb(code: str) -> Organisation:
    found = Organisation.objects.filter(kind=OrganisationKind.SUB_ICB, code=code).first()
    if found is None:
        raise ProposalRefused(f"The register has no sub-ICB location {code}.", "sub_icb")
    return found


def _commissioner_of_all(
    picture: Picture, parents: Sequence[Network], day: date, field: str
) -> Organisation:
    """The sub-ICB location that commissions all the parents on the day."""
    codes = {parent.code for parent in parents}
    links = [
        link
        for link in picture.rows(NetworkCommissioner)
        if link.network.code in codes and holds(link, day)
    ]
    if not links:
        raise ProposalRefused(
            f"The register does not say who commissions {parents[0]} on {say(day)}, so nobody "
            "would commission a new network. Import the ODS workbook first.",
            field,
        )
    if len({link.sub_icb_id for link in links}) > 1:
        raise ProposalRefused(
            "The networks are not commissioned by one sub-ICB location. Give the one of the new "
            "network.",
            field,
        )
    return links[0].sub_icb


def _bring(picture: Picture, network: Network, codes: Sequence[str], day: date) -> None:
    """Make practices core in the network from the day, wherever they were."""
    for code in codes:
        practice = open_practice(picture, code, day, "practices")
        if core_and_going_on(picture, practice, day):
            end_spells(picture, practice, day)
        start_spell(picture, practice, network, day)


def _check_parts(
    picture: Picture, network: Network, parts: Sequence[dict[str, list[str]]], day: date
) -> None:
    members = {spell.practice.code for spell in picture.members(network, day)}
    named = {code for part in parts for code in part["practices"]}
    if missing := sorted(members - named):
        raise ProposalRefused(f"Say where {', '.join(missing)} would be core.", "parts")
    if others := sorted(named - members):
        raise ProposalRefused(
            f"{', '.join(others)} would not come from {network}: not core there on {say(day)}.",
            "parts",
        )


def _close(picture: Picture, network: Network, day: date) -> None:
    """Close a network: its spells, and everything else that it has, end on the day."""
    for spell in picture.spells:
        if spell.network is not network:
            continue
        if spell.starts > day and spell.starts != spell.ends:
            raise ProposalRefused(
                f"{spell.practice} is to be core in {network} from {say(spell.starts)}. Choose a "
                "later month, or call that off first.",
                "effective",
            )
        picture.end(spell, day)
    for model in ENDS_WITH_IT:
        for row in picture.rows(model):
            if row.network and row.network.code == network.code:  # type: ignore[attr-defined]
                picture.end(row, day)
    picture.change(network, closed=day)


def _succeed(picture: Picture, parent: Network, child: Network, day: date) -> None:
    cause = picture.proposal
    if cause:
        picture.add(NetworkSuccession(parent=parent, child=child, on=day, proposal=cause))


def _names_of(picture: Picture, network: Network) -> list[NetworkName]:
    return [n for n in picture.rows(NetworkName) if n.network.code == network.code]


def _name_on(picture: Picture, network: Network, day: date) -> str:
    names = (row for row in _names_of(picture, network) if holds(row, day))
    return next((row.name for row in names), network.name)


def _rename(picture: Picture, network: Network, name: str, day: date) -> None:
    borne = [row for row in _names_of(picture, network) if row.starts != row.ends]
    if later := next((row for row in borne if row.starts > day), None):
        raise ProposalRefused(
            f"{network} has another name from {say(later.starts)}. Choose a later day.",
            "effective",
        )
    if not borne:
        first = min(network.opened or FIRST_DAY, day)
        picture.add(NetworkName(network=network, name=network.name, starts=first, ends=day))
    for row in borne:
        picture.end(row, day)
    cause = picture.proposal
    picture.add(NetworkName(network=network, name=name, starts=day, proposal=cause))
