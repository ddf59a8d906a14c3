from django.db import migrations

from pcn_portal.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0004_places_and_history"),
        ("audit", "0002_append_only"),
    ]
    operations = [append_only("practices_practicesuccession")]
