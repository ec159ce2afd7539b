"""What people do behind the links in their messages, and what guards those links."""

from django.db import models

from audit.domain.uuid7 import uuid7
from campaigns.enums import CareAnswerKind, LinkPurpose
from campaigns.models.messages import Message
from clinic.enums import Language, ServiceCategory
from patients.models import Person


class LinkGuard(models.Model):
    """Wrong second facts behind the links to one thing, however many links there are to it. What locks is the sum of
    a person's (`operations.link_guards`); `locked_at` stands where the last one was written."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    purpose = models.CharField(max_length=12, choices=LinkPurpose)
    subject_id = models.UUIDField(help_text="The appointment, or the person.")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    tries = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True, help_text="When staff opened it again.")

    class Meta:
        default_permissions = ("view", "change")
        constraints = (
            models.UniqueConstraint(fields=["purpose", "subject_id", "person"], name="campaigns_link_guard_once"),
        )

    def __str__(self) -> str:
        return f"link guard {self.pk}"


class CareAnswer(models.Model):
    """How somebody said that it goes, a week after a treatment. One answer a message; a later one is kept beside it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    message = models.ForeignKey(Message, models.PROTECT, related_name="care_answers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="care_answers")
    answer = models.CharField(max_length=8, choices=CareAnswerKind)
    answered_at = models.DateTimeField()

    class Meta:
        default_permissions = ("view",)
        ordering = ("answered_at",)

    def __str__(self) -> str:
        return f"care answer {self.pk}"


class CareGuide(models.Model):
    """How to recover after one category of treatment, in one language. Published versions stay as they are."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    category = models.CharField(max_length=20, choices=ServiceCategory)
    number = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8, choices=Language)
    title = models.CharField(max_length=120)
    body = models.TextField(help_text="Markdown, without placeholders.")
    written_by = models.CharField(max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering = ("category", "-number", "language")
        default_permissions = ("view", "add", "change")
        constraints = (
            models.UniqueConstraint(fields=["category", "number", "language"], name="campaigns_care_guide_language"),
        )

    def __str__(self) -> str:
        return f"{self.get_category_display()} v{self.number} ({self.language})"
