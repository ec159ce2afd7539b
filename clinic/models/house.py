"""The house itself: one organisation, its locations, services and closed days."""

from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from audit.domain.uuid7 import uuid7
from clinic.domain.hours import known_zone, shared_minutes
from clinic.enums import HolidayCalendar, Language, ServiceCategory

#: Most mail leaves in these hours; so much of them must not be quiet.
MAIL_FROM, MAIL_UNTIL, MAIL_MINUTES = time(9), time(20), 120


def every_weekday() -> list[int]:
    return list(range(1, 8))


def validate_zone(name: str) -> None:
    if not known_zone(name):
        raise ValidationError(f"“{name}” is no time zone: write one like America/Chicago or Asia/Taipei.")


class Organisation(models.Model):
    """The clinic. One row per installation."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(max_length=120)
    name_zh_hant = models.CharField("name in 繁體中文", max_length=120, blank=True)
    name_zh_hans = models.CharField("name in 简体中文", max_length=120, blank=True)
    postal_address = models.CharField(max_length=250, help_text="Stands in the footer of every mail.")
    phone = models.CharField(max_length=40)
    email = models.EmailField(help_text="The address that mail comes from and answers go to.")
    website = models.URLField(blank=True)
    booking_url = models.URLField(blank=True, help_text="Where patients book online. Empty: mails ask them to call.")
    language = models.CharField(max_length=8, choices=Language, default=Language.ENGLISH)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[validate_zone])
    quiet_from = models.TimeField(default="20:00", help_text="Clinic time. No journey mail leaves from then …")
    quiet_until = models.TimeField(default="08:00", help_text="… until then.")
    nightly_at = models.TimeField(default="02:00", help_text="Clinic time of the nightly run.")
    opens_at = models.TimeField(default="07:00", help_text="Clinic time. Reading records outside these hours …")
    closes_at = models.TimeField(default="20:00", help_text="… is shown to the privacy officer.")

    rehearsed_at = models.TimeField(
        default="15:00", help_text="Clinic time. From then on staff can read what the coming night will do."
    )
    release_by_hand = models.BooleanField(
        default=False, help_text="What a night plans waits until somebody of the staff releases it."
    )
    weekly_cap = models.PositiveSmallIntegerField(
        default=3, help_text="So many journey messages a person gets within seven days. 0: no limit."
    )
    send_weekdays = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(7)]),
        default=every_weekday,
        help_text="Days on which journey messages leave. 1 is Monday.",
    )
    holiday_calendars = ArrayField(
        models.CharField(max_length=2, choices=HolidayCalendar),
        default=list,
        blank=True,
        help_text="Whose holidays the clinic greets.",
    )

    weekly_numbers = models.BooleanField(
        "a mail with the week's numbers",
        default=True,
        db_default=True,
        help_text="On Monday morning administrators get a mail that leads to the numbers, if any message left.",
    )

    class Meta:
        verbose_name = "clinic"
        verbose_name_plural = "clinic"
        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="clinic_one_organisation"),)

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        names = {
            Language.TRADITIONAL_CHINESE.value: self.name_zh_hant,
            Language.SIMPLIFIED_CHINESE.value: self.name_zh_hans,
        }
        return names.get(language, "") or self.name

    def clean(self) -> None:
        super().clean()
        if not (self.quiet_from and self.quiet_until):
            return  # said already: they are no times
        left = shared_minutes(MAIL_FROM, MAIL_UNTIL, quiet_from=self.quiet_from, quiet_until=self.quiet_until)
        if left < MAIL_MINUTES:
            raise ValidationError(
                {
                    "quiet_from": "These quiet hours leave no time for mail: leave at least two hours "
                    f"between {MAIL_FROM:%H:%M} and {MAIL_UNTIL:%H:%M} open."
                }
            )


class Location(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=250, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    time_zone = models.CharField(max_length=64, validators=[validate_zone])
    is_active = models.BooleanField(default=True)
    source = models.CharField(max_length=40, blank=True, editable=False)
    external_id = models.CharField(max_length=120, blank=True, editable=False)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~models.Q(external_id=""),
                name="clinic_location_external",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True)
    category = models.CharField(max_length=20, choices=ServiceCategory)
    name = models.CharField(max_length=120, help_text="As patients may read it in a mail: general, never a diagnosis.")
    name_zh_hant = models.CharField("name in 繁體中文", max_length=120, blank=True)
    name_zh_hans = models.CharField("name in 简体中文", max_length=120, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class BlockedDate(models.Model):
    """A clinic-local day on which no journey mail leaves."""

    day = models.DateField(unique=True)
    reason = models.CharField(max_length=120)

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day}: {self.reason}"
