"""Passes over the due work, and what staff read and decide before one."""

from django.db import models

from audit.domain.uuid7 import uuid7
from campaigns.models import TemplateVersion
from clinic.enums import Channel
from journeys.enums import HoldScope, RunKind
from journeys.models.definitions import Journey
from patients.models import Person


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


class Rehearsal(models.Model):
    """What one night will do, frozen so that it can be read and decided about. The latest number counts.

    `counts`, `oddities` and `forecast` are figures by journey, outcome and reason: nobody's data.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    night = models.DateField(help_text="Clinic date of the nightly run that it is about.")
    number = models.PositiveSmallIntegerField(default=1)
    as_of = models.DateTimeField(help_text="The moment of that run.")
    frozen_at = models.DateTimeField()
    frozen_by = models.CharField(max_length=64)
    counts = models.JSONField(default=dict)
    oddities = models.JSONField(default=list)
    forecast = models.JSONField(default=list)
    released_at = models.DateTimeField(null=True)
    released_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-night", "-number")
        default_permissions = ("view", "change")
        constraints = (models.UniqueConstraint(fields=["night", "number"], name="journeys_rehearsal_number"),)

    def __str__(self) -> str:
        return f"rehearsal of {self.night:%Y-%m-%d}"


class RehearsedLine(models.Model):
    """One message of a rehearsal, or why there will be none. It is known by person, journey, anchor and step: the
    enrolment may not exist yet."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    rehearsal = models.ForeignKey(Rehearsal, models.CASCADE, related_name="lines")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    journey = models.ForeignKey(Journey, models.PROTECT, related_name="+")
    step = models.CharField(max_length=40)
    anchor_key = models.CharField(max_length=60)
    anchor_at = models.DateTimeField()
    channel = models.CharField(max_length=8, choices=Channel)
    text = models.ForeignKey(TemplateVersion, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField()
    outcome = models.CharField(max_length=12)
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("due_at", "id")
        default_permissions = ("view",)
        constraints = (
            models.UniqueConstraint(
                fields=["rehearsal", "person", "journey", "anchor_key", "step", "channel"],
                name="journeys_rehearsed_once",
            ),
        )
        indexes = (models.Index(fields=["rehearsal", "journey", "outcome"], name="journeys_rehearsed_pages"),)

    def __str__(self) -> str:
        return f"rehearsed {self.pk}"


class Hold(models.Model):
    """Somebody said: not this. What it covers is planned and then held, until the hold is lifted or it is too late."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    scope = models.CharField(max_length=12, choices=HoldScope)
    night = models.DateField(null=True, help_text="Only what this night plans. Empty: until it is lifted.")
    journey = models.ForeignKey(Journey, models.PROTECT, null=True, related_name="holds")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="holds")
    anchor_key = models.CharField(max_length=60, blank=True)
    step = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=120, help_text="About the message, nothing about the person.")
    placed_at = models.DateTimeField()
    placed_by = models.CharField(max_length=64)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-placed_at",)
        default_permissions = ("view", "add", "change")
        indexes = (models.Index(fields=["scope"], condition=models.Q(lifted_at=None), name="journeys_hold_standing"),)

    def __str__(self) -> str:
        return f"hold {self.pk}"
