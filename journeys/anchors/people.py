"""Anchors that are days in somebody's life with the clinic."""

JOINED = """
    SELECT p.id, NULL::uuid, to_char(p.joined_on, 'YYYY-MM-DD'),
           p.joined_on::timestamp AT TIME ZONE %(zone)s, p.time_zone, NULL::uuid
    FROM patients_person p
    WHERE p.kind = %(patient)s
      AND p.joined_on > (%(after)s AT TIME ZONE %(zone)s)::date
      AND p.joined_on <= (%(until)s AT TIME ZONE %(zone)s)::date
"""

# The day of a yes that counts in its form's mode. What it is worth is for the gate to say.
LEAD = """
    SELECT p.id, NULL::uuid, to_char(said.day, 'YYYY-MM-DD'), said.day AT TIME ZONE %(zone)s, p.time_zone, NULL::uuid
    FROM (
        SELECT yes.person_id, date_trunc('day', yes.at AT TIME ZONE %(zone)s) AS day
        FROM (
            SELECT o.person_id, COALESCE(o.confirmed_at, o.asked_at) AS at
            FROM consent_optin o
            WHERE o.topic = %(introduction)s AND (o.confirmed_at IS NOT NULL OR o.mode = %(single)s)
            UNION ALL
            SELECT r.person_id, r.recorded_at FROM consent_preference r
            WHERE r.topic = %(introduction)s AND r.wanted
        ) yes
        WHERE yes.at > %(after)s AND yes.at <= %(until)s
        GROUP BY 1, 2
    ) said
    JOIN patients_person p ON p.id = said.person_id
    WHERE p.kind = %(lead)s
"""

# What was taken back, replaced or renewed ends nothing that anybody would miss.
AUTHORIZATION_ENDING = """
    SELECT p.id, NULL::uuid, a.id::text, a.expires_on::timestamp AT TIME ZONE %(zone)s, p.time_zone, NULL::uuid
    FROM consent_authorization a
    JOIN consent_authorizationform f ON f.id = a.form_id
    JOIN patients_person p ON p.id = a.person_id
    WHERE p.kind = %(patient)s AND a.state = %(signed)s AND a.superseded_by_id IS NULL AND a.defect = ''
      AND a.event_came_on IS NULL AND f.kind = ANY(%(renewed_kinds)s)
      AND a.expires_on > (%(after)s AT TIME ZONE %(zone)s)::date
      AND a.expires_on <= (%(until)s AT TIME ZONE %(zone)s)::date
      AND NOT EXISTS (
          SELECT 1 FROM consent_authorization b
          JOIN consent_authorizationform g ON g.id = b.form_id
          WHERE b.person_id = a.person_id AND g.kind = f.kind AND b.state = %(signed)s AND b.defect = ''
            AND (b.expires_on IS NULL OR b.expires_on > a.expires_on)
      )
"""
