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

#: No appointment, visit or procedure of the person (or of whom they are guardian or ward of) within `days` of the
#: read, and no work of the reader's about them within the hour: booking, check-in, registration, import, papers,
#: answering a review.
_UNEXPLAINED = f"""
    NOT EXISTS (
        SELECT FROM patients_appointment a
        WHERE a.person_id = ANY (household.people) AND a.status <> 'entered-in-error'
            AND a.starts_at BETWEEN c.at - make_interval(days => %(days)s) AND c.at + make_interval(days => %(days)s)
    ) AND NOT EXISTS (
        SELECT FROM patients_visit v
        WHERE v.person_id = ANY (household.people)
            AND v.started_at BETWEEN c.at - make_interval(days => %(days)s) AND c.at
    ) AND NOT EXISTS (
        SELECT FROM patients_procedure t
        WHERE t.person_id = ANY (household.people)
            AND t.ended_at BETWEEN c.at - make_interval(days => %(days)s) AND c.at
    ) AND NOT EXISTS (
        SELECT FROM audit_event w
        WHERE w.actor_kind = 'staff' AND w.actor_id = c.reader AND w.outcome = 'granted'
            AND w.word IN ('create', 'change', 'consent', 'import', 'send', 'audit', 'review')
            AND w.occurred_at BETWEEN c.at - interval '{WORK_HOURS} hours' AND c.at + interval '{WORK_HOURS} hours'
            AND w.people && household.people
    )"""  # noqa: S608 - our own words
_HOUSEHOLD = """
    CROSS JOIN LATERAL (
        SELECT array_agg(DISTINCT q.id) AS people FROM patients_person p
            JOIN patients_person q ON q.id = p.id OR q.id = p.guardian_id OR q.guardian_id = p.id
        WHERE p.id = c.person
    ) AS household"""


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
    )
    SELECT reader, person, day, {TALLY}, max(bearers) AS bearers
    FROM named AS c JOIN bearers USING (family_key) {_HOUSEHOLD}
    WHERE bearers <= greatest(%(family)s, (SELECT count(*) FROM patients_person) / %(share)s) AND {_UNEXPLAINED}
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
    )
    SELECT reader, person, day, {TALLY} FROM candidates AS c {_HOUSEHOLD}
    WHERE {_UNEXPLAINED} AND NOT EXISTS (
        SELECT FROM audit_event s
        WHERE s.people @> ARRAY[c.person] AND s.word = 'send' AND s.purpose = 'TREAT'
            AND s.occurred_at BETWEEN c.at - make_interval(days => %(days)s) AND c.at
    )
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
