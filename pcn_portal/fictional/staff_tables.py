"""Made-up staff of every network but the last of several, as the workforce is published."""

from collections.abc import Iterator

from pcn_portal.fictional.england import England

Row = tuple[str, ...]
HEADER: Row = (
    "Data_source", "CENSUS_YEAR", "CENSUS_MONTH", "PCN_CODE", "PCN_NAME", "STAFF_GROUP",
    "STAFF_ROLE", "DETAILED_STAFF_ROLE", "FTE",
)  # fmt: skip
STAFF, CONTRACTED = "NWRS Staff", "NWRS contracted services"
CARE = "Other Direct Patient Care staff"
ROWS: tuple[Row, ...] = (
    (STAFF, CARE, "Pharmacists", "Pharmacist", "1.0"),
    (STAFF, CARE, "Pharmacists", "Pharmacist", "0.6"),
    (STAFF, CARE, "Care Coordinators", "Care Coordinator", "0.8"),
    (STAFF, CARE, "Paramedics", "Paramedic", "0.933333333"),
    (STAFF, "Other GPs", "Salaried GPs", "Salaried By PCN", "0.44"),
    (CONTRACTED, CARE, "Social Prescribing Link Workers", "Social Prescribing Link Worker", "2.0"),
    (CONTRACTED, CARE, "Physiotherapists", "Physiotherapist", "0.8"),
)
FEWEST = 4


def staff(england: England) -> Iterator[Row]:
    """A row for each role held in the first month of the year."""
    first = england.year.first
    networks = sorted(england.open_networks, key=lambda network: network.code)
    for number, network in enumerate(networks[:-1] or networks):
        for source, *role in ROWS[: FEWEST + number % (len(ROWS) - FEWEST + 1)]:
            yield (source, str(first.year), str(first.month), network.code, network.name, *role)
