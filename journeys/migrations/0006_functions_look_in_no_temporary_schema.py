"""The triggers' functions look in no temporary schema first: a temporary table named like one of ours cannot stand in
for it."""

from django.db import migrations

FUNCTIONS = ("journeys_published_stays", "journeys_published_steps_stay")


class Migration(migrations.Migration):
    dependencies = [("journeys", "0005_places_of_old_enrolments")]
    operations = [
        migrations.RunSQL(
            f"ALTER FUNCTION public.{name}() SET search_path = pg_catalog, public, pg_temp",
            f"ALTER FUNCTION public.{name}() RESET search_path",
        )
        for name in FUNCTIONS
    ]
