"""What a journey is: versions that never change once published, and their steps."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from audit.domain.uuid7 import uuid7
from campaigns.models import MessageTemplate, Segment
from clinic.enums import Channel
from journeys.enums import Condition, Exit, Goal, Trigger


class Journey(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=250, blank=True)
    trigger = models.CharField(max_length=24, choices=Trigger, help_text="Fixed once a version was published.")
    is_active = models.BooleanField(default=False)
    cloned_from = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="clones")
    review_every_months = models.PositiveSmallIntegerField(
        default=6, help_text="So often somebody reads texts and timing again (0: never asked)."
    )
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
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, blank=True, help_text="Only people of this segment enter."
    )
    interval_months = models.PositiveSmallIntegerField(
        default=12, help_text="Yearly and recall journeys: so long after the last visit, and again so often."
    )
    day_of_month = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(28)], help_text="Journeys of a fixed day."
    )
    holidays = ArrayField(
        models.CharField(max_length=60),
        default=list,
        blank=True,
        help_text="Which days: calendar:name, as us:easter. Empty: all of the clinic's calendars.",
    )
    at_most = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="So often one person enters at all. Empty: without end."
    )
    days_between = models.PositiveSmallIntegerField(
        default=0, help_text="So many days lie between one person's entries at least."
    )
    goals = ArrayField(
        models.CharField(max_length=24, choices=Goal), default=list, blank=True, help_text="It has worked when …"
    )
    exits = ArrayField(
        models.CharField(max_length=24, choices=Exit), default=list, blank=True, help_text="It ends early when …"
    )
    priority = models.PositiveSmallIntegerField(
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
        help_text="1 goes first where the weekly cap leaves no room for all.",
    )
    is_capped = models.BooleanField(
        "under the weekly cap", default=True, help_text="Off: its messages count, but are never held back by the cap."
    )
    created_at = models.DateTimeField(null=True, editable=False)
    created_by = models.CharField(max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.CharField(max_length=64, blank=True, editable=False)

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
    weekdays = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(7)]),
        default=list,
        blank=True,
        help_text="ISO: 1 is Monday. Empty: every day that the clinic sends on.",
    )
    on_closed_days = models.BooleanField(
        default=False, help_text="It may leave on closed days and on every day of the week (greetings)."
    )
    only_that_day = models.BooleanField(
        default=False, help_text="On the very day or not at all, on the person's calendar."
    )
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


class JourneyReview(models.Model):
    """Somebody read a journey again: its texts, its timing, its figures (flows are reviewed on a schedule)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    journey = models.ForeignKey(Journey, models.PROTECT, related_name="reviews")
    reviewed_at = models.DateTimeField()
    reviewed_by = models.CharField(max_length=64)
    found = models.CharField(max_length=250, blank=True, help_text="What was found. About the journey, nobody's name.")

    class Meta:
        ordering = ("-reviewed_at",)
        default_permissions = ("view", "add")

    def __str__(self) -> str:
        return f"review of {self.journey}"
