"""What the parts of a payment are called: its population, or the role that was claimed for."""

from funding.engine.streams import ADDITIONAL_ROLES, COMPONENT_TITLES, IMPROVEMENT, INCENTIVE_FUND
from services.improvement_files import part_titles
from workforce.role_files import role_names


def part_title(stream: str, component: str) -> str:
    """A part in words; empty for a payment of one part."""
    if stream == ADDITIONAL_ROLES:
        return role_names().get(component, component)
    if stream == IMPROVEMENT:
        return part_titles().get(component, component)
    if stream == INCENTIVE_FUND:
        scheme, _, indicator = component.partition("/")
        return f"{indicator} of {scheme}"
    return COMPONENT_TITLES.get(component, component)
