"""Disclosures are kept and never change; of a request for a right, what the clock runs from stays, it is extended once
and closed once. Whoever wrote to us is answered at an address of their own until staff know them."""

import audit.domain.uuid7
import audit.fields
import django.db.models.deletion
from django.db import migrations, models


_SEALED = "'{recipient,what,why}'::text[]"  # rotating keys seals them anew
FORWARD = f"""
CREATE TRIGGER consent_disclosure_stays BEFORE UPDATE ON consent_disclosure FOR EACH ROW
    WHEN (to_jsonb(OLD) - {_SEALED} IS DISTINCT FROM to_jsonb(NEW) - {_SEALED})
    EXECUTE FUNCTION consent_row_stays();
CREATE TRIGGER consent_disclosure_is_kept BEFORE DELETE ON consent_disclosure
    FOR EACH ROW EXECUTE FUNCTION consent_row_stays();
CREATE TRIGGER consent_rightsrequest_stays BEFORE UPDATE ON consent_rightsrequest FOR EACH ROW
    WHEN ((OLD.id, OLD.kind, OLD.received_at, OLD.received_on, OLD.via)
            IS DISTINCT FROM (NEW.id, NEW.kind, NEW.received_at, NEW.received_on, NEW.via)
        OR OLD.closed_at IS NOT NULL
            AND (OLD.state, OLD.closed_at, OLD.person_id, OLD.due_on, OLD.extended_to)
            IS DISTINCT FROM (NEW.state, NEW.closed_at, NEW.person_id, NEW.due_on, NEW.extended_to)
        OR OLD.extended_to IS NOT NULL AND OLD.extended_to IS DISTINCT FROM NEW.extended_to)
    EXECUTE FUNCTION consent_row_stays();
CREATE TRIGGER consent_rightsrequest_is_kept BEFORE DELETE ON consent_rightsrequest
    FOR EACH ROW EXECUTE FUNCTION consent_row_stays();
"""
BACKWARD = """
DROP TRIGGER consent_disclosure_stays ON consent_disclosure;
DROP TRIGGER consent_disclosure_is_kept ON consent_disclosure;
DROP TRIGGER consent_rightsrequest_stays ON consent_rightsrequest;
DROP TRIGGER consent_rightsrequest_is_kept ON consent_rightsrequest;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consent", "0009_nothing_signed_changes"),
        ("patients", "0009_people_without_review_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="rightsrequest",
            name="reply_to",
            field=models.ForeignKey(
                help_text="Stands for the address that was typed.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="patients.person",
            ),
        ),
        migrations.AddField(
            model_name="rightsstep",
            name="ground",
            field=models.CharField(
                blank=True, help_text="The ground of a denial; how somebody was known.", max_length=40
            ),
        ),
        migrations.AlterField(
            model_name="rightsrequest",
            name="due_on",
            field=models.DateField(help_text="Last clinic-local day to answer.", null=True),
        ),
        migrations.AlterField(
            model_name="suppression",
            name="cause",
            field=models.CharField(
                choices=[
                    ("bounced", "Bounced"),
                    ("complained", "Complained"),
                    ("erased", "Erased at the subscriber's request"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="Disclosure",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=audit.domain.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("required-by-law", "Required by law (164.512(a))"),
                            ("public-health", "Public health authority (164.512(b))"),
                            ("abuse", "Abuse, neglect or domestic violence (164.512(c))"),
                            ("oversight", "Health oversight (164.512(d))"),
                            ("court", "Court or proceeding (164.512(e))"),
                            ("police", "Law enforcement (164.512(f))"),
                            ("after-death", "Coroner, funeral director, organ donation (164.512(g), (h))"),
                            ("research", "Research without authorization (164.512(i))"),
                            ("threat", "Serious threat to somebody (164.512(j))"),
                            ("compensation", "Workers' compensation (164.512(l))"),
                            ("by-mistake", "By mistake, or taken: not allowed"),
                            ("other", "Something else that must be accounted for"),
                        ],
                        max_length=24,
                    ),
                ),
                ("disclosed_on", models.DateField(help_text="(b)(2)(i) The clinic-local day.")),
                (
                    "recipient",
                    audit.fields.EncryptedTextField(help_text="(b)(2)(ii) Who got it, with the address if known."),
                ),
                ("what", audit.fields.EncryptedTextField(help_text="(b)(2)(iii) What was disclosed, briefly.")),
                ("why", audit.fields.EncryptedTextField(help_text="(b)(2)(iv) What for, or who asked in writing.")),
                ("recorded_by", models.UUIDField(null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disclosures", to="patients.person"
                    ),
                ),
            ],
            options={
                "default_permissions": ("view", "add"),
                "indexes": [models.Index(fields=["person", "-disclosed_on"], name="consent_disclosure_person")],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
