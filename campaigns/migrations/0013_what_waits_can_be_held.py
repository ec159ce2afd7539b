"""What waits for another attempt can be held, too; and what is held and too late is found by an index."""

from django.db import migrations, models

_ARROWS = """
CREATE OR REPLACE FUNCTION public.campaigns_message_arrow() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (OLD.state || '>' || NEW.state) NOT IN (
        'planned>held', 'planned>leased', 'planned>refused', 'planned>expired',
        'held>planned', 'held>refused', 'held>expired',
        'leased>planned', 'leased>held', 'leased>handing_over', 'leased>refused', 'leased>expired', 'leased>failed',
        'handing_over>accepted', 'handing_over>retry', 'handing_over>failed', 'handing_over>unknown',
        {retry}
        'accepted>delivered', 'accepted>bounced', 'accepted>complained',
        'delivered>bounced', 'delivered>complained',
        'unknown>accepted', 'unknown>delivered', 'unknown>bounced', 'unknown>complained'
    ) THEN
        RAISE EXCEPTION 'a message cannot go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0012_what_a_message_is_about")]
    operations = [
        migrations.RunSQL(
            _ARROWS.format(retry="'retry>held', 'retry>leased', 'retry>refused', 'retry>expired',"),
            _ARROWS.format(retry="'retry>leased', 'retry>refused', 'retry>expired',"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                fields=["expires_at"], condition=models.Q(("state", "held")), name="campaigns_message_held"
            ),
        ),
    ]
