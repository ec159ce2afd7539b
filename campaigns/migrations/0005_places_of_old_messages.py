"""Messages about an appointment told of its place; their hours stay unknown."""

from django.db import migrations

FORWARD = """
UPDATE campaigns_message m SET location_id = a.location_id
FROM patients_appointment a WHERE a.id = m.appointment_id
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0004_when_it_leaves_and_where")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
