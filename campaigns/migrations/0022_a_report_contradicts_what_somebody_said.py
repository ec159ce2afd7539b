"""A message of which somebody said that it did not arrive is unknown again, for the report that says otherwise."""

from django.db import migrations

_ARROWS = """
CREATE OR REPLACE FUNCTION public.campaigns_message_arrow() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    {contradicted}
    IF OLD.state = 'unknown' AND NEW.state = 'planned' AND OLD.resends = 0 AND NEW.resends = 1 THEN
        RETURN NEW;
    END IF;
    IF NEW.state = 'unknown' AND OLD.resends = 1 AND NEW.resends = 1
       AND OLD.state IN ('planned', 'held', 'leased', 'retry', 'refused', 'expired', 'failed') THEN
        RETURN NEW;
    END IF;
    IF (OLD.state || '>' || NEW.state) NOT IN (
        'planned>held', 'planned>leased', 'planned>refused', 'planned>expired',
        'held>planned', 'held>refused', 'held>expired',
        'leased>planned', 'leased>held', 'leased>handing_over', 'leased>refused', 'leased>expired', 'leased>failed',
        'handing_over>accepted', 'handing_over>retry', 'handing_over>failed', 'handing_over>unknown',
        'retry>held', 'retry>leased', 'retry>refused', 'retry>expired',
        'accepted>delivered', 'accepted>bounced', 'accepted>complained',
        'delivered>bounced', 'delivered>complained', 'bounced>complained', 'unknown>failed',
        'unknown>accepted', 'unknown>delivered', 'unknown>bounced', 'unknown>complained'
    ) THEN
        RAISE EXCEPTION 'a message cannot go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
_CONTRADICTED = """
    IF OLD.state = 'failed' AND OLD.reason = 'not-arrived' AND NEW.state = 'unknown' THEN
        RETURN NEW;
    END IF;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('campaigns', '0021_sent_again_with_the_same_key'),
    ]

    operations = [
        migrations.RunSQL(_ARROWS.format(contradicted=_CONTRADICTED), _ARROWS.format(contradicted="")),
    ]
