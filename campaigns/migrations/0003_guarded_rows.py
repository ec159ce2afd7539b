"""What the database itself keeps: each arrow between message states, and published texts as they are."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION campaigns_message_arrow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state || '>' || NEW.state) NOT IN (
        'planned>held', 'planned>leased', 'planned>refused', 'planned>expired',
        'held>planned', 'held>refused', 'held>expired',
        'leased>planned', 'leased>held', 'leased>handing_over', 'leased>refused', 'leased>expired', 'leased>failed',
        'handing_over>accepted', 'handing_over>retry', 'handing_over>failed', 'handing_over>unknown',
        'retry>leased', 'retry>refused', 'retry>expired',
        'accepted>delivered', 'accepted>bounced', 'accepted>complained',
        'delivered>bounced', 'delivered>complained',
        'unknown>accepted', 'unknown>delivered', 'unknown>bounced', 'unknown>complained'
    ) THEN
        RAISE EXCEPTION 'a message cannot go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER campaigns_message_arrow BEFORE UPDATE OF state ON campaigns_message
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION campaigns_message_arrow();

CREATE FUNCTION campaigns_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published text never changes: write a new version' USING ERRCODE = 'check_violation';
END $$;

CREATE TRIGGER campaigns_published_stays BEFORE UPDATE OR DELETE ON campaigns_templateversion
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION campaigns_published_stays();
"""

BACKWARD = """
DROP TRIGGER campaigns_published_stays ON campaigns_templateversion;
DROP FUNCTION campaigns_published_stays();
DROP TRIGGER campaigns_message_arrow ON campaigns_message;
DROP FUNCTION campaigns_message_arrow();
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
