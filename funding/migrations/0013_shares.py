from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("funding", "0012_reconcile")]
    operations = []
