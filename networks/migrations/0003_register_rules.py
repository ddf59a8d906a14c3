from django.db import migrations

from pcn_portal.audit.append_only import append_only

ROLES = (
    ("clinical_director", "Clinical director", True),
    ("network_manager", "Network manager", False),
    ("digital_lead", "Digital and transformation lead", False),
    ("safeguarding_lead", "Safeguarding lead", False),
    ("data_protection_lead", "Data protection lead", False),
    ("other_contact", "Other contact", False),
)


def add_roles(apps, schema_editor):
    NetworkRole = apps.get_model("networks", "NetworkRole")
    for number, (code, title, required) in enumerate(ROLES, start=1):
        NetworkRole.objects.get_or_create(
            code=code, defaults={"title": title, "required": required, "order": number * 10}
        )


class Migration(migrations.Migration):
    dependencies = [("networks", "0002_register"), ("audit", "0002_append_only")]
    operations = [
        migrations.RunPython(add_roles, migrations.RunPython.noop),
        *(
            append_only(f"networks_{table}")
            for table in (
                "networksuccession",
                "proposalsighting",
                "vacancynotice",
                "document",
                "participationwindow",
                "participationnotice",
            )
        ),
    ]
