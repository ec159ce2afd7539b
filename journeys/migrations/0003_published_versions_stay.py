"""What the database itself keeps: a published version and its steps never change; enrolments rest on them."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION journeys_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published version of a journey never changes: write a new one'
        USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER journeys_published_stays BEFORE UPDATE OR DELETE ON journeys_journeyversion
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION journeys_published_stays();

CREATE FUNCTION journeys_published_steps_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM journeys_journeyversion
        WHERE published_at IS NOT NULL
          AND (TG_OP <> 'INSERT' AND id = OLD.version_id OR TG_OP <> 'DELETE' AND id = NEW.version_id)
    ) THEN
        RAISE EXCEPTION 'the steps of a published version never change: write a new one'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER journeys_published_steps_stay BEFORE INSERT OR UPDATE OR DELETE ON journeys_step
    FOR EACH ROW EXECUTE FUNCTION journeys_published_steps_stay();
"""

BACKWARD = """
DROP TRIGGER journeys_published_steps_stay ON journeys_step;
DROP FUNCTION journeys_published_steps_stay();
DROP TRIGGER journeys_published_stays ON journeys_journeyversion;
DROP FUNCTION journeys_published_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("journeys", "0002_late_entry_and_revision")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
