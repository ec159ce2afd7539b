"""What the coming night would do for somebody who is not in the journey yet: its rehearsed lines about them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from campaigns.enums import reason_in_words
from clinic.queries import organisation
from journeys.about import about_appointment, appointments_of, rule_in_words
from journeys.domain.rehearsing import coming_night
from journeys.explained import ComingStep
from journeys.models import Enrolment, RehearsedLine
from journeys.said import latest_rehearsal
from patients.models import Appointment, Person

_BRINGS_IN = "Tonight’s run brings them in"
_THEN = {"planned": "and plans it", "held": "and holds it", "failed": "and cannot send it"}


def rehearsed_steps(
    person: Person, enrolled: Iterable[Enrolment], now: datetime
) -> Mapping[UUID, tuple[ComingStep, ...]]:
    """By journey, in order of due time; none where they are in it for that anchor already, or nothing was rehearsed.
    Three queries at most. A line is as old as its rehearsal: what was booked or chosen since is not in it."""
    clinic = organisation()
    night = coming_night(now, clinic.time_zone, nightly_at=clinic.nightly_at, rehearsed_at=clinic.rehearsed_at).night
    rehearsal = latest_rehearsal(night)
    if rehearsal is None:
        return {}
    there = {(one.journey_id, one.anchor_key) for one in enrolled}
    rows = (
        RehearsedLine.objects.filter(rehearsal=rehearsal, person=person)
        .select_related("text__template")
        .defer("text__html", "text__text", "text__body")
        .order_by("due_at", "id")
    )
    lines = [line for line in rows if (line.journey_id, line.anchor_key) not in there]
    booked = appointments_of(person.pk, [line.anchor_key for line in lines])
    found: defaultdict[UUID, list[ComingStep]] = defaultdict(list)
    for line in lines:
        found[line.journey_id].append(_step(line, booked.get(line.anchor_key)))
    return {journey: tuple(steps) for journey, steps in found.items()}


def _step(line: RehearsedLine, appointment: Appointment | None) -> ComingStep:
    text = line.text.template if line.text else None
    return ComingStep(
        step=line.step,
        due_at=line.due_at,
        words=_in_words(line),
        channel=line.channel,
        rule=f"{text.purpose}/{text.topic}" if text else "",
        rule_in_words=rule_in_words(text.purpose, text.topic) if text else "",
        template=text.slug if text else "",
        template_name=text.name if text else "",
        template_version=f"v{line.text.number} {line.text.language}" if line.text else "",
        about=about_appointment(line.anchor_at, appointment.location) if appointment else "",
    )


def _in_words(line: RehearsedLine) -> str:
    then = f"{_BRINGS_IN} {_THEN.get(line.outcome, 'and leaves it out')}, as rehearsed"
    return f"{then}: {reason_in_words(line.reason).lower()}" if line.reason else then
