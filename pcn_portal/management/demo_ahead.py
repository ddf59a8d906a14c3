"""The demo's scenario: a practice moves and a network has more beds."""

from datetime import date, datetime
from decimal import Decimal

from funding.actions import add_change, save_scenario
from funding.engine.scenarios import Change, Kind
from funding.models import Scenario
from networks.queries import members_by_network, networks_of_icb
from pcn_portal.accounts.models import User
from pcn_portal.units.periods import ContractYear

START = date(2025, 10, 1)


def imagine(icb: str, *, by: User, at: datetime) -> None:
    """Save a scenario of 2025/26 with a move and with beds."""
    if Scenario.objects.filter(icb_code=icb).exists():
        return
    networks = list(networks_of_icb(icb, START).order_by("code"))
    members = members_by_network(network_ids=[n.pk for n in networks], day=START)
    home = next(n for n in networks if len(members.get(n.pk, ())) > 2)
    other = next(n for n in networks if n.pk != home.pk)
    made = save_scenario(
        icb_code=icb, year=ContractYear(2025), name="One practice moves", by=by.actor, at=at
    )
    practice = members[home.pk][0].code
    for change in (
        Change(Kind.MOVE, START, practice=practice, network=other.code),
        Change(Kind.BEDS, START, network=home.code, value=Decimal(300)),
    ):
        add_change(scenario_id=made.pk, change=change, by=by.actor, at=at)
