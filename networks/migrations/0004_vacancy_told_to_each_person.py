import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("networks", "0003_register_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RemoveConstraint(model_name="vacancynotice", name="vacancy_told_once"),
        migrations.RemoveField(model_name="vacancynotice", name="recipients"),
        # No notice was ever written before this migration, so the default is never used.
        migrations.AddField(
            model_name="vacancynotice",
            name="person",
            field=models.ForeignKey(
                default=None,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="vacancynotice",
            constraint=models.UniqueConstraint(
                models.F("network"),
                models.F("role"),
                models.F("vacant_from"),
                models.F("person"),
                name="vacancy_told_once",
            ),
        ),
    ]
