"""The triggers' functions look in no temporary schema first: a temporary table named like one of ours cannot stand in
for it."""

from django.db import migrations

FUNCTIONS = ("consent_row_stays", "consent_opt_in_only_confirmed", "consent_signed_paper_stays")


class Migration(migrations.Migration):
    dependencies = [("consent", "0003_how_a_yes_was_confirmed")]
    operations = [
        migrations.RunSQL(
            f"ALTER FUNCTION public.{name}() SET search_path = pg_catalog, public, pg_temp",
            f"ALTER FUNCTION public.{name}() RESET search_path",
        )
        for name in FUNCTIONS
    ]
