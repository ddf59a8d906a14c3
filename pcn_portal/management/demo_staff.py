"""Staff of the demo's own network: twelve made-up people, two claims, and made-up maxima."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from funding.claims.deciding import decide_lines
from funding.claims.declaring import Declaration, declare
from funding.claims.uplifting import UpliftEntry, request_uplift
from networks.models import Network
from networks.queries import members_on
from pcn_portal.accounts.models import User
from pcn_portal.units.periods import ContractYear
from workforce.actions import MaximaEntry, decide_maxima, enter_maxima
from workforce.baselines import set_baseline
from workforce.models import Before, EmployerKind, Engagement, LeaveKind, LineStep
from workforce.plans import plan_as_text, plan_of_register, submit_plan
from workforce.register import (
    EngagementFacts,
    add_post,
    change_terms,
    engage,
    record_leave,
)
from workforce.register_parts import PostFacts, TermsFacts
from workforce.support import set_equipment, set_room, set_training, supervise

START = date(2024, 4, 1)
LINES = "CP national 69000.00\nPT national 44500.00\nSPLW national 44000.00\nCC national 37000.00"
PEOPLE = (
    ("CP", "Petra Pretend", "37.5", "4400.00", "555.00", "632.72"),
    ("CP", "Quentin Quill", "30", "3600.00", "470.00", "517.68"),
    ("CP", "Rosa Riddle", "37.5", "4900.00", "640.00", "704.62"),
    ("CP", "Silas Sample", "18.75", "2200.00", "250.00", "316.36"),
    ("CP", "Tilda Tale", "18.75", "2200.00", "250.00", "316.36"),
    ("PT", "Umar Untrue", "37.5", "2750.00", "350.00", "395.45"),
    ("PT", "Vera Vision", "22.5", "1650.00", "185.00", "237.27"),
    ("SPLW", "Wilf Wonder", "37.5", "2700.00", "342.50", "388.26"),
    ("SPLW", "Xenia Xample", "37.5", "2700.00", "342.50", "388.26"),
    ("CC", "Yusuf Yarn", "37.5", "2350.00", "290.00", "337.93"),
    ("CC", "Zelda Zero", "37.5", "2350.00", "290.00", "337.93"),
    ("DIET", "Abel Anyone", "15", "1400.00", "147.50", "201.32"),
)


def employ(network: Network, *, by: User, at: datetime) -> None:
    """Put twelve people into the network's register; one is on leave and covered."""
    first = [_engage(network, one, by=by, at=at) for one in PEOPLE][0]
    record_leave(
        engagement_id=first.pk,
        kind=LeaveKind.PARENTAL,
        starts=date(2025, 5, 1),
        ends=date(2026, 2, 1),
        by=by.actor,
        at=at,
    )
    engage(
        post_id=first.post_id,
        facts=EngagementFacts(
            starts=date(2025, 5, 1),
            ends=date(2026, 2, 1),
            employer="Made-up Agency",
            employer_kind=EmployerKind.AGENCY,
            name="Bella Borrowed",
            covers=first.pk,
        ),
        terms=TermsFacts(hours=Decimal("37.5"), salary=Decimal("4300.00")),
        by=by.actor,
        at=at,
    )
    planned = PostFacts(
        role="CP", wte=Decimal("1.00"), starts=date(2025, 9, 1), note="Asked for in the plan."
    )
    add_post(network=network, facts=planned, by=by.actor, at=at)


def claim(network: Network, *, manager: User, commissioner: User, at: datetime) -> None:
    """Claim April and May: April is approved but for a line, of May one line is queried."""
    given = Declaration(True, "Made-up payroll report.")
    april, may = (
        declare(network=network, month=month, given=given, by=manager.actor, at=at)
        for month in (date(2025, 4, 1), date(2025, 5, 1))
    )
    lines = list(april.lines.values_list("pk", flat=True))
    for claimed, ids, step, reason in (
        (april, lines[:-1], LineStep.APPROVED, ""),
        (april, lines[-1:], LineStep.REJECTED, "The payslip is of another month."),
        (may, [may.lines.all()[0].pk], LineStep.QUERIED, "From which day does the cover run?"),
    ):
        decide_lines(
            claim_id=claimed.pk,
            line_ids=ids,
            step=step,
            reason=reason,
            by=commissioner.actor,
            at=at,
        )


