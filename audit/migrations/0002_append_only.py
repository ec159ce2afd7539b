"""The book's own rules, kept by the database: the clock, transaction and epoch are its own, and nothing is changed
or removed. The triggers are ENABLE ALWAYS, so that `session_replication_role` does not switch them off."""

from django.db import migrations

FORWARD = """
INSERT INTO audit_epoch (id, opened_at) VALUES (gen_random_uuid(), clock_timestamp());

CREATE FUNCTION audit_event_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.occurred_at := clock_timestamp();
    NEW.xid := pg_current_xact_id()::text::bigint;
    SELECT id INTO STRICT NEW.epoch FROM audit_epoch ORDER BY opened_at DESC LIMIT 1;
    RETURN NEW;
END $$;

CREATE FUNCTION audit_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit events are append-only: % refused', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER audit_event_stamp BEFORE INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_stamp();
CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_refuse();
CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_refuse();

ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_stamp;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_no_change;
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_no_truncate;
"""

BACKWARD = """
DROP TRIGGER audit_event_no_truncate ON audit_event;
DROP TRIGGER audit_event_no_change ON audit_event;
DROP TRIGGER audit_event_stamp ON audit_event;
DROP FUNCTION audit_event_refuse();
DROP FUNCTION audit_event_stamp();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
