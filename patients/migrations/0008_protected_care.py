"""Whether anybody of a list is under specially protected care (such as 42 CFR Part 2): asked with each event."""

from django.db import migrations

FORWARD = """
CREATE INDEX patients_visit_protected ON patients_visit (person_id) WHERE category = 'protected';
CREATE INDEX patients_procedure_protected ON patients_procedure (person_id) WHERE category = 'protected';

CREATE FUNCTION patients_any_protected(asked uuid[]) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM patients_visit WHERE category = 'protected' AND person_id = ANY (asked))
        OR EXISTS (SELECT FROM patients_procedure WHERE category = 'protected' AND person_id = ANY (asked))
        OR EXISTS (
            SELECT FROM patients_appointment a JOIN clinic_service s ON s.id = a.service_id
            WHERE s.category = 'protected' AND a.person_id = ANY (asked)
        )
$$;
"""

BACKWARD = """
DROP FUNCTION patients_any_protected(uuid[]);
DROP INDEX patients_procedure_protected;
DROP INDEX patients_visit_protected;
"""


class Migration(migrations.Migration):
    dependencies = [("patients", "0007_family_and_address_keys"), ("clinic", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
