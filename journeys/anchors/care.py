"""Anchors that follow what was done: procedures, and visits that lie some months back."""

# A day of procedures is one anchor: its end.
PROCEDURE = """
    SELECT p.id, NULL::uuid, to_char((d.ended_at AT TIME ZONE %(zone)s), 'YYYY-MM-DD'),
           max(d.ended_at), p.time_zone, NULL::uuid
    FROM patients_procedure d
    JOIN patients_person p ON p.id = d.person_id
    WHERE p.kind = %(patient)s AND d.category = ANY(%(needs_aftercare)s)
      AND d.ended_at > %(after)s AND d.ended_at <= %(until)s
    GROUP BY p.id, to_char((d.ended_at AT TIME ZONE %(zone)s), 'YYYY-MM-DD')
"""

# The latest return of the last visit's day, so many months after it or a multiple of them: somebody who did not come
# is asked again. Months as PostgreSQL adds them: 31 August and six months are the last of February. `age` may be one
# month short there, so the next return is looked at, too.
_RETURN = """
    SELECT p.id, NULL::uuid, to_char(due.day, 'YYYY-MM-DD'), due.day AT TIME ZONE %(zone)s, p.time_zone,
           NULL::uuid
    FROM (
        SELECT v.person_id, date_trunc('day', max(v.started_at) AT TIME ZONE %(zone)s) AS day
        FROM {visits} v
        WHERE v.started_at <= %(at)s
        GROUP BY v.person_id
    ) last
    JOIN patients_person p ON p.id = last.person_id
    CROSS JOIN LATERAL (SELECT age((%(until)s AT TIME ZONE %(zone)s), last.day) AS passed) since
    CROSS JOIN LATERAL (
        SELECT ((extract(year FROM since.passed) * 12 + extract(month FROM since.passed))::int / %(months)s) AS times
    ) whole
    CROSS JOIN LATERAL (
        SELECT max(found.day) AS day
        FROM (
            SELECT last.day + make_interval(months => (whole.times + more) * %(months)s) AS day
            FROM generate_series(0, 1) AS more
        ) found
        WHERE found.day <= (%(until)s AT TIME ZONE %(zone)s)
    ) due
    WHERE p.kind = %(patient)s AND due.day > last.day AND due.day > (%(after)s AT TIME ZONE %(zone)s)
"""
CHECK_UP_DUE = _RETURN.format(visits="(SELECT * FROM patients_visit WHERE category = %(check_up)s)")
# Whoever came to an appointment was here, whether or not a visit was written down.
LAST_VISIT = _RETURN.format(
    visits="""(
        SELECT person_id, started_at FROM patients_visit
        UNION ALL SELECT person_id, starts_at FROM patients_appointment WHERE status = ANY(%(came)s)
    )"""
)
