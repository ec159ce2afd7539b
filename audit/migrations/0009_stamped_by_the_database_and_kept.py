"""What stands beside the events and was believed for being written: receipts and verifications get the database's own
clock, two lives of a database cannot begin at one moment, the mark of reviews goes forward alone, an answer to a case
stays until more was found."""

import django.db.models.functions.datetime
from django.db import migrations, models

_STAMP = """
BEGIN
    NEW.{column} := pg_catalog.clock_timestamp();
    RETURN NEW;
END """

_FORWARD = """
BEGIN
    IF TG_OP = 'UPDATE' AND (
        NEW.epoch <> OLD.epoch OR NEW.until_xid < OLD.until_xid OR NEW.settled_until_xid < OLD.settled_until_xid
    ) THEN
        RAISE EXCEPTION 'the mark of reviews goes forward alone' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.epoch = (SELECT id FROM public.audit_epoch ORDER BY opened_at DESC LIMIT 1)
        AND greatest(NEW.until_xid, NEW.settled_until_xid)
            > pg_catalog.pg_snapshot_xmax(pg_catalog.pg_current_snapshot())::text::bigint
    THEN
        RAISE EXCEPTION 'the mark of reviews passes over nothing to come' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END """

_KEEP = """
BEGIN
    IF NEW.last_event < OLD.last_event OR NEW.first_event > OLD.first_event THEN
        RAISE EXCEPTION 'what was found only grows' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.decided_at IS NOT NULL
        AND (NEW.verdict, NEW.decided_by, NEW.decided_at) IS DISTINCT FROM (OLD.verdict, OLD.decided_by, OLD.decided_at)
        AND NOT (NEW.decided_at IS NULL AND (NEW.reads > OLD.reads OR NEW.last_event > OLD.last_event))
    THEN
        RAISE EXCEPTION 'an answer stays until more was found' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END """

FUNCTIONS = {
    "audit_anchor_receipt_stamp": _STAMP.format(column="tried_at"),
    "audit_verification_stamp": _STAMP.format(column="at"),
    "audit_review_mark_forward": _FORWARD,
    "audit_review_case_keep": _KEEP,
}
_TRIGGERS = (  # name, table, when, function
    ("audit_anchor_receipt_stamp", "audit_anchor_receipt", "BEFORE INSERT", "audit_anchor_receipt_stamp"),
    ("audit_verification_stamp", "audit_verification", "BEFORE INSERT", "audit_verification_stamp"),
    ("audit_verification_no_change", "audit_verification", "BEFORE UPDATE OR DELETE", "audit_event_refuse"),
    ("audit_review_mark_forward", "audit_review_mark", "BEFORE INSERT OR UPDATE", "audit_review_mark_forward"),
    ("audit_review_case_keep", "audit_review_case", "BEFORE UPDATE", "audit_review_case_keep"),
)


def _function(name: str, body: str) -> str:
    return f"""
CREATE FUNCTION public.{name}() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $${body}$$;"""


def _trigger(name: str, table: str, when: str, function: str) -> str:
    return f"""
CREATE TRIGGER {name} {when} ON public.{table} FOR EACH ROW EXECUTE FUNCTION public.{function}();
ALTER TABLE public.{table} ENABLE ALWAYS TRIGGER {name};"""


FORWARD = (
    "".join(_function(*one) for one in FUNCTIONS.items())
    + "".join(_trigger(*one) for one in _TRIGGERS)
    + """
CREATE TRIGGER audit_verification_no_truncate BEFORE TRUNCATE ON public.audit_verification
    FOR EACH STATEMENT EXECUTE FUNCTION public.audit_event_refuse();
ALTER TABLE public.audit_verification ENABLE ALWAYS TRIGGER audit_verification_no_truncate;
"""
)
BACKWARD = (
    "DROP TRIGGER audit_verification_no_truncate ON public.audit_verification;\n"
    + "".join(f"DROP TRIGGER {name} ON public.{table};\n" for name, table, _, _ in _TRIGGERS)
    + "".join(f"DROP FUNCTION public.{name}();\n" for name in FUNCTIONS)
)
_NOW = django.db.models.functions.datetime.Now


class Migration(migrations.Migration):
    dependencies = [("audit", "0008_event_ids_by_the_database_alone")]
    operations = [
        migrations.CreateModel(
            name="Verification",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "at",
                    models.DateTimeField(
                        db_default=_NOW(), help_text="Stamped by the database, whatever the row says."
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("intact", "Intact"),
                            ("tampered", "Tampered with"),
                            ("incomplete", "Not all sealed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", models.CharField(max_length=300)),
                ("seals", models.BigIntegerField()),
                ("events", models.BigIntegerField()),
                ("unsealed", models.BigIntegerField()),
                ("anchors", models.PositiveIntegerField(help_text="How many of those kept outside were compared.")),
                (
                    "unread",
                    models.CharField(
                        blank=True, help_text="Anchors that could not be read, and why.", max_length=300
                    ),
                ),
                ("bad_seal", models.BigIntegerField(null=True)),
                ("bad_event", models.BigIntegerField(null=True)),
            ],
            options={"db_table": "audit_verification", "default_permissions": ()},
        ),
        migrations.AddIndex(
            model_name="verification", index=models.Index(fields=["-at", "-id"], name="audit_verification_at")
        ),
        migrations.RemoveIndex(model_name="anchorreceipt", name="audit_anchor_receipt_place"),
        migrations.AlterField(
            model_name="anchorreceipt",
            name="tried_at",
            field=models.DateTimeField(
                db_default=_NOW(), help_text="Stamped by the database, whatever the row says."
            ),
        ),
        migrations.AddIndex(
            model_name="anchorreceipt",
            index=models.Index(fields=["place", "-tried_at", "-id"], name="audit_anchor_receipt_tried"),
        ),
        migrations.AddIndex(
            model_name="anchorreceipt",
            index=models.Index(fields=["place", "-seal"], name="audit_anchor_receipt_seal"),
        ),
        migrations.AddConstraint(
            model_name="epoch",
            constraint=models.UniqueConstraint(fields=("opened_at",), name="audit_epoch_opened_once"),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
