"""Made-up people in the roles of the networks of `tests.api.england`, and who records them."""

from datetime import UTC, date, datetime
from typing import Any

from networks.models import CLINICAL_DIRECTOR, Appointment
from networks.people.actions import Post, appoint
from pcn_portal.audit.models import Actor

AT = datetime(2025, 5, 6, 10, tzinfo=UTC)
TODAY = date(2025, 6, 1)
CASEY = Actor(id=None, label="casey@portal.example")


def post(person: str = "Dr Ada Made-Up", starts: date = date(2024, 4, 1), **facts: Any) -> Post:
    return Post(person=person, starts=starts, **facts)


def put(
    network: str,
    person: str = "Dr Ada Made-Up",
    starts: date = date(2024, 4, 1),
    ends: date | None = None,
    *,
    role: str = CLINICAL_DIRECTOR,
    **facts: Any,
) -> Appointment:
    """Appoint somebody, by default as clinical director."""
    return appoint(
        network_code=network,
        role_code=role,
        post=post(person, starts, ends=ends, **facts),
        reason="Made up for a test",
        by=CASEY,
        at=AT,
    )
