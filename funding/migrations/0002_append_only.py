from django.db import migrations

from pcn_portal.audit.append_only import append_only

DECISION_FITS = """
CREATE FUNCTION decision_fits_calculation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM funding_calculation c
        WHERE c.id = NEW.calculation_id AND c.icb_code = NEW.icb_code
          AND c.month = NEW.month AND c.calculated_by_id = NEW.calculated_by_id
    ) THEN
        RAISE EXCEPTION 'A decision names its calculation''s own ICB, month and author.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_decision_fits BEFORE INSERT ON funding_decision
    FOR EACH ROW EXECUTE FUNCTION decision_fits_calculation();
"""
UNDO = """
DROP TRIGGER funding_decision_fits ON funding_decision;
DROP FUNCTION decision_fits_calculation();
"""
GROWING = ["roundingsetting", "calculation", "statement", "line", "gap", "decision"]


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_initial"), ("audit", "0002_append_only")]
    operations = [
        *(append_only(f"funding_{table}") for table in GROWING),
        migrations.RunSQL(DECISION_FITS, UNDO),
    ]
