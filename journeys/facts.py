"""What conditions of steps ask about, for many enrolments at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from campaigns.models import CareAnswer
from journeys.domain.deciding import Timeline
from journeys.domain.timeline import House
from journeys.due import Due
from journeys.enums import Condition
from patients.enums import STILL_ON, AppointmentStatus
from patients.models import Appointment


@dataclass(frozen=True, slots=True)
class Facts:
    """People with something booked, and enrolments whose question was answered."""

    booked: frozenset[UUID] = frozenset()
    answered: frozenset[UUID] = frozenset()

    def timeline_of(self, enrolment: Due, open_hours: House) -> Timeline:
        status = enrolment.appointment_status
        return Timeline(
            anchor_at=enrolment.anchor_at,
            zone=open_hours.known(enrolment.time_zone),
            enrolled_at=enrolment.enrolled_at,
            appointment_is_on=not status or status in STILL_ON,
            has_upcoming_visit=enrolment.person_id in self.booked,
            place=enrolment.location_id,
            is_confirmed=status == AppointmentStatus.CONFIRMED,
            is_answered=enrolment.id in self.answered,
        )


def facts_of(enrolments: Sequence[Due], conditions: Collection[str], *, at: datetime) -> Facts:
    """One query for each condition that occurs and has to ask."""
    booked: frozenset[UUID] = frozenset()
    answered: frozenset[UUID] = frozenset()
    if Condition.NO_UPCOMING_VISIT in conditions:
        booked = _booked({enrolment.person_id for enrolment in enrolments}, at)
    if Condition.NOT_ANSWERED in conditions:
        answered = _answered({enrolment.id for enrolment in enrolments})
    return Facts(booked, answered)


def _booked(people: Collection[UUID], at: datetime) -> frozenset[UUID]:
    upcoming = Appointment.objects.filter(person__in=people, status__in=STILL_ON, starts_at__gt=at)
    return frozenset(upcoming.values_list("person_id", flat=True))


def _answered(enrolments: Collection[UUID]) -> frozenset[UUID]:
    answers = CareAnswer.objects.filter(message__origin_id__in=enrolments)
    return frozenset(answers.values_list("message__origin_id", flat=True))
