from django.db import migrations

from pcn_portal.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("workforce", "0003_returns"), ("audit", "0002_append_only")]
    operations = [append_only("workforce_workforcereturn")]
