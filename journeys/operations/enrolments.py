"""People enter journeys: one statement for each journey, whoever is in already stays as they are."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from audit.domain.actors import Actor
from audit.enums import AuditWord
from audit.ledger import record_change
from campaigns.models import Segment
from campaigns.queries import audience
from clinic.enums import NEEDS_AFTERCARE, ServiceCategory
from clinic.queries import organisation
from consent.enums import AuthorizationKind, AuthorizationState, OptInMode, Topic
from journeys.anchors import ANCHORS
from journeys.domain.entry import SWEPT, EntryWindow, asks_nothing, entry_window, is_newsletter, kind_wanted
from journeys.enums import EnrolmentState
from journeys.models import Journey, JourneyVersion, Step
from journeys.operations import claiming, giving_way
from journeys.queries import active_journeys, rule_of, steps_of
from patients.domain.people import ADULT_AGE
from patients.enums import CAME, STILL_ON, AppointmentStatus, PersonKind

_ENROL = """
    INSERT INTO journeys_enrolment
        (id, journey_id, version_id, person_id, appointment_id, anchor_key, anchor_at, location_id, time_zone,
         state, exit_reason, next_due_at, revision, enrolled_at)
    SELECT gen_random_uuid(), %(journey)s, %(version)s, who.person_id, who.appointment_id, who.anchor_key,
           who.anchor_at, who.location_id, COALESCE(NULLIF(who.time_zone, ''), %(zone)s), %(active)s,
           '', %(at)s, 0, %(at)s
    FROM (
        SELECT who.*, row_number() OVER (PARTITION BY who.person_id ORDER BY who.anchor_at, who.anchor_key) AS turn
        FROM ({who}) AS who (person_id, appointment_id, anchor_key, anchor_at, time_zone, location_id)
        WHERE NOT EXISTS (
            SELECT 1 FROM journeys_enrolment e
            WHERE e.journey_id = %(journey)s AND e.person_id = who.person_id AND e.anchor_key = who.anchor_key
        ) {only}
    ) who
    {limits}
    ORDER BY who.person_id, who.anchor_key -- two runs at once lock in one order
    ON CONFLICT DO NOTHING
"""
# Of several anchors that lie too near to each other the first one enters; a later run looks at the others again.
_APART = """ AND NOT EXISTS (
    SELECT 1 FROM journeys_enrolment e
    WHERE e.journey_id = %(journey)s AND e.person_id = who.person_id
      AND e.anchor_at > who.anchor_at - make_interval(days => %(days_between)s)
      AND e.anchor_at < who.anchor_at + make_interval(days => %(days_between)s)
)"""
_AT_MOST = """WHERE who.turn + (
    SELECT count(*) FROM journeys_enrolment e WHERE e.journey_id = %(journey)s AND e.person_id = who.person_id
) <= %(at_most)s"""


def enrol_due(*, by: Actor, at: datetime, swept_only: bool = False) -> int:
    """Bring everybody in whose anchor has come near; the count of new enrolments.

    A new enrolment's `next_due_at` is `at`: the planning that follows works out when its first step is due.
    """
    zone = organisation().time_zone
    return sum(
        _enrol(journey, version, zone=zone, by=by, at=at)
        for journey, version in active_journeys()
        if not swept_only or journey.trigger in SWEPT
    )


@transaction.atomic
def _enrol(journey: Journey, version: JourneyVersion, *, zone: str, by: Actor, at: datetime) -> int:
    steps = steps_of(version.pk)
    window = entry_window(journey.trigger, [rule_of(step) for step in steps], at)
    sql, values = _statement(journey, version, steps, window, zone=zone, at=at)
    giving_way.to_whoever_waits()
    if _is_limited(version):
        claiming.keep_entries(journey.slug)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        entered = int(cursor.rowcount)
    if entered:
        record_change(
            word=AuditWord.CREATE,
            actor=by,
            fields=["journeys.enrolment"],
            details={"enrolments": entered, "journey": journey.slug},
        )
    return entered


def _is_limited(version: JourneyVersion) -> bool:
    return version.at_most is not None or version.days_between > 0


def _statement(
    journey: Journey, version: JourneyVersion, steps: Collection[Step], window: EntryWindow, *, zone: str, at: datetime
) -> tuple[str, dict[str, Any]]:
    anchors = ANCHORS[journey.trigger]
    only, of_segment = _only_of_segment(version.segment, window.until)
    limits = _AT_MOST if version.at_most is not None else ""
    if version.days_between:
        only += _APART
        limits = f"{limits} AND who.turn = 1" if limits else "WHERE who.turn = 1"
    values = {
        "journey": journey.pk,
        "version": version.pk,
        "zone": zone,
        "at": at,
        "after": window.after,
        "until": window.until,
        "active": EnrolmentState.ACTIVE.value,
        "months": max(version.interval_months, 1),
        "at_most": version.at_most,
        "days_between": version.days_between,
    }
    purposes = {step.template.purpose for step in steps}
    wanted = kind_wanted(journey.trigger, purposes)
    asked = {
        "topics": sorted({step.template.topic for step in steps}),
        "asks_nothing": any(asks_nothing(step.template.purpose, step.template.topic) for step in steps),
        "is_newsletter": is_newsletter(purposes),
        "kinds": [wanted] if wanted else PersonKind.values,
    }
    every = {**_WORDS, **values, **asked, **of_segment, **anchors.values(version, window, zone)}
    return _ENROL.format(who=anchors.sql, only=only, limits=limits), every


def _only_of_segment(segment: Segment | None, moment: datetime) -> tuple[str, dict[str, Any]]:
    """The segment's query as a condition: who is in it when the last of these anchors has come.

    Django numbers its values; ours have names.
    """
    if segment is None:
        return "", {}
    sql, numbered = audience(segment, moment).order_by().values("pk").query.sql_with_params()
    pieces = sql.split("%s")
    named = [f"%(segment_{index})s" for index in range(len(numbered))]
    clause = "".join(piece + name for piece, name in zip(pieces, [*named, ""], strict=True))
    return f"AND who.person_id IN ({clause})", {f"segment_{i}": value for i, value in enumerate(numbered)}


_WORDS: Mapping[str, Any] = {
    "patient": PersonKind.PATIENT.value,
    "lead": PersonKind.LEAD.value,
    "still_on": sorted(STILL_ON),
    "came": sorted(CAME),
    "no_show": AppointmentStatus.NO_SHOW.value,
    "needs_aftercare": sorted(NEEDS_AFTERCARE),
    "check_up": ServiceCategory.CHECK_UP.value,
    "introduction": Topic.INTRODUCTION.value,
    "greetings": Topic.GREETINGS.value,
    "single": OptInMode.SINGLE.value,
    "signed": AuthorizationState.ACTIVE.value,
    "renewed_kinds": sorted(set(AuthorizationKind.values) - {AuthorizationKind.TESTIMONIAL.value}),
    "adult_age": ADULT_AGE,
}
