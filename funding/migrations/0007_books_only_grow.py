from django.db import migrations

from pcn_portal.audit.append_only import append_only

GROWING = [
    "recalculation", "correction", "recoveryspread", "posting", "chainlink", "paymentfile",
    "paymentline", "adjustment", "adjustmentdecision", "adjustmentdue", "adjustmentlimit",
    "ratesheet",
    "ratesheetdecision",
]  # fmt: skip

# What is posted must be what was calculated: an entitlement its line's amount, and after a
# correction the sum of a payment's month must be the entitlement as it was known.
CHECK = """
CREATE FUNCTION posting_meets_books() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM fresh JOIN funding_line l ON l.id = fresh.line_id
        WHERE l.amount <> fresh.amount OR l.stream <> fresh.stream
           OR l.component <> fresh.component OR l.payee <> fresh.payee
    ) THEN
        RAISE EXCEPTION 'A posting differs from the line that it posts.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT 1
        FROM (
            SELECT DISTINCT correction_id, icb_code FROM fresh WHERE correction_id IS NOT NULL
        ) f
        JOIN funding_correction c ON c.id = f.correction_id
        JOIN funding_recalculation r ON r.id = c.recalculation_id
        WHERE c.known <> (
            SELECT coalesce(sum(p.amount), 0) FROM funding_posting p
            WHERE p.icb_code = f.icb_code AND p.network_code = r.network_code
              AND p.entitlement_month = r.month AND p.stream = c.stream
              AND p.component = c.component AND p.payee = c.payee
              AND p.kind IN ('entitlement', 'correction')
        )
    ) THEN
        RAISE EXCEPTION 'After a correction the postings of a month must come to what is known.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER funding_posting_meets_books AFTER INSERT ON funding_posting
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION posting_meets_books();
"""
UNDO = """
DROP TRIGGER funding_posting_meets_books ON funding_posting;
DROP FUNCTION posting_meets_books();
"""

DECISION_FITS = """
CREATE FUNCTION decision_fits_adjustment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM funding_adjustment a
        WHERE a.id = NEW.adjustment_id AND a.entered_by_id = NEW.entered_by_id
    ) THEN
        RAISE EXCEPTION 'A decision names who entered its adjustment.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_adjustmentdecision_fits BEFORE INSERT ON funding_adjustmentdecision
    FOR EACH ROW EXECUTE FUNCTION decision_fits_adjustment();
"""
PUBLICATION_FITS = """
CREATE FUNCTION decision_fits_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM funding_ratesheet s
        WHERE s.id = NEW.sheet_id AND s.entered_by_id = NEW.entered_by_id
    ) THEN
        RAISE EXCEPTION 'A decision names who entered its sheet.'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER funding_ratesheetdecision_fits BEFORE INSERT ON funding_ratesheetdecision
    FOR EACH ROW EXECUTE FUNCTION decision_fits_sheet();
"""
UNDO_PUBLICATION_FITS = """
DROP TRIGGER funding_ratesheetdecision_fits ON funding_ratesheetdecision;
DROP FUNCTION decision_fits_sheet();
"""
UNDO_FITS = """
DROP TRIGGER funding_adjustmentdecision_fits ON funding_adjustmentdecision;
DROP FUNCTION decision_fits_adjustment();
"""

# Months approved before there were books.
POST_EARLIER = """
INSERT INTO funding_posting (
    decision_id, icb_code, network_code, payee, stream, component, entitlement_month,
    payment_month, kind, amount, line_id, instalment, held, posted_at
)
SELECT d.id, d.icb_code, s.network_code, l.payee, l.stream, l.component, d.month,
       d.month, 'entitlement', l.amount, l.id, 1, (s.hold ->> 'id')::bigint, d.decided_at
FROM funding_decision d
JOIN funding_statement s ON s.calculation_id = d.calculation_id
JOIN funding_line l ON l.statement_id = s.id
WHERE d.outcome = 'approved' ORDER BY d.id, l.id;
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0006_books"), ("audit", "0002_append_only")]
    operations = [
        migrations.RunSQL(POST_EARLIER, migrations.RunSQL.noop),
        *(append_only(f"funding_{table}") for table in GROWING),
        migrations.RunSQL(CHECK, UNDO),
        migrations.RunSQL(DECISION_FITS, UNDO_FITS),
        migrations.RunSQL(PUBLICATION_FITS, UNDO_PUBLICATION_FITS),
    ]
