"""Seminars that the clinic gives, and who has a place at one."""

from django.db import models
from django.db.models import F, Q

from audit.domain.uuid7 import uuid7
from campaigns.enums import PlaceState, SeminarState
from campaigns.models.messages import Message
from clinic.models import Location
from patients.models import Person

_EITHER = Q(location=None) & ~Q(online_url="") | Q(location__isnull=False, online_url="")


class Seminar(models.Model):
    """One evening: a topic, a speaker, a moment, and so many seats. Its page is `/events/<slug>/`.

    What is empty in Chinese is shown in English.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    topic_en = models.CharField("topic", max_length=120)
    topic_zh_hant = models.CharField("topic, 繁體中文", max_length=120, blank=True)
    topic_zh_hans = models.CharField("topic, 简体中文", max_length=120, blank=True)
    speaker_en = models.CharField("speaker", max_length=120)
    speaker_zh_hant = models.CharField("speaker, 繁體中文", max_length=120, blank=True)
    speaker_zh_hans = models.CharField("speaker, 简体中文", max_length=120, blank=True)
    about_en = models.TextField("what it is about", max_length=1500, blank=True)
    about_zh_hant = models.TextField("what it is about, 繁體中文", max_length=1500, blank=True)
    about_zh_hans = models.TextField("what it is about, 简体中文", max_length=1500, blank=True)
    location = models.ForeignKey(Location, models.PROTECT, null=True, blank=True, verbose_name="place")
    online_url = models.URLField("online address", max_length=300, blank=True)
    starts_at = models.DateTimeField("begins")
    minutes = models.PositiveSmallIntegerField(default=60)
    closes_at = models.DateTimeField("registration closes")
    seats = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=SeminarState, default=SeminarState.DRAFT)
    changed_by = models.CharField(max_length=64)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("-starts_at", "-id")
        default_permissions = ("view", "add", "change")
        constraints = (
            models.CheckConstraint(condition=_EITHER, name="campaigns_seminar_somewhere"),
            models.CheckConstraint(condition=Q(closes_at__lte=F("starts_at")), name="campaigns_seminar_closes_before"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="campaigns_seminar_has_seats"),
        )

    def __str__(self) -> str:
        return self.slug


class SeminarPlace(models.Model):
    """Somebody registered. `seat` is theirs alone while they hold it: the database gives none twice.

    `message`: the invitation behind whose link they registered. A registration is no yes to anything else.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # The unique key below begins with it.
    seminar = models.ForeignKey(Seminar, models.PROTECT, related_name="places", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="seminar_places")
    state = models.CharField(max_length=8, choices=PlaceState)
    seat = models.PositiveIntegerField(null=True)
    message = models.ForeignKey(Message, models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    came_at = models.DateTimeField(null=True, help_text="When staff marked that they came.")
    came_by = models.CharField(max_length=64, blank=True)

    class Meta:
        default_permissions = ("view", "change")
        constraints = (
            models.UniqueConstraint(fields=["seminar", "person"], name="campaigns_place_once"),
            models.UniqueConstraint(fields=["seminar", "seat"], name="campaigns_place_seat_once"),
            models.CheckConstraint(
                condition=Q(state=PlaceState.HELD, seat__isnull=False) | ~Q(state=PlaceState.HELD) & Q(seat=None),
                name="campaigns_place_has_a_seat",
            ),
            models.CheckConstraint(
                condition=Q(came_at=None) | Q(state=PlaceState.HELD), name="campaigns_place_came_who_held"
            ),
        )

    def __str__(self) -> str:
        return f"place {self.pk}"
