"""The three arrows of a message that leaves without trouble need no function: each cost more than all that its update
checks besides."""

from django.db import migrations

_TRIGGER = """
CREATE OR REPLACE TRIGGER campaigns_message_arrow BEFORE UPDATE OF state ON public.campaigns_message
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state{unless}) EXECUTE FUNCTION public.campaigns_message_arrow()
"""
_UNLESS = """
        AND (OLD.state || '>' || NEW.state)
            NOT IN ('planned>leased', 'leased>handing_over', 'handing_over>accepted')"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0029_counted_links_and_who_sees_numbers")]
    operations = [migrations.RunSQL(_TRIGGER.format(unless=_UNLESS), _TRIGGER.format(unless=""))]
