"""What may be claimed for one person's month, with the roles and maxima known at a moment."""

from dataclasses import dataclass
from datetime import date, datetime

from workforce.engine.claims import BadClaim, Claimable, Cost, DayCount, InPost, claimable
from workforce.engine.roles import Maximum, Role, RoleMissing
from workforce.queries import role_book


@dataclass(frozen=True, slots=True)
class ClaimCase:
    """A role by its code, one person's month and its cost; `known_on` picks the table of maxima."""

    role: str
    post: InPost
    cost: Cost
    known_on: date
    count: DayCount = DayCount.OF_MONTH


@dataclass(frozen=True, slots=True)
class Worked:
    """A case's answer, with the role and maximum that it rests on."""

    role: Role
    maximum: Maximum
    claimable: Claimable


def work_out(case: ClaimCase, *, known_at: datetime) -> Worked:
    """Work out one case. Raises BadClaim, its message the rule and its `field` what is wrong."""
    try:
        role = role_book(known_at).role(case.role, case.post.month.first, case.known_on)
    except RoleMissing as missing:
        raise BadClaim(str(missing), "role") from missing
    found = claimable(role, case.post, case.cost, count=case.count)
    return Worked(role, role.maximum(case.post.area), found)
