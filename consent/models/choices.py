"""What people chose. Rows are added, never changed; the latest word counts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from audit.domain.uuid7 import uuid7
from clinic.domain.holidays import holiday_in_words
from clinic.enums import Channel, Language
from consent.enums import OptInMode, Recorded, RestrictionCovers, Topic
from patients.models import Person


class Preference(models.Model):
    """Somebody switched a topic on or off. The latest row of (person, topic, channel) counts."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="preferences")
    topic = models.CharField(max_length=20, choices=Topic)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    wanted = models.BooleanField()
    recorded_at = models.DateTimeField()
    via = models.CharField(max_length=20, choices=Recorded)
    recorded_by = models.UUIDField(null=True, help_text="The member of staff, if one entered it.")
    text_version = models.CharField(max_length=40, blank=True)

    class Meta:
        default_permissions = ("view",)
        indexes = (
            models.Index(fields=["person", "channel", "topic", "-recorded_at", "-id"], name="consent_preference_now"),
        )

    def __str__(self) -> str:
        return f"preference {self.pk}"


class OptIn(models.Model):
    """Somebody asked for the newsletter on a form. Double mode counts from `confirmed_at`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="opt_ins")
    topic = models.CharField(max_length=20, choices=Topic, default=Topic.NEWSLETTER)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    mode = models.CharField(max_length=8, choices=OptInMode)
    form = models.CharField(max_length=60)
    text_version = models.CharField(max_length=40)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    via = models.CharField(max_length=20, choices=Recorded)
    recorded_by = models.UUIDField(null=True, help_text="The member of staff, if one entered it.")

    class Meta:
        default_permissions = ("view",)
        indexes = (models.Index(fields=["person", "topic"], name="consent_opt_in_person"),)

    def __str__(self) -> str:
        return f"opt-in {self.pk}"


class RiskAcknowledgement(models.Model):
    """The patient accepts e-mail without enforced encryption (HHS: 45 CFR 164.522(b), Omnibus Rule preamble)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="risk_acknowledgements")
    accepted = models.BooleanField()
    recorded_at = models.DateTimeField()
    via = models.CharField(max_length=20, choices=Recorded)
    recorded_by = models.UUIDField(null=True, help_text="The member of staff, if one entered it.")
    text_version = models.CharField(max_length=40)

    class Meta:
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"risk acknowledgement {self.pk}"


class Pause(models.Model):
    """No news and offers for some weeks. The latest row of (person, channel) counts; `until` in the past ends it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="pauses")
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    until = models.DateTimeField()
    recorded_at = models.DateTimeField()
    via = models.CharField(max_length=20, choices=Recorded)
    recorded_by = models.UUIDField(null=True, help_text="The member of staff, if one entered it.")

    class Meta:
        default_permissions = ("view",)
        indexes = (models.Index(fields=["person", "channel", "-recorded_at", "-id"], name="consent_pause_now"),)

    def __str__(self) -> str:
        return f"pause {self.pk}"


class TrackingChoice(models.Model):
    """Whether the clinic may count that this person opened a mail or followed a link. Nothing recorded means no."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="tracking_choices")
    wanted = models.BooleanField()
    recorded_at = models.DateTimeField()
    via = models.CharField(max_length=20, choices=Recorded)
    recorded_by = models.UUIDField(null=True, help_text="The member of staff, if one entered it.")
    text_version = models.CharField(max_length=40)

    class Meta:
        default_permissions = ("view",)
        indexes = (models.Index(fields=["person", "-recorded_at", "-id"], name="consent_tracking_now"),)

    def __str__(self) -> str:
        return f"tracking choice {self.pk}"


class HolidayChoice(models.Model):
    """On which holidays somebody wants a greeting, of those that the page offered. The latest row of a person counts;
    what it did not offer is greeted, if they asked for greetings at all."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="holiday_choices")
    offered = ArrayField(models.CharField(max_length=40))
    wanted = ArrayField(models.CharField(max_length=40), default=list)
    recorded_at = models.DateTimeField()
    via = models.CharField(max_length=20, choices=Recorded)
    recorded_by = models.UUIDField(null=True, help_text="The member of staff, if one entered it.")
    text_version = models.CharField(max_length=40)

    class Meta:
        default_permissions = ("view",)
        indexes = (models.Index(fields=["person", "-recorded_at", "-id"], name="consent_holidays_now"),)

    def __str__(self) -> str:
        return f"choice of holidays {self.pk}"

    @property
    def offered_in_words(self) -> str:
        return ", ".join(holiday_in_words(name, Language.ENGLISH) for name in self.offered)

    @property
    def wanted_in_words(self) -> str:
        return ", ".join(holiday_in_words(name, Language.ENGLISH) for name in self.wanted)


class Restriction(models.Model):
    """The clinic agreed to use the record for less (45 CFR 164.522(a)). About messages the latest row of a person
    counts; what is kept from a health plan is told apart."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="restrictions")
    covers = models.CharField(max_length=24, choices=RestrictionCovers)
    is_agreed = models.BooleanField(help_text="False: an earlier restriction ends.")
    request = models.ForeignKey(
        "consent.RightsRequest",
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="In its words: which service.",
    )
    recorded_at = models.DateTimeField()
    via = models.CharField(max_length=20, choices=Recorded)
    recorded_by = models.UUIDField(null=True, help_text="The member of staff, if one entered it.")

    class Meta:
        default_permissions = ("view",)
        indexes = (models.Index(fields=["person", "-recorded_at", "-id"], name="consent_restriction_now"),)

    def __str__(self) -> str:
        return f"restriction {self.pk}"
