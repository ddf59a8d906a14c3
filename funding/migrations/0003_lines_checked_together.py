from django.db import migrations, models
from django.db.models.deletion import PROTECT

# A statement is never deleted, so a line or gap needs its statement to be there only when it is
# written. One check for all rows of a COPY does that; a foreign key checks row by row.
CHECK = """
CREATE FUNCTION has_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM fresh LEFT JOIN funding_statement s ON s.id = fresh.statement_id
        WHERE s.id IS NULL
    ) THEN
        RAISE EXCEPTION '% names a statement that is not there.', TG_TABLE_NAME
            USING ERRCODE = 'foreign_key_violation';
    END IF;
    RETURN NULL;
END $$;
"""
ON_TABLE = """
CREATE TRIGGER {table}_has_statement AFTER INSERT ON {table}
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION has_statement();
"""
TABLES = ("funding_line", "funding_gap")


def statement(related_name: str, **options: bool) -> models.ForeignKey:
    return models.ForeignKey(
        "funding.statement",
        on_delete=PROTECT,
        related_name=related_name,
        db_constraint=False,
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [("funding", "0002_append_only")]
    operations = [
        migrations.AlterField("line", "statement", statement("lines", db_index=False)),
        migrations.AlterField("gap", "statement", statement("gaps")),
        migrations.RunSQL(CHECK, "DROP FUNCTION has_statement();"),
        *(
            migrations.RunSQL(
                ON_TABLE.format(table=table), f"DROP TRIGGER {table}_has_statement ON {table};"
            )
            for table in TABLES
        ),
    ]
