"""What a bounce said, of which address; where each message went; and a complaint that comes after a bounce counts."""

from django.db import migrations, models

import audit.fields

_ARROWS = """
CREATE OR REPLACE FUNCTION public.campaigns_message_arrow() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (OLD.state || '>' || NEW.state) NOT IN (
        'planned>held', 'planned>leased', 'planned>refused', 'planned>expired',
        'held>planned', 'held>refused', 'held>expired',
        'leased>planned', 'leased>held', 'leased>handing_over', 'leased>refused', 'leased>expired', 'leased>failed',
        'handing_over>accepted', 'handing_over>retry', 'handing_over>failed', 'handing_over>unknown',
        'retry>held', 'retry>leased', 'retry>refused', 'retry>expired',
        'accepted>delivered', 'accepted>bounced', 'accepted>complained',
        'delivered>bounced', 'delivered>complained',{complained}
        'unknown>accepted', 'unknown>delivered', 'unknown>bounced', 'unknown>complained'
    ) THEN
        RAISE EXCEPTION 'a message cannot go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0015_no_index_twice")]
    operations = [
        migrations.RunSQL(_ARROWS.format(complained=" 'bounced>complained',"), _ARROWS.format(complained="")),
        migrations.AddField(
            model_name="deliveryevent",
            name="reason",
            field=models.CharField(
                blank=True, default="", help_text="anymail's word for why it was turned down.", max_length=20
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="deliveryevent",
            name="status",
            field=models.CharField(
                blank=True, default="", help_text="The code of RFC 3463, such as 5.1.1.", max_length=11
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="deliveryevent",
            name="kind",
            field=models.CharField(
                blank=True, default="", help_text="What went wrong (domain.bounce_kinds).", max_length=20
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="deliveryevent",
            name="severity",
            field=models.CharField(
                blank=True, choices=[("hard", "For good"), ("soft", "For now")], default="", max_length=4
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="deliveryevent",
            name="address_key",
            field=audit.fields.BlindIndexField(
                blank=True, editable=False, help_text="The address that it names, as a digest.", null=True
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="went_to",
            field=audit.fields.BlindIndexField(
                blank=True, editable=False, help_text="The address that it was handed over for, as a digest.", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="deliveryevent",
            index=models.Index(
                condition=models.Q(("address_key__isnull", False)),
                fields=["address_key", "occurred_at"],
                name="campaigns_event_of_address",
            ),
        ),
    ]
