from django.db import migrations

from pcn_portal.audit.append_only import append_only

TABLES = (
    "services_deadline",
    "services_deadlineversion",
    "services_deadlinetick",
    "services_calendarfeed",
    "services_calendarfeedend",
    "services_digestchoice",
    "services_deadlinemail",
    "services_deadlineescalation",
)


class Migration(migrations.Migration):
    dependencies = [("services", "0003_deadlines")]
    operations = [append_only(table) for table in TABLES]
