"""How each goal and exit word shows in the rows, as conditions about an enrolment `n` of version `v`, journey `j`.

What they may use besides: `at` and the words of `leaving`. The gate asks about each message all the same:
a condition that is slower to notice than the gate lets nothing through.
"""

from collections.abc import Mapping

from journeys.anchors import seminars
from journeys.enums import Exit, Goal, Trigger

CONFIRMED = """EXISTS (
    SELECT 1 FROM patients_appointment a WHERE a.id = n.appointment_id AND a.status = %(confirmed)s
)"""

BOOKED = """EXISTS (
    SELECT 1 FROM patients_appointment a
    WHERE a.person_id = n.person_id AND a.id IS DISTINCT FROM n.appointment_id
      AND a.status = ANY(%(still_on)s) AND a.starts_at > %(at)s
)"""

# Since when somebody's coming counts: for whoever had not come for so long, since the visit before (four days later:
# the ends of months lie up to three days apart); for whoever did not come, since then.
_SINCE = """CASE
    WHEN j.trigger = ANY(%(after_visits)s) THEN n.anchor_at - make_interval(months => v.interval_months, days => -4)
    WHEN j.trigger = %(no_show_trigger)s THEN n.anchor_at
    ELSE n.enrolled_at
END"""
_CAME = """(EXISTS (
    SELECT 1 FROM patients_visit w
    WHERE w.person_id = n.person_id AND w.started_at > {since} AND w.started_at <= %(at)s
      AND (j.trigger <> %(check_up_due)s OR w.category = %(check_up)s)
) OR EXISTS (
    SELECT 1 FROM patients_appointment a
    LEFT JOIN clinic_service k ON k.id = a.service_id
    WHERE a.person_id = n.person_id AND a.status = ANY(%(came)s) AND a.starts_at > {since} AND a.starts_at <= %(at)s
      AND (j.trigger <> %(check_up_due)s OR k.category = %(check_up)s)
))"""
CAME = _CAME.format(since=_SINCE)

ANSWERED = """EXISTS (
    SELECT 1 FROM campaigns_message m JOIN campaigns_careanswer c ON c.message_id = m.id WHERE m.origin_id = n.id
)"""

BECAME_PATIENT = """EXISTS (
    SELECT 1 FROM patients_person p WHERE p.id = n.person_id AND p.kind = %(patient)s
) AND j.trigger = %(lead_trigger)s"""

SIGNED_AGAIN = """EXISTS (
    SELECT 1 FROM consent_authorization a
    JOIN consent_authorizationform f ON f.id = a.form_id
    JOIN consent_authorization b ON b.person_id = a.person_id AND b.id <> a.id
    JOIN consent_authorizationform g ON g.id = b.form_id AND g.kind = f.kind
    WHERE a.person_id = n.person_id AND a.id::text = n.anchor_key AND b.state = %(signed)s AND b.defect = ''
      AND (b.expires_on IS NULL OR b.expires_on > a.expires_on)
)"""

# Staff were asked about them: they wrote, they want an appointment, or they were handed over.
HANDED_OVER = """EXISTS (
    SELECT 1 FROM patients_desktask d
    WHERE d.person_id = n.person_id AND d.kind = ANY(%(for_staff)s) AND d.asked_at >= n.enrolled_at
)"""

# As `consent.domain.choices` reads the person's own words: their latest about the topic, or a later one about all.
UNSUBSCRIBED = """NOT EXISTS (
    SELECT 1 FROM journeys_step s
    JOIN campaigns_messagetemplate t ON t.id = s.template_id
    LEFT JOIN LATERAL (
        SELECT r.wanted, r.recorded_at FROM consent_preference r
        WHERE r.person_id = n.person_id AND r.channel = s.channel AND r.topic = t.topic
        ORDER BY r.recorded_at DESC, r.id DESC LIMIT 1
    ) own ON true
    LEFT JOIN LATERAL (
        SELECT r.wanted, r.recorded_at FROM consent_preference r
        WHERE r.person_id = n.person_id AND r.channel = s.channel AND r.topic = %(all_topics)s
        ORDER BY r.recorded_at DESC, r.id DESC LIMIT 1
    ) every ON true
    WHERE s.version_id = n.version_id AND COALESCE(own.wanted, true)
      AND NOT (every.wanted IS NOT DISTINCT FROM false AND (own.recorded_at > every.recorded_at) IS NOT TRUE)
) AND EXISTS (SELECT 1 FROM consent_preference r WHERE r.person_id = n.person_id AND NOT r.wanted)"""

