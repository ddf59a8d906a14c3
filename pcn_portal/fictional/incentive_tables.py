"""Made-up figures of the incentive fund, as published for a year and as CQRS extracts them."""

from collections.abc import Iterator

from pcn_portal.fictional.england import England

Row = tuple[str, ...]
PUBLICATION_HEADER: Row = (
    "ORGANISATION_TYPE", "ORGANISATION_CODE", "ORGANISATION_NAME", "QUALITY_SERVICE", "ACH_DATE",
    "IND_CODE", "MEASURE", "VALUE",
)  # fmt: skip
EXTRACT_HEADER: Row = (
    "QUALITY_SERVICE", "NAME", "ORG_CODE", "ACH_DATE", "IND_CODE", "FIELD_NAME", "VALUE",
    "DEFAULT_VALUES_USED", "SUBMIT_USER_ID", "SUBMIT_DATE", "SUBMIT_TIME", "LAST_SUBMISSION",
)  # fmt: skip
MEASURES = (("ACC-08 Denominator", 400), ("ACC-08 Numerator", 350))


def publication(england: England) -> Iterator[Row]:
    """Two measures of each practice for 2023/24."""
    for number, code in enumerate(sorted(england.practices)):
        for measure, value in MEASURES:
            yield (
                "GP practice", code, "MADE UP", "NCD2324", "31/03/2024", "NCD026", measure,
                str(value + (number * 7 + england.seed) % 40),
            )  # fmt: skip


def extract(england: England) -> Iterator[Row]:
    """A field of each practice for a month of 2024/25."""
    for number, code in enumerate(sorted(england.practices)):
        yield (
            "NCD2425", "Network Contract DES 2024/25", code, "20240930", "CAN04", "FITNIDAT",
            str((number + england.seed) % 9), "None", "made-up", "05/10/2024", "19:36:07", "Y",
        )  # fmt: skip
