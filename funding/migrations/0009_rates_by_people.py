from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("funding", "0008_month_life")]
    operations = []
