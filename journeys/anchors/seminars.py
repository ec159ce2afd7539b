"""Anchors that are seminars, for whoever has a place at one."""

#: Of place `r` at seminar `s`: `<id of the place>@<when it begins>-<when they registered>`. One that is moved, or given
#: up and taken anew, is another anchor.
KEY = """(r.id::text || '@' || extract(epoch FROM s.starts_at)::bigint::text
    || '-' || extract(epoch FROM r.registered_at)::bigint::text)"""
#: It is on, and the place is theirs.
STANDS = "r.state = 'held' AND s.state IN ('open', 'closed')"
_SEMINAR = """
    SELECT p.id, NULL::uuid, {key}, s.starts_at, COALESCE(l.time_zone, %(zone)s), NULL::uuid
    FROM campaigns_seminarplace r
    JOIN campaigns_seminar s ON s.id = r.seminar_id
    JOIN patients_person p ON p.id = r.person_id
    LEFT JOIN clinic_location l ON l.id = s.location_id
    WHERE {stands} AND s.starts_at > %(after)s AND s.starts_at <= %(until)s
"""
SEMINAR = _SEMINAR.format(key=KEY, stands=STANDS)
