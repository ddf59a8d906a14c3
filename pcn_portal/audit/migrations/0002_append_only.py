from django.db import migrations

from pcn_portal.audit.append_only import REFUSE_CHANGE_FUNCTION, append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(REFUSE_CHANGE_FUNCTION, "DROP FUNCTION refuse_change();"),
        append_only("audit_auditevent"),
    ]