DIED = "n.person_id IN (SELECT p.id FROM patients_person p WHERE p.is_deceased)"
_NO_LEAD_ANY_MORE = "EXISTS (SELECT 1 FROM patients_person p WHERE p.id = n.person_id AND p.kind <> %(lead)s)"
_CAME_AFTER_ALL = """EXISTS (
    SELECT 1 FROM patients_appointment a
    WHERE a.id::text = n.anchor_key AND a.person_id = n.person_id AND a.status <> %(no_show)s
)"""
_NO_LONGER_SIGNED = """EXISTS (
    SELECT 1 FROM consent_authorization a
    WHERE a.id::text = n.anchor_key AND a.person_id = n.person_id AND a.state <> %(signed)s
)"""
_NO_PLACE = """NOT EXISTS (
    SELECT 1 FROM campaigns_seminarplace r JOIN campaigns_seminar s ON s.id = r.seminar_id
    WHERE r.person_id = n.person_id AND {stands} AND {key} = n.anchor_key
)"""
_NO_PLACE_ANY_MORE = _NO_PLACE.format(stands=seminars.STANDS, key=seminars.KEY)
_NOT_THEIR_HOLIDAY = """EXISTS (
    SELECT 1 FROM (
        SELECT c.offered, c.wanted FROM consent_holidaychoice c WHERE c.person_id = n.person_id
        ORDER BY c.recorded_at DESC, c.id DESC LIMIT 1
    ) said
    WHERE split_part(n.anchor_key, ':', 1) = ANY(said.offered)
      AND NOT split_part(n.anchor_key, ':', 1) = ANY(said.wanted)
)"""
_ANOTHER_BIRTHDAY = """n.anchor_key = ANY(%(birthdays)s) AND NOT EXISTS (
    SELECT 1 FROM unnest(%(birthdays)s::text[], %(digests)s::bytea[]) AS b (key, digest)
    JOIN patients_person p ON p.birthday_key = b.digest
    WHERE b.key = n.anchor_key AND p.id = n.person_id
)"""

GOALS: Mapping[Goal, str] = {
    Goal.CONFIRMED: CONFIRMED,
    Goal.BOOKED: BOOKED,
    Goal.CAME: CAME,
    Goal.ANSWERED: ANSWERED,
    Goal.BECAME_PATIENT: BECAME_PATIENT,
    Goal.SIGNED_AGAIN: SIGNED_AGAIN,
}
EXITS: Mapping[Exit, str] = {
    Exit.UNSUBSCRIBED: UNSUBSCRIBED,
    Exit.HANDED_OVER: HANDED_OVER,
    Exit.CAME: CAME,
    Exit.BOOKED: BOOKED,
}
#: By trigger, whatever the version says: what it began with is gone, or was a mistake.
ANCHOR_GONE: Mapping[Trigger, str] = {
    Trigger.LEAD: _NO_LEAD_ANY_MORE,
    Trigger.NO_SHOW: _CAME_AFTER_ALL,
    Trigger.AUTHORIZATION_ENDING: _NO_LONGER_SIGNED,
    Trigger.SEMINAR: _NO_PLACE_ANY_MORE,
    Trigger.HOLIDAY: _NOT_THEIR_HOLIDAY,
    Trigger.BIRTHDAY: _ANOTHER_BIRTHDAY,
}
#: Whether one of an enrolment's own goals and exits holds at this moment.
STILL_ENDED = " OR ".join(
    [f"'{goal.value}' = ANY(v.goals) AND {happened}" for goal, happened in GOALS.items()]
    + [f"'{early.value}' = ANY(v.exits) AND {happened}" for early, happened in EXITS.items()]
)
