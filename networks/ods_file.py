"""What the ODS files of networks have in common: their day, and who commissions which network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from networks import register
from networks.import_actions import save_network_commissioners
from networks.models import Network
from practices.cells import say
from practices.dated_links import FIRST_DAY, Publication, Sighting, plan_links
from practices.plans import CHANGED, ENDED, ImportContext, Plan
from practices.register import is_newest

NETWORK = "Network"
DETAILS_KIND = "ods_pcn_details"
PARTNERS_KIND = "ods_pcn_partners"
WORKBOOK_KIND = "ods_pcn_workbook"


@dataclass(frozen=True, slots=True)
class Detail:
    """A network as ODS prints it, and the code of its sub-ICB location."""

    network: Network
    sub_icb: str
    row: int


def publication_of(plan: Plan, context: ImportContext, *kinds: str) -> Publication:
    """The day an ODS file speaks of: as given, else the first of the month it was received.

    It is the newest if no file of `kinds` about a later day has been taken in.
    """
    given = context.parameters.get("reference_date") or context.parameters.get("about")
    on = date.fromisoformat(given) if given else context.at.date().replace(day=1)
    plan.dates["about"] = on.isoformat()
    return Publication(on, all(is_newest(kind, on) for kind in kinds))


def plan_facts(
    plan: Plan, details: Sequence[Detail], known: Mapping[str, Network], fields: Sequence[str]
) -> list[Network]:
    """Plan `fields` of networks the register knows; return those that change, ready to save."""
    changed = []
    for detail in details:
        before = known[detail.network.code]
        was, now = facts(before, fields), facts(detail.network, fields)
        names = [name for name in fields if was[name] != now[name]]
        if not names:
            plan.same(NETWORK)
            continue
        kind = ENDED if "closed" in names and now["closed"] and not was["closed"] else CHANGED
        shown = ({name: of[name] or "blank" for name in names} for of in (was, now))
        plan.change(kind, NETWORK, before.code, detail.row, *(in_words(of) for of in shown))
        for name in names:
            setattr(before, name, getattr(detail.network, name))
        changed.append(before)
    return changed


def facts(network: Network, fields: Sequence[str]) -> dict[str, str]:
    """Some of a network's fields as text."""
    return {name: str(getattr(network, name) or "") for name in fields}


def in_words(said: Mapping[str, str]) -> str:
    """Facts as one line of a preview."""
    return "; ".join(f"{name} {text}" for name, text in said.items() if text)


def plan_commissioners(plan: Plan, details: Sequence[Detail], publication: Publication) -> None:
    """Plan who commissions networks, with dated links."""
    links = plan_links(
        plan,
        entity="Commissioner of a network",
        known=register.network_commissioners(),
        seen={d.network.code: _sighting(d) for d in details if d.sub_icb},
        publication=publication,
    )
    plan.then(save_network_commissioners, links=links)
    plan.summary.append(f"A change of commissioner counts from {say(publication.on)}.")


def _sighting(detail: Detail) -> Sighting:
    return Sighting(detail.sub_icb, detail.row, max(FIRST_DAY, detail.network.opened or FIRST_DAY))
