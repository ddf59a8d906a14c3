import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("practices", "0002_append_only")]
    operations = [
        migrations.AddField(
            model_name="importbatch",
            name="icbs",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=5), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="importbatch", name="national", field=models.BooleanField(default=True)
        ),
    ]
