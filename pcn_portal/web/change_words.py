"""What a proposed change would do, in one sentence, with names in the place of codes."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from networks.models import Appointment, Network, ProposalKind, ProposalState
from networks.names import names_on
from networks.proposals.details import Change, Draft, touched
from pcn_portal.web.formats import counted, day, joined
from practices.models import Practice

Kind = ProposalKind


@dataclass(frozen=True)
class Names:
    """Names by ODS code, the people of appointments by number, and what renamed networks were
    called: by code and day of the change."""

    networks: Mapping[str, str] = field(default_factory=dict)
    practices: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[int, str] = field(default_factory=dict)
    former: Mapping[tuple[str, date], str] = field(default_factory=dict)

    def network(self, code: str) -> str:
        return self.networks.get(code, code)

    def practice(self, code: str) -> str:
        name = self.practices.get(code)
        return f"{name} ({code})" if name else code


def names_for(changes: Iterable[Change]) -> Names:
    """The names that the changes' sentences need, in a few queries whatever their number."""
    found = list(changes)
    networks: set[str] = set()
    practices: set[str] = set()
    for change in found:
        some_networks, some_practices = touched(change.kind, change.details)
        networks |= some_networks
        practices |= some_practices
    numbers = [n for change in found for n in change.details.get("outgoing", ())]
    return Names(
        networks=_new_networks(found) | _named(Network.objects.filter(code__in=networks)),
        practices=_new_practices(found) | _named(Practice.objects.filter(code__in=practices)),
        people=dict(Appointment.objects.filter(pk__in=numbers).values_list("pk", "person")),
        former=_former(found),
    )


def _former(changes: list[Change]) -> dict[tuple[str, date], str]:
    """What each renamed network was called on the day before, in two queries for each such day."""
    renamed = [change for change in changes if change.kind == Kind.NETWORK_RENAMED]
    named: dict[tuple[str, date], str] = {}
    for on in {change.effective for change in renamed}:
        codes = [change.details["network"] for change in renamed if change.effective == on]
        networks = list(Network.objects.filter(code__in=codes))
        before = names_on(networks, on - timedelta(days=1))
        named |= {(network.code, on): before[network.pk] for network in networks}
    return named


def _named(rows: Any) -> dict[str, str]:
    return dict(rows.values_list("code", "name"))


def _new_networks(changes: list[Change]) -> dict[str, str]:
    """The names of networks that exist only once the change holds."""
    named = {}
    for change in changes:
        details = change.details
        if change.kind == Kind.NETWORK_FORMED:
            named[details["code"]] = details["name"]
        if change.kind == Kind.NETWORK_MERGER and details.get("name"):
            named[details["into"]] = details["name"]
        for part in details.get("parts", ()):
            named[part["code"]] = part["name"]
    return named


def _new_practices(changes: list[Change]) -> dict[str, str]:
    named = {}
    for change in changes:
        details = change.details
        if change.kind == Kind.PRACTICE_MERGER and details.get("name"):
            named[details["into"]] = details["name"]
        if change.kind == Kind.PRACTICE_SPLIT:
            named |= {part["code"]: part["name"] for part in details["into"] if part.get("name")}
    return named


def sentence(change: Change, names: Names) -> str:
    """What changes and when, without a full stop: "Alder Surgery (Z90001) moves from …"."""
    former = names.former.get((change.details.get("network", ""), change.effective))
    if former:
        names = replace(names, networks={**names.networks, change.details["network"]: former})
    said = _SAID[change.kind](change.details, names)
    if change.kind == Kind.HISTORY_CORRECTED:
        return said
    return f"{said} on {day(change.effective)}"


def draft_of(change: Change) -> Draft:
    """The change as the projection and the effect take it."""
    return Draft(kind=change.kind, effective=change.effective, details=change.details)


def _join(details: Any, names: Names) -> str:
    practice, network = names.practice(details["practice"]), names.network(details["network"])
    return f"{practice} joins {network}"


def _leave(details: Any, names: Names) -> str:
    practice, network = names.practice(details["practice"]), names.network(details["network"])
    return f"{practice} leaves {network}"


def _move(details: Any, names: Names) -> str:
    old, new = names.network(details["from"]), names.network(details["to"])
    return f"{names.practice(details['practice'])} moves from {old} to {new}"


