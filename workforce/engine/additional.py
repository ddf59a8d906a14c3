"""Additional only: who counts in the baseline, and what a vacancy in it stops.

Sources: the baseline of 31 March 2019 (Gloucestershire LMC, PCN DES page); three months' grace of
a vacancy (NHS England FAQ of 2021/22, by Pulse); the nurses of 2025/26 (Humberside LMC); six
months' engagement (Network Contract DES 2024/25, by SNEE training hub). One source each.
"""

from collections.abc import Mapping
from datetime import date

from pcn_portal.units.periods import Month
from pcn_portal.units.wording import day_in_words, with_article
from workforce.engine.engaged import Engaged
from workforce.engine.roles import Role

GRACE_MONTHS = 3
SHORTEST_MONTHS = 6
SHORTEST_FROM = date(2024, 4, 1)
NEW_TO_THE_NETWORK = frozenset({"HCSW", "NGPN", "EGPN", "CNPC"})
NURSES = NEW_TO_THE_NETWORK - {"HCSW"}
SCHEME_ROLE = "CP"


def why_not_additional(
    engaged: Engaged, role: Role, month: Month, vacancies: Mapping[str, date]
) -> str:
    """The rule that stops a claim, in words; empty where none does.

    `vacancies` are the roles with a baseline post that is not filled, and since when.
    """
    return (
        _before(engaged, role)
        or _too_short(engaged, month)
        or _vacant(role, month, vacancies.get(role.code))
    )


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    month = Month.of(day)
    for _ in range(months):
        month = month.next
    last = (month.next.first - month.first).days
    return month.first.replace(day=min(day.day, last))


def _before(engaged: Engaged, role: Role) -> str:
    if engaged.before == "baseline":
        return (
            "Counts in the baseline of 31 March 2019: only staff in addition to it are reimbursed."
        )
    if engaged.before == "scheme" and role.code != SCHEME_ROLE:
        return "Only clinical pharmacists may move over from a national scheme."
    if engaged.before == "recent" and role.code in NEW_TO_THE_NETWORK:
        return (
            f"{role.name}: somebody the network or its practices employed in the 12 months before "
            "is not additional, unless they move to a more senior or specialist nursing post."
        )
    if engaged.before == "senior" and role.code not in NURSES:
        return f"A move to a more senior nursing post does not apply to {with_article(role.name)}."
    return ""


def _too_short(engaged: Engaged, month: Month) -> str:
    until = engaged.contracted_until
    if until is None or engaged.covers is not None or month.first < SHORTEST_FROM:
        return ""
    if until >= date.fromordinal(add_months(engaged.starts, SHORTEST_MONTHS).toordinal() - 1):
        return ""
    return (
        f"Contracted until {day_in_words(until)}, for less than six months: only somebody who "
        "covers an absence may be engaged for less."
    )


def _vacant(role: Role, month: Month, since: date | None) -> str:
    if since is None:
        return ""
    until = add_months(since, GRACE_MONTHS)
    if month.first < until:
        return ""
    return (
        f"A baseline post of {with_article(role.name)} is vacant since {day_in_words(since)}. The "
        f"three months of grace ended before {day_in_words(until)}: it must be filled first."
    )
