"""A practice is never core in a network and a member of it by the agreement only on one day.

The two facts stand in two tables, so no constraint of one can see the other. The practice's row is
locked first: of two transactions that write one each, the second waits and then sees the first.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION refuse_partner_and_core() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE both_hold boolean;
BEGIN
    IF NEW.practice_id IS NULL OR NEW.ends = NEW.starts THEN RETURN NEW; END IF;
    PERFORM 1 FROM practices_practice WHERE id = NEW.practice_id FOR NO KEY UPDATE;
    EXECUTE format(
        'SELECT EXISTS (SELECT 1 FROM %I WHERE practice_id = $1 AND network_id = $2 '
        'AND daterange(starts, ends) && daterange($3, $4))',
        CASE TG_TABLE_NAME WHEN 'networks_partner' THEN 'networks_networkmembership'
                           ELSE 'networks_partner' END
    ) INTO both_hold USING NEW.practice_id, NEW.network_id, NEW.starts, NEW.ends;
    IF both_hold THEN
        RAISE EXCEPTION 'partner_never_core: practice % is core in network % and a member of it '
            'by the network agreement only on the same day', NEW.practice_id, NEW.network_id
            USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'partner_never_core';
    END IF;
    RETURN NEW;
END $$;
"""
TABLES = ("networks_partner", "networks_networkmembership")


def guarded(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER {table}_never_both BEFORE INSERT OR UPDATE "
        f"OF practice_id, network_id, starts, ends ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_partner_and_core();",
        f"DROP TRIGGER {table}_never_both ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("networks", "0006_network_succession_of_a_proposal")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION refuse_partner_and_core();"),
        *(guarded(table) for table in TABLES),
    ]
