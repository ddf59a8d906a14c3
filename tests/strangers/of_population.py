"""What Heather PCN keeps to itself of population and projects."""

from datetime import UTC, date, datetime
from decimal import Decimal

from networks.models import Network
from pcn_portal.accounts.models import User
from services.projects import PartnerLine, ProjectFacts, ResultFacts, add_result, begin_project

SECRET = "Zyzzyva"
AT = datetime(2025, 5, 6, 12, tzinfo=UTC)
FOR_ALL: set[str] = set()


def plant(network: Network, by: User) -> dict[str, object]:
    """Write secrets; what stands for the words in addresses that name them."""
    facts = ProjectFacts(
        title=f"{SECRET} project",
        cohort=SECRET,
        aim=SECRET,
        measure=SECRET,
        story=SECRET,
        partners=(PartnerLine("school", f"{SECRET} School", SECRET),),
    )
    made = begin_project(network=network, facts=facts, by=by.actor, at=AT)
    result = ResultFacts(date(2025, 5, 1), Decimal(5), SECRET, SECRET)
    add_result(project_id=made.project_id, facts=result, by=by.actor, at=AT)
    return {"population_project_id": made.project_id, "age_band": "0_4"}
