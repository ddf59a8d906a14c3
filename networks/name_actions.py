"""Network.name is the name of today: set when a change is decided, and every day."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from networks.models import Network
from networks.names import names_on
from pcn_portal.audit.models import Actor, record
from practices.import_actions import lock_register


@transaction.atomic
def set_names(*, networks: Iterable[Network], by: Actor, at: datetime, today: date) -> int:
    """Give networks the name they have today; return how many changed."""
    known = {network.pk: network for network in networks}
    names = names_on(known.values(), today)
    changed = [network for pk, network in known.items() if network.name != names[pk]]
    for network in changed:
        record(
            action="network.renamed",
            by=by,
            at=at,
            object_kind="network",
            object_key=network.code,
            data={"before": network.name, "after": names[network.pk]},
        )
        network.name = names[network.pk]
    Network.objects.bulk_update(changed, ["name"])
    return len(changed)


@transaction.atomic
def set_names_of_today(*, by: Actor, at: datetime, today: date) -> int:
    """Give every network that was ever renamed the name it has today."""
    lock_register()
    renamed = Network.objects.filter(names__isnull=False).distinct()
    return set_names(networks=renamed, by=by, at=at, today=today)
