from django.db import migrations

from pcn_portal.audit.append_only import append_only

TABLES = (
    "authoritychoice",
    "caredirectory",
    "codingstatement",
    "countedhome",
    "homeclaim",
    "homeclaimdecision",
    "homefact",
)


class Migration(migrations.Migration):
    dependencies = [("services", "0007_care_homes"), ("audit", "0002_append_only")]
    operations = [append_only(f"services_{table}") for table in TABLES]
