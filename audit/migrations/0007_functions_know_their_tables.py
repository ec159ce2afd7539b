"""The triggers' functions name what they read in full, and look in no temporary schema first: a temporary table named
like one of ours cannot stand in for it."""

from django.db import migrations

STAMP = """
BEGIN
    NEW.occurred_at := pg_catalog.clock_timestamp();
    NEW.xid := pg_catalog.pg_current_xact_id()::text::bigint;
    SELECT id INTO STRICT NEW.epoch FROM public.audit_epoch ORDER BY opened_at DESC LIMIT 1;
    RETURN NEW;
END """

REFUSE = """
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END """

FORWARD = f"""
CREATE OR REPLACE FUNCTION public.audit_event_stamp() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $${STAMP}$$;
CREATE OR REPLACE FUNCTION public.audit_event_refuse() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $${REFUSE}$$;
"""

BACKWARD = """
ALTER FUNCTION audit_event_stamp() RESET search_path;
ALTER FUNCTION audit_event_refuse() RESET search_path;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_book_in_every_order")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
