from django.db import migrations

from pcn_portal.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("services", "0001_initial"), ("audit", "0002_append_only")]
    operations = [append_only("services_bedcount")]
