from django.db import migrations

from pcn_portal.audit.append_only import append_only

NOT_NEGATIVE = """
ALTER TABLE services_agecount ADD CONSTRAINT age_count_not_negative
    CHECK (0 <= ALL (female) AND 0 <= ALL (male));
"""
TABLES = (
    "agecount",
    "deprivationscore",
    "project",
    "projectpartner",
    "projectresult",
    "projectversion",
)


class Migration(migrations.Migration):
    dependencies = [("services", "0011_population"), ("audit", "0002_append_only")]
    operations = [
        *(append_only(f"services_{table}") for table in TABLES),
        migrations.RunSQL(
            NOT_NEGATIVE,
            "ALTER TABLE services_agecount DROP CONSTRAINT age_count_not_negative;",
        ),
    ]
