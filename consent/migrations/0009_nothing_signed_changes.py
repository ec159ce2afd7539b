"""From the signature on, nothing that was signed changes, whatever the paper's state; it starts as a draft, counts only
once a copy was given, and what is told later (copy, end, defect) is told once. The sealed columns may be sealed anew by
a rotation of keys; they cannot be emptied or filled."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION public.consent_signed_paper_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told_once CONSTANT text[] := ARRAY['copy_given_at', 'copy_via', 'copy_given_by', 'revoked_at', 'revoked_via',
        'superseded_by_id', 'event_came_on', 'defect', 'defect_found_at', 'ended_by'];
    may_differ CONSTANT text[] := told_once || ARRAY['state', 'signature', 'representative_authority', 'signed_from'];
    was jsonb := to_jsonb(OLD);
    becomes jsonb := to_jsonb(NEW);
    name text;
    fault text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a signed paper is never removed' USING ERRCODE = 'check_violation';
    END IF;
    FOREACH name IN ARRAY told_once LOOP
        IF TG_OP = 'INSERT' AND coalesce(becomes ->> name, '') <> ''
           OR TG_OP = 'UPDATE' AND coalesce(was ->> name, '') <> '' AND was -> name IS DISTINCT FROM becomes -> name
        THEN
            fault := name || ' is told once, after the signature';
        END IF;
    END LOOP;
    IF TG_OP = 'INSERT' AND NEW.state <> 'draft' THEN
        fault := 'it starts as a draft';
    ELSIF TG_OP = 'UPDATE' AND (was - may_differ) IS DISTINCT FROM (becomes - may_differ)
          OR TG_OP = 'UPDATE' AND ((OLD.signature IS NULL), (OLD.representative_authority IS NULL),
                                   (OLD.signed_from IS NULL))
             IS DISTINCT FROM ((NEW.signature IS NULL), (NEW.representative_authority IS NULL),
                               (NEW.signed_from IS NULL)) THEN
        fault := 'what was signed stays';
    ELSIF TG_OP = 'UPDATE' AND OLD.state <> NEW.state AND NOT (CASE OLD.state || '>' || NEW.state
        WHEN 'draft>active' THEN NEW.copy_given_at IS NOT NULL AND NEW.copy_via <> '' AND NEW.signature IS NOT NULL
            AND NEW.signed_on IS NOT NULL
            AND (NEW.representative_authority IS NOT NULL OR NOT NEW.signed_by_representative)
        WHEN 'draft>inactive' THEN NEW.revoked_at IS NOT NULL
        WHEN 'active>inactive' THEN NEW.revoked_at IS NOT NULL OR NEW.superseded_by_id IS NOT NULL
        WHEN 'draft>entered-in-error' THEN true
        WHEN 'active>entered-in-error' THEN true
        WHEN 'inactive>entered-in-error' THEN true
        ELSE false END) THEN
        fault := 'it does not become ' || NEW.state || ' like this';
    END IF;
    IF NEW.state IN ('draft', 'active') AND (NEW.revoked_at IS NOT NULL OR NEW.superseded_by_id IS NOT NULL)
       OR (NEW.state = 'entered-in-error') <> (NEW.defect <> '') THEN
        fault := 'what has ended is not ' || NEW.state;
    END IF;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'a signed paper: %', fault USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER consent_signed_paper_stays ON consent_authorization;
CREATE TRIGGER consent_signed_paper_stays BEFORE INSERT OR UPDATE OR DELETE ON consent_authorization
    FOR EACH ROW EXECUTE FUNCTION consent_signed_paper_stays();
"""

BACKWARD = """
DROP TRIGGER consent_signed_paper_stays ON consent_authorization;
CREATE OR REPLACE FUNCTION public.consent_signed_paper_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
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
"""


class Migration(migrations.Migration):
    dependencies = [("consent", "0008_who_recorded_it")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
