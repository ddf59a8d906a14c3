"""What the register would hold on a day if changes were accepted. Writes nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from networks.models import CLINICAL_DIRECTOR, Appointment, NetworkName, NominatedPayee
from networks.proposals.applying import apply, in_order
from networks.proposals.details import Change
from networks.proposals.picture import Picture, holds, read
from networks.proposals.reach import reach


@dataclass(frozen=True)
class NetworkView:
    """A network on a day: its core network practices by code, directors in post, and payee.

    `payee` is “name (ODS code)”, or empty where none is recorded.
    """

    code: str
    name: str
    exists: bool
    practices: tuple[str, ...]
    directors: tuple[str, ...]
    payee: str


@dataclass(frozen=True)
class Projection:
    """The networks that the changes touch, on a day, without and with them; by code."""

    on: date
    before: dict[str, NetworkView]
    after: dict[str, NetworkView]


def project(drafts: Sequence[Change], *, on: date) -> Projection:
    """Return the touched networks on `on`; raise ProposalRefused for what cannot be applied.

    The drafts are applied together, in the order in which a decision would.
    """
    picture = read(drafts, on=(on,))
    held = _views(picture, on)
    for draft in in_order(drafts):
        apply(picture, draft)
    touched = reach(picture, drafts)
    planned = _views(picture, on)
    after = {code: planned[code] for code in sorted(touched.networks)}
    before = {code: held.get(code) or _none_yet(after[code]) for code in after}
    return Projection(on, before, after)


def _none_yet(view: NetworkView) -> NetworkView:
    return NetworkView(view.code, view.name, False, (), (), "")


def _views(picture: Picture, on: date) -> dict[str, NetworkView]:
    members: dict[str, list[str]] = defaultdict(list)
    for spell in picture.spells:
        if picture.counts(spell, on):
            members[spell.network.code].append(spell.practice.code)
    directors, payees, names = _directors(picture, on), _payees(picture, on), _names(picture, on)
    return {
        code: NetworkView(
            code,
            names.get(code, network.name),
            _exists(network.opened, network.closed, on),
            tuple(sorted(members[code])),
            tuple(directors[code]),
            payees.get(code, ""),
        )
        for code, network in picture.networks.items()
    }


def _exists(opened: date | None, closed: date | None, on: date) -> bool:
    return (opened is None or opened <= on) and (closed is None or closed > on)


def _directors(picture: Picture, on: date) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for appointment in picture.rows(Appointment):
        if holds(appointment, on) and appointment.role.code == CLINICAL_DIRECTOR:
            found[appointment.network.code].append(appointment.person)
    return found


def _payees(picture: Picture, on: date) -> dict[str, str]:
    held = (payee for payee in picture.rows(NominatedPayee) if holds(payee, on))
    return {payee.network.code: f"{payee.name} ({payee.ods_code})" for payee in held}


def _names(picture: Picture, on: date) -> dict[str, str]:
    held = (row for row in picture.rows(NetworkName) if holds(row, on))
    return {row.network.code: row.name for row in held}
