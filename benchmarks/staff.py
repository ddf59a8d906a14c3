"""Made-up staff of many networks: each has the hard cases once, and full-time pharmacists besides.

Pay and days are of January 2025; the maxima of roles that no source gives are made up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from networks.models import Network
from pcn_portal.accounts.models import User
from workforce.actions import MaximaEntry, decide_maxima, enter_maxima
from workforce.models import Engagement, Leave, Person, Post, Terms

BEGAN = date(2024, 4, 1)
RECORDED = datetime(2024, 4, 2, 9, tzinfo=UTC)
JANUARY = date(2025, 1, 1)
MADE_UP = "MHP national 60000.00\nAPA national 36000.00"
PARTS = ("salary", "employer_ni", "employer_pension")


@dataclass(frozen=True)
class Case:
    """One made-up person: role, hours, a month's cost in parts, and what is special about them.

    `later_hours` are from the 17th of January on; `covers` is the place of who is covered.
    """

    role: str = "CP"
    hours: str = "37.5"
    cost: tuple[str, str, str] = ("4000.00", "510.50", "575.20")
    area: str = "national"
    starts: date = BEGAN
    ends: date | None = None
    later_hours: str = ""
    leave: tuple[date, date] | None = None
    covers: int | None = None
    shares: int | None = None


HALF = ("2350.00", "260.00", "337.93")
CASES = (
    Case(),
    Case(cost=("5200.00", "700.00", "747.76")),
    Case(starts=date(2025, 1, 17), cost=("4400.00", "560.00", "632.72")),
    Case(ends=date(2025, 1, 11)),
    Case(hours="18.75", cost=HALF),
    Case(hours="18.75", cost=HALF, shares=4),
    Case(cost=("1500.00", "140.00", "215.70"), leave=(date(2024, 12, 1), date(2025, 4, 1))),
    Case(starts=date(2025, 1, 6), ends=date(2025, 4, 1), covers=6),
    Case(area="outer", cost=("5900.00", "800.00", "848.42")),
    Case(role="APA", cost=("2300.00", "290.00", "330.74")),
    Case(role="MHP", cost=("4100.00", "520.00", "589.58")),
    Case(role="GP", hours="25", cost=("4700.00", "620.00", "675.86")),
    Case(role="PT", later_hours="30", cost=("3300.00", "430.00", "474.54")),
)


def fill_staff(people: int, by: User) -> int:
    """Put so many people into every network's register; how many in all.

    The cases stand first in each network, in their order; the rest are as the first of them.
    """
    networks = list(Network.objects.order_by("code"))
    cases = [CASES[n] if n < len(CASES) else CASES[0] for n in range(people)]
    posts = Post.objects.bulk_create(_posts(networks, cases, by), batch_size=5000)
    persons = Person.objects.bulk_create(
        (
            Person(network=network, reference=f"S{number + 1:03d}")
            for network in networks
            for number in range(people)
        ),
        batch_size=5000,
    )
    found: list[Engagement] = []
    for number, (post, person) in enumerate(zip(posts, persons, strict=True)):
        case = cases[number % people]
        if case.shares is not None:
            post = posts[number - number % people + case.shares]
        found.append(_engagement(post, person, case, by))
    Engagement.objects.bulk_create(found, batch_size=5000)
    covering = []
    for number, one in enumerate(found):
        covers = cases[number % people].covers
        if covers is not None:
            one.covers = found[number - number % people + covers]
            covering.append(one)
    Engagement.objects.bulk_update(covering, ["covers"], batch_size=1000)
    Terms.objects.bulk_create(_terms(found, cases, by), batch_size=5000)
    Leave.objects.bulk_create(_leave(found, cases), batch_size=5000)
    return len(found)


def publish_maxima(enters: User, checks: User) -> None:
    """Publish made-up maxima for the roles that no source gives."""
    entry = MaximaEntry("Made up", BEGAN, date(2025, 4, 1), MADE_UP, "Made-up table")
    sheet = enter_maxima(entry=entry, by=enters.actor, at=RECORDED)
    decide_maxima(sheet_id=sheet.pk, publish=True, compared="Made up", by=checks.actor, at=RECORDED)


def _posts(networks: list[Network], cases: list[Case], by: User) -> Iterator[Post]:
    for network in networks:
        for case in cases:
            wte = round(Decimal(case.hours) / Decimal("37.5"), 2)
            yield Post(
                network=network, role=case.role, wte=wte, area=case.area, starts=BEGAN,
                recorded_at=RECORDED, recorded_by=by,
            )  # fmt: skip


def _engagement(post: Post, person: Person, case: Case, by: User) -> Engagement:
    return Engagement(
        post=post, person=person, employer_kind="federation", employer="Made-up Federation",
        before="new", starts=case.starts, ends=case.ends, recorded_at=RECORDED, recorded_by=by,
    )  # fmt: skip


def _terms(found: list[Engagement], cases: list[Case], by: User) -> Iterator[Terms]:
    for number, one in enumerate(found):
        case = cases[number % len(cases)]
        cost = {name: Decimal(part) for name, part in zip(PARTS, case.cost, strict=True)}
        days = [(one.starts, case.hours)]
        if case.later_hours:
            days.append((date(2025, 1, 17), case.later_hours))
        for day, hours in days:
            yield Terms(
                engagement=one, from_day=day, hours=Decimal(hours), fees=Decimal("0.00"),
                recorded_at=RECORDED, recorded_by=by, **cost,
            )  # fmt: skip


def _leave(found: list[Engagement], cases: list[Case]) -> Iterator[Leave]:
    for number, one in enumerate(found):
        if away := cases[number % len(cases)].leave:
            yield Leave(engagement=one, kind="parental", starts=away[0], ends=away[1])
