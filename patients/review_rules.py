"""Rules that know people and their appointments: whose record a reader opened, and whether work explains it."""

from typing import Any

from audit.domain.review import Hit
from audit.domain.review_reasons import NEAR_DAYS, WORK_HOURS
from audit.enums import ReviewRule
from audit.review.reads import OPENED, TALLY, Batch, hits
from clinic.staff_digests import staff_digests

#: A surname that more than one record in a hundred bears tells nothing (Chen in Taipei, Smith in Ohio) …
COMMON_SURNAME_SHARE = 100
#: … but in a small clinic one family alone may be more than that.
MOST_OF_ONE_FAMILY = 10
#: A relative's record is opened for work on the day of their visit, or the day before or after.
SURNAME_NEAR_DAYS = 1

#: Whom an opened record may be a reader's own, or close to: ties(id, at, reader, person, day, mail, family, home,
#: colleague). A guardian's inbox counts as well as a confidential address.
_TIES = f"""
    {OPENED},
    digests (staff, kind, digest) AS MATERIALIZED (
        SELECT * FROM unnest(%(staff)s::text[], %(kinds)s::text[], %(digests)s::bytea[])
    ),
    ties AS MATERIALIZED (
        SELECT o.id, o.at, o.reader, o.person, o.day,
            bool_or(d.kind = 'email' AND d.staff = o.reader) AS mail,
            bool_or(d.kind = 'family' AND d.staff = o.reader) AS family,
            bool_or(d.kind = 'home' AND d.staff = o.reader) AS home,
            bool_or(d.kind = 'email' AND d.staff <> o.reader) AS colleague
        FROM opened o JOIN patients_person p ON p.id = o.person
            CROSS JOIN LATERAL (
                VALUES ('email', p.email_key), ('email', p.confidential_email_key), ('family', p.family_key),
                    ('home', p.address_key)
            ) AS has (kind, digest)
            JOIN digests d ON d.kind = has.kind AND d.digest = has.digest
        GROUP BY o.id, o.at, o.reader, o.person, o.day
    )"""  # noqa: S608 - our own words
_IS_OWN = "(mail OR family AND home)"

#: What explains a look of `candidates` (id, at, reader, person): an appointment, visit or procedure of the person (or
#: of their guardian or ward) within `days`, or the reader's own work about them within the hour: booking,
#: check-in, registration, import, papers, answering a review. Joined as sets: a look-up for each read would be slow.
_EXPLAINED = f"""
    kin AS MATERIALIZED (
        SELECT c.person, q.id AS kin FROM (SELECT DISTINCT person FROM candidates) AS c
            JOIN patients_person p ON p.id = c.person
            CROSS JOIN LATERAL (
                SELECT p.id UNION SELECT p.guardian_id WHERE p.guardian_id IS NOT NULL
                UNION SELECT w.id FROM patients_person w WHERE w.guardian_id = p.id
            ) AS q (id)
    ),
    span AS (
        SELECT min(at) - interval '{WORK_HOURS} hours' AS first, max(at) + interval '{WORK_HOURS} hours' AS last
        FROM candidates
    ),
    work AS MATERIALIZED (
        SELECT w.actor_id AS reader, kin, w.occurred_at AS at
        FROM audit_event w CROSS JOIN LATERAL unnest(w.people) AS kin
        WHERE w.actor_kind = 'staff' AND w.outcome = 'granted'
            AND w.word IN ('create', 'change', 'consent', 'import', 'send', 'audit', 'review')
            AND w.occurred_at BETWEEN (SELECT first FROM span) AND (SELECT last FROM span)
    ),
    near AS MATERIALIZED (
        SELECT person, a.starts_at AS at FROM kin JOIN patients_appointment a ON a.person_id = kin
        WHERE a.status <> 'entered-in-error'
        UNION ALL SELECT person, v.started_at FROM kin JOIN patients_visit v ON v.person_id = kin
        UNION ALL SELECT person, t.ended_at FROM kin JOIN patients_procedure t ON t.person_id = kin
    ),
    explained AS MATERIALIZED (
        SELECT c.id, c.person FROM candidates c JOIN near n ON n.person = c.person
            AND n.at BETWEEN c.at - make_interval(days => %(days)s) AND c.at + make_interval(days => %(days)s)
        UNION
        SELECT c.id, c.person FROM candidates c JOIN kin USING (person) JOIN work w
            ON w.reader = c.reader AND w.kin = kin.kin
            AND w.at BETWEEN c.at - interval '{WORK_HOURS} hours' AND c.at + interval '{WORK_HOURS} hours'
    )"""  # noqa: S608 - our own words
_IS_UNEXPLAINED = "NOT EXISTS (SELECT FROM explained e WHERE e.id = c.id AND e.person = c.person)"


