from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("funding", "0011_payment_files")]
    operations = []
