"""What the database itself keeps: choices are added and never changed, published forms stay as they are, a signed
paper can only be taken back. And an index for the look-up of people by the address they asked us to use."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION consent_row_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are added, never changed or removed', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER consent_preference_stays BEFORE UPDATE OR DELETE ON consent_preference
    FOR EACH ROW EXECUTE FUNCTION consent_row_stays();
CREATE TRIGGER consent_risk_stays BEFORE UPDATE OR DELETE ON consent_riskacknowledgement
    FOR EACH ROW EXECUTE FUNCTION consent_row_stays();
CREATE TRIGGER consent_published_form_stays BEFORE UPDATE OR DELETE ON consent_authorizationform
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION consent_row_stays();

CREATE FUNCTION consent_opt_in_only_confirmed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.confirmed_at IS NOT NULL OR
       (OLD.id, OLD.person_id, OLD.topic, OLD.channel, OLD.mode, OLD.form, OLD.text_version, OLD.asked_at, OLD.via)
       IS DISTINCT FROM
       (NEW.id, NEW.person_id, NEW.topic, NEW.channel, NEW.mode, NEW.form, NEW.text_version, NEW.asked_at, NEW.via)
    THEN
        RAISE EXCEPTION 'an opt-in can only be confirmed, once' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consent_opt_in_only_confirmed BEFORE UPDATE OR DELETE ON consent_optin
    FOR EACH ROW EXECUTE FUNCTION consent_opt_in_only_confirmed();

-- The sealed columns are left out: rotating keys seals them anew.
CREATE FUNCTION consent_signed_paper_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.revoked_at IS DISTINCT FROM NEW.revoked_at AND OLD.revoked_at IS NOT NULL OR
       OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN
           ('active>inactive', 'active>entered-in-error', 'inactive>entered-in-error') OR
       (OLD.id, OLD.person_id, OLD.form_id, OLD.signed_by_representative, OLD.signed_on, OLD.expires_on,
        OLD.via, OLD.recorded_at)
       IS DISTINCT FROM
       (NEW.id, NEW.person_id, NEW.form_id, NEW.signed_by_representative, NEW.signed_on, NEW.expires_on,
        NEW.via, NEW.recorded_at)
    THEN
        RAISE EXCEPTION 'a signed authorization can only be revoked' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consent_signed_paper_stays BEFORE UPDATE OR DELETE ON consent_authorization
    FOR EACH ROW WHEN (OLD.state <> 'draft') EXECUTE FUNCTION consent_signed_paper_stays();

CREATE INDEX consent_confidential_address ON patients_person (confidential_email_key)
    WHERE confidential_email_key IS NOT NULL;
"""

BACKWARD = """
DROP INDEX consent_confidential_address;
DROP TRIGGER consent_signed_paper_stays ON consent_authorization;
DROP FUNCTION consent_signed_paper_stays();
DROP TRIGGER consent_opt_in_only_confirmed ON consent_optin;
DROP FUNCTION consent_opt_in_only_confirmed();
DROP TRIGGER consent_published_form_stays ON consent_authorizationform;
DROP TRIGGER consent_risk_stays ON consent_riskacknowledgement;
DROP TRIGGER consent_preference_stays ON consent_preference;
DROP FUNCTION consent_row_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("consent", "0001_initial"), ("patients", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
