"""The made-up England as the Organisation Data Service prints it. Dates are YYYYMMDD, the last
day included; an empty date is open."""

from collections.abc import Iterator
from datetime import date, timedelta

from pcn_portal.fictional.england import England, Network, Practice, Spell

Row = tuple[str | bool | None, ...]

PCN_DETAILS = "PCNDetails"
PCN_DETAILS_HEADER = (
    "PCN Code", "PCN Name", "Current Sub ICB Loc Code", "Sub ICB Location", "Open Date",
    "Close Date", "Address Line 1", "Address Line 2", "Address Line 3", "Address Line 4",
    "Address Line 5", "Postcode",
)  # fmt: skip
CORE_PARTNERS = "PCN Core Partner Details"
CORE_PARTNERS_HEADER = (
    "Partner\nOrganisation\nCode",
    "Partner\nName",
    "Practice\nParent\nSub ICB Loc Code",
    "Practice\nParent\nSub ICB Loc Name",
    "PCN Code",
    "PCN Name",
    "PCN Parent\nSub ICB Loc Code",
    "PCN Parent\nSub ICB Loc Name",
    "Practice to PCN\nRelationship\nStart Date",
    "Practice to PCN\nRelationship\nEnd Date",
    "Practice Sub ICB Loc and PCN Sub ICB Loc Match ",
)
REGISTER_COLUMNS = 27
GP_PRACTICE = "4"


def ods_date(day: date) -> str:
    return f"{day:%Y%m%d}"


def last_day(after: date | None) -> str | None:
    """The last day of a period of which `after` is the day after."""
    return ods_date(after - timedelta(days=1)) if after else None


def pcn_details(england: England) -> Iterator[Row]:
    """A row for each network, open or closed."""
    for network in england.networks.values():
        yield _pcn_detail(network)


def _pcn_detail(network: Network) -> Row:
    return (
        network.code,
        network.name,
        network.sub_icb.code,
        network.sub_icb.name.upper(),
        ods_date(network.opened),
        last_day(network.closed) or "",
        *network.place.lines,
        network.place.postcode,
    )


def core_partners(england: England) -> Iterator[Row]:
    """A row for each spell, as known on 1 January before the year: later moves are not in it."""
    known_on = england.year.list_date
    for spell in england.spells:
        if spell.starts <= known_on:
            yield _core_partner(england, spell, known_on)


def _core_partner(england: England, spell: Spell, known_on: date) -> Row:
    practice, network = england.practices[spell.practice], england.networks[spell.network]
    return (
        practice.code,
        practice.name,
        practice.sub_icb.code,
        practice.sub_icb.name.upper(),
        network.code,
        network.name,
        network.sub_icb.code,
        network.sub_icb.name.upper(),
        ods_date(spell.starts),
        last_day(spell.ends) if spell.ends and spell.ends <= known_on else None,
        practice.sub_icb == network.sub_icb,
    )


def practice_register(england: England) -> Iterator[Row]:
    """A row of 27 columns for each practice, closed and dormant ones too."""
    for practice in england.practices.values():
        yield _register_row(practice)


def _register_row(practice: Practice) -> Row:
    sub_icb = practice.sub_icb
    cells = [""] * REGISTER_COLUMNS
    cells[:4] = [practice.code, practice.name, sub_icb.icb.region.code, sub_icb.icb.code]
    cells[4:10] = [*practice.place.lines, practice.place.postcode]
    cells[10:14] = [
        ods_date(practice.opened),
        last_day(practice.closed) or "",
        practice.status,
        "B",
    ]
    cells[14:18] = [sub_icb.code, "20130401", last_day(practice.closed) or "", practice.phone]
    cells[21], cells[23], cells[25] = "0", sub_icb.code, GP_PRACTICE
    return tuple(cells)
