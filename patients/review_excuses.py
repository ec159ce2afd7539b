"""What explains a look: the clinic's work, as somebody else knows it. What a reader makes themself explains nothing."""

from audit.domain.review_reasons import OWN_WORK_MINUTES, WORK_HOURS

#: CTEs behind `candidates` (id, at, reader, person, word), joined as sets: a look-up for each read would be slow.
#: `whom`: a look-up is for one of those it showed, so what explains one of them explains it.
#: `near`: appointments, visits and procedures of the person, their guardian or ward. One that was cancelled explains a
#: look while it stood, if it was a day old (a call to cancel it), and never one that somebody made just for the look.
#: `made`: what the reader booked, moved, put back or wrote down from a little before the look on.
#: `work`: registering the person, or answering a review about somebody else's look.
_WORK = f"interval '{WORK_HOURS} hours'"
_JUST_BEFORE = f"interval '{OWN_WORK_MINUTES} minutes'"
_WHOM = """
    whom AS MATERIALIZED (
        SELECT c.id, c.at, c.reader, c.person, other, c.word,
            coalesce(e.details ->> 'kinds', '') = 'possible-doubles' AS is_double
        FROM candidates c JOIN audit_event e ON e.id = c.id
            CROSS JOIN LATERAL unnest(CASE c.word WHEN 'search' THEN e.people ELSE ARRAY[c.person] END) AS other
    ),
    kin AS MATERIALIZED (
        SELECT c.person, q.id AS kin FROM (SELECT DISTINCT other AS person FROM whom) AS c
            JOIN patients_person p ON p.id = c.person
            CROSS JOIN LATERAL (
                SELECT p.id UNION SELECT p.guardian_id WHERE p.guardian_id IS NOT NULL
                UNION SELECT w.id FROM patients_person w WHERE w.guardian_id = p.id
            ) AS q (id)
    )"""
_DEEDS = f"""
    span AS (SELECT min(at) - {_WORK} AS first, max(at) + {_WORK} AS last FROM candidates),
    deeds AS MATERIALIZED (
        SELECT w.actor_id AS reader, w.occurred_at AS at, w.word, w.people, w.fields, w.details
        FROM audit_event w
        WHERE w.actor_kind = 'staff' AND w.outcome = 'granted'
            AND w.word IN ('create', 'change', 'consent', 'audit', 'review')
            AND w.occurred_at BETWEEN (SELECT first FROM span) AND (SELECT last FROM span)
    ),
    made AS MATERIALIZED (
        SELECT reader, coalesce(details ->> 'appointment', details ->> 'row') AS made, max(at) AS at FROM deeds
        WHERE fields && '{{patients.appointment,patients.visit,patients.procedure}}'::varchar[]
            AND (word = 'create' OR details ->> 'what' IN ('moved', 'put-back'))
        GROUP BY 1, 2
    ),
    registered AS MATERIALIZED (
        SELECT d.reader, d.at, p.id AS person, p.family_key
        FROM deeds d CROSS JOIN LATERAL unnest(d.people) AS one JOIN patients_person p ON p.id = one
        WHERE d.word = 'create' AND 'patients.person.family_name' = ANY (d.fields)
    ),
    work AS MATERIALIZED (
        SELECT reader, person AS kin, at FROM registered
        UNION ALL
        SELECT d.reader, one, d.at FROM deeds d CROSS JOIN LATERAL unnest(d.people) AS one
        WHERE d.word IN ('audit', 'review') AND EXISTS (
            SELECT FROM audit_review_case r
            WHERE r.id::text = ANY (string_to_array(coalesce(d.details ->> 'case', d.details ->> 'cases'), ' '))
                AND r.staff_id::text <> d.reader
        )
    )"""  # noqa: S608 - our own words
_NEAR = """
    near AS MATERIALIZED (
        SELECT kin.person, a.id::text AS made, a.starts_at AS at,
            CASE a.status WHEN 'cancelled' THEN a.updated_at END AS off_at, a.created_at
        FROM kin JOIN patients_appointment a ON a.person_id = kin WHERE a.status <> 'entered-in-error'
        UNION ALL SELECT kin.person, v.id::text, v.started_at, NULL, NULL
        FROM kin JOIN patients_visit v ON v.person_id = kin
        UNION ALL SELECT kin.person, t.id::text, t.ended_at, NULL, NULL
        FROM kin JOIN patients_procedure t ON t.person_id = kin
    )"""
_BY_OTHERS = f"""
        SELECT c.id, c.person FROM whom c JOIN near n ON n.person = c.other
            AND n.at BETWEEN c.at - make_interval(days => %(days)s) AND c.at + make_interval(days => %(days)s)
            AND (n.off_at IS NULL OR n.off_at > c.at AND n.created_at < c.at - interval '1 day')
        WHERE NOT EXISTS (
            SELECT FROM made m WHERE m.made = n.made AND m.reader = c.reader AND m.at >= c.at - {_JUST_BEFORE}
        )"""  # noqa: S608 - our own words
EXPLAINED = f"""
    {_WHOM}, {_DEEDS}, {_NEAR},
    explained AS MATERIALIZED (
        {_BY_OTHERS}
        UNION
        SELECT c.id, c.person FROM whom c JOIN kin ON kin.person = c.other JOIN work w
            ON w.reader = c.reader AND w.kin = kin.kin AND w.at BETWEEN c.at - {_WORK} AND c.at + {_WORK}
        UNION
        SELECT c.id, c.person FROM whom c JOIN patients_person p ON p.id = c.other JOIN registered r
            ON r.reader = c.reader AND r.at BETWEEN c.at AND c.at + {_WORK}
            AND (c.is_double OR r.family_key = p.family_key)
        WHERE c.word = 'search'
    )"""  # noqa: S608 - our own words
IS_UNEXPLAINED = "NOT EXISTS (SELECT FROM explained e WHERE e.id = c.id AND e.person = c.person)"
#: 1 where the reader booked or changed something for the person within the hour; else NULL. An officer asks.
OWN_WORK = f"""
    max(CASE WHEN EXISTS (
        SELECT FROM deeds d WHERE d.reader = c.reader AND d.word IN ('create', 'change', 'consent')
            AND c.person = ANY (d.people) AND d.at BETWEEN c.at - {_WORK} AND c.at + {_WORK}
    ) THEN 1 END)"""
