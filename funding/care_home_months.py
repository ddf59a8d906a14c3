"""A month's care homes of many networks with their pounds: counted, proposed, and between."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from funding.care_home_premiums import premiums
from networks.models import Network
from pcn_portal.units.periods import Month
from services.care_home_months import HomesOfMonth, MonthStanding, homes_of_month

WORST_FIRST = tuple(MonthStanding)
ACCEPTABLE = (MonthStanding.MISSING, MonthStanding.DIFFERENT, MonthStanding.TOTAL_ONLY)


@dataclass(frozen=True, slots=True)
class NetworkMonth:
    """A network's month with pounds: of the count, and of what is proposed; None is not known."""

    network: Network
    homes: HomesOfMonth
    now: Decimal | None
    then: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """Pounds of a month more or less; None where one of the two is not known."""
        if self.then is None or self.homes.count is None:
            return self.then
        return None if self.now is None else self.then - self.now

    @property
    def acceptable(self) -> bool:
        """Whether the proposal can be accepted as it stands."""
        return self.homes.standing in ACCEPTABLE and bool(self.homes.homes)


def network_months(
    networks: Sequence[Network], icb_code: str, month: Month, known_at: datetime
) -> list[NetworkMonth]:
    """The month of each network of a board, the worst first; as many queries for any number."""
    found = homes_of_month(network_ids=[n.pk for n in networks], month=month, known_at=known_at)
    counted, proposed = {}, {}
    for network in networks:
        one = found[network.pk]
        if one.count:
            counted[network.code] = one.count.beds
        if one.homes and one.proposed is not None:
            proposed[network.code] = one.proposed
    now = premiums(icb_code=icb_code, month=month, beds=counted, known_at=known_at)
    then = premiums(icb_code=icb_code, month=month, beds=proposed, known_at=known_at)
    rows = [
        NetworkMonth(
            network,
            found[network.pk],
            now[network.code].amount if network.code in now else None,
            then[network.code].amount if network.code in then else None,
        )
        for network in networks
    ]
    return sorted(rows, key=lambda r: (WORST_FIRST.index(r.homes.standing), r.network.name))
