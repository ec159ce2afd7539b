"""What becomes of enrolments when something happened to their anchor or to the person: one statement each, for at most
a batch, skipping what somebody else is at. Each returns (enrolment, journey slug) of what it changed."""

from journeys.endings import STILL_ENDED

# A message of an enrolment's present revision is known by its occurrence (`domain.deciding.occurrence`).
MOVED = """
    UPDATE journeys_enrolment e
    SET anchor_at = found.starts_at, location_id = found.location_id, time_zone = found.time_zone,
        revision = e.revision + 1, state = %(active)s, exit_reason = '', ended_at = NULL, next_due_at = %(at)s
    FROM (
        SELECT n.id, a.starts_at, a.location_id, l.time_zone
        FROM journeys_enrolment n
        JOIN patients_appointment a ON a.id = n.appointment_id
        JOIN clinic_location l ON l.id = a.location_id
        WHERE n.id IN (
            SELECT f.id FROM journeys_enrolment f JOIN patients_appointment b ON b.id = f.appointment_id
            WHERE f.state = %(active)s AND (b.starts_at, b.location_id) IS DISTINCT FROM (f.anchor_at, f.location_id)
            UNION ALL
            SELECT f.id FROM patients_appointment b JOIN journeys_enrolment f ON f.appointment_id = b.id
            WHERE b.starts_at > %(at)s AND f.state <> %(active)s
              AND ((b.starts_at, b.location_id) IS DISTINCT FROM (f.anchor_at, f.location_id)
                   OR f.exit_reason = %(appointment_off)s)
            UNION ALL -- changed back before anybody looked, and the delivery had stopped a message in between
            SELECT f.id FROM patients_appointment b JOIN journeys_enrolment f ON f.appointment_id = b.id
            WHERE b.starts_at > %(at)s AND f.state = %(active)s AND EXISTS (
                SELECT 1 FROM campaigns_message m
                WHERE m.origin_id = f.id AND m.state = %(expired)s AND m.reason = ANY(%(stopped)s)
                  AND split_part(m.occurrence, '~', 2) = COALESCE(NULLIF(f.revision, 0)::text, '')
            )
        ) AND a.status = ANY(%(still_on)s)
        ORDER BY n.id LIMIT %(batch)s FOR UPDATE OF n SKIP LOCKED
    ) AS found
    WHERE e.id = found.id
    RETURNING e.id, (SELECT j.slug FROM journeys_journey j WHERE j.id = e.journey_id)
"""

OFF = """
    UPDATE journeys_enrolment e
    SET state = CASE WHEN found.status = ANY(%(took_place)s) THEN %(completed)s ELSE %(exited)s END,
        exit_reason = CASE WHEN found.status = ANY(%(took_place)s) THEN '' ELSE %(appointment_off)s END,
        next_due_at = NULL, ended_at = %(at)s
    FROM (
        SELECT n.id, a.status
        FROM journeys_enrolment n
        JOIN patients_appointment a ON a.id = n.appointment_id
        WHERE n.state = %(active)s AND NOT a.status = ANY(%(still_on)s)
        ORDER BY n.id LIMIT %(batch)s FOR UPDATE OF n SKIP LOCKED
    ) AS found
    WHERE e.id = found.id
    RETURNING e.id, (SELECT j.slug FROM journeys_journey j WHERE j.id = e.journey_id)
"""

# A goal, or what ends a journey early; `{happened}` as `endings` says it.
ENDED = """
    UPDATE journeys_enrolment e
    SET state = %(exited)s, exit_reason = %(why)s, next_due_at = NULL, ended_at = %(at)s
    FROM (
        SELECT n.id
        FROM journeys_enrolment n
        JOIN journeys_journeyversion v ON v.id = n.version_id
        JOIN journeys_journey j ON j.id = n.journey_id
        WHERE n.state = %(active)s AND {of_versions} AND {happened}
        ORDER BY n.id LIMIT %(batch)s FOR UPDATE OF n SKIP LOCKED
    ) AS found
    WHERE e.id = found.id
    RETURNING e.id, (SELECT j.slug FROM journeys_journey j WHERE j.id = e.journey_id)
"""

