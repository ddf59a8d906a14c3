"""The columns of the staff spreadsheet, and what its first tab says."""

from practices.columns import Layout

STAFF, README, PROBLEMS = "Staff", "Read me", "what is wrong"
COLUMNS = (
    "reference",
    "name",
    "role",
    "area",
    "employer_kind",
    "employer",
    "starts",
    "last_day",
    "hours",
    "salary",
    "employer_ni",
    "employer_pension",
    "fees",
)
NEEDED = ("role", "employer", "starts", "hours", "salary")
DAYS = ("starts", "last_day")
POUNDS = ("salary", "employer_ni", "employer_pension", "fees")
LAYOUT = Layout.of(*COLUMNS)
GUIDE = (
    "One row for each person in post. Bring the workbook in again on the same page.",
    "All of it is taken in, or nothing: if something is wrong you get the workbook back with a "
    "last column that says what.",
    "A row you leave as it is, or leave out, changes nothing. A row without a reference is a new "
    "person, in a post of their own.",
    "Hours and pay: pounds of one month, without a comma. What you change counts from the day you "
    "name when you bring the workbook in.",
    "last_day: fill it in when somebody leaves, empty it if they stay.",
    "Role, employer and first day of somebody recorded are not changed here: it would be another "
    "person in post.",
    "Days are written as 2025-05-17. 37.5 hours a week are one whole-time equivalent.",
)
