from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("funding", "0010_adjustments")]
    operations = []
