from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("funding", "0009_rates_by_people")]
    operations = []
