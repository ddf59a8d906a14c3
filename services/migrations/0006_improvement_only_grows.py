from django.db import migrations

from pcn_portal.audit.append_only import append_only

TABLES = (
    "services_improvementdeclaration",
    "services_improvementpractice",
    "services_improvementevidence",
    "services_improvementcheck",
    "services_improvementsetting",
    "services_improvementplan",
    "services_improvementjudgement",
)


def same_person(name: str, table: str, columns: str, of: str, key: str) -> migrations.RunSQL:
    """A foreign key of both columns: the person copied for four eyes is the one who acted."""
    return migrations.RunSQL(
        sql=f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns}) "
        f"REFERENCES {of} ({key}) DEFERRABLE INITIALLY DEFERRED",
        reverse_sql=f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("services", "0005_improvement"), ("audit", "0002_append_only")]
    operations = [
        *(append_only(table) for table in TABLES),
        same_person(
            "improvement_check_of_who_declared",
            "services_improvementcheck",
            "declaration_id, declared_by_id",
            "services_improvementdeclaration",
            "id, declared_by_id",
        ),
        same_person(
            "improvement_judgement_of_who_planned",
            "services_improvementjudgement",
            "plan_id, recorded_by_id",
            "services_improvementplan",
            "id, recorded_by_id",
        ),
    ]
