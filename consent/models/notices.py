"""The notice of privacy practices, its versions, and who was given it (45 CFR 164.520)."""

from django.db import models

from audit.domain.uuid7 import uuid7
from clinic.enums import Language
from consent.enums import NoticeAnswer, Recorded
from patients.models import Person


class PrivacyNotice(models.Model):
    """One version in one language. Published versions never change."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=8, choices=Language)
    title = models.CharField(max_length=200)
    body = models.TextField(help_text="Markdown.")
    changes = models.TextField(blank=True, help_text="What is new in this version, for readers of the one before.")
    effective_on = models.DateField(help_text="164.520(b)(1)(viii): the clinic-local day on which it takes effect.")
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.UUIDField(null=True, editable=False)

    class Meta:
        default_permissions = ("view", "add", "change")
        ordering = ("-version", "language")
        constraints = (models.UniqueConstraint(fields=["version", "language"], name="consent_notice_version_language"),)

    def __str__(self) -> str:
        return f"privacy notice v{self.version} ({self.language})"


class NoticeAcknowledgement(models.Model):
    """A patient acknowledged that they got the notice, or the clinic's good-faith effort failed (164.520(c)(2)(ii))."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="notice_acknowledgements")
    notice = models.ForeignKey(PrivacyNotice, models.PROTECT, related_name="acknowledgements")
    answer = models.CharField(max_length=16, choices=NoticeAnswer)
    recorded_at = models.DateTimeField()
    via = models.CharField(max_length=20, choices=Recorded)
    recorded_by = models.UUIDField(null=True)

    class Meta:
        default_permissions = ("view", "add")
        indexes = (models.Index(fields=["person", "-recorded_at"], name="consent_notice_person"),)

    def __str__(self) -> str:
        return f"acknowledgement {self.pk}"
