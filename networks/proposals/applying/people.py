"""A network's nominated payee or clinical director changes."""

from datetime import date
from decimal import Decimal

from networks.models import CLINICAL_DIRECTOR, Appointment, NetworkRole, NominatedPayee
from networks.proposals.applying.rules import open_network
from networks.proposals.details import Change
from networks.proposals.picture import Picture, holds
from networks.proposals.refusal import ProposalRefused
from practices.cells import say
from practices.models import Practice


def change_payee(picture: Picture, change: Change) -> None:
    """The payee of the day ends and another starts, until the network closes."""
    day, details = change.effective, change.details
    network = open_network(picture, details["network"], day, "network")
    held = [p for p in picture.rows(NominatedPayee) if p.network.code == network.code]
    for payee in held:
        if payee.starts > day and payee.starts != payee.ends:
            raise ProposalRefused(
                f"The register has a later payee of {network}, from {say(payee.starts)}. "
                "Choose a later day.",
                "effective",
            )
        if holds(payee, day) and _same(payee, details):
            raise ProposalRefused(f"{payee.name} is already the nominated payee.", "name")
        picture.end(payee, day)
    picture.add(
        NominatedPayee(
            network=network,
            name=details["name"],
            ods_code=details["ods_code"],
            starts=day,
            ends=network.closed,
            proposal=picture.proposal,
        )
    )


def _same(payee: NominatedPayee, details: dict[str, str]) -> bool:
    return (payee.name, payee.ods_code) == (details["name"], details["ods_code"])


def change_director(picture: Picture, change: Change) -> None:
    """Some directors' appointments end on the day, and a person is appointed."""
    day, details = change.effective, change.details
    network = open_network(picture, details["network"], day, "network")
    role = NetworkRole.objects.get(code=CLINICAL_DIRECTOR)
    held = [
        a
        for a in picture.rows(Appointment)
        if a.network.code == network.code and a.role_id == role.pk
    ]
    _end_outgoing(picture, held, details["outgoing"], day)
    for appointment in held:
        reaches = appointment.ends is None or appointment.ends > max(day, appointment.starts)
        if appointment.person == details["person"] and reaches:
            raise ProposalRefused(
                f"{appointment.person} is already appointed from {say(appointment.starts)}. "
                "Let that appointment end on the day, or choose another person.",
                "person",
            )
    picture.add(
        Appointment(
            network=network,
            role=role,
            person=details["person"],
            profession=details["profession"],
            practice=_practice(details["practice"]),
            email=details["email"],
            phone=details["phone"],
            wte=Decimal(details["wte"]) if details["wte"] else None,
            sessions=Decimal(details["sessions"]) if details["sessions"] else None,
            starts=day,
            ends=network.closed,
            proposal=picture.proposal,
        )
    )


def _practice(code: str) -> Practice | None:
    """Where the director works; it is not changed."""
    if not code:
        return None
    found = Practice.objects.filter(code=code).first()
    if found is None:
        raise ProposalRefused(f"The register has no practice {code}. Check the code.", "practice")
    return found


def _end_outgoing(
    picture: Picture, held: list[Appointment], outgoing: list[int], day: date
) -> None:
    in_post = {a.pk: a for a in held if holds(a, day)}
    for key in outgoing:
        if key not in in_post:
            raise ProposalRefused(
                f"One who should leave is not in post on {say(day)}. Choose from those in post.",
                "outgoing",
            )
        picture.end(in_post[key], day)
