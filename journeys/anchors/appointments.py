"""Anchors that are appointments."""

APPOINTMENT = """
    SELECT p.id, a.id, a.id::text, a.starts_at, l.time_zone, l.id
    FROM patients_appointment a
    JOIN patients_person p ON p.id = a.person_id
    JOIN clinic_location l ON l.id = a.location_id
    WHERE p.kind = %(patient)s AND a.status = ANY(%(still_on)s)
      AND a.starts_at > %(after)s AND a.starts_at <= %(until)s
"""

# The appointment itself is over: its messages tell nothing of it, and do not end with it.
NO_SHOW = """
    SELECT p.id, NULL::uuid, a.id::text, a.starts_at, l.time_zone, NULL::uuid
    FROM patients_appointment a
    JOIN patients_person p ON p.id = a.person_id
    JOIN clinic_location l ON l.id = a.location_id
    WHERE p.kind = %(patient)s AND a.status = %(no_show)s
      AND a.starts_at > %(after)s AND a.starts_at <= %(until)s
"""
