"""How large networks are, in the words of the pages."""

from datetime import date

from networks.sizes import LARGE, SMALL, Band, Vintages, newest_vintages
from pcn_portal.units.periods import Month

PAGE_SIZE = 50
BANDS = {
    Band.UNDER.value: f"Under {SMALL:,}",
    Band.USUAL.value: f"{SMALL:,} to {LARGE:,}",
    Band.OVER.value: f"Over {LARGE:,}",
    Band.UNKNOWN.value: "Not known",
}
BAND_COLOURS = {
    Band.UNDER.value: "orange",
    Band.USUAL.value: "blue",
    Band.OVER.value: "purple",
    Band.UNKNOWN.value: "yellow",
}


def vintages_for(on: date) -> Vintages:
    """The dates of the figures on which the contract year of `on` is paid, as far as held."""
    return newest_vintages(by=Month.of(on).contract_year.list_date)


def band_tag(band: str) -> dict[str, str]:
    """The tag of a band: its words, and a colour."""
    return {"text": BANDS[band], "colour": BAND_COLOURS[band]}
