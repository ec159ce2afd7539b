"""An enrolment as deciding reads it: plain values, since a night has many."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journeys.models import Enrolment


@dataclass(frozen=True, slots=True)
class Due:
    """`appointment_status` is empty where there is no appointment."""

    id: UUID
    person_id: UUID
    journey_id: UUID
    version_id: UUID
    appointment_id: UUID | None
    anchor_key: str
    anchor_at: datetime
    location_id: UUID | None
    time_zone: str
    revision: int
    enrolled_at: datetime
    appointment_status: str = ""

    @classmethod
    def of(cls, enrolment: Enrolment) -> "Due":
        return cls(
            id=enrolment.pk,
            person_id=enrolment.person_id,
            journey_id=enrolment.journey_id,
            version_id=enrolment.version_id,
            appointment_id=enrolment.appointment_id,
            anchor_key=enrolment.anchor_key,
            anchor_at=enrolment.anchor_at,
            location_id=enrolment.location_id,
            time_zone=enrolment.time_zone,
            revision=enrolment.revision,
            enrolled_at=enrolment.enrolled_at,
            appointment_status=enrolment.appointment.status if enrolment.appointment else "",
        )
