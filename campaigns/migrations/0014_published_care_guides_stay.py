"""A published care guide stays as somebody read it: the database refuses to change it."""

from django.db import migrations

# The function of `0003` names no table, and serves this one as well.
FORWARD = """
CREATE TRIGGER campaigns_published_guide_stays BEFORE UPDATE OR DELETE ON campaigns_careguide
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION campaigns_published_stays();
"""
BACKWARD = "DROP TRIGGER campaigns_published_guide_stays ON campaigns_careguide;"


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0013_what_waits_can_be_held")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
