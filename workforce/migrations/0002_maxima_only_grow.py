from django.db import migrations

from pcn_portal.audit.append_only import append_only

FITS = """
CREATE FUNCTION maxima_decision_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM workforce_maximasheet s
        WHERE s.id = NEW.sheet_id AND s.entered_by_id = NEW.entered_by_id
    ) THEN
        RAISE EXCEPTION 'A decision on maxima names who entered them.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER workforce_maximadecision_fits BEFORE INSERT ON workforce_maximadecision
    FOR EACH ROW EXECUTE FUNCTION maxima_decision_fits();
"""
AWAY = """
DROP TRIGGER workforce_maximadecision_fits ON workforce_maximadecision;
DROP FUNCTION maxima_decision_fits();
"""


class Migration(migrations.Migration):
    dependencies = [("workforce", "0001_maxima"), ("audit", "0002_append_only")]
    operations = [
        append_only("workforce_maximasheet"),
        append_only("workforce_maximadecision"),
        migrations.RunSQL(sql=FITS, reverse_sql=AWAY),
    ]
