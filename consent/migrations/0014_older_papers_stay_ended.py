"""A draft whose copy comes after a later paper of its kind was taken back ends at once, in that one's place: it never
becomes active."""

from django.db import migrations

_RULES = """
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
        WHEN 'draft>inactive' THEN {draft_ends}
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
"""
_TAKEN_BACK = "NEW.revoked_at IS NOT NULL"
_OR_REPLACED = _TAKEN_BACK + " OR NEW.superseded_by_id IS NOT NULL AND NEW.copy_given_at IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("consent", "0013_papers_without_copy_are_found")]
    operations = [
        migrations.RunSQL(
            _RULES.replace("{draft_ends}", _OR_REPLACED),
            _RULES.replace("{draft_ends}", _TAKEN_BACK),
        )
    ]
