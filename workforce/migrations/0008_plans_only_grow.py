from django.db import migrations

from pcn_portal.audit.append_only import append_only

FITS = """
CREATE FUNCTION plan_decision_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM workforce_workforceplan p
        WHERE p.id = NEW.plan_id AND p.submitted_by_id = NEW.submitted_by_id
    ) THEN
        RAISE EXCEPTION 'A decision on a plan names who submitted it.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER workforce_plandecision_fits BEFORE INSERT ON workforce_plandecision
    FOR EACH ROW EXECUTE FUNCTION plan_decision_fits();
"""
AWAY = """
DROP TRIGGER workforce_plandecision_fits ON workforce_plandecision;
DROP FUNCTION plan_decision_fits();
"""
TABLES = ("workforceplan", "planline", "plandecision", "returnexplanation")


class Migration(migrations.Migration):
    dependencies = [("workforce", "0007_plans_and_support"), ("audit", "0002_append_only")]
    operations = [
        *(append_only(f"workforce_{table}") for table in TABLES),
        migrations.RunSQL(sql=FITS, reverse_sql=AWAY),
    ]