def uplift(network: Network, *, manager: User, at: datetime) -> None:
    """A small pay rise of one person from April, requested and waiting for the board."""
    one = Engagement.objects.get(post__network=network, person__reference="S006")
    change_terms(
        engagement_id=one.pk,
        terms=TermsFacts(
            hours=Decimal("37.5"),
            salary=Decimal("2850.00"),
            employer_ni=Decimal("365.00"),
            employer_pension=Decimal("409.83"),
        ),
        from_day=date(2025, 4, 1),
        reason="Made-up pay award.",
        by=manager.actor,
        at=at,
    )
    entry = UpliftEntry(
        title="Made-up pay award",
        first_month=date(2025, 4, 1),
        last_month=date(2025, 5, 1),
        proof="Made-up payroll report of August.",
        paid=True,
    )
    request_uplift(network=network, entry=entry, by=manager.actor, at=at)


def support(network: Network, *, manager: User, at: datetime) -> None:
    """A plan, a baseline post, a supervisor, a late training, desks and a missing laptop."""
    by = manager.actor
    year = ContractYear(2025)
    text = plan_as_text(plan_of_register(network, year))
    submit_plan(network=network, year=year, text=text, note="Made-up plan.", by=by, at=at)
    practice = members_on(network, date(2025, 4, 1))[0].practice
    who: dict[str, Any] = {"by": by, "at": at}
    set_baseline(
        network=network,
        practice_code=practice.code,
        role="CP",
        wte=Decimal("0.50"),
        vacant_since=None,
        **who,
    )
    one, two = Engagement.objects.filter(post__network=network).order_by("pk")[:2]
    supervise(
        engagement=one,
        supervisor="Made-up senior pharmacist",
        times_a_year=12,
        starts=START,
        practice_code=practice.code,
        **who,
    )
    days = {"starts": START, "due": date(2025, 10, 1)}
    set_training(engagement=two, pathway="Made-up pathway", days=days, **who)
    set_equipment(engagement=two, kind="laptop", held=False, owner="", funder="nobody", **who)
    set_room(
        network=network,
        practice_code=practice.code,
        site="Made-up room 1",
        day=1,
        half="am",
        desks=2,
        **who,
    )


def publish_maxima(*, entered_by: User, checked_by: User, at: datetime) -> None:
    """Publish made-up maxima of 2025/26: the revised ones are not known to anybody."""
    sheet = enter_maxima(
        entry=MaximaEntry(
            title="Made-up maxima 2025/26",
            starts=date(2025, 4, 1),
            ends=date(2026, 4, 1),
            lines=LINES,
            document="Made-up table, page 2. These are no real maxima.",
        ),
        by=entered_by.actor,
        at=at,
    )
    decide_maxima(
        sheet_id=sheet.pk,
        publish=True,
        compared="Made up for the demo.",
        by=checked_by.actor,
        at=at,
    )


def _engage(network: Network, one: tuple[str, ...], *, by: User, at: datetime) -> Engagement:
    role, name, hours, salary, insurance, pension = one
    post = PostFacts(role=role, wte=round(Decimal(hours) / Decimal("37.5"), 2), starts=START)
    made = add_post(network=network, facts=post, by=by.actor, at=at)
    return engage(
        post_id=made.pk,
        facts=EngagementFacts(
            starts=START,
            employer="Made-up Federation",
            employer_kind=EmployerKind.FEDERATION,
            name=name,
            before=Before.NEW,
        ),  # fmt: skip
        terms=TermsFacts(
            hours=Decimal(hours),
            salary=Decimal(salary),
            employer_ni=Decimal(insurance),
            employer_pension=Decimal(pension),
        ),  # fmt: skip
        by=by.actor,
        at=at,
    )
