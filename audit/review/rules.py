"""Rules about the book alone. What they count is a matter of work in a clinic: each number says why."""

from audit.domain.review import Hit
from audit.enums import ReviewRule
from audit.review.reads import DAY, FRESH, IS_SHOWN, TALLY, Batch, hits, whole_days

#: A record every two minutes for a whole hour: checking somebody in takes longer than that.
OPENED_AN_HOUR = 30
#: More than two busy desks open in a day.
OPENED_A_DAY = 120
#: Twelve full pages of fifty. A day's calls and the week's lists stay below.
LISTED_A_DAY = 600
#: Somebody who meets a closed door tries it again, and asks. Five doors in a quarter of an hour are a search.
DENIED_IN_A_QUARTER_HOUR = 5


def bulk(batch: Batch) -> list[Hit]:
    """Many different people by one reader in a day. Hours begin at :00 and :30."""
    sql = f"""
    WITH {whole_days(IS_SHOWN)},
    seen AS (SELECT id, at, reader, day, person, is_opened FROM whole CROSS JOIN LATERAL unnest(people) AS person),
    hours AS (
        SELECT reader, day, count(DISTINCT person) AS people
        FROM seen CROSS JOIN LATERAL (VALUES (interval '0'), (interval '30 minutes')) AS half (shift)
        WHERE is_opened
        GROUP BY reader, day, shift, date_bin('1 hour', at, timestamptz '2000-01-01' + shift)
    ),
    busiest AS (SELECT reader, day, max(people) AS people FROM hours GROUP BY reader, day),
    different AS (
        SELECT reader, day, count(*) FILTER (WHERE is_opened) AS opened,
            count(*) FILTER (WHERE NOT is_opened) AS listed
        FROM (SELECT DISTINCT reader, day, person, is_opened FROM seen) AS pairs GROUP BY reader, day
    ),
    days AS (
        SELECT reader, day, count(*) AS reads, min(id) AS first_event, max(id) AS last_event, min(at) AS first_at,
            max(at) AS last_at
        FROM whole GROUP BY reader, day
    )
    SELECT reader, NULL::uuid, day, reads, first_event, last_event, first_at, last_at,
        opened, coalesce(people, 0) AS busiest_hour, listed
    FROM days JOIN different USING (reader, day) LEFT JOIN busiest USING (reader, day)
    WHERE opened > %(a_day)s OR people > %(an_hour)s OR listed > %(listed)s"""  # noqa: S608 - our own words
    limits = {"a_day": OPENED_A_DAY, "an_hour": OPENED_AN_HOUR, "listed": LISTED_A_DAY}
    return hits(ReviewRule.BULK, sql, batch, is_whole_day=True, **limits)


def denied_burst(batch: Batch) -> list[Hit]:
    sql = f"""
    WITH {whole_days("e.outcome = 'denied'")},
    counted AS (
        SELECT *, count(*) OVER (
            PARTITION BY reader, day ORDER BY at RANGE BETWEEN interval '15 minutes' PRECEDING AND CURRENT ROW
        ) AS within
        FROM whole
    )
    SELECT reader, NULL::uuid, day, {TALLY}, max(within) AS quarter_hour
    FROM counted GROUP BY reader, day HAVING max(within) >= %(most)s"""  # noqa: S608 - our own words
    return hits(ReviewRule.DENIED_BURST, sql, batch, is_whole_day=True, most=DENIED_IN_A_QUARTER_HOUR)


def export(batch: Batch) -> list[Hit]:
    """Whatever left as a file: once a day for each reader, however little it was. (An export is two events.)"""
    sql = f"""
    WITH {whole_days("e.word = 'export' AND e.outcome = 'granted'")}
    SELECT reader, NULL::uuid, day, count(DISTINCT coalesce(details ->> 'export', id::text)), min(id), max(id),
        min(at), max(at), count(DISTINCT person) AS people
    FROM whole LEFT JOIN LATERAL unnest(people) AS person ON true
    GROUP BY reader, day"""  # noqa: S608 - our own words
    return hits(ReviewRule.EXPORT, sql, batch, is_whole_day=True)


def break_glass(batch: Batch) -> list[Hit]:
    """The opening of emergency access, and every read that rested on it; not the officer's answer to it."""
    sql = f"""
    SELECT reader, person, day, {TALLY} FROM (
        SELECT e.id, e.occurred_at AS at, e.actor_id AS reader, person, {DAY} AS day
        FROM audit_event e CROSS JOIN LATERAL unnest(e.people) AS person
        WHERE {FRESH} AND e.outcome = 'granted' AND e.word <> 'review'
            AND (e.word = 'break-glass' OR e.details ? 'break_glass')
    ) AS used GROUP BY reader, person, day"""  # noqa: S608 - our own words
    return hits(ReviewRule.BREAK_GLASS, sql, batch)