def own_record(batch: Batch) -> list[Hit]:
    """The same mail address; or the same surname and home, which may be a relative's."""
    sql = f"""
    WITH {_TIES}
    SELECT reader, person, day, {TALLY}, CASE WHEN bool_or(mail) THEN 'email' ELSE 'household' END AS by
    FROM ties WHERE {_IS_OWN} GROUP BY reader, person, day"""  # noqa: S608 - our own words
    return _tied(ReviewRule.OWN_RECORD, sql, batch)


def same_address(batch: Batch) -> list[Hit]:
    """Whoever lives where the reader lives, work or not. Under the same surname it is `own_record`'s."""
    sql = f"""
    WITH {_TIES}
    SELECT reader, person, day, {TALLY} FROM ties WHERE home AND NOT {_IS_OWN}
    GROUP BY reader, person, day"""  # noqa: S608 - our own words
    return _tied(ReviewRule.SAME_ADDRESS, sql, batch)


def colleague(batch: Batch) -> list[Hit]:
    """A patient who works, or worked, here: known by the mail address."""
    sql = f"""
    WITH {_TIES}
    SELECT reader, person, day, {TALLY} FROM ties WHERE colleague AND NOT {_IS_OWN}
    GROUP BY reader, person, day"""  # noqa: S608 - our own words
    return _tied(ReviewRule.COLLEAGUE, sql, batch)


def same_surname(batch: Batch) -> list[Hit]:
    """A surname that is rare here and the reader's own, unless the day's work explains the look."""
    sql = f"""
    WITH {_TIES},
    named AS (
        SELECT t.*, p.family_key FROM ties t JOIN patients_person p ON p.id = t.person
        WHERE t.family AND NOT t.home AND NOT t.mail
    ),
    bearers AS (
        SELECT family_key, (SELECT count(*) FROM patients_person q WHERE q.family_key = n.family_key) AS bearers
        FROM (SELECT DISTINCT family_key FROM named) AS n
    ),
    candidates AS MATERIALIZED (
        SELECT named.*, bearers FROM named JOIN bearers USING (family_key)
        WHERE bearers <= greatest(%(family)s, (SELECT count(*) FROM patients_person) / %(share)s)
    ),
    {_EXPLAINED}
    SELECT reader, person, day, {TALLY}, max(bearers) AS bearers FROM candidates AS c WHERE {_IS_UNEXPLAINED}
    GROUP BY reader, person, day"""  # noqa: S608 - our own words
    limits = {"family": MOST_OF_ONE_FAMILY, "share": COMMON_SURNAME_SHARE, "days": SURNAME_NEAR_DAYS}
    return _tied(ReviewRule.SAME_SURNAME, sql, batch, **limits)


def no_appointment(batch: Batch) -> list[Hit]:
    """A patient's own page opened with nothing near that needs it. A treatment mail of ours may make them call.

    Rows of messages, consents or imports are not the record; leads and subscribers have no appointments.
    """
    sql = f"""
    WITH {OPENED},
    candidates AS MATERIALIZED (
        SELECT o.* FROM opened o JOIN patients_person p ON p.id = o.person
        WHERE o.word = 'reveal' AND p.kind = 'patient'
            AND NOT o.categories <@ '{{messages,consent,imports,access,house}}'::varchar[]
    ),
    {_EXPLAINED},
    sent AS MATERIALIZED (
        SELECT person, s.occurred_at AS at FROM audit_event s CROSS JOIN LATERAL unnest(s.people) AS person
        WHERE s.word = 'send' AND s.purpose = 'TREAT'
            AND s.occurred_at BETWEEN (SELECT first FROM span) - make_interval(days => %(days)s)
                AND (SELECT last FROM span)
    ),
    answering AS MATERIALIZED (
        SELECT c.id, c.person FROM candidates c JOIN sent s
            ON s.person = c.person AND s.at BETWEEN c.at - make_interval(days => %(days)s) AND c.at
    )
    SELECT reader, person, day, {TALLY} FROM candidates AS c
    WHERE {_IS_UNEXPLAINED} AND NOT EXISTS (SELECT FROM answering a WHERE a.id = c.id AND a.person = c.person)
    GROUP BY reader, person, day"""  # noqa: S608 - our own words
    return hits(ReviewRule.NO_APPOINTMENT, sql, batch, days=NEAR_DAYS)


def _tied(rule: ReviewRule, sql: str, batch: Batch, **limits: Any) -> list[Hit]:
    known = staff_digests()
    return hits(
        rule,
        sql,
        batch,
        staff=[str(one.staff_id) for one in known],
        kinds=[one.kind for one in known],
        digests=[one.digest for one in known],
        **limits,
    )