def _practice_merger(details: Any, names: Names) -> str:
    closing = [names.practice(code) for code in details["practices"]]
    verb = "merges" if len(closing) == 1 else "merge"
    return f"{joined(closing)} {verb} into {names.practice(details['into'])}"


def _practice_split(details: Any, names: Names) -> str:
    into = joined([names.practice(part["code"]) for part in details["into"]])
    after = "closes" if details.get("closes") else "stays open"
    return f"{names.practice(details['practice'])} splits into {into} and {after}"


def _practice_closure(details: Any, names: Names) -> str:
    return f"{names.practice(details['practice'])} closes"


def _network_formed(details: Any, names: Names) -> str:
    number = counted(len(details["practices"]), "practice,practices")
    return f"{details['name']} ({details['code']}) is formed by {number}"


def _network_merger(details: Any, names: Names) -> str:
    into = details["into"]
    merging = [names.network(code) for code in details["networks"] if code != into]
    verb = "merges" if len(merging) == 1 else "merge"
    return f"{joined(merging)} {verb} into {names.network(into)} ({into})"


def _network_split(details: Any, names: Names) -> str:
    parts = [f"{part['name']} ({part['code']})" for part in details["parts"]]
    return f"{names.network(details['network'])} splits into {joined(parts)}"


def _network_renamed(details: Any, names: Names) -> str:
    return f"{names.network(details['network'])} is renamed {details['name']}"


def _network_ended(details: Any, names: Names) -> str:
    return f"{names.network(details['network'])} ({details['network']}) ends"


def _payee_changed(details: Any, names: Names) -> str:
    payee = f"{details['name']} ({details['ods_code']})"
    return f"{payee} becomes the nominated payee of {names.network(details['network'])}"


def _director_changed(details: Any, names: Names) -> str:
    outgoing = joined([names.people.get(n, "somebody") for n in details["outgoing"]])
    instead = f" in place of {outgoing}" if outgoing else ""
    network = names.network(details["network"])
    return f"{details['person']} becomes clinical director of {network}{instead}"


def _history_corrected(details: Any, names: Names) -> str:
    spells = counted(len(details["spells"]), "membership,memberships")
    return f"The past of {names.practice(details['practice'])} is corrected to {spells}"


_SAID: dict[str, Callable[[Any, Names], str]] = {
    Kind.JOIN: _join,
    Kind.LEAVE: _leave,
    Kind.MOVE: _move,
    Kind.PRACTICE_MERGER: _practice_merger,
    Kind.PRACTICE_SPLIT: _practice_split,
    Kind.PRACTICE_CLOSURE: _practice_closure,
    Kind.NETWORK_FORMED: _network_formed,
    Kind.NETWORK_MERGER: _network_merger,
    Kind.NETWORK_SPLIT: _network_split,
    Kind.NETWORK_RENAMED: _network_renamed,
    Kind.NETWORK_ENDED: _network_ended,
    Kind.PAYEE_CHANGED: _payee_changed,
    Kind.DIRECTOR_CHANGED: _director_changed,
    Kind.HISTORY_CORRECTED: _history_corrected,
}

STATE_TAGS = {
    ProposalState.PROPOSED: {"text": "Needs a decision", "colour": "yellow"},
    ProposalState.ACCEPTED: {"text": "Accepted", "colour": "green"},
    ProposalState.REFUSED: {"text": "Refused", "colour": "red"},
    ProposalState.WITHDRAWN: {"text": "Withdrawn", "colour": "grey"},
    ProposalState.CALLED_OFF: {"text": "Called off", "colour": "grey"},
}


DONE = {
    ProposalState.ACCEPTED: "accepted",
    ProposalState.REFUSED: "refused",
    ProposalState.WITHDRAWN: "withdrawn",
    ProposalState.CALLED_OFF: "called off",
}


def state_tag(proposal: Any, today: Any) -> dict[str, str]:
    """The proposal's state as a tag: an accepted one is to come or in force."""
    if proposal.state != ProposalState.ACCEPTED:
        return STATE_TAGS[proposal.state]
    if proposal.effective > today:
        return {"text": "Accepted, to come", "colour": "blue"}
    return {"text": "In force", "colour": "green"}
