"""What Heather PCN keeps to itself of capacity and access improvement."""

from networks.models import Network
from pcn_portal.accounts.models import User

FOR_ALL: set[str] = set()


def plant(network: Network, by: User) -> dict[str, object]:
    """Write secrets; what stands for the words in addresses that name them."""
    return {}
