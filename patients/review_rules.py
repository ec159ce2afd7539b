"""Rules that know people: whose record a reader looked at, and whether the clinic's work explains it."""

from typing import Any

from audit.domain.review import Hit
from audit.domain.review_reasons import NEAR_DAYS
from audit.enums import ReviewRule
from audit.review.reads import LOOKS, TALLY, Batch, hits
from clinic.staff_digests import staff_digests
from patients.review_excuses import EXPLAINED, IS_UNEXPLAINED, OWN_WORK

#: A surname that more than one record in a hundred bears tells nothing (Chen in Taipei, Smith in Ohio) …
COMMON_SURNAME_SHARE = 100
#: … but in a small clinic one family alone may be more than that.
MOST_OF_ONE_FAMILY = 10
#: A relative's record is opened for work on the day of their visit, or the day before or after.
SURNAME_NEAR_DAYS = 1

#: Whose record was looked at that may be a reader's own, or close to: ties(id, at, reader, person, day, word, mail,
#: family, home, colleague). A guardian's inbox counts as well as a confidential address.
_TIES = f"""
    {LOOKS},
    digests (staff, kind, digest) AS MATERIALIZED (
        SELECT * FROM unnest(%(staff)s::text[], %(kinds)s::text[], %(digests)s::bytea[])
    ),
    ties AS MATERIALIZED (
        SELECT o.id, o.at, o.reader, o.person, o.day, o.word,
            bool_or(d.kind = 'email' AND d.staff = o.reader) AS mail,
            bool_or(d.kind = 'family' AND d.staff = o.reader) AS family,
            bool_or(d.kind = 'home' AND d.staff = o.reader) AS home,
            bool_or(d.kind = 'email' AND d.staff <> o.reader) AS colleague
        FROM looks o JOIN patients_person p ON p.id = o.person
            CROSS JOIN LATERAL (
                VALUES ('email', p.email_key), ('email', p.confidential_email_key), ('family', p.family_key),
                    ('home', p.address_key)
            ) AS has (kind, digest)
            JOIN digests d ON d.kind = has.kind AND d.digest = has.digest
        GROUP BY o.id, o.at, o.reader, o.person, o.day, o.word
    )"""  # noqa: S608 - our own words
_IS_OWN = "(mail OR family AND home)"


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
    {EXPLAINED}
    SELECT reader, person, day, {TALLY}, max(bearers) AS bearers, {OWN_WORK} AS own_work
    FROM candidates AS c WHERE {IS_UNEXPLAINED}
    GROUP BY reader, person, day"""  # noqa: S608 - our own words
    limits = {"family": MOST_OF_ONE_FAMILY, "share": COMMON_SURNAME_SHARE, "days": SURNAME_NEAR_DAYS}
    return _tied(ReviewRule.SAME_SURNAME, sql, batch, **limits)


def no_appointment(batch: Batch) -> list[Hit]:
    """A patient's own page, or a look-up of few, with nothing near that needs it.

    A treatment mail of ours may make them call.

    Rows of messages, consents or imports are not the record; leads and subscribers have no appointments.
    """
    sql = f"""
    WITH {LOOKS},
    candidates AS MATERIALIZED (
        SELECT o.* FROM looks o JOIN patients_person p ON p.id = o.person
        WHERE o.word IN ('reveal', 'search') AND p.kind = 'patient'
            AND NOT o.categories <@ '{{messages,consent,imports,access,house}}'::varchar[]
    ),
    {EXPLAINED},
    sent AS MATERIALIZED (
        SELECT person, s.actor_id AS sender, s.occurred_at AS at
        FROM audit_event s CROSS JOIN LATERAL unnest(s.people) AS person
        WHERE s.word = 'send' AND s.purpose = 'TREAT'
            AND s.occurred_at BETWEEN (SELECT first FROM span) - make_interval(days => %(days)s)
                AND (SELECT last FROM span)
    ),
    answering AS MATERIALIZED (
        SELECT c.id, c.person FROM candidates c JOIN sent s
            ON s.person = c.person AND s.sender <> c.reader
            AND s.at BETWEEN c.at - make_interval(days => %(days)s) AND c.at
    )
    SELECT reader, person, day, {TALLY}, {OWN_WORK} AS own_work FROM candidates AS c
    WHERE {IS_UNEXPLAINED} AND NOT EXISTS (SELECT FROM answering a WHERE a.id = c.id AND a.person = c.person)
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
