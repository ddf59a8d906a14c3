"""The tabs and columns of the workbook, what its Read-me says, and how a cell is made harmless."""

from practices.columns import Layout

KEY = "network_details"
README, DIRECTORS, PAYEES = "Read me", "Directors", "Payees"
AGREEMENTS, SIGNATURES = "Agreements", "Signatures"

# The name is for the reader; what is read back are the others.
NAME = "network_name"
COLUMNS: dict[str, tuple[str, ...]] = {
    DIRECTORS: (
        *("network_code", NAME, "person", "profession", "practice_code", "wte", "sessions"),
        *("email", "phone", "starts", "ends"),
    ),
    PAYEES: ("network_code", NAME, "ods_code", "name", "starts"),
    AGREEMENTS: ("network_code", NAME, "version", "starts", "note"),
    SIGNATURES: (
        *("network_code", NAME, "version", "organisation_code", "organisation_name"),
        *("signed_by", "signed_on", "schedules"),
    ),
}
LAYOUTS = {
    tab: Layout.of(*(title for title in titles if title != NAME)) for tab, titles in COLUMNS.items()
}
DAYS = ("starts", "ends", "signed_on")
FORMULA = ("=", "+", "-", "@", "\t", "\r")

GUIDE = (
    "Fill this in, then bring it in under Imports as “Network details workbook”. You see first "
    "what it would change; all of it is applied, or nothing.",
    "Keep the titles in the first row of each tab. The network's name is there for you to read; "
    "it is not read back.",
    "A row that you leave out, or leave as it is, changes nothing. To end a director's time, fill "
    "in “ends”: the first day on which the person is no longer in post.",
    "Write days as 2025-04-01, WTE as 0.25 and schedules as 1, 2, 4.",
    "Directors: one row for each clinical director. Another person's row adds a director; two may "
    "share the post.",
    "Payees: one row for each network. Another payee becomes a proposal: a second person decides, "
    "and it holds only after the waiting period. Never write bank details anywhere.",
    "Agreements: one row for each version of a network's agreement. A later version ends the one "
    "before on the day it starts.",
    "Signatures: one row for each member. A row without a day and a person says that it has not "
    "signed yet. A signature is removed on the network's page, with a reason.",
)


def guarded(text: str) -> str:
    """A text that no spreadsheet runs as a formula; `plain` takes the apostrophe off again."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


def visible(text: str) -> str:
    """A text as it comes back from a cell: single blanks, and nothing that cannot be printed."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def plain(cell: str) -> str:
    """A cell as it was before `guarded`."""
    return cell[1:] if cell != cell.lstrip("'") and guarded(cell[1:]) == cell else cell
