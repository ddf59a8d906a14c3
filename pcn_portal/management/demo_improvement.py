"""The demo's capacity and access improvement, all made up."""

from pcn_portal.management.demo_services import Cast


def fill(cast: Cast) -> None:
    """Write it for the networks of the demo's first board."""
