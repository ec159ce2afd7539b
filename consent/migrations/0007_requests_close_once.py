"""A request to sign is closed once and for good, wrong answers are never taken back, and its number of the tablet
can only be used up. Whom it asks, for what and by whom does not change."""

from django.db import migrations, models

FORWARD = """
CREATE FUNCTION consent_signing_request_closes_once() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.tries < OLD.tries OR
       OLD.state <> 'open' AND
           (OLD.state, OLD.closed_at, OLD.expires_at) IS DISTINCT FROM (NEW.state, NEW.closed_at, NEW.expires_at) OR
       NEW.code_key IS NOT NULL AND OLD.code_key IS DISTINCT FROM NEW.code_key OR
       (OLD.id, OLD.person_id, OLD.kind, OLD.version, OLD.way, OLD.asked_by, OLD.asked_at)
       IS DISTINCT FROM
       (NEW.id, NEW.person_id, NEW.kind, NEW.version, NEW.way, NEW.asked_by, NEW.asked_at)
    THEN
        RAISE EXCEPTION 'a request to sign is closed once and stays as it is' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consent_signing_request_closes_once BEFORE UPDATE OR DELETE ON consent_signingrequest
    FOR EACH ROW EXECUTE FUNCTION consent_signing_request_closes_once();
"""
BACKWARD = """
DROP TRIGGER consent_signing_request_closes_once ON consent_signingrequest;
DROP FUNCTION consent_signing_request_closes_once();
"""


class Migration(migrations.Migration):
    dependencies = [("consent", "0006_more_that_stays")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AddConstraint(
            model_name="signingrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(state="open", closed_at__isnull=True)
                | models.Q(closed_at__isnull=False) & ~models.Q(state="open"),
                name="consent_signing_closed_at",
            ),
        ),
    ]
