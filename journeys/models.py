"""When does which person get which message? Anchored timelines, enrolments, runs."""

from django.db import models

from audit.domain.uuid7 import uuid7
from campaigns.models import MessageTemplate, Segment
from clinic.enums import Channel
from clinic.models import Location
from journeys.enums import Condition, EnrolmentState, ExitReason, RunKind, Trigger
from patients.models import Appointment, Person


class Journey(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=250, blank=True)
    trigger = models.CharField(max_length=16, choices=Trigger)
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, blank=True, help_text="Only people of this segment enter."
    )
    is_active = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class JourneyVersion(models.Model):
    """Immutable once published; enrolments keep the version they began with."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    journey = models.ForeignKey(Journey, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("journey", "-number")
        constraints = (models.UniqueConstraint(fields=["journey", "number"], name="journeys_version_number"),)

    def __str__(self) -> str:
        return f"{self.journey} v{self.number}"


class Step(models.Model):
    """A message at an offset from the anchor, inside a window of local time, until it is too late for it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.ForeignKey(JourneyVersion, models.CASCADE, related_name="steps")
    key = models.SlugField(max_length=40)
    offset_days = models.SmallIntegerField(default=0, help_text="On the wall clock; negative is before the anchor.")
    offset_hours = models.SmallIntegerField(default=0)
    window_from = models.TimeField(default="09:00", help_text="Local time. A step due earlier waits until then …")
    window_until = models.TimeField(default="20:00", help_text="… and one due later waits for the next day.")
    condition = models.CharField(max_length=20, choices=Condition, blank=True)
    too_late_hours = models.PositiveSmallIntegerField(
        default=24, help_text="After its due time it is not sent any more."
    )
    late_entry_hours = models.PositiveSmallIntegerField(
        default=0, help_text="So long after its due time somebody who enters the journey late still gets it."
    )
    template = models.ForeignKey(MessageTemplate, models.PROTECT)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)

    class Meta:
        ordering = ("version", "offset_days", "offset_hours")
        constraints = (models.UniqueConstraint(fields=["version", "key"], name="journeys_step_key"),)

    def __str__(self) -> str:
        return self.key


class Enrolment(models.Model):
    """A person on a timeline, once per anchor.

    `next_due_at` is when there is something to decide again; null when every step has its message or its reason.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    journey = models.ForeignKey(Journey, models.PROTECT, related_name="enrolments")
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
            models.Index(fields=["person"], name="journeys_enrolment_person"),
        )

    def __str__(self) -> str:
        return f"enrolment {self.pk}"


class Run(models.Model):
    """One pass of planning and delivery. A nightly run exists once per clinic date."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=8, choices=RunKind)
    clinic_date = models.DateField()
    at = models.DateTimeField()
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ("-started_at",)
        default_permissions = ("view",)
        constraints = (
            models.UniqueConstraint(
                fields=["clinic_date"],
                condition=models.Q(kind=RunKind.NIGHTLY),
                name="journeys_one_nightly_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.clinic_date.day} {self.clinic_date:%B %Y}"
