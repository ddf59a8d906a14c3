from django.db import migrations

from pcn_portal.audit.append_only import append_only

TABLES = (
    "achievementdecision",
    "achievementdeclaration",
    "achievementfigure",
    "achievementoverride",
    "achievementpayment",
    "declaredindicator",
    "nationalvalue",
    "pointorder",
)


class Migration(migrations.Migration):
    dependencies = [("services", "0013_achievement"), ("audit", "0002_append_only")]
    operations = [append_only(f"services_{table}") for table in TABLES]
