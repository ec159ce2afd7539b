"""A person on a timeline."""

from django.db import models

from audit.domain.uuid7 import uuid7
from clinic.models import Location
from journeys.enums import EnrolmentState, ExitReason
from journeys.models.definitions import Journey, JourneyVersion
from patients.models import Appointment, Person


class Enrolment(models.Model):
    """A person on a timeline, once per anchor.

    `next_due_at` is when there is something to decide again; null when every step has its message or its reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    journey = models.ForeignKey(
        Journey, models.PROTECT, related_name="enrolments", db_index=False
    )  # begins a key below
    version = models.ForeignKey(JourneyVersion, models.PROTECT)
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")
    appointment = models.ForeignKey(Appointment, models.PROTECT, null=True)
    anchor_key = models.CharField(max_length=60)
    anchor_at = models.DateTimeField()
    location = models.ForeignKey(
        Location, models.PROTECT, null=True, db_index=False, help_text="The appointment's place: part of the anchor."
    )
    time_zone = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=EnrolmentState, default=EnrolmentState.ACTIVE)
    exit_reason = models.CharField(max_length=20, choices=ExitReason, blank=True)
    next_due_at = models.DateTimeField(null=True)
    revision = models.PositiveSmallIntegerField(
        default=0, help_text="How often what was planned was taken back, such as when the appointment moved."
    )
    enrolled_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ("view",)
        constraints = (
            models.UniqueConstraint(fields=["journey", "person", "anchor_key"], name="journeys_enrolment_once"),
        )
        indexes = (
            models.Index(
                fields=["next_due_at"],
                condition=models.Q(state=EnrolmentState.ACTIVE),
                name="journeys_enrolment_due",
            ),
            models.Index(
                fields=["version", "anchor_at"],
                condition=~models.Q(state=EnrolmentState.ACTIVE),
                name="journeys_enrolment_ended",
            ),
        )

    def __str__(self) -> str:
        return f"enrolment {self.pk}"
