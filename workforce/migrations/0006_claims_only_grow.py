from django.db import migrations

from pcn_portal.audit.append_only import append_only

FITS = """
CREATE FUNCTION line_decision_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM workforce_claimline l JOIN workforce_claim c ON c.id = l.claim_id
        WHERE l.id = NEW.line_id AND c.submitted_by_id = NEW.submitted_by_id
    ) THEN
        RAISE EXCEPTION 'A decision on a claim line names who declared the claim.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER workforce_linedecision_fits BEFORE INSERT ON workforce_linedecision
    FOR EACH ROW EXECUTE FUNCTION line_decision_fits();
"""
AWAY = """
DROP TRIGGER workforce_linedecision_fits ON workforce_linedecision;
DROP FUNCTION line_decision_fits();
"""
TABLES = (
    "terms",
    "termspractice",
    "monthcost",
    "uplift",
    "claim",
    "claimline",
    "linedecision",
    "countingchoice",
)


class Migration(migrations.Migration):
    dependencies = [("workforce", "0005_register_and_claims"), ("audit", "0002_append_only")]
    operations = [
        *(append_only(f"workforce_{table}") for table in TABLES),
        migrations.RunSQL(sql=FITS, reverse_sql=AWAY),
    ]
