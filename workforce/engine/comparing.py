"""Claimed WTE beside returned FTE of a month, role by role.

1.0 FTE and 1 WTE are both 37.5 hours a week. Roles are matched by name only: nothing in the
national publication marks who is reimbursed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from workforce.engine.returns import Returned, scheme_role

NEAR = Decimal("0.05")
"""Up to this difference of WTE, figures count as the same: hours are rounded on the way."""


class Standing(StrEnum):
    """How a role's two figures stand to each other."""

    SAME = "same"
    CLAIMED_MORE = "claimed_more"
    RETURNED_MORE = "returned_more"
    NOT_SUBMITTED = "not_submitted"


@dataclass(frozen=True, slots=True)
class Compared:
    """A role's claimed WTE and returned FTE; `returned` is None where nothing was submitted.

    `staff` and `contracted` are the two parts of `returned`: contracted services are not people.
    """

    role: str
    claimed: Decimal
    staff: Decimal | None
    contracted: Decimal | None

    @property
    def returned(self) -> Decimal | None:
        if self.staff is None or self.contracted is None:
            return None
        return self.staff + self.contracted

    @property
    def difference(self) -> Decimal | None:
        """Claimed less returned."""
        return None if self.returned is None else self.claimed - self.returned

    @property
    def standing(self) -> Standing:
        if self.difference is None:
            return Standing.NOT_SUBMITTED
        if abs(self.difference) <= NEAR:
            return Standing.SAME
        return Standing.CLAIMED_MORE if self.difference > 0 else Standing.RETURNED_MORE


def compare(claimed: Mapping[str, Decimal], returned: Iterable[Returned] | None) -> list[Compared]:
    """Every role that is claimed or returned, the largest difference first.

    `returned` None: the network did not submit, which is not zero.
    """
    if returned is None:
        return [Compared(role, wte, None, None) for role, wte in sorted(claimed.items())]
    staff: dict[str, Decimal] = defaultdict(Decimal)
    contracted: dict[str, Decimal] = defaultdict(Decimal)
    for row in returned:
        if role := scheme_role(row.detail):
            staff[role] += row.fte
            contracted[role] += row.contracted_fte
    found = [
        Compared(role, claimed.get(role, Decimal(0)), staff[role], contracted[role])
        for role in sorted(claimed.keys() | staff.keys() | contracted.keys())
    ]
    return sorted(found, key=lambda one: -abs(one.difference or Decimal(0)))
