"""The baseline of 31 March 2019: WTE by practice and role, and how long one is vacant."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from networks.models import Network
from pcn_portal.audit.models import Actor
from practices.models import Practice
from workforce.keeping_checks import StaffRefused, who
from workforce.models import Baseline
from workforce.register import note_staff
from workforce.register_parts import lock_network
from workforce.role_files import role_names

DAY = date(2019, 3, 31)
MOST = Decimal(99)


@transaction.atomic
def set_baseline(
    *,
    network: Network,
    practice_code: str,
    role: str,
    wte: Decimal,
    vacant_since: date | None,
    by: Actor,
    at: datetime,
) -> Baseline:
    """Record what a practice employed in a role, and since when it is vacant if it is."""
    who(by)
    lock_network(network.pk)
    practice = Practice.objects.filter(code=practice_code.strip().upper()).first()
    if practice is None:
        raise StaffRefused("There is no practice of that code.", "practice")
    if role not in role_names():
        raise StaffRefused("Choose one of the list of roles.", "role")
    if not wte.is_finite() or not 0 < wte <= MOST or wte != round(wte, 2):
        raise StaffRefused("WTE is above 0, in hundredths.", "wte")
    if vacant_since is not None and vacant_since <= DAY:
        raise StaffRefused(
            "A baseline post was filled on 31 March 2019. Give a later day.", "since"
        )
    made, _ = Baseline.objects.update_or_create(
        network=network,
        practice=practice,
        role=role,
        defaults={"wte": wte, "vacant_since": vacant_since},
    )
    since = vacant_since.isoformat() if vacant_since else None
    data = {"practice": practice.code, "role": role, "wte": str(wte), "vacant_since": since}
    note_staff("baseline.set", network, by, at, data)
    return made


@transaction.atomic
def drop_baseline(*, network: Network, baseline_id: int, by: Actor, at: datetime) -> None:
    """Take an entry out that was wrong; the history keeps it."""
    who(by)
    lock_network(network.pk)
    one = Baseline.objects.filter(network=network, pk=baseline_id).first()
    if one is None:
        raise StaffRefused("This entry is not recorded any more.")
    data = {"practice": one.practice.code, "role": one.role}
    one.delete()
    note_staff("baseline.dropped", network, by, at, data)