# Cancelled, or not come to. Whoever came has been here since, and has been seen.
_FREE = """
    UPDATE journeys_enrolment e
    SET state = %(active)s, exit_reason = '', ended_at = NULL, next_due_at = %(at)s, revision = e.revision + 1
    FROM (
        SELECT n.id
        FROM journeys_enrolment n
        JOIN journeys_journeyversion v ON v.id = n.version_id
        JOIN journeys_journey j ON j.id = n.journey_id
        WHERE n.state <> %(active)s AND n.anchor_at > %(since)s AND n.version_id = ANY(%(versions)s)
          AND EXISTS (
              SELECT 1 FROM journeys_step s WHERE s.version_id = n.version_id
                AND n.anchor_at + make_interval(days => s.offset_days, hours => s.offset_hours + s.too_late_hours)
                    > %(at)s
          )
          AND (n.exit_reason = ANY(%(by_booking)s) AND EXISTS (
              SELECT 1 FROM patients_appointment a
              WHERE a.person_id = n.person_id AND a.starts_at > n.ended_at AND NOT a.status = ANY(%(on_or_came)s)
          ) OR EXISTS (
              SELECT 1 FROM campaigns_message m
              WHERE m.origin_id = n.id AND m.state = %(expired)s AND m.reason = %(condition_not_met)s
                AND split_part(m.occurrence, '~', 2) = COALESCE(NULLIF(n.revision, 0)::text, '')
          ))
          AND NOT EXISTS (
              SELECT 1 FROM patients_appointment a
              WHERE a.person_id = n.person_id AND a.starts_at > n.ended_at AND a.status = ANY(%(on_or_came)s)
          )
          AND NOT ({still})
        ORDER BY n.id LIMIT %(batch)s FOR UPDATE OF n SKIP LOCKED
    ) AS found
    WHERE e.id = found.id
    RETURNING e.id, (SELECT j.slug FROM journeys_journey j WHERE j.id = e.journey_id)
"""

FREE_AGAIN = _FREE.format(still=STILL_ENDED)

# Somebody set a confirmed appointment back to booked: who had left because of the yes is asked again.
_UNCONFIRMED = """
    UPDATE journeys_enrolment e
    SET state = %(active)s, exit_reason = '', ended_at = NULL, next_due_at = %(at)s, revision = e.revision + 1
    FROM (
        SELECT n.id
        FROM journeys_enrolment n
        JOIN journeys_journeyversion v ON v.id = n.version_id
        JOIN journeys_journey j ON j.id = n.journey_id
        JOIN patients_appointment a ON a.id = n.appointment_id
        WHERE n.state = %(exited)s AND n.exit_reason = %(goal_reached)s AND n.version_id = ANY(%(versions)s)
          AND n.anchor_at > %(at)s AND a.status = ANY(%(still_on)s) AND a.status <> %(confirmed)s
          AND NOT ({still})
        ORDER BY n.id LIMIT %(batch)s FOR UPDATE OF n SKIP LOCKED
    ) AS found
    WHERE e.id = found.id
    RETURNING e.id, (SELECT j.slug FROM journeys_journey j WHERE j.id = e.journey_id)
"""

UNCONFIRMED = _UNCONFIRMED.format(still=STILL_ENDED)

OVER = """
    UPDATE journeys_enrolment e
    SET state = %(completed)s, ended_at = %(at)s
    WHERE e.id IN (
        SELECT n.id FROM journeys_enrolment n JOIN journeys_journey j ON j.id = n.journey_id
        WHERE j.is_active AND n.state = %(active)s AND n.next_due_at IS NULL
          AND (n.appointment_id IS NULL OR n.anchor_at <= %(at)s)
          AND NOT EXISTS (
              SELECT 1 FROM campaigns_message m WHERE m.origin_id = n.id AND m.state = ANY(%(pending)s)
          )
        ORDER BY n.id LIMIT %(batch)s FOR UPDATE OF n SKIP LOCKED
    )
    RETURNING e.id, (SELECT j.slug FROM journeys_journey j WHERE j.id = e.journey_id)
"""
