"""Parts of the staff register that its actions share: a post, a person, and terms."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import connection

from networks.models import Network
from networks.refusals import read_name
from pcn_portal.audit.models import Actor
from pcn_portal.units.wording import day_in_words
from practices.models import Practice
from workforce.engine.claims import FULL_TIME, LONGEST_WEEK
from workforce.engine.roles import Area
from workforce.keeping_checks import (
    StaffRefused,
    check_fees,
    check_hours,
    check_pounds,
    who,
)
from workforce.models import Engagement, Person, Terms, TermsPractice
from workforce.role_files import national_roles, role_names

NOTHING = Decimal("0.00")
MOST_WTE = round(LONGEST_WEEK / FULL_TIME, 2)
MOST_SESSIONS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFacts:
    """A post: role by code, whole-time equivalents, funded over [starts, ends)."""

    role: str
    wte: Decimal
    starts: date
    ends: date | None = None
    area: str = Area.NATIONAL
    later: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsFacts:
    """Hours a week, pounds a month, and sessions a week by practice code."""

    hours: Decimal
    salary: Decimal
    employer_ni: Decimal = NOTHING
    employer_pension: Decimal = NOTHING
    fees: Decimal = NOTHING
    band: str = ""
    spread: Mapping[str, Decimal] = field(default_factory=dict)


def lock_network(network_id: int) -> None:
    """Let one transaction at a time change a network's staff or claims."""
    lock_networks([network_id])


def lock_networks(network_ids: Collection[int]) -> None:
    """The same for several, taken in one order so that two never wait for each other."""
    names = [f"staff of {number}" for number in sorted(set(network_ids))]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)) "
            "FROM unnest(%s) WITH ORDINALITY AS locks (name, place) ORDER BY place",
            [names],
        )


def check_post(network: Network, facts: PostFacts) -> None:
    """Refuse a post that cannot be, saying which rule it breaks."""
    if facts.role not in role_names():
        raise StaffRefused(
            f"There is no role “{facts.role[:20]}”. Choose one of the list of roles.", "role"
        )
    first = min(
        t.roles[facts.role].starts for t in national_roles().tables if facts.role in t.roles
    )
    if facts.starts < first:
        name = role_names()[facts.role]
        raise StaffRefused(f"{name} is reimbursed from {day_in_words(first)} on.", "starts")
    wte = facts.wte
    if not wte.is_finite() or not 0 < wte <= MOST_WTE or wte != round(wte, 2):
        raise StaffRefused(
            f"A post is above 0 and at most {MOST_WTE} WTE, in hundredths. Enter two posts for "
            "more than one person.",
            "wte",
        )
    if facts.ends is not None and facts.ends <= facts.starts:
        raise StaffRefused("The last day is before the first. Check both days.", "ends")
    if network.closed is not None and network.closed <= facts.starts:
        raise StaffRefused(f"{network} has closed by then. Give an earlier day.", "starts")
    if len(facts.note) > 200:
        raise StaffRefused("The note is longer than 200 characters.", "note")


def read_person(network: Network, reference: str, name: str) -> Person:
    """The network's person of that reference, a new one where there is none yet."""
    words = reference.strip().upper()
    if len(words) > 20 or not all(sign.isalnum() or sign in "-_/" for sign in words):
        raise StaffRefused(
            "A reference is at most 20 letters, digits and hyphens, and no name.", "reference"
        )
    known = name.strip() and read_name(
        name, field="name", refusal=StaffRefused, missing="Give the name."
    )
    if len(known) > 150:
        raise StaffRefused("The name is longer than 150 characters.", "name")
    person, made = Person.objects.get_or_create(
        network=network, reference=words or _next_reference(network), defaults={"name": known}
    )
    if not made and known and known != person.name:
        if person.name:
            raise StaffRefused(
                f"{person.reference} is somebody else’s reference. Leave it empty for a new one.",
                "reference",
            )
        person.name, person.erased_at = known, None
        person.save(update_fields=["name", "erased_at"])
    return person


def write_terms(
    one: Engagement, terms: TermsFacts, from_day: date, reason: str, by: Actor, at: datetime
) -> Terms:
    """Write somebody's terms from a day on, with their spread over practices."""
    check_hours(terms.hours)
    cost = {
        "salary": terms.salary,
        "employer_ni": terms.employer_ni,
        "employer_pension": terms.employer_pension,
        "fees": terms.fees,
    }
    check_pounds(cost)
    check_fees(one.post.role, terms.fees)
    if len(terms.band) > 20:
        raise StaffRefused("The pay band is longer than 20 characters.", "band")
    written = Terms.objects.create(
        engagement=one,
        from_day=from_day,
        band=terms.band.strip(),
        hours=terms.hours,
        reason=reason,
        recorded_at=at,
        recorded_by_id=who(by),
        **cost,
    )
    spread = [
        TermsPractice(terms=written, practice=practice, sessions=sessions)
        for practice, sessions in _spread(terms.spread)
    ]
    TermsPractice.objects.bulk_create(spread)
    return written


def read_spread(text: str) -> dict[str, Decimal]:
    """Lines like "Z90001 2.5": a practice's code and sessions a week. Raises StaffRefused."""
    found: dict[str, Decimal] = {}
    for line in text.splitlines():
        words = line.split()
        if not words:
            continue
        try:
            code, sessions = words[0].upper(), Decimal(words[1])
        except (IndexError, InvalidOperation):
            raise StaffRefused(
                f"“{line.strip()[:40]}”: write a practice’s code and sessions a week: Z90001 2.5.",
                "spread",
            ) from None
        if code in found:
            raise StaffRefused(f"{code} stands there twice. Write it once.", "spread")
        found[code] = sessions
    return found


def _spread(spread: Mapping[str, Decimal]) -> list[tuple[Practice, Decimal]]:
    practices = {one.code: one for one in Practice.objects.filter(code__in=list(spread))}
    for code, sessions in spread.items():
        if code not in practices:
            raise StaffRefused(f"There is no practice “{code[:20]}”. Give its code.", "spread")
        finite = sessions.is_finite() and 0 < sessions <= MOST_SESSIONS
        if not finite or sessions != round(sessions, 2):
            raise StaffRefused(
                f"Sessions at {code} are above 0 and at most {MOST_SESSIONS} a week.", "spread"
            )
    return [(practices[code], sessions) for code, sessions in spread.items()]


def _next_reference(network: Network) -> str:
    """S001, S002…: the first that is free."""
    taken = set(Person.objects.filter(network=network).values_list("reference", flat=True))
    number = len(taken) + 1
    while f"S{number:03d}" in taken:
        number += 1
    return f"S{number:03d}"
