"""What the demo's fillers of services are given: the first board's networks and people."""

from dataclasses import dataclass
from datetime import datetime

from networks.models import Network
from pcn_portal.accounts.models import User


@dataclass(frozen=True, slots=True)
class Cast:
    """`own` is the manager's and the clinical director's network, one of `networks`."""

    icb: str
    networks: tuple[Network, ...]
    own: Network
    manager: User
    director: User
    commissioner: User
    approver: User
    administrator: User
    at: datetime
