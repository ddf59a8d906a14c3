"""Putting people into the roles of a network, correcting what is recorded, ending a time in it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from networks.models import Appointment, Network, NetworkRole
from networks.refusals import RegisterRefused, read_name, read_reason
from pcn_portal.audit.models import Actor, record
from practices.cells import say
from practices.import_actions import lock_register
from practices.models import Practice


class PeopleRefused(RegisterRefused):
    """People or roles cannot be changed so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What is recorded of somebody in a role, over [starts, ends).

    `practice` is an ODS code. `wte` is in whole-time equivalents, `sessions` a week; either is
    None where nobody recorded it, and neither is worked out from the other.
    """

    person: str
    starts: date
    ends: date | None = None
    profession: str = ""
    practice: str = ""
    organisation: str = ""
    email: str = ""
    phone: str = ""
    wte: Decimal | None = None
    sessions: Decimal | None = None


@transaction.atomic
def appoint(
    *, network_code: str, role_code: str, post: Post, reason: str, by: Actor, at: datetime
) -> Appointment:
    """Record that a person takes up a role. Others in the same role stay: posts may be shared."""
    said = read_reason(reason, PeopleRefused)
    lock_register()
    network = Network.objects.filter(code=network_code).first()
    if network is None:
        raise PeopleRefused(f"There is no network “{network_code}”.")
    role = NetworkRole.objects.filter(code=role_code).first()
    if role is None or not role.active:
        raise PeopleRefused("Choose a role that is in use.", "role")
    appointment = Appointment(network=network, role=role)
    _fill(appointment, post)
    appointment.save()
    _record("made", appointment, by, at, said, after=post)
    return appointment


@transaction.atomic
def correct(
    *, appointment_id: int, post: Post, reason: str, by: Actor, at: datetime
) -> Appointment:
    """Put right what is recorded of an appointment; the earlier row is kept."""
    said = read_reason(reason, PeopleRefused)
    lock_register()
    appointment = _appointment(appointment_id)
    before = post_of(appointment)
    _fill(appointment, post)
    after = post_of(appointment)
    if after == before:
        raise PeopleRefused("Nothing is different. Change what is wrong, or go back.")
    appointment.save()
    _record("corrected", appointment, by, at, said, before=before, after=after)
    return appointment


@transaction.atomic
def end_appointment(
    *, appointment_id: int, on: date, reason: str, by: Actor, at: datetime
) -> Appointment:
    """End somebody's time in a role; `on` is the first day on which they no longer hold it."""
    said = read_reason(reason, PeopleRefused)
    lock_register()
    appointment = _appointment(appointment_id)
    before = post_of(appointment)
    if appointment.ends is not None and on >= appointment.ends:
        raise PeopleRefused(
            f"{appointment.person} already ends before {say(appointment.ends)}. "
            "Give an earlier day, or correct the entry.",
            "on",
        )
    if on <= appointment.starts:
        raise PeopleRefused(
            f"{appointment.person} starts on {say(appointment.starts)}. Give a later day.", "on"
        )
    appointment.ends = on
    appointment.save(update_fields=["ends"])
    _record("ended", appointment, by, at, said, before=before, after=post_of(appointment))
    return appointment


def post_of(appointment: Appointment) -> Post:
    """What is recorded now."""
    return Post(
        person=appointment.person,
        starts=appointment.starts,
        ends=appointment.ends,
        profession=appointment.profession,
        practice=appointment.practice.code if appointment.practice else "",
        organisation=appointment.organisation,
        email=appointment.email,
        phone=appointment.phone,
        wte=appointment.wte,
        sessions=appointment.sessions,
    )


def _appointment(appointment_id: int) -> Appointment:
    found = (
        Appointment.objects.select_for_update(of=("self",))
        .select_related("network", "role", "practice")
        .filter(pk=appointment_id)
        .first()
    )
    if found is None:
        raise PeopleRefused("This appointment is not recorded.")
    return found


def _fill(appointment: Appointment, post: Post) -> None:
    """Put `post` into the row and check it against the network and the others in the role."""
    facts = {name: _plain(value) for name, value in asdict(post).items() if name != "practice"}
    for name, value in facts.items():
        setattr(appointment, name, value)
    appointment.practice = _practice(post.practice)
    read_name(
        appointment.person, field="person", refusal=PeopleRefused, missing="Give the person’s name."
    )
    for name in ("profession", "organisation"):
        if text := facts[name]:
            read_name(text, field=name, refusal=PeopleRefused, missing="")
    _check_fields(appointment, given={name for name, value in facts.items() if value is not None})
    _check_amounts(appointment)
    _check_period(appointment)


def _plain(value: Any) -> Any:
    """A text without blanks around it or doubled inside; anything else as it is."""
    return " ".join(value.split()) if isinstance(value, str) else value


def _practice(code: str) -> Practice | None:
    if not code.strip():
        return None
    found = Practice.objects.filter(code=code.strip().upper()).first()
    if found is None:
        raise PeopleRefused(f"There is no practice “{code.strip()}”. Give its code.", "practice")
    return found


def _check_fields(appointment: Appointment, given: set[str]) -> None:
    """Lengths, places after the point, and the form of an e-mail address."""
    try:
        appointment.clean_fields({f.name for f in appointment._meta.fields} - given)
    except ValidationError as error:
        field, sentences = next(iter(error.message_dict.items()))
        raise PeopleRefused(sentences[0], field) from None


def _check_amounts(appointment: Appointment) -> None:
    wte, sessions = appointment.wte, appointment.sessions
    if wte is not None and not 0 < wte <= 1:
        raise PeopleRefused("One person’s WTE is more than 0 and at most 1.", "wte")
    if sessions is not None and sessions <= 0:
        raise PeopleRefused("Sessions are more than 0. Leave it empty if unknown.", "sessions")


def _check_period(appointment: Appointment) -> None:
    network, starts, ends = appointment.network, appointment.starts, appointment.ends
    if ends is not None and ends <= starts:
        raise PeopleRefused("The last day is before the first. Change one of them.", "ends")
    if network.closed is not None and network.closed <= starts:
        raise PeopleRefused(
            f"{network} has closed by {say(starts)}. Give an earlier day.", "starts"
        )
    same = Appointment.objects.filter(
        network=network, role=appointment.role, person__iexact=appointment.person
    ).exclude(pk=appointment.pk)
    meets = same.filter(Q(ends__isnull=True) | Q(ends__gt=starts))
    other = (meets.filter(starts__lt=ends) if ends else meets).first()
    if other is not None:
        raise PeopleRefused(
            f"{appointment.person} is already recorded in this role from {say(other.starts)}. "
            "Correct that entry, or choose days that do not meet it.",
            "starts",
        )


def _record(
    done: str,
    appointment: Appointment,
    by: Actor,
    at: datetime,
    reason: str,
    *,
    after: Post,
    before: Post | None = None,
) -> None:
    data: dict[str, Any] = {"appointment": appointment.pk, "role": appointment.role.code}
    data["after"] = _as_data(after)
    if before is not None:
        data["before"] = _as_data(before)
    record(
        action=f"appointment.{done}",
        by=by,
        at=at,
        object_kind="network",
        object_key=appointment.network.code,
        reason=reason,
        data=data,
    )


def _as_data(post: Post) -> dict[str, Any]:
    """The facts as JSON has them: days and numbers as text, None where nothing is recorded."""
    return {name: None if v is None else str(v) for name, v in asdict(post).items()}
