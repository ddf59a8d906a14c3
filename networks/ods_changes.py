"""A later ODS file: addresses change directly, everything else becomes proposals.

Later means that the register holds memberships. What people decided and ODS does not show yet
still holds.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from networks import register
from networks.comparison import findings, standing
from networks.comparison.findings import Finding, Kind
from networks.comparison.histories import (
    NamedNetwork,
    finding_of,
    first_of_month,
    with_networks,
)
from networks.comparison.planning import plan_findings
from networks.comparison.settle import Reach
from networks.import_actions import save_networks
from networks.models import Network
from networks.ods_file import NETWORK, Detail, plan_commissioners, plan_facts
from networks.spells import FileSpell, with_decisions
from practices.cells import say
from practices.dated_links import Publication
from practices.plans import Plan

DIRECT = ("address", "postcode", "opened")
# What a file of spells can show, and what a file of networks can.
OF_SPELLS = (Kind.JOIN, Kind.LEAVE, Kind.MOVE, Kind.HISTORY_CORRECTED, Kind.NETWORK_FORMED)
OF_DETAILS = (Kind.NETWORK_ENDED, Kind.NETWORK_RENAMED)


@dataclass(frozen=True, slots=True)
class LaterFile:
    """An ODS file: its kind, day and bytes, its networks if it has them, and spells by practice.

    `named` are the networks as its rows of spells name them.
    """

    kind: str
    publication: Publication
    content: bytes
    details: Sequence[Detail] = ()
    spells: Mapping[str, Sequence[FileSpell]] = field(default_factory=dict)
    named: Mapping[str, NamedNetwork] = field(default_factory=dict)


def plan_later(plan: Plan, file: LaterFile) -> None:
    """Plan what a file changes directly and what it proposes; an older file does neither."""
    known = register.networks()
    details = [detail for detail in file.details if detail.network.code in known]
    if file.details:
        plan_commissioners(plan, details, file.publication)
    if not file.publication.newest:
        plan.summary.append(
            f"A newer ODS file than that of {say(file.publication.on)} has been taken in. "
            "Networks and memberships stay as they are."
        )
        return
    _plan_direct(plan, details, known)
    found, without = with_networks(list(_spell_findings(plan, file)), _unknown(file, known))
    for code in without:
        plan.warn(
            f"{code} is a network the register does not know, and this file has no practice in it. "
            "It is proposed once a file of core partners has one.",
            column=NETWORK,
            value=code,
        )
    found += _network_findings(plan, details, known, file.publication)
    plan_findings(plan, found, standing.proposals(), content=file.content, reach=_reach(file))


def _reach(file: LaterFile) -> Reach:
    kinds = (*(OF_SPELLS if file.spells else ()), *(OF_DETAILS if file.details else ()))
    networks = frozenset(file.named) | {detail.network.code for detail in file.details}
    on = file.publication.on
    return Reach(on, file.kind, frozenset(kinds), frozenset(file.spells), networks)


def _unknown(file: LaterFile, known: Mapping[str, Network]) -> dict[str, NamedNetwork]:
    """Networks the register does not know, as the rows of details name them if there are any."""
    named = dict(file.named)
    for detail in file.details:
        network = detail.network
        named[network.code] = NamedNetwork(network.name, detail.sub_icb, detail.row)
    return {code: network for code, network in named.items() if code not in known}


def _plan_direct(plan: Plan, details: Sequence[Detail], known: Mapping[str, Network]) -> None:
    """Addresses, postcodes and first days; a network formed by a decision keeps that one's day."""
    decided = register.formed_by_decision()
    for detail in details:
        if detail.network.code in decided:
            detail.network.opened = known[detail.network.code].opened
    plan.then(save_networks, added=[], changed=plan_facts(plan, details, known, DIRECT))


def _spell_findings(plan: Plan, file: LaterFile) -> Iterator[Finding]:
    known, decisions = register.membership_spells(), register.accepted_decisions()
    for code, rows in file.spells.items():
        wanted, holding = with_decisions(rows, decisions.get(code, ()))
        for decision in holding:
            plan.warn(
                f"{code}: a person decided on {decision.network or 'no network'} from "
                f"{say(decision.effective)}, which ODS does not show yet. The decision stays.",
                rows[-1].row,
                NETWORK,
            )
        finding = finding_of(code, known.get(code, ()), wanted)
        if finding:
            yield finding
        else:
            plan.same("Practice with its memberships")


def _network_findings(
    plan: Plan,
    details: Sequence[Detail],
    known: Mapping[str, Network],
    publication: Publication,
) -> Iterator[Finding]:
    """Other names and closings; a name or an end that people decided on stays."""
    names, ended = register.earlier_names(), register.ended_by_decision()
    for detail in details:
        was, now = known[detail.network.code], detail.network
        if now.name != was.name and now.name not in names.get(was.code, ()):
            yield findings.renamed(was.code, was.name, now.name, publication.on, detail.row)
        if now.closed == was.closed or was.code in ended:
            continue
        if now.closed and not was.closed:
            day = first_of_month(now.closed)
            yield findings.ended(was.code, was.name, day, detail.row, exact=True)
        else:
            plan.warn(
                f"{was.code} closed on {say(was.closed)} in the register, and ODS says otherwise. "
                "The register stays as it is.",
                detail.row,
                NETWORK,
                was.code,
            )
