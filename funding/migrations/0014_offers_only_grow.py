from django.db import migrations

from pcn_portal.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("funding", "0013_offers"), ("audit", "0002_append_only")]
    operations = [append_only("funding_potoffer"), append_only("funding_pottransfer")]
