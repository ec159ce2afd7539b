"""Enrolments on an appointment are anchored at its place, too."""

from django.db import migrations

FORWARD = """
UPDATE journeys_enrolment e SET location_id = a.location_id
FROM patients_appointment a WHERE a.id = e.appointment_id
"""


class Migration(migrations.Migration):
    dependencies = [("journeys", "0004_place_is_part_of_the_anchor")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
