"""The roles people play in networks: added, renamed, put in order, required, retired."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from networks.models import CLINICAL_DIRECTOR, NetworkRole
from networks.people.actions import PeopleRefused
from networks.refusals import read_reason
from pcn_portal.audit.models import Actor, record

MOST_ORDER = 32767


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleFacts:
    """A role as configured. Lower `order` stands first; `required` raises an alarm while vacant."""

    title: str
    required: bool = False
    order: int = 100
    active: bool = True


@transaction.atomic
def add_role(*, facts: RoleFacts, reason: str, by: Actor, at: datetime) -> NetworkRole:
    """Add a role. Its code is made from its first title and stays when it is renamed."""
    title = _title(facts.title, except_code="")
    code = slugify(title).replace("-", "_")[:40]
    if not code:
        raise PeopleRefused("Write the title with letters or digits.", "title")
    if NetworkRole.objects.filter(code=code).exists():
        raise PeopleRefused("There is a role with this code already. Choose other words.", "title")
    role = NetworkRole(code=code)
    return _save(role, facts, title, "role.added", reason, by, at)


@transaction.atomic
def change_role(
    *, code: str, facts: RoleFacts, reason: str, by: Actor, at: datetime
) -> NetworkRole:
    """Rename a role, move it, make it required or not, retire it or take it into use again.

    People in a retired role stay recorded; nobody new is put into it, and it raises no alarm.
    """
    role = NetworkRole.objects.select_for_update().filter(code=code).first()
    if role is None:
        raise PeopleRefused("There is no such role.")
    if code == CLINICAL_DIRECTOR and not (facts.required and facts.active):
        raise PeopleRefused(
            "The contract requires every network to have a clinical director. "
            "The role stays required and in use."
        )
    return _save(role, facts, _title(facts.title, except_code=code), "role.changed", reason, by, at)


def _title(title: str, *, except_code: str) -> str:
    found = " ".join(title.split())
    if not found or len(found) > 80:
        raise PeopleRefused("Give a title of at most 80 characters.", "title")
    if NetworkRole.objects.filter(title__iexact=found).exclude(code=except_code).exists():
        raise PeopleRefused(f"There is a role “{found}” already.", "title")
    return found


def _save(
    role: NetworkRole,
    facts: RoleFacts,
    title: str,
    action: str,
    reason: str,
    by: Actor,
    at: datetime,
) -> NetworkRole:
    said = read_reason(reason, PeopleRefused)
    if not 0 <= facts.order <= MOST_ORDER:
        raise PeopleRefused(f"The order is a number from 0 to {MOST_ORDER:,}.", "order")
    before = {name: getattr(role, name) for name in asdict(facts)}
    role.title, role.order = title, facts.order
    role.required, role.active = facts.required, facts.active
    role.save()
    record(
        action=action,
        by=by,
        at=at,
        object_kind="network_role",
        object_key=role.code,
        reason=said,
        data={"before": before, "after": asdict(facts) | {"title": title}},
    )
    return role
