from django.db import migrations

from pcn_portal.audit.append_only import append_only

TABLES = (
    "deliveryanswer",
    "deliveryreview",
    "deliveryrisk",
    "evidence",
    "evidenceuse",
    "requirementset",
    "requirementsetdecision",
    "requirementtext",
)
# Who publishes a set wrote nothing of it, and a set that is decided takes no more text.
FOUR_EYES = """
CREATE FUNCTION services_set_needs_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM services_requirementset WHERE id = NEW.of_set_id FOR SHARE;
    IF EXISTS (SELECT 1 FROM services_requirementset
               WHERE id = NEW.of_set_id AND drafted_by_id = NEW.decided_by_id)
       OR EXISTS (SELECT 1 FROM services_requirementtext
                  WHERE of_set_id = NEW.of_set_id AND written_by_id = NEW.decided_by_id)
    THEN
        RAISE EXCEPTION 'who decides a set of requirements wrote nothing of it'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER services_set_needs_four_eyes BEFORE INSERT ON services_requirementsetdecision
    FOR EACH ROW EXECUTE FUNCTION services_set_needs_four_eyes();
CREATE FUNCTION services_decided_set_is_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM services_requirementsetdecision WHERE of_set_id = NEW.of_set_id) THEN
        RAISE EXCEPTION 'a set of requirements that is decided takes no more text'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER services_decided_set_is_closed BEFORE INSERT ON services_requirementtext
    FOR EACH ROW EXECUTE FUNCTION services_decided_set_is_closed();
"""
UNDO = """
DROP TRIGGER services_decided_set_is_closed ON services_requirementtext;
DROP FUNCTION services_decided_set_is_closed();
DROP TRIGGER services_set_needs_four_eyes ON services_requirementsetdecision;
DROP FUNCTION services_set_needs_four_eyes();
"""


class Migration(migrations.Migration):
    dependencies = [("services", "0009_requirements"), ("audit", "0002_append_only")]
    operations = [
        *(append_only(f"services_{table}") for table in TABLES),
        migrations.RunSQL(sql=FOUR_EYES, reverse_sql=UNDO),
    ]
