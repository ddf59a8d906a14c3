"""Tables that only grow: the database itself refuses UPDATE and DELETE."""

from typing import Any

from django.db import migrations, models

REFUSE_CHANGE_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows: % is refused. Record a correction as a new row.',
        TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


class ChangeRefused(Exception):
    """Somebody tried to change or delete a row of a table that only grows."""


class AppendOnly(models.Model):
    """Base of models whose rows are never changed; pair with `append_only` in a migration."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise ChangeRefused(f"A {self._meta.verbose_name} is never changed once recorded.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ChangeRefused(f"A {self._meta.verbose_name} is never deleted.")


def append_only(table: str) -> migrations.RunSQL:
    """Return the migration step that makes the database refuse UPDATE and DELETE on `table`."""
    return migrations.RunSQL(
        sql=f'CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();",
        reverse_sql=f'DROP TRIGGER {table}_append_only ON "{table}";',
    )
