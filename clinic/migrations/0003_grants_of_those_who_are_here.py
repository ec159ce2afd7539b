"""Whoever has a role keeps it, as a grant that the shell asked for; agreements that were in force cover what they did."""

from django.db import migrations

FORWARD = """
INSERT INTO clinic_accessgrant (id, staff_id, role, state, asked_at, decided_at)
    SELECT gen_random_uuid(), id, role, 'granted', date_joined, date_joined FROM clinic_staff WHERE is_active;
UPDATE clinic_vendor SET baa_scope = '{store,send}' WHERE baa_signed_on IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("clinic", "0002_grants_registers_leaks")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
