"""The triggers' functions look in no temporary schema first: a temporary table named like one of ours cannot stand in
for it."""

from django.db import migrations

FUNCTIONS = ("campaigns_message_arrow", "campaigns_published_stays")


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0007_alerts_to_staff")]
    operations = [
        migrations.RunSQL(
            f"ALTER FUNCTION public.{name}() SET search_path = pg_catalog, public, pg_temp",
            f"ALTER FUNCTION public.{name}() RESET search_path",
        )
        for name in FUNCTIONS
    ]
